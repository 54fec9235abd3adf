/** A command line of the walk, run by both programs. */
export interface Step {
  /** Words; `$name` stands for what an earlier step kept. */
  readonly words: readonly string[]
  /** What of the output is kept under which name. */
  readonly keep?: readonly [name: string, pattern: RegExp]
  readonly env?: Readonly<Record<string, string>>
  /** How outputs are compared: as text (default), or as CSV, whose columns may come in another order. */
  readonly form?: 'csv'
  /** An intended difference: why, and the statuses of MLflow and ours. */
  readonly differs?: readonly [why: string, original: number, ours: number]
}

type More = Omit<Step, 'words'>
/** A step from a line; words are parted by blanks, `'...'` is one word. */
const step = (line: string, more: More = {}): Step => ({
  words: [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  ...more,
})

const RUN = /"run_id": "(\w{32})"/
const EXPERIMENT = /with id (\d+)/

const experiments = [
  step('experiments search'),
  step('experiments get -n seeded', { keep: ['seeded', /Experiment ID +: (\d+)/] }),
  step('experiments get -x $seeded --output json'),
  step('experiments get -x $seeded --output table'),
  step("experiments get -n 'in the trash' --output json"),
  step('experiments csv -x $seeded', { form: 'csv', keep: ['first', /^(\w{32}),/m] }),
  step('experiments csv -x $seeded -o out.csv'),
  step('experiments csv -x 9999', { form: 'csv' }),
  step('experiments create -n walk', { keep: ['walk', EXPERIMENT] }),
  step('experiments create --experiment-name other --artifact-location s3://bucket/other', { keep: ['other', EXPERIMENT] }),
  step('experiments create -n walk'),
  step("experiments create -n ''"),
  step('experiments create'),
  step('experiments create -n'),
  step('experiments creat -n x'),
  step('experiments search --nonsense'),
  step('experiments search -v all --max-results 1'),
  step('experiments search -v deleted_only'),
  step('experiments search --max-results 0'),
  step('experiments search --max-results x'),
  step('experiments search -v ALL'),
  step('experiments get'),
  step('experiments get -x 1 -n seeded'),
  step('experiments get -x 9999'),
  step('experiments get -x abc'),
  step('experiments get -n nope'),
  step('experiments get -x 1 --output yaml'),
  step('experiments rename -x $other --new-name renamed'),
  step('experiments rename -x $other --new-name walk'),
  step('experiments rename -x 9999 --new-name q'),
  step('experiments rename -x $other'),
  step('experiments delete -x $other'),
  step('experiments delete -x $other'),
  step('experiments delete -x 9999'),
  step('experiments get -x $other --output json'),
  step('experiments restore -x $other'),
  step('experiments restore -x $other'),
  step('experiments restore'),
  step('experiments'),
]

const runs = [
  step('runs list --experiment-id $seeded'),
  step('runs list', { env: { MLFLOW_EXPERIMENT_ID: '$seeded' } }),
  step('runs list'),
  step('runs list --experiment-id 9999'),
  step('runs list --experiment-id $seeded -v nonsense'),
  step('runs describe --run-id $first'),
  step('runs describe --run-id nope'),
  step('runs describe'),
  step("runs create --experiment-id $walk --run-name made -t a=1 --tags b=x=y --description 'some words'", { keep: ['run', RUN] }),
  step('runs create --experiment-name walk --status failed --parent-run-id $run', { keep: ['child', RUN] }),
  step("runs create --experiment-name 'made by runs create'"),
  step('runs create', { env: { MLFLOW_EXPERIMENT_NAME: 'walk', MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true' } }),
  step('runs create'),
  step('runs create --experiment-id 1 --experiment-name walk'),
  step('runs create --experiment-id 9999'),
  step('runs create --experiment-id $walk -t bad'),
  step('runs create --experiment-id $walk --status done'),
  step('runs create --experiment-id $walk --parent-run-id nope'),
  step('runs describe --run-id $run'),
  step('runs describe --run-id $child'),
  step('runs delete --run-id $run'),
  step('runs delete --run-id $run'),
  step('runs list --experiment-id $walk --view deleted_only'),
  step('runs describe --run-id $run'),
  step('runs restore --run-id $run'),
  step('runs restore --run-id nope'),
  step('runs delete --run-id nope'),
  step('runs delete'),
]

const artifacts = [
  step('artifacts log-artifact -l a.txt -r $run'),
  step('artifacts log-artifact --local-file a.txt --run-id $run --artifact-path sub/deep'),
  step('artifacts log-artifacts -l folder -r $run -a more'),
  step('artifacts log-artifact -l none.txt -r $run'),
  step('artifacts log-artifact -l folder -r $run'),
  step('artifacts log-artifact -l a.txt -r nope'),
  step('artifacts log-artifact -l a.txt -r $run -a ../up'),
  step('artifacts log-artifacts -l none -r $run', { differs: ['a folder that is not there is no success', 0, 1] }),
  step('artifacts log-artifact -r $run'),
  step('artifacts list -r $run'),
  step('artifacts list --run-id $run --artifact-path more'),
  step('artifacts list -r $run -a a.txt'),
  step('artifacts list -r $run -a none'),
  step('artifacts list -r $child'),
  step('artifacts list -r nope'),
  step('artifacts list'),
  step('artifacts download -r $run -a sub -d got/1'),
  step('artifacts download -r $run -a sub/deep -d got/2'),
  step('artifacts download -r $run -a sub/deep/a.txt -d got/3'),
  step('artifacts download -u runs:/$run/more -d got/4'),
  step('artifacts download -u runs:/$run/a.txt --dst-path got/5'),
  step('artifacts download --artifact-uri folder'),
  step('artifacts download -u folder -d got/6'),
  step('artifacts download -r $run -a none -d got/7'),
  step('artifacts download -u runs:/nope/x'),
  step('artifacts download -u models:/none/1'),
  step('artifacts download -u nonsense:/x'),
  step('artifacts download -u none'),
  step('artifacts download'),
  step('artifacts nope'),
]

const others = [
  step('experiments create -n x --trace-archival-retention 1d', { differs: ['archives of traces come later', 0, 1] }),
  step('nonsense'),
  step('--nonsense'),
  step('runs'),
  step('artifacts'),
]

/** The walk, in order: later steps use what earlier ones made. */
export const STEPS: readonly Step[] = [...experiments, ...runs, ...artifacts, ...others]
