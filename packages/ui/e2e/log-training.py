"""Logs what data scientists log, with the Python client: the data of the browser tests and of the screenshots.

The server is named by MLFLOW_TRACKING_URI. Everything is drawn from one seed, so that two runs of this script log the same but for ids and times.
"""

import json
import math
import os
import random
import tempfile

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.models import infer_signature
from PIL import Image
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

random.seed(7)
np.random.seed(7)
client = MlflowClient()
ADJECTIVES = "sly odd wide lucid calm bold brisk proud keen mild vivid quiet".split()
NOUNS = "marten plover crane wren stork lynx newt ibis heron otter vole finch".split()


def name(i):
    return f"{ADJECTIVES[i % 12]}-{NOUNS[(i * 5 + i // 12) % 12]}-{100 + i * 37 % 900}"


def curve(steps, floor, rate, noise):
    return [floor + math.exp(-rate * s) + random.gauss(0, noise) for s in range(steps)]


def iris():
    """Forty runs of a sweep, with curves, a data set, and one that failed."""
    mlflow.set_experiment("iris_classification")
    mlflow.set_experiment_tags({"mlflow.note.content": "# Iris\nA **forest** on the iris flowers.\n\n| set | rows |\n|---|---|\n| train | 120 |\n| test | 30 |", "team": "data-science"})
    frame = load_iris(as_frame=True).frame
    data = mlflow.data.from_pandas(frame, source="https://example.org/iris.csv", name="iris", targets="target")
    for i in range(40):
        depth, trees, rate = random.choice([3, 5, 7, 10]), random.choice([50, 100, 150, 200]), random.choice([0.001, 0.005, 0.01])
        with mlflow.start_run(run_name=name(i), tags={"team": "data-science", "stage": "sweep" if i % 3 else "baseline"}) as run:
            mlflow.log_params({"n_estimators": trees, "max_depth": depth, "lr": rate, "criterion": "gini", "seed": 7, "optimizer.name": "adam", "optimizer.beta1": 0.9})
            mlflow.log_input(data, context="training")
            score = 0.85 + depth * 0.008 + trees * 0.0002 + random.gauss(0, 0.01)
            loss = curve(60, 0.15 + random.random() * 0.08, 0.05 + depth * 0.01, 0.01)
            now = run.info.start_time
            metrics = []
            for s, value in enumerate(loss):
                metrics.append(mlflow.entities.Metric("val_loss", value, now + s * 1000, s))
                metrics.append(mlflow.entities.Metric("train_loss", value * 0.9, now + s * 1000, s))
                metrics.append(mlflow.entities.Metric("val_accuracy", min(1, 1 - value * 0.4), now + s * 1000, s))
            metrics += [mlflow.entities.Metric("accuracy", score, now, 0), mlflow.entities.Metric("f1_score", score - 0.01, now, 0)]
            for s in range(20):
                metrics.append(mlflow.entities.Metric("system/cpu_utilization_percentage", 40 + random.random() * 50, now + s * 1000, s))
                metrics.append(mlflow.entities.Metric("system/system_memory_usage_megabytes", 2000 + s * 20, now + s * 1000, s))
            client.log_batch(run.info.run_id, metrics=metrics)
    failed = mlflow.start_run(run_name="out-of-memory")
    mlflow.log_param("max_depth", 40)
    mlflow.log_metric("val_loss", float("nan"), step=0)
    mlflow.log_metric("val_loss", float("inf"), step=1)
    mlflow.log_metric("val_loss", 3.5, step=2)
    mlflow.end_run("FAILED")
    client.set_tag(failed.info.run_id, "mlflow.note.content", "Ran **out of memory** at step 3.")


def nested():
    mlflow.set_experiment("vision/segmentation")
    for study in range(3):
        with mlflow.start_run(run_name=f"study-{study + 1}"):
            mlflow.log_param("study", study)
            best = 0
            for trial in range(8):
                with mlflow.start_run(run_name=f"trial-{trial + 1}", nested=True):
                    lr = 10 ** random.uniform(-4, -1)
                    iou = 0.6 + 0.3 * math.exp(-((math.log10(lr) + 2.5) ** 2)) + random.gauss(0, 0.01)
                    best = max(best, iou)
                    mlflow.log_params({"lr": lr, "batch_size": random.choice([8, 16, 32])})
                    for s in range(10):
                        mlflow.log_metric("iou", iou * (1 - math.exp(-s / 3)), step=s)
            mlflow.log_metric("iou", best)
    mlflow.set_experiment("vision/detection")
    with mlflow.start_run(run_name="yolo-baseline"):
        mlflow.log_metrics({"map50": 0.61, "map75": 0.44})


def files():
    """One run with a file of every kind that the UI can show, and some broken ones."""
    mlflow.set_experiment("artifacts")
    with mlflow.start_run(run_name="every-file"):
        mlflow.log_text("# Report\n\nAll *well*.\n\n- one\n- two", "docs/report.md")
        mlflow.log_text("<h1>Evil</h1><script>parent.document.title='owned'</script>", "docs/page.html")
        mlflow.log_text("\n".join(f"2026-01-01 00:00:{i % 60:02d} INFO step {i} loss {1 / (i + 1):.4f}" for i in range(5000)), "logs/train.log")
        mlflow.log_dict({"model": {"layers": [64, 32], "dropout": 0.1}, "note": "x" * 300}, "config/config.json")
        mlflow.log_dict({"optimizer": {"name": "adam"}}, "config/config.yaml")
        mlflow.log_text("import mlflow\n\nprint(mlflow.__version__)\n", "code/train.py")
        table = pd.DataFrame({"id": range(1000), "name": [f"row, {i}" for i in range(1000)], "score": np.random.rand(1000)})
        with tempfile.TemporaryDirectory() as folder:
            table.to_csv(os.path.join(folder, "table.csv"), index=False)
            table.to_csv(os.path.join(folder, "table.tsv"), index=False, sep="\t")
            table.to_parquet(os.path.join(folder, "table.parquet"))
            with open(os.path.join(folder, "broken.parquet"), "wb") as f:
                f.write(b"PAR1nothing of use")
            with open(os.path.join(folder, "broken.json"), "w") as f:
                f.write("{ not json")
            with open(os.path.join(folder, "weights.bin"), "wb") as f:
                f.write(bytes(range(256)) * 512)
            with open(os.path.join(folder, "empty.txt"), "w"):
                pass
            with open(os.path.join(folder, "notebook.ipynb"), "w") as f:
                cells = [
                    {"cell_type": "markdown", "metadata": {}, "source": ["# Notebook\n", "with *text*"]},
                    {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": ["1 + 1"], "outputs": [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": ["2"]}}]},
                ]
                json.dump({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, f)
            with open(os.path.join(folder, "area.geojson"), "w") as f:
                json.dump({"type": "Feature", "properties": {"name": "square"}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]}}, f)
            with open(os.path.join(folder, "drawing.svg"), "w") as f:
                f.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/><script>top.x=1</script></svg>')
            mlflow.log_artifacts(folder, "data")
        for step in range(5):
            pixels = np.zeros((64, 64, 3), dtype=np.uint8)
            pixels[:, :, 0] = step * 50
            pixels[16 : 16 + step * 8, 16:48, 1] = 255
            mlflow.log_image(Image.fromarray(pixels), key="mask", step=step)
        mlflow.log_image(Image.fromarray(np.random.randint(0, 255, (48, 64, 3), dtype=np.uint8)), "images/noise.png")
        mlflow.log_table({"question": ["a", "b"], "answer": ["c", "d"]}, "table.json")
        mlflow.set_tag("a long tag", "x" * 4000)
        mlflow.log_param("long", "y" * 5000)
        mlflow.log_param("日本語", "値 ünïcode")
        mlflow.log_metrics({"nan": float("nan"), "plus": float("inf"), "minus": float("-inf"), "tiny": 1.23e-12, "huge": 6.02e23})
    with mlflow.start_run(run_name="nothing-at-all"):
        pass


def models():
    mlflow.set_experiment("churn_v2")
    x, y = load_iris(return_X_y=True, as_frame=True)
    for i, model in enumerate([LogisticRegression(max_iter=300), RandomForestClassifier(n_estimators=10, max_depth=3), RandomForestClassifier(n_estimators=20)]):
        with mlflow.start_run(run_name=f"churn-{i + 1}"):
            model.fit(x, y)
            mlflow.log_params({"kind": type(model).__name__, "i": i})
            mlflow.log_metrics({"accuracy": float(model.score(x, y)), "auc": 0.8 + i * 0.05})
            mlflow.sklearn.log_model(model, name="model", serialization_format="cloudpickle", signature=infer_signature(x, model.predict(x)), input_example=x.head(2), registered_model_name="churn")
    client.update_registered_model("churn", "## Churn\nPredicts who *leaves*.")
    client.set_registered_model_tag("churn", "owner", "growth")
    client.set_registered_model_alias("churn", "champion", 2)
    client.set_registered_model_alias("churn", "challenger", 3)
    client.transition_model_version_stage("churn", "2", "Production")
    client.transition_model_version_stage("churn", "3", "Staging")
    client.set_model_version_tag("churn", "3", "reviewed", "no")
    client.update_model_version("churn", "3", "More trees.")
    client.create_registered_model("fraud eu", tags={"owner": "risk"}, description="Empty so far")


def deleted():
    mlflow.set_experiment("scratch")
    with mlflow.start_run(run_name="thrown-away") as run:
        mlflow.log_metric("m", 1)
    client.delete_run(run.info.run_id)
    client.delete_experiment(client.create_experiment("old-idea"))


for part in (iris, nested, files, models, deleted):
    part()
