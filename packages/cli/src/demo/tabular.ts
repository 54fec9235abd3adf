import { churnModel, demandModel } from './models.ts'
import type { DemoDataset, DemoExperiment, DemoRun } from './plan.ts'
import { approach, noise, randomFrom, round } from './random.ts'

const table = (name: string, digest: string, context: DemoDataset['context'], columns: readonly string[], rows: number): DemoDataset => ({
  name,
  digest,
  context,
  source: JSON.stringify({ uri: `s3://example-data/${name}.parquet` }),
  schema: { mlflow_colspec: columns.map((column) => ({ type: 'double', name: column, required: true })) },
  profile: { num_rows: rows, num_elements: rows * columns.length },
})

const CUSTOMER = ['tenure_months', 'monthly_spend', 'support_calls', 'logins_last_week']
const CUSTOMERS = [
  table('customers-2026-q3', '9b1e77c0', 'training', CUSTOMER, 84_210),
  table('customers-2026-q4', '51d0aa3e', 'validation', CUSTOMER, 12_940),
]

const ALGORITHMS = ['logistic', 'random_forest', 'gradient_boosting'] as const
/** Numbers of the runs whose models were logged and registered, in that order. */
const CHURN_KEPT = [3, 9, 15, 22]

function churn(index: number): DemoRun {
  const algorithm = ALGORITHMS[Math.floor(index / 8)] ?? 'logistic'
  const random = randomFrom(`churn ${index}`)
  const depth = 3 + (index % 4) * 2
  const trees = algorithm === 'logistic' ? 1 : 50 * (1 + (index % 3))
  const auc = 0.78 + Math.floor(index / 8) * 0.045 + depth * 0.004 - (depth > 7 ? 0.02 : 0) + noise(random, 0.006)
  const name = `${algorithm}-${String(index + 1).padStart(2, '0')}`
  const kept = CHURN_KEPT.includes(index)
  const one = (key: string, value: number) => ({ key, values: [round(value)] })
  return {
    name,
    user: ['dewi', 'chidi', 'ana'][index % 3] ?? 'dewi',
    hoursAgo: 230 - index * 9.5,
    minutes: 1.5 + trees / 40,
    params: { algorithm, max_depth: depth, n_estimators: trees, class_weight: index % 2 === 0 ? 'balanced' : 'none', seed: 42 },
    curves: [
      one('roc_auc', auc),
      one('accuracy', auc - 0.04 + noise(random, 0.004)),
      one('f1', auc - 0.16 + noise(random, 0.008)),
      one('log_loss', 1.02 - auc + noise(random, 0.01)),
    ],
    tags: { team: 'growth', ...(kept && { candidate: 'yes', 'mlflow.loggedArtifacts': '[{"path": "mistakes.json", "type": "table"}]' }) },
    datasets: CUSTOMERS,
    ...(kept && {
      note: `Kept: the best ${algorithm.replace('_', ' ')} so far.`,
      files: () => ({
        'importance.csv': importance(random),
        'mistakes.json': mistakes(random),
        'README.md': `# ${name}\n\nSee \`importance.csv\`.\n`,
      }),
      model: {
        ...churnModel(
          algorithm,
          { tenure_months: -0.031, monthly_spend: 0.012, support_calls: round(0.3 + index / 100, 3), logins_last_week: -0.09 },
          -0.4,
        ),
        register: 'churn-classifier',
      },
    }),
  }
}

const importance = (random: () => number): string =>
  ['feature,importance', ...CUSTOMER.map((feature, index) => `${feature},${round(0.42 / (index + 1) + random() * 0.02, 4)}`)].join('\n') +
  '\n'

function mistakes(random: () => number): string {
  const data = Array.from({ length: 40 }, (_, row) => [
    `c-${10_400 + row * 17}`,
    Math.round(random() * 48),
    round(20 + random() * 90, 2),
    round(random(), 3),
    random() > 0.5 ? 'churned' : 'stayed',
  ])
  return JSON.stringify({ columns: ['customer', 'tenure_months', 'monthly_spend', 'score', 'truth'], data })
}

export const churnExperiment: DemoExperiment = {
  name: 'churn',
  note: '# Who is about to leave?\nScores customers each night. Compare by `roc_auc`; anything below **0.85** is not worth a campaign.',
  tags: { team: 'growth', 'tailrace.primaryMetric': 'roc_auc' },
  runs: [
    ...Array.from({ length: 24 }, (_, index) => churn(index)),
    {
      ...churn(23),
      name: 'gradient_boosting-wide',
      hoursAgo: 3,
      status: 'FAILED',
      curves: [],
      note: 'Out of memory: 2,400 one-hot columns.',
    },
  ],
}

const DAYS = Array.from({ length: 7 }, (_, day) => `day_${day + 1}`)
const SALES = [table('sales-daily', 'c4107d2b', 'training', DAYS, 40_150), table('sales-holdout', '7e902f11', 'validation', DAYS, 5_020)]

function demand(index: number): DemoRun {
  const random = randomFrom(`demand ${index}`)
  const method = ['ets', 'prophet', 'autoregression', 'lstm'][index % 4] ?? 'ets'
  const rmse = 14.8 - index * 0.35 - (method === 'autoregression' ? 1.6 : 0) + noise(random, 0.2)
  return {
    name: `${method}-${index + 1}`,
    user: 'dewi',
    hoursAgo: 320 - index * 24,
    minutes: 12 + index,
    ...(index === 7 && { status: 'KILLED' as const }),
    params: { method, horizon_days: 7, season: index % 2 === 0 ? 'weekly' : 'weekly+yearly', lags: 7 * (1 + (index % 3)) },
    curves: [
      { key: 'rmse', values: approach(random, { from: 31, to: rmse, steps: 25, spread: 0.015 }) },
      { key: 'mape', values: approach(random, { from: 0.44, to: rmse / 90, steps: 25, spread: 0.015 }) },
    ],
    tags: { team: 'supply' },
    datasets: SALES,
    ...((index === 2 || index === 10) && {
      note: 'Beats the plan of the shops on the holdout.',
      model: { ...demandModel([0.3, 0.12, 0.1, 0.09, 0.09, 0.1, 0.2 + index / 500]), register: 'demand-forecast' },
    }),
  }
}

export const demandExperiment: DemoExperiment = {
  name: 'forecasting/demand',
  note: 'Units sold a day and shop, one week ahead.',
  tags: { team: 'supply', 'tailrace.primaryMetric': '-rmse' },
  runs: Array.from({ length: 12 }, (_, index) => demand(index)),
}
