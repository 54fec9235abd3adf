"""Walks the fluent calls of mlflow, as a training script uses them. Arguments: URI of the server, an empty folder."""

import json
import math
import os
import sys

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plot
import mlflow
import numpy
import pandas
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from steps import Walk, equal, read, refused, write

URI, FOLDER = sys.argv[1], sys.argv[2]
THREE = mlflow.__version__.startswith("3.")
X = pandas.DataFrame({"a": [0.0, 1.0, 2.0, 3.0] * 5, "b": [1.0, 0.0, 1.0, 0.0] * 5})
Y = numpy.array([0, 0, 1, 1] * 5)
FOREST = RandomForestClassifier(n_estimators=3, random_state=0).fit(X, Y)
# 3.17 saves a scikit-learn model with skops by default, which asks for trusted types when a forest is loaded.
SAVE = {"serialization_format": "cloudpickle"}
NAME = "name" if THREE else "artifact_path"

mlflow.set_tracking_uri(URI)
client = mlflow.MlflowClient()
step = Walk()
at = {}


@step
def tracking_uri():
    equal(mlflow.get_tracking_uri(), URI)
    assert mlflow.is_tracking_uri_set()


@step
def set_experiment():
    experiment = mlflow.set_experiment("fluent")
    at["e"] = experiment.experiment_id
    equal(mlflow.set_experiment("fluent").experiment_id, at["e"])
    equal(mlflow.set_experiment(experiment_id=at["e"]).name, "fluent")
    equal(mlflow.get_experiment_by_name("fluent").experiment_id, at["e"])
    equal(mlflow.get_experiment(at["e"]).artifact_location, f"mlflow-artifacts:/{at['e']}")
    mlflow.set_experiment_tags({"team": "red", "stage": "walk"})
    mlflow.set_experiment_tag("team", "blue")
    equal(mlflow.get_experiment(at["e"]).tags["team"], "blue")


@step
def start_run():
    with mlflow.start_run(run_name="main", tags={"own": "tag"}, description="what it is") as run:
        at["run"] = run.info.run_id
        equal(mlflow.active_run().info.run_id, at["run"])
        mlflow.log_param("lr", 0.01)
        mlflow.log_params({"depth": 3, "name": "ünï", "none": None})
        mlflow.log_metric("loss", 2.5, step=0)
        mlflow.log_metric("loss", 1.5, step=1)
        mlflow.log_metric("nan", float("nan"))
        mlflow.log_metric("inf", math.inf, step=4)
        mlflow.log_metric("at", 1.0, timestamp=1234)
        mlflow.log_metrics({"acc": 0.5, "f1": 0.25}, step=2)
        mlflow.set_tag("release", "1.0")
        mlflow.set_tags({"a": "b", "c": 5})
        mlflow.set_tag("gone", "x")
        mlflow.delete_tag("gone")
    found = mlflow.get_run(at["run"])
    equal((found.info.status, found.info.run_name), ("FINISHED", "main"))
    assert found.info.end_time >= found.info.start_time
    equal(found.data.params, {"lr": "0.01", "depth": "3", "name": "ünï", "none": "None"})
    metrics = found.data.metrics
    equal((metrics["loss"], math.isnan(metrics["nan"]), metrics["inf"], metrics["acc"], metrics["f1"]), (1.5, True, 1.7976931348623157e308, 0.5, 0.25))
    equal([(point.value, point.step) for point in client.get_metric_history(at["run"], "loss")], [(2.5, 0), (1.5, 1)])
    equal(client.get_metric_history(at["run"], "at")[0].timestamp, 1234)
    tags = found.data.tags
    equal((tags["own"], tags["mlflow.note.content"], tags["release"], tags["c"], "gone" in tags), ("tag", "what it is", "1.0", "5", False))
    equal((tags["mlflow.source.type"], tags["mlflow.runName"]), ("LOCAL", "main"))


@step
def nested_runs():
    with mlflow.start_run(run_name="parent") as parent:
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_metric("x", 1)
        equal(mlflow.active_run().info.run_id, parent.info.run_id)
    equal(mlflow.get_parent_run(child.info.run_id).info.run_id, parent.info.run_id)
    equal(mlflow.get_parent_run(parent.info.run_id), None)
    found = mlflow.search_runs([at["e"]], f"tags.`mlflow.parentRunId` = '{parent.info.run_id}'", output_format="list")
    equal([run.info.run_id for run in found], [child.info.run_id])


@step
def resumed_run():
    with mlflow.start_run(run_id=at["run"]):
        equal(mlflow.get_run(at["run"]).info.status, "RUNNING")
        mlflow.log_metric("loss", 0.5, step=2)
    found = mlflow.get_run(at["run"])
    equal((found.info.status, found.data.metrics["loss"]), ("FINISHED", 0.5))


@step
def failed_and_killed_runs():
    try:
        with mlflow.start_run() as run:
            raise ValueError("on purpose")
    except ValueError:
        pass
    equal(mlflow.get_run(run.info.run_id).info.status, "FAILED")
    killed = mlflow.start_run()
    mlflow.end_run("KILLED")
    equal(mlflow.get_run(killed.info.run_id).info.status, "KILLED")
    equal(mlflow.last_active_run().info.run_id, killed.info.run_id)


@step
def params_are_constant():
    with mlflow.start_run(run_id=at["run"]):
        refused("INVALID_PARAMETER_VALUE", mlflow.log_param, "lr", 0.02)
        refused("INVALID_PARAMETER_VALUE", mlflow.log_params, {"new": 1, "lr": 0.02})
    assert "new" not in mlflow.get_run(at["run"]).data.params


@step
def many_metrics():
    with mlflow.start_run(run_name="many") as run:
        mlflow.log_metrics({f"m{index}": index / 8 for index in range(3000)}, step=1)
        mlflow.log_params({f"p{index}": index for index in range(250)})
        mlflow.set_tags({f"t{index}": index for index in range(250)})
    found = mlflow.get_run(run.info.run_id).data
    equal(found.metrics, {f"m{index}": index / 8 for index in range(3000)})
    equal(found.params, {f"p{index}": str(index) for index in range(250)})
    equal({key: value for key, value in found.tags.items() if key.startswith("t")}, {f"t{index}": str(index) for index in range(250)})


@step
def asynchronous():
    with mlflow.start_run(run_name="async") as run:
        for index in range(200):
            mlflow.log_metric("m", index, step=index, synchronous=False)
        mlflow.log_params({"a": 1}, synchronous=False)
        mlflow.set_tags({"b": 2}, synchronous=False)
        mlflow.log_metrics({"last": 1.0}, synchronous=False).wait()
        mlflow.flush_async_logging()
    found = mlflow.get_run(run.info.run_id).data
    equal((found.metrics["m"], found.metrics["last"], found.params["a"], found.tags["b"]), (199.0, 1.0, "1", "2"))
    equal([point.step for point in client.get_metric_history(run.info.run_id, "m")], list(range(200)))


FILES = {"a b.txt": b"space", "50%.bin": bytes(range(256)), "x%17.png": b"17", "50%10.csv": b"10", "k%step%3%timestamp%1796..%ID.png": b"k", "c:x.txt": b"c", "ünï/日本.txt": "ü".encode(), "big.bin": os.urandom(3_000_000)}


@step
def artifacts():
    with mlflow.start_run(run_name="artifacts") as run:
        at["art"] = run.info.run_id
        equal(mlflow.get_artifact_uri("x/y"), f"mlflow-artifacts:/{at['e']}/{at['art']}/artifacts/x/y")
        for name, data in FILES.items():
            write(os.path.join(FOLDER, "up", name), data)
        mlflow.log_artifact(os.path.join(FOLDER, "up", "a b.txt"))
        mlflow.log_artifact(os.path.join(FOLDER, "up", "50%.bin"), "sub folder/ü")
        mlflow.log_artifacts(os.path.join(FOLDER, "up"), "all")
        mlflow.log_text("text ü\n", "notes/text.txt")
        mlflow.log_dict({"a": [1, 2], "b": "ü"}, "notes/dict.json")
        mlflow.log_dict({"a": [1, 2]}, "notes/dict.yml")
    where = f"runs:/{at['art']}"
    equal(mlflow.artifacts.load_text(f"{where}/notes/text.txt"), "text ü\n")
    equal(mlflow.artifacts.load_dict(f"{where}/notes/dict.json"), {"a": [1, 2], "b": "ü"})
    for name, data in FILES.items():
        equal(read(mlflow.artifacts.download_artifacts(f"{where}/all/{name}", dst_path=FOLDER)), data, name)
    equal(read(mlflow.artifacts.download_artifacts(run_id=at["art"], artifact_path="sub folder/ü/50%.bin", dst_path=FOLDER)), FILES["50%.bin"])
    whole = mlflow.artifacts.download_artifacts(artifact_uri=f"mlflow-artifacts:/{at['e']}/{at['art']}/artifacts/all", dst_path=os.path.join(FOLDER, "up"))
    for name, data in FILES.items():
        equal(read(os.path.join(whole, name)), data, name)
    equal(sorted(one.path for one in mlflow.artifacts.list_artifacts(f"{where}/all")), sorted(f"all/{name.split('/')[0]}" for name in FILES))


@step
def figures_and_images():
    figure, axes = plot.subplots()
    axes.plot([1, 3, 2])
    with mlflow.start_run(run_id=at["art"]):
        mlflow.log_figure(figure, "figures/line plot.png")
        mlflow.log_image(numpy.full((4, 4, 3), 200, dtype=numpy.uint8), "image.png")
        mlflow.log_image(numpy.zeros((4, 4), dtype=numpy.uint8), key="seen/deep", step=7)
    assert read(mlflow.artifacts.download_artifacts(f"runs:/{at['art']}/figures/line plot.png", dst_path=FOLDER)).startswith(b"\x89PNG")
    image = mlflow.artifacts.load_image(f"runs:/{at['art']}/image.png")
    equal((image.size, image.getpixel((1, 1))), ((4, 4), (200, 200, 200)))
    names = [one.path for one in client.list_artifacts(at["art"], "images")]
    images = mlflow.artifacts.download_artifacts(run_id=at["art"], artifact_path="images", dst_path=FOLDER)
    equal(sorted(os.listdir(images)), sorted(os.path.basename(name) for name in names))
    assert names and all("seen" in name for name in names), names
    equal(mlflow.get_run(at["art"]).data.tags.get("mlflow.loggedImages"), "True")


@step
def tables():
    with mlflow.start_run(run_id=at["art"]):
        mlflow.log_table({"q": ["a", "b"], "n": [1, 2]}, "tables/t.json")
        mlflow.log_table(pandas.DataFrame({"q": ["ü"], "n": [3]}), "tables/t.json")
    equal(mlflow.load_table("tables/t.json", [at["art"]]).to_dict("list"), {"q": ["a", "b", "ü"], "n": [1, 2, 3]})
    equal(json.loads(mlflow.get_run(at["art"]).data.tags["mlflow.loggedArtifacts"]), [{"path": "tables/t.json", "type": "table"}])


@step
def datasets():
    dataset = mlflow.data.from_pandas(X, source="https://example.org/x.csv", name="walked", targets="b")
    with mlflow.start_run(run_id=at["art"]):
        mlflow.log_input(dataset, context="training")
        mlflow.log_input(dataset, context="training")
        mlflow.log_input(mlflow.data.from_numpy(X.to_numpy(), name="array"), context="eval", tags={"k": "v"})
    found = {one.dataset.name: one for one in mlflow.get_run(at["art"]).inputs.dataset_inputs}
    equal(sorted(found), ["array", "walked"])
    equal((found["walked"].dataset.digest, found["walked"].dataset.source_type), (dataset.digest, "http"))
    equal({tag.key: tag.value for tag in found["array"].tags}, {"mlflow.data.context": "eval", "k": "v"})
    equal(mlflow.data.get_source(found["walked"].dataset).url, "https://example.org/x.csv")
    equal(list(mlflow.search_runs([at["e"]], "dataset.name = 'walked'")["run_id"]), [at["art"]])


@step
def log_model():
    signature = mlflow.models.infer_signature(X, Y)
    with mlflow.start_run(run_name="model") as run:
        at["trained"] = run.info.run_id
        mlflow.log_params({"lr": "0.5"})
        mlflow.log_metric("acc", 0.75)
        info = mlflow.sklearn.log_model(
            FOREST, **{NAME: "forest"}, registered_model_name="fluent forest", signature=signature, input_example=X.head(2), **SAVE
        )
        at["model"] = info.model_id if THREE else None
    equal(info.signature, signature)
    version = client.get_model_version("fluent forest", "1")
    equal((version.status, version.run_id), ("READY", at["trained"]))


@step
def load_models():
    client.set_registered_model_alias("fluent forest", "champion", "1")
    uris = [f"runs:/{at['trained']}/forest", "models:/fluent forest/1", "models:/fluent forest/latest", "models:/fluent forest@champion"]
    if THREE:
        uris.append(f"models:/{at['model']}")
    for uri in uris:
        equal(list(mlflow.pyfunc.load_model(uri).predict(X)), list(FOREST.predict(X)), uri)
    loaded = mlflow.sklearn.load_model("models:/fluent forest/1")
    equal((type(loaded), loaded.get_params()["n_estimators"]), (RandomForestClassifier, 3))
    equal(mlflow.models.get_model_info("models:/fluent forest/1").signature.inputs.input_names(), ["a", "b"])
    client.transition_model_version_stage("fluent forest", "1", "Production")
    equal(list(mlflow.pyfunc.load_model("models:/fluent forest/Production").predict(X)), list(FOREST.predict(X)))


@step
def register_model():
    version = mlflow.register_model(f"runs:/{at['trained']}/forest", "fluent forest", tags={"by": "hand"})
    equal((int(version.version), version.tags), (2, {"by": "hand"}))
    equal(list(mlflow.pyfunc.load_model("models:/fluent forest/2").predict(X)), list(FOREST.predict(X)))
    equal([model.name for model in mlflow.search_registered_models(filter_string="name LIKE 'fluent%'")], ["fluent forest"])
    equal(sorted(int(one.version) for one in mlflow.search_model_versions(filter_string="name = 'fluent forest'")), [1, 2])


@step
def logged_models():
    if not THREE:
        return
    model = mlflow.get_logged_model(at["model"])
    equal((model.name, model.source_run_id, model.params["lr"], str(model.status)), ("forest", at["trained"], "0.5", "READY"))
    equal([(metric.key, metric.value) for metric in model.metrics], [("acc", 0.75)])
    registered = json.loads(model.tags["mlflow.modelVersions"])
    equal({(one["name"], int(one["version"])) for one in registered}, {("fluent forest", 1), ("fluent forest", 2)})
    frame = mlflow.search_logged_models([at["e"]], filter_string="name = 'forest' AND metrics.acc > 0.5")
    equal(list(frame["model_id"]), [at["model"]])
    with mlflow.start_run(run_id=at["trained"]):
        created = mlflow.initialize_logged_model("external")
        mlflow.finalize_logged_model(created.model_id, "READY")
        mlflow.set_logged_model_tags(created.model_id, {"x": "y"})
        mlflow.delete_logged_model_tag(created.model_id, "x")
        mlflow.log_model_params({"a": "b"}, model_id=created.model_id)
        mlflow.log_outputs(models=[mlflow.entities.LoggedModelOutput(created.model_id, step=1)])
    found = mlflow.get_logged_model(created.model_id)
    equal((found.params["a"], "x" in found.tags), ("b", False))
    equal(mlflow.last_logged_model().model_id, created.model_id)
    equal({one.model_id for one in mlflow.get_run(at["trained"]).outputs.model_outputs}, {at["model"], created.model_id})
    other = mlflow.create_external_model(name="elsewhere", params={"p": "q"})
    equal((other.params["p"], str(other.status)), ("q", "READY"))


@step
def custom_model():
    class Doubled(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return [2 * value for value in model_input["a"]]

    extra = write(os.path.join(FOLDER, "extra file.txt"), b"extra")
    with mlflow.start_run(run_name="custom") as run:
        mlflow.pyfunc.log_model(**{NAME: "doubled"}, python_model=Doubled(), artifacts={"extra": extra}, pip_requirements=["numpy"])
    model = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/doubled")
    equal(model.predict(X.head(3)), [0.0, 2.0, 4.0])


@step
def autolog():
    mlflow.sklearn.autolog(log_models=True)
    try:
        with mlflow.start_run(run_name="autolog") as run:
            LogisticRegression(C=0.5).fit(X, Y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    found = mlflow.get_run(run.info.run_id)
    equal((found.data.params["C"], found.data.tags["estimator_name"]), ("0.5", "LogisticRegression"))
    assert 0 <= found.data.metrics["training_accuracy_score"] <= 1
    assert mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model").predict(X).shape == (20,)
    names = {one.path for one in client.list_artifacts(run.info.run_id)}
    assert "estimator.html" in names and "training_confusion_matrix.png" in names, names
    equal([one.dataset.name for one in found.inputs.dataset_inputs], ["dataset"])


@step
def search():
    frame = mlflow.search_runs([at["e"]], "metrics.loss < 1", order_by=["metrics.loss ASC"])
    equal((list(frame["run_id"]), list(frame["metrics.loss"]), list(frame["params.lr"])), ([at["run"]], [0.5], ["0.01"]))
    equal(len(mlflow.search_runs(experiment_names=["fluent"], filter_string="attributes.status = 'KILLED'")), 1)
    equal(len(mlflow.search_runs(search_all_experiments=True, filter_string="tags.own = 'tag'")), 1)
    equal([one.name for one in mlflow.search_experiments(filter_string="name = 'fluent' AND tags.team = 'blue'")], ["fluent"])
    everything = mlflow.search_runs([at["e"]], max_results=3)
    equal(len(everything), 3)


@step
def delete_and_restore():
    run = mlflow.start_run(run_name="doomed").info.run_id
    mlflow.end_run()
    mlflow.delete_run(run)
    equal(len(mlflow.search_runs([at["e"]], "attributes.run_name = 'doomed'")), 0)
    client.restore_run(run)
    equal(len(mlflow.search_runs([at["e"]], "attributes.run_name = 'doomed'")), 1)
    other = mlflow.create_experiment("fluent doomed", tags={"a": "b"})
    mlflow.delete_experiment(other)
    equal(mlflow.get_experiment(other).lifecycle_stage, "deleted")
    client.restore_experiment(other)
    equal(mlflow.set_experiment("fluent doomed").experiment_id, other)


step.end()
