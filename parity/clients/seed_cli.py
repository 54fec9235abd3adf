"""Fills a database with what the walk of commands reads: seed_cli.py TRACKING_URI. Times are fixed, so that every copy prints the same."""

import sys

from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelOutput, Metric
from mlflow.tracking import MlflowClient

START = 1_700_000_000_000


def main(uri: str) -> None:
    client = MlflowClient(uri)
    experiment = client.create_experiment("seeded", artifact_location="s3://bucket/seeded", tags={"team": "a", "note": "b, c\u00e9"})
    for index, (name, loss, big, rate) in enumerate(
        [("one", 0.5, 1e16, 0.1), ('two, "x"', 1.0, float("nan"), "0.2"), ("three", 1e-7, -3.0, "a,b")]
    ):
        run = client.create_run(experiment, start_time=START + 1000 * index, run_name=name)
        run_id = run.info.run_id
        metrics = [Metric("loss", loss * (3 - step), START + step, step) for step in range(3)] + [Metric("big", big, START, 0)]
        client.log_batch(run_id, metrics=metrics)
        client.log_param(run_id, "lr", rate)
        client.log_param(run_id, "kind", "multi\nline" if index == 1 else "plain")
        client.set_tag(run_id, "caf\u00e9", "\u2615 <b>")
        dataset = Dataset(name="rows", digest=f"d{index}", source_type="local", source="{}", schema="[]", profile=None)
        client.log_inputs(run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "train")])])
        model = client.create_logged_model(experiment, name="model", source_run_id=run_id)
        client.log_outputs(run_id, [LoggedModelOutput(model.model_id, 7)])
        if index != 2:
            client.set_terminated(run_id, "FINISHED", end_time=START + 100_000 + 500 * index)
    client.delete_experiment(client.create_experiment("in the trash", artifact_location="s3://bucket/trash"))


main(sys.argv[1])
