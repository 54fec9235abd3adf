/** Version of this program. */
export const VERSION = '0.1.0'
/** Release of MLflow whose API this program implements. Said here again so that `--version` need not load the server. */
export const MLFLOW_VERSION = '3.17.2'
