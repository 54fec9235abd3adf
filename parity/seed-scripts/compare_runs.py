"""
Compare MLflow runs programmatically
"""
import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient()

# Get experiment
experiment = client.get_experiment_by_name("iris_classification")
experiment_id = experiment.experiment_id

# Search runs
runs = client.search_runs(
    experiment_ids=[experiment_id],
    filter_string="metrics.accuracy > 0.90",
    order_by=["metrics.accuracy DESC"],
    max_results=5
)

print(f"üìä Top 5 Runs (accuracy > 0.90):\n")
print(f"{'Run ID':<36} {'Accuracy':<10} {'F1':<10} {'n_estimators':<15} {'max_depth':<10}")
print("-" * 95)

for run in runs:
    run_id = run.info.run_id[:8]
    accuracy = run.data.metrics.get("accuracy", 0)
    f1 = run.data.metrics.get("f1_score", 0)
    n_est = run.data.params.get("n_estimators", "N/A")
    depth = run.data.params.get("max_depth", "N/A")

    print(f"{run_id:<36} {accuracy:<10.4f} {f1:<10.4f} {n_est:<15} {depth:<10}")

# Get best run
best_run = runs[0]
print(f"\nüèÜ Best Run: {best_run.info.run_id}")
print(f"   Accuracy: {best_run.data.metrics['accuracy']:.4f}")
