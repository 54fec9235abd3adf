/** What of a command of MLflow is in this program. */
export type State = 'here' | 'later'

/** A command of MLflow (3.17.2): its words, whether it is here, and all its flags. */
export interface ReferenceCommand {
  readonly words: string
  readonly state: State
  readonly flags: readonly string[]
}

const COMMANDS: readonly (readonly [words: string, state: State, flags: string])[] = [
  ['agent setup', 'later', '--agent --print'],
  ['ai-commands get', 'later', ''],
  ['ai-commands list', 'later', '--namespace'],
  ['ai-commands run', 'later', ''],
  ['artifacts download', 'here', '--run-id -r --artifact-path -a --artifact-uri -u --dst-path -d'],
  ['artifacts list', 'here', '--run-id -r --artifact-path -a'],
  ['artifacts log-artifact', 'here', '--local-file -l --run-id -r --artifact-path -a'],
  ['artifacts log-artifacts', 'here', '--local-dir -l --run-id -r --artifact-path -a'],
  ['assistant', 'later', '--configure'],
  ['autolog claude stop-hook', 'later', ''],
  [
    'autolog claude',
    'later',
    '--directory -d --tracking-uri -u --experiment-id -e --experiment-name -n --disable --status --local --non-interactive -y --mlflow-cmd',
  ],
  ['crypto rotate-kek', 'later', '--new-passphrase --backend-store-uri --yes -y'],
  ['datasets list', 'later', '--experiment-id -x --filter-string --max-results --order-by --page-token --output'],
  ['db delete-trace-rollups', 'later', '--yes'],
  ['db migrate-to-default-workspace', 'later', '--dry-run --no-dry-run --verbose -v --yes -y'],
  [
    'db move-resources',
    'later',
    '--from --to --resource-type --name --tag --dry-run --no-dry-run --artifact-policy --default-artifact-root --verbose -v --yes -y',
  ],
  ['db prepopulate-trace-analytics', 'later', '--batch-size'],
  ['db upgrade', 'here', ''],
  ['demo', 'later', '--port --tracking-uri --no-browser --debug --refresh'],
  ['deployments create', 'later', '--endpoint --config -C --name --target -t --model-uri -m --flavor -f'],
  ['deployments create-endpoint', 'later', '--config -C --endpoint --target -t'],
  ['deployments delete', 'later', '--endpoint --config -C --name --target -t'],
  ['deployments delete-endpoint', 'later', '--endpoint --target -t'],
  ['deployments explain', 'later', '--name --endpoint --target -t --input-path -I --output-path -O'],
  ['deployments get', 'later', '--endpoint --name --target -t'],
  ['deployments get-endpoint', 'later', '--endpoint --target -t'],
  ['deployments help', 'later', '--target -t'],
  ['deployments list', 'later', '--endpoint --target -t'],
  ['deployments list-endpoints', 'later', '--target -t'],
  ['deployments predict', 'later', '--name --endpoint --target -t --input-path -I --output-path -O'],
  ['deployments run-local', 'later', '--config -C --name --target -t --model-uri -m --flavor -f'],
  ['deployments update', 'later', '--endpoint --config -C --name --target -t --model-uri -m --flavor -f'],
  ['deployments update-endpoint', 'later', '--config -C --endpoint --target -t'],
  ['doctor', 'here', '--mask-envs'],
  ['experiments create', 'here', '--experiment-name -n --artifact-location -l --trace-archival-retention'],
  ['experiments csv', 'here', '--experiment-id -x --filename -o'],
  ['experiments delete', 'here', '--experiment-id -x'],
  ['experiments get', 'here', '--experiment-id -x --experiment-name -n --output'],
  ['experiments rename', 'here', '--experiment-id -x --new-name'],
  ['experiments restore', 'here', '--experiment-id -x'],
  ['experiments search', 'here', '--view -v --max-results'],
  [
    'experiments update',
    'later',
    '--experiment-id -x --trace-archival-retention --clear-trace-archival-retention --trace-archive-now --trace-archive-now-older-than --clear-trace-archive-now',
  ],
  [
    'gc',
    'here',
    '--older-than --backend-store-uri --artifacts-destination --run-ids --experiment-ids --logged-model-ids --jobs --job-ids --tracking-uri --workspace --all-workspaces',
  ],
  ['mcp run', 'later', ''],
  ['migrate-filestore', 'here', '--source --target --progress --no-progress'],
  ['models build-docker', 'later', '--model-uri -m --name -n --env-manager --mlflow-home --install-java --install-mlflow'],
  [
    'models generate-dockerfile',
    'later',
    '--model-uri -m --output-directory -d --env-manager --mlflow-home --install-java --install-mlflow',
  ],
  [
    'models predict',
    'later',
    '--model-uri -m --input-path -i --output-path -o --content-type -t --env-manager --install-mlflow --pip-requirements-override -r --env',
  ],
  ['models prepare-env', 'later', '--model-uri -m --env-manager --install-mlflow'],
  ['models serve', 'later', '--model-uri -m --port -p --host -h --timeout -t --workers -w --env-manager --no-conda --install-mlflow'],
  ['models update-pip-requirements', 'later', '--model-uri -m'],
  [
    'run',
    'later',
    '--entry-point -e --version -v --param-list -P --docker-args -A --experiment-name --experiment-id --backend -b --backend-config -c --env-manager --storage-dir --run-id --run-name --build-image',
  ],
  ['runs create', 'here', '--experiment-id --experiment-name --run-name --description --tags -t --status --parent-run-id'],
  ['runs delete', 'here', '--run-id'],
  ['runs describe', 'here', '--run-id'],
  ['runs link-traces', 'later', '--run-id --trace-id -t'],
  ['runs list', 'here', '--experiment-id --view -v'],
  ['runs restore', 'here', '--run-id'],
  [
    'sagemaker build-and-push-container',
    'later',
    '--build --no-build --push --no-push --container -c --network --install-java --env-manager --mlflow-home',
  ],
  [
    'sagemaker deploy-transform-job',
    'later',
    '--job-name -n --model-uri -m --input-data-type --input-uri -u --content-type --output-path -o --compression-type --split-type -s --accept -a --assemble-with --input-filter --output-filter --join-resource -j --execution-role-arn -e --bucket -b --image-url -i --region-name --instance-type -t --instance-count -c --vpc-config -v --flavor -f --archive --async --timeout',
  ],
  [
    'sagemaker push-model',
    'later',
    '--model-name -n --model-uri -m --execution-role-arn -e --bucket -b --image-url -i --region-name --vpc-config -v --flavor -f',
  ],
  ['sagemaker terminate-transform-job', 'later', '--job-name -n --region-name -r --archive --async --timeout'],
  ['scorers list', 'later', '--experiment-id -x --builtin -b --output'],
  [
    'scorers register-llm-judge',
    'later',
    '--name -n --instructions -i --model -m --experiment-id -x --description -d --base-url --extra-headers',
  ],
  [
    'server',
    'here',
    '--backend-store-uri --read-replica-backend-store-uri --registry-store-uri --default-artifact-root --serve-artifacts --no-serve-artifacts --artifacts-only --artifacts-destination --host -h --port -p --workers -w --static-prefix --allowed-hosts --cors-allowed-origins --disable-security-middleware --x-frame-options --gunicorn-opts --waitress-opts --uvicorn-opts --dev --expose-prometheus --app-name --trace-archival-config --secrets-cache-ttl --secrets-cache-max-size --workspace-store-uri --enable-workspaces --disable-workspaces',
  ],
  ['skills list', 'later', ''],
  ['skills view', 'later', ''],
  ['traces delete', 'later', '--experiment-id -x --trace-ids --max-timestamp-millis --max-traces'],
  ['traces delete-assessment', 'later', '--trace-id --assessment-id'],
  ['traces delete-tag', 'later', '--trace-id --key'],
  ['traces evaluate', 'later', '--experiment-id -x --trace-ids --scorers --output'],
  ['traces get', 'later', '--trace-id --extract-fields --verbose'],
  ['traces get-assessment', 'later', '--trace-id --assessment-id'],
  ['traces log-expectation', 'later', '--trace-id --name --value --source-type --source-id --metadata --span-id'],
  ['traces log-feedback', 'later', '--trace-id --name --value --source-type --source-id --rationale --metadata --span-id'],
  [
    'traces search',
    'later',
    '--experiment-id -x --filter-string --max-results --order-by --page-token --run-id --include-spans --no-include-spans --model-id --sql-warehouse-id --output --extract-fields --verbose',
  ],
  ['traces set-tag', 'later', '--trace-id --key --value'],
  ['traces update-assessment', 'later', '--trace-id --assessment-id --value --rationale --metadata'],
]

/** All commands of MLflow, in the order of their words. */
export const REFERENCE_COMMANDS: readonly ReferenceCommand[] = COMMANDS.map(([words, state, flags]) => ({
  words,
  state,
  flags: flags.split(' ').filter(Boolean),
}))
