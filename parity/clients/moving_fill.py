"""Fills a tracking server or a file store with every kind of thing that can move. Arguments: URI, number of runs."""

import random
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelOutput, LoggedModelStatus, Metric, Param

URI, RUNS = sys.argv[1], int(sys.argv[2])
START = 1_700_000_000_000
mlflow.set_tracking_uri(URI)
client = MlflowClient()
random.seed(7)


def many():
    experiments = [client.create_experiment(f"team {index}", tags={"mlflow.note.content": f"notes\nof {index}"}) for index in range(4)]
    parent = None
    for index in range(RUNS):
        tags = {"team": f"t{index % 7}"}
        if index % 5 and parent:
            tags["mlflow.parentRunId"] = parent
        run = client.create_run(experiments[index * 4 // RUNS], START + index * 1000, tags, f"run {index}").info.run_id
        if index % 5 == 0:
            parent = run
        metrics = [Metric(key, random.random(), START + index * 1000 + step, step) for key in ("loss", "acc") for step in range(10)]
        client.log_batch(run, metrics=metrics, params=[Param(f"p{at}", str(random.random())) for at in range(3)])
        if index % 50 == 0:
            client.log_text(run, "x" * (index + 1), "notes/a b.txt")
        client.set_terminated(run, random.choice(["FINISHED", "FAILED", "KILLED"]), START + index * 1000 + 500)
        if index % 50 == 49:
            client.delete_run(run)


def odd():
    """What is rare: values that are no numbers, deep names, links, deleted things, a registry with gaps."""
    experiment = client.create_experiment("odd ünï 100%", tags={"empty": "", "quote": "'\"\\"})
    run = client.create_run(experiment, START, {"multi": "a\nb", "ünï": "日本"}, "odd").info.run_id
    for step, value in enumerate([1e308, -1.5e-300, float("nan"), float("inf"), float("-inf"), 0.1 + 0.2, 3]):
        client.log_metric(run, "deep/er/value", value, START + step, step)
    client.log_metric(run, "negative", 1.0, START, -5)
    client.log_batch(run, params=[Param("deep/param", "x" * 6000), Param("empty", ""), Param("spaces ", " v ")])
    dataset = Dataset("prices", "d1", "local", '{"uri": "/x"}', schema='{"a": 1}', profile='{"n": 2}')
    client.log_inputs(run, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
    client.log_text(run, "hello", "dir/sub/a.txt")
    model = client.create_logged_model(experiment, "forest", run, {"a": "b"}, {"depth": "3"}, "tree")
    client.log_metric(run, "accuracy", 0.5, START, 0, model_id=model.model_id, dataset_name="prices", dataset_digest="d1")
    client.finalize_logged_model(model.model_id, LoggedModelStatus.READY)
    client.log_outputs(run, [LoggedModelOutput(model.model_id, 3)])
    client.create_run(experiment, START + 1, run_name="still running")
    gone = client.create_experiment("gone")
    client.log_metric(client.create_run(gone, START + 2, run_name="in it").info.run_id, "m", 1.0, START, 0)
    client.delete_experiment(gone)
    registry(run)


def registry(run):
    source = client.get_run(run).info.artifact_uri + "/dir"
    client.create_registered_model("Prices", {"k": "v"}, "some words")
    for number in range(1, 5):
        client.create_model_version("Prices", source, run, {"number": str(number)}, description=f"version {number}")
    client.delete_model_version("Prices", "1")
    client.delete_model_version("Prices", "3")
    client.transition_model_version_stage("Prices", "2", "Production")
    client.set_registered_model_alias("Prices", "champion", "4")


many()
odd()
