"""
Load model from MLflow
"""
import mlflow
import mlflow.sklearn
from sklearn.datasets import load_iris

# Method 1: Load by run ID
run_id = "your_run_id_here"
model = mlflow.sklearn.load_model(f"runs:/{run_id}/model")

# Method 2: Load latest version from registry
model = mlflow.pyfunc.load_model("models:/iris_classifier/latest")

# Method 3: Load specific version
model = mlflow.pyfunc.load_model("models:/iris_classifier/1")

# Make prediction
iris = load_iris()
sample = iris.data[0:1]
prediction = model.predict(sample)

print(f"Prediction: {prediction[0]}")
print(f"Actual: {iris.target[0]}")
