"""What the scripts of the tutorial must have left behind. Arguments: URI of the server, an empty folder. Prints the best run's id last."""

import os
import sys

import mlflow
from mlflow.tracking import MlflowClient

from steps import Walk, equal, read

URI, FOLDER = sys.argv[1], sys.argv[2]
mlflow.set_tracking_uri(URI)
client = MlflowClient()
step = Walk()
at = {}


@step
def four_runs_with_their_params_metrics_and_tags():
    experiment = client.get_experiment_by_name("iris_classification")
    runs = client.search_runs([experiment.experiment_id])
    equal(sorted(run.info.run_name for run in runs), ["rf_n100_d5", "rf_n150_d7", "rf_n200_d10", "rf_n50_d3"])
    for run in runs:
        equal(set(run.data.metrics), {"accuracy", "f1_score", "precision", "recall"})
        equal((run.data.params["model_type"], run.data.params["train_samples"], run.data.tags["team"]), ("RandomForest", "120", "data-science"))
        equal(run.info.status, "FINISHED")
    at["runs"] = runs
    at["best"] = client.search_runs([experiment.experiment_id], "metrics.accuracy > 0.90", order_by=["metrics.accuracy DESC"])[0]


@step
def artifacts_of_each_run():
    for run in at["runs"]:
        names = {one.path for one in client.list_artifacts(run.info.run_id)}
        assert "confusion_matrix.png" in names, names
        path = client.download_artifacts(run.info.run_id, "confusion_matrix.png", FOLDER)
        assert read(path).startswith(b"\x89PNG"), path
        model = mlflow.artifacts.download_artifacts(f"runs:/{run.info.run_id}/model", dst_path=os.path.join(FOLDER, run.info.run_id))
        assert "MLmodel" in os.listdir(model) and "requirements.txt" in os.listdir(model), os.listdir(model)


@step
def four_versions():
    versions = client.search_model_versions("name = 'iris_classifier'")
    equal(sorted(int(version.version) for version in versions), [1, 2, 3, 4])
    equal({version.run_id for version in versions}, {run.info.run_id for run in at["runs"]})
    equal({version.status for version in versions}, {"READY"})


@step
def ten_steps_of_train_loss():
    runs = client.search_runs(["0"], "attributes.run_name = 'training_progress'")
    equal(len(runs), 1, "runs of advanced_tracking.py in the default experiment")
    run = runs[0]
    for key in ("train_loss", "val_loss", "train_accuracy", "val_accuracy"):
        equal([point.step for point in client.get_metric_history(run.info.run_id, key)], list(range(10)), key)
    assert 1.0 <= client.get_metric_history(run.info.run_id, "train_loss")[0].value <= 1.1
    equal((run.data.params["optimizer"], run.data.metrics["best_val_acc"]), ("adam", 0.85))
    equal(mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/status.txt"), "Model training completed successfully")
    expected = {"optimizer": "adam", "batch_size": 32, "epochs": 10, "lr_schedule": "cosine"}
    equal(mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/config.json"), expected)


print(f"best {at['best'].info.run_id}")
step.end()
