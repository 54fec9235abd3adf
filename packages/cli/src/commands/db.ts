import { maskSecrets } from '@tailrace/contract'
import type { UpgradePlan } from '@tailrace/store'
import type { Command } from 'commander'
import { isTerminal } from '../output/color.ts'
import { confirm } from '../output/confirm.ts'
import { printJson } from '../output/json.ts'
import { durationText, startProgress } from '../output/progress.ts'
import { stockTable } from '../output/table.ts'
import { note, print } from '../output/text.ts'
import { refuseMissing } from '../moving/refuse-missing.ts'
import { addLaterTo } from './later.ts'
import { jsonOption } from './options.ts'

interface UpgradeFlags {
  dryRun?: true
  yes?: true
  json?: true
}

/** Adds `db`. */
export function addDbCommands(program: Command): void {
  const group = program.command('db').description('Database maintenance.')
  group
    .command('upgrade')
    .description('Bring a database of an older MLflow (2.0 and later) to the schema of this version. Stop its servers first.')
    .argument('<url>', 'sqlite:///file or postgresql://user:password@host/database')
    .option('--dry-run', 'say what would be done, with rows and an estimate of the time')
    .option('-y, --yes', 'do not ask')
    .addOption(jsonOption())
    .action(upgrade)
  addLaterTo(group, 'db')
}

async function upgrade(url: string, { dryRun, yes, json }: UpgradeFlags): Promise<void> {
  const { planStoreUpgrade, upgradeStore } = await import('@tailrace/store')
  refuseMissing(url)
  const plan = await planStoreUpgrade(url)
  if (!plan && dryRun) return json ? printJson({ upgraded: false }) : print('There is nothing to upgrade.')
  if (!plan) return json ? printJson({ upgraded: false }) : makeOrSay(url)
  if (dryRun) return json ? printJson(plan) : printPlan(plan)
  if (!yes && !json && isTerminal() && process.stdin.isTTY && !(await agreed(plan))) return print('Nothing was changed.')
  const progress = startProgress('Upgrading', 'rows', plan.rows)
  const done = await upgradeStore(url, (_table, rows) => progress.add(rows)).finally(() => progress.done())
  if (json) return printJson({ upgraded: done !== undefined, ...done?.plan, ...(done?.backup !== undefined && { backup: done.backup }) })
  if (done?.backup !== undefined) print(`The database as it was: ${done.backup}`)
  print(`Upgraded ${maskSecrets(url)} from ${plan.from} to ${plan.to}: ${plan.rows} rows in ${plan.tables.length} tables.`)
}

/** An empty database gets its schema, as with MLflow. */
async function makeOrSay(url: string): Promise<void> {
  const [{ openStore }, { storeSettings }] = await Promise.all([import('@tailrace/store'), import('../settings.ts')])
  const store = await openStore(url, storeSettings(process.env.MLFLOW_DEFAULT_ARTIFACT_ROOT || './mlruns'), (error) => note(String(error)))
  await store.close()
  print(`The database ${maskSecrets(url)} has the present schema.`)
}

function printPlan({ from, to, steps, tables, rows, seconds }: UpgradePlan): void {
  print(`From ${from} to ${to}, in these steps of MLflow:`)
  print(
    stockTable(
      ['Revision', 'MLflow'],
      steps.map(({ revision, release }) => [revision, release]),
    ),
  )
  print(
    stockTable(
      ['Table', 'Rows'],
      tables.map((table) => [table.name, String(table.rows)]),
    ),
  )
  print(`${rows} rows are kept. It takes about ${durationText(seconds * 1000)}, and twice the room of the database meanwhile.`)
}

const agreed = ({ from, to, rows, seconds }: UpgradePlan): Promise<boolean> =>
  confirm(`Upgrade from ${from} to ${to} (${rows} rows, about ${durationText(seconds * 1000)})? Its servers must be stopped.`)
