"""
Advanced MLflow features
"""
import mlflow
import numpy as np
import time

# Log multiple metrics over epochs
with mlflow.start_run(run_name="training_progress"):

    # Simulate training over epochs
    for epoch in range(10):
        # Simulate decreasing loss
        train_loss = 1.0 / (epoch + 1) + np.random.rand() * 0.1
        val_loss = 1.2 / (epoch + 1) + np.random.rand() * 0.1

        # Simulate increasing accuracy
        train_acc = 0.5 + (epoch / 10) * 0.4 + np.random.rand() * 0.05
        val_acc = 0.5 + (epoch / 10) * 0.35 + np.random.rand() * 0.05

        # Log metrics with step
        mlflow.log_metric("train_loss", train_loss, step=epoch)
        mlflow.log_metric("val_loss", val_loss, step=epoch)
        mlflow.log_metric("train_accuracy", train_acc, step=epoch)
        mlflow.log_metric("val_accuracy", val_acc, step=epoch)

        time.sleep(0.1)  # Simulate training time

    # Log dictionary of params
    params = {
        "optimizer": "adam",
        "batch_size": 32,
        "epochs": 10,
        "lr_schedule": "cosine"
    }
    mlflow.log_params(params)

    # Log dictionary of metrics
    final_metrics = {
        "final_train_acc": train_acc,
        "final_val_acc": val_acc,
        "best_val_acc": 0.85
    }
    mlflow.log_metrics(final_metrics)

    # Log text content
    mlflow.log_text("Model training completed successfully", "status.txt")

    # Log dict as JSON
    mlflow.log_dict(params, "config.json")
