"""
MLflow Experiment Tracking Example
"""
import mlflow
import mlflow.sklearn
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score
import matplotlib.pyplot as plt
from sklearn.metrics import confusion_matrix, ConfusionMatrixDisplay

# Set experiment name
mlflow.set_experiment("iris_classification")

# Set tracking URI (optional, defaults to ./mlruns)
mlflow.set_tracking_uri("http://localhost:5000")

def train_model(n_estimators=100, max_depth=5, learning_rate=0.01):
    """Train model with MLflow tracking"""

    # Start MLflow run
    with mlflow.start_run(run_name=f"rf_n{n_estimators}_d{max_depth}") as run:

        # Log parameters
        mlflow.log_param("n_estimators", n_estimators)
        mlflow.log_param("max_depth", max_depth)
        mlflow.log_param("learning_rate", learning_rate)
        mlflow.log_param("model_type", "RandomForest")

        # Load data
        iris = load_iris()
        X_train, X_test, y_train, y_test = train_test_split(
            iris.data, iris.target, test_size=0.2, random_state=42
        )

        # Log dataset info
        mlflow.log_param("train_samples", len(X_train))
        mlflow.log_param("test_samples", len(X_test))
        mlflow.log_param("n_features", X_train.shape[1])
        mlflow.log_param("n_classes", len(set(y_train)))

        # Train model
        model = RandomForestClassifier(
            n_estimators=n_estimators,
            max_depth=max_depth,
            random_state=42
        )
        model.fit(X_train, y_train)

        # Predictions
        y_pred = model.predict(X_test)

        # Calculate metrics
        accuracy = accuracy_score(y_test, y_pred)
        f1 = f1_score(y_test, y_pred, average='weighted')
        precision = precision_score(y_test, y_pred, average='weighted')
        recall = recall_score(y_test, y_pred, average='weighted')

        # Log metrics
        mlflow.log_metric("accuracy", accuracy)
        mlflow.log_metric("f1_score", f1)
        mlflow.log_metric("precision", precision)
        mlflow.log_metric("recall", recall)

        # Create and log confusion matrix plot
        cm = confusion_matrix(y_test, y_pred)
        disp = ConfusionMatrixDisplay(confusion_matrix=cm)
        disp.plot()
        plt.savefig("confusion_matrix.png")
        mlflow.log_artifact("confusion_matrix.png")
        plt.close()

        # Log model
        mlflow.sklearn.log_model(
            model,
            "model",
            registered_model_name="iris_classifier"
        )

        # Set tags
        mlflow.set_tag("team", "data-science")
        mlflow.set_tag("project", "iris-classification")
        mlflow.set_tag("model_family", "tree-based")

        print(f"Run ID: {run.info.run_id}")
        print(f"Accuracy: {accuracy:.4f}")
        print(f"MLflow UI: http://localhost:5000/#/experiments/{run.info.experiment_id}/runs/{run.info.run_id}")

        return run.info.run_id, accuracy

if __name__ == "__main__":
    # Run multiple experiments
    experiments = [
        {"n_estimators": 50, "max_depth": 3, "learning_rate": 0.01},
        {"n_estimators": 100, "max_depth": 5, "learning_rate": 0.01},
        {"n_estimators": 150, "max_depth": 7, "learning_rate": 0.005},
        {"n_estimators": 200, "max_depth": 10, "learning_rate": 0.001},
    ]

    results = []
    for params in experiments:
        run_id, accuracy = train_model(**params)
        results.append((run_id, accuracy, params))

    # Find best model
    best = max(results, key=lambda x: x[1])
    print(f"\nüèÜ Best Model:")
    print(f"   Run ID: {best[0]}")
    print(f"   Accuracy: {best[1]:.4f}")
    print(f"   Params: {best[2]}")
