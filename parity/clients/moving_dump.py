"""Dumps what the Python client sees of a place, so that dumps of two places that hold the same are equal. Arguments: URI, file, number of
runs of which one has its histories read.

Ids may differ at a place that gave new ones: its tags `tailrace.source_...` name the old ones, and the dump has those.
"""

import hashlib
import json
import math
import sys

from mlflow import MlflowClient
from mlflow.artifacts import download_artifacts
from mlflow.entities import ViewType

URI, FILE, EVERY = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = MlflowClient(URI, URI)
LARGEST = 1.7976931348623157e308


def plain(tags):
    return {key: value for key, value in tags.items() if not key.startswith("tailrace.source_") and key != "mlflow.parentRunId"}


def number(value):
    """A database keeps the infinities as the largest doubles."""
    return repr(math.copysign(LARGEST, value) if math.isinf(value) else float(value))


def pages(search, **arguments):
    token = None
    while True:
        page = search(page_token=token, **arguments)
        yield from page
        token = page.token
        if not token:
            return


def files(run, path=None):
    for file in client.list_artifacts(run, path):
        if file.is_dir:
            yield from files(run, file.path)
        else:
            local = download_artifacts(run_id=run, artifact_path=file.path, tracking_uri=URI)
            with open(local, "rb") as content:
                yield [file.path, file.file_size, hashlib.sha256(content.read()).hexdigest()]


def dump():
    experiments = list(pages(client.search_experiments, view_type=ViewType.ALL))
    ids = [experiment.experiment_id for experiment in experiments]
    names = {experiment.experiment_id: experiment.name for experiment in experiments}
    runs = list(pages(client.search_runs, experiment_ids=ids, run_view_type=ViewType.ALL, max_results=1000))
    models = list(pages(client.search_logged_models, experiment_ids=ids))
    old_runs = {run.info.run_id: run.data.tags.get("tailrace.source_run_id", run.info.run_id) for run in runs}
    old_models = {model.model_id: model.tags.get("tailrace.source_model_id", model.model_id) for model in models}
    return {
        "experiments": {experiment.name: [experiment.lifecycle_stage, plain(experiment.tags)] for experiment in experiments},
        "runs": {old_runs[run.info.run_id]: run_of(run, names, old_runs, old_models) for run in runs},
        "models": {old_models[model.model_id]: model_of(model, old_runs) for model in models},
        "registry": {model.name: registered(model, old_runs) for model in client.search_registered_models()},
    }


def run_of(run, names, old_runs, old_models):
    info, data, inputs, outputs = run.info, run.data, run.inputs, run.outputs
    sampled = int(old_runs[info.run_id], 16) % EVERY == 0 or info.run_name == "odd"
    history = lambda key: sorted([point.step, point.timestamp, number(point.value)] for point in client.get_metric_history(info.run_id, key))
    return {
        "info": [names[info.experiment_id], info.run_name, info.status, info.start_time, info.end_time, info.lifecycle_stage, info.user_id],
        "params": data.params,
        "tags": plain(data.tags),
        "parent": old_runs.get(data.tags.get("mlflow.parentRunId")),
        "metrics": {key: number(value) for key, value in data.metrics.items()},
        "history": {key: history(key) for key in data.metrics} if sampled else None,
        "datasets": [[*input.dataset.to_dictionary().items(), *((tag.key, tag.value) for tag in input.tags)] for input in inputs.dataset_inputs],
        "outputs": [[old_models.get(output.model_id), output.step] for output in (outputs.model_outputs if outputs else [])],
        "files": sorted(files(info.run_id)) if sampled else None,
    }


def model_of(model, old_runs):
    points = [[m.key, number(m.value), m.timestamp, m.step, old_runs[m.run_id], m.dataset_name, m.dataset_digest] for m in model.metrics or []]
    return [model.name, model.model_type, str(model.status), old_runs.get(model.source_run_id), model.params, plain(model.tags), sorted(points)]


def registered(model, old_runs):
    versions = client.search_model_versions(f"name = '{model.name}'")
    return {
        "model": [model.description, model.tags, {alias: int(version) for alias, version in model.aliases.items()}],
        "versions": {
            int(version.version): [
                version.description,
                plain(version.tags),
                version.current_stage,
                version.status,
                old_runs[version.run_id],
                source_of(version),
            ]
            for version in versions
        },
    }


def source_of(version):
    """The part of the source below the artifacts of its run, if it lies there."""
    root = client.get_run(version.run_id).info.artifact_uri
    return version.source[len(root) :] if version.source.startswith(root) else version.source


with open(FILE, "w") as out:
    json.dump(dump(), out)
