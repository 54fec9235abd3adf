import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface Options {
  /** A database of 2,000 runs instead of 20,000, and shorter measurements. */
  small: boolean
  /** A database of 200,000 runs and 50,000 model versions. */
  large: boolean
  /** Ids of the rows to measure; all when empty. */
  only: string[]
  /** Whether MLflow is measured too. */
  reference: boolean
  /** What stands on Tailrace's side; `original` compares MLflow with itself, to try the bench out. */
  against: 'tailrace' | 'original'
  /** Where the report goes instead of the default. */
  out: string | undefined
  /** First of two ports. */
  port: number
}

/** Usage, a line an option. */
export const USAGE = `node bench/main.ts [options]
  --small           2,000 runs instead of 20,000, shorter measurements
  --large           200,000 runs and 50,000 model versions, only the rows that take MLflow no minutes
  --only a,b        only these rows: see bench/README.md for their names
  --no-reference    measure Tailrace alone
  --against NAME    what stands on Tailrace's side: tailrace (default) or original
  --out FILE        write the report there
  --port N          first of the two ports used (default 5150)`

/** Reads the command line. Throws on what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      small: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      reference: { type: 'boolean', default: true },
      against: { type: 'string', default: 'tailrace' },
      out: { type: 'string' },
      port: { type: 'string', default: '5150' },
    },
  })
  const { against, small, large, reference, out } = values
  if (small && large) throw new Error('--small and --large exclude each other')
  if (against !== 'tailrace' && against !== 'original') throw new Error(`--against takes tailrace or original, not '${against}'`)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_534) throw new Error(`--port takes a port, not '${values.port}'`)
  const only = values.only.split(',').filter((name) => name !== '')
  return { small, large, only, reference, against, out, port }
}
