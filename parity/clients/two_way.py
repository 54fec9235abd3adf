"""Writes to a server and dumps everything that a server has. Arguments: URI, a folder, then commands: `write:<name>` or `dump:<name>`.

A dump goes to <folder>/<name>.json: every experiment, run, metric point, input, output, logged model, registered model, version, alias
and the digest of every artifact, as the Python client sees them. Writes also change what earlier writes (of another server) left.
"""

import hashlib
import json
import os
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelOutput, LoggedModelStatus, Metric, Param, RunTag, ViewType

URI, FOLDER = sys.argv[1], sys.argv[2]
mlflow.set_tracking_uri(URI)
client = MlflowClient()


def write(name):
    deepen()
    experiment = client.create_experiment(f"{name} ünï 100%", tags={"team": name, "empty": ""})
    client.set_experiment_tag(experiment, "note", "日本\n'quoted'")
    run = client.create_run(experiment, start_time=1_000, run_name=f"{name} first", tags={"k": "v", "long": "x" * 8000}).info.run_id
    metrics(run)
    client.log_batch(run, params=[Param("lr", "0.1"), Param("empty", ""), Param("ünï/a.b", "'\"\\")], tags=[RunTag("t", "ü")])
    dataset = Dataset(f"{name} iris", "d1", "local", '{"uri": "/x"}', schema='{"a": 1}', profile='{"n": 2}')
    client.log_inputs(run, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
    artifacts(run)
    model = logged_model(name, experiment, run)
    client.set_terminated(run, "FINISHED", end_time=9_000)
    child = client.create_run(experiment, start_time=2_000, run_name="child", tags={"mlflow.parentRunId": run}).info.run_id
    client.log_inputs(child, [DatasetInput(dataset, [])])
    client.delete_run(child)
    registry(name, experiment, run, model)
    gone = client.create_experiment(f"{name} gone")
    client.log_metric(client.create_run(gone, run_name="in a deleted experiment").info.run_id, "m", 1.0, timestamp=1)
    client.delete_experiment(gone)


def metrics(run):
    points = [Metric("m", index / 7, 1_000 + index, index) for index in range(500)]
    special = [Metric("nan", float("nan"), 1, 0), Metric("inf", float("inf"), 1, 0), Metric("-inf", float("-inf"), 1, 0), Metric("a b/ü", 1e-300, 5, -3)]
    client.log_batch(run, metrics=points + special)
    client.log_metric(run, "m", 9.0, timestamp=5, step=499)
    client.log_metric(run, "m", -1.0, timestamp=1_499, step=499)


def artifacts(run):
    for path, data in {"a b.txt": "space", "50%/ü.txt": "ü", "deep/er/x.json": "{}", "empty": ""}.items():
        client.log_text(run, data, path)
    path = os.path.join(FOLDER, "bytes.bin")
    with open(path, "wb") as file:
        file.write(bytes(range(256)) * 1000)
    client.log_artifact(run, path, "deep")


def logged_model(name, experiment, run):
    model = client.create_logged_model(experiment, f"{name} lm", source_run_id=run, params={"p": "q"}, tags={"a": "b"}, model_type="t").model_id
    client.log_outputs(run, [LoggedModelOutput(model, step=7)])
    client.log_metric(run, "acc", 0.5, timestamp=3, step=1, model_id=model, dataset_name=f"{name} iris", dataset_digest="d1")
    path = os.path.join(FOLDER, "MLmodel")
    with open(path, "w") as file:
        file.write(f"flavors: {{{name}: 1}}\n")
    client.log_model_artifact(model, path)
    client.finalize_logged_model(model, LoggedModelStatus.READY)
    client.delete_logged_model(client.create_logged_model(experiment, "deleted").model_id)
    return model


def registry(name, experiment, run, model):
    client.create_registered_model(f"{name} rm", tags={"team": name}, description="ü")
    client.create_model_version(f"{name} rm", f"runs:/{run}/deep", run_id=run, tags={"t": "1"}, description="first", run_link="link")
    client.create_model_version(f"{name} rm", f"models:/{model}", model_id=model)
    client.create_model_version(f"{name} rm", "s3://bucket/three")
    client.create_model_version(f"{name} rm", "s3://bucket/deleted")
    client.set_registered_model_alias(f"{name} rm", "champion", "2")
    client.set_registered_model_alias(f"{name} rm", "other", "1")
    client.transition_model_version_stage(f"{name} rm", "1", "Production")
    client.transition_model_version_stage(f"{name} rm", "3", "Production", archive_existing_versions=True)
    client.set_model_version_tag(f"{name} rm", "3", "k", "v")
    client.delete_model_version(f"{name} rm", "4")
    client.create_registered_model(f"{name} gone")
    client.delete_registered_model(f"{name} gone")


def deepen():
    """Changes what earlier writes left: what one server made, the other must be able to go on with."""
    for experiment in client.search_experiments(filter_string="tags.team LIKE '%'"):
        client.rename_experiment(experiment.experiment_id, experiment.name + "'")
        for run in client.search_runs([experiment.experiment_id], "tags.k = 'v'"):
            client.log_metric(run.info.run_id, "m", 77.0, timestamp=9_999, step=500)
            client.log_param(run.info.run_id, f"later {len(run.data.params)}", "x")
            client.log_param(run.info.run_id, "lr", "0.1")
            client.set_tag(run.info.run_id, "t", run.data.tags["t"] + "+")
            client.log_text(run.info.run_id, "later", f"later/{len(run.data.params)}.txt")
            client.update_run(run.info.run_id, name=run.info.run_name + "'")
        for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.DELETED_ONLY):
            client.restore_run(run.info.run_id)
    for model in client.search_registered_models():
        version = client.create_model_version(model.name, "s3://bucket/later")
        assert int(version.version) >= 5, "the number of a deleted version must not be used again"
        client.set_registered_model_alias(model.name, "champion", version.version)
        client.update_registered_model(model.name, (model.description or "") + "+")
        client.transition_model_version_stage(model.name, version.version, "Production", archive_existing_versions=True)


def dump(name):
    ids = [experiment.experiment_id for experiment in client.search_experiments(view_type=ViewType.ALL)]
    everything = {
        "experiments": {one: plain(client.get_experiment(one)) for one in ids},
        "runs": {run.info.run_id: run_of(run) for run in pages(lambda **page: client.search_runs(ids, run_view_type=ViewType.ALL, max_results=5, **page))},
        "models": {model.model_id: model_of(model) for model in pages(lambda **page: client.search_logged_models(ids, max_results=5, **page))},
        "registered": {model.name: plain(client.get_registered_model(model.name)) for model in pages(client.search_registered_models)},
        "versions": {f"{one.name} {one.version}": version_of(one) for one in pages(client.search_model_versions)},
    }
    with open(os.path.join(FOLDER, f"{name}.json"), "w") as file:
        json.dump(everything, file)


def run_of(run):
    found = plain(client.get_run(run.info.run_id))
    equal(found, plain(run), "get_run and search_runs")
    found["history"] = {key: [plain(point) for point in client.get_metric_history(run.info.run_id, key)] for key in sorted(run.data.metrics)}
    found["artifacts"] = dict(files(lambda path: client.list_artifacts(run.info.run_id, path), lambda path: client.download_artifacts(run.info.run_id, path, FOLDER)))
    return found


def model_of(model):
    found = plain(client.get_logged_model(model.model_id))
    equal(found, plain(model), "get_logged_model and search_logged_models")
    where = model.artifact_location
    found["artifacts"] = dict(files(lambda path: client.list_logged_model_artifacts(model.model_id, path), lambda path: mlflow.artifacts.download_artifacts(f"{where}/{path}", dst_path=FOLDER)))
    return found


def version_of(version):
    found = plain(client.get_model_version(version.name, version.version))
    found["download"] = client.get_model_version_download_uri(version.name, version.version)
    return found


def files(listed, download, folder=None):
    for one in listed(folder):
        if one.is_dir:
            yield from files(listed, download, one.path)
        else:
            with open(download(one.path), "rb") as file:
                yield one.path, [one.file_size, hashlib.sha256(file.read()).hexdigest()]


def pages(search):
    token = None
    while True:
        page = search(page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def plain(value):
    """An entity as plain data; lists that no database orders are sorted, NaN becomes text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return sorted((plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (str, int, bool, type(None))):
        return value
    names = [name for name in vars(type(value)) if isinstance(vars(type(value))[name], property)]
    for parent in type(value).__mro__[1:]:
        names += [name for name, member in vars(parent).items() if isinstance(member, property)]
    return plain({name: getattr(value, name) for name in names}) if names else str(value)


def equal(found, expected, what):
    assert found == expected, f"{what} differ: {found} and {expected}"


for command in sys.argv[3:]:
    action, name = command.split(":")
    {"write": write, "dump": dump}[action](name)
