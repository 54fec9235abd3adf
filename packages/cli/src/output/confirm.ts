import { createInterface } from 'node:readline/promises'
import { MlflowError } from '@tailrace/contract'

/** Asks a yes-or-no question on the terminal; anything but yes is no. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}

/**
 * Lets a step that cannot be undone go on: with `--yes`, or when somebody at a terminal agrees.
 * @throws MlflowError CANCELLED when the answer is no; BAD_REQUEST when nobody can be asked
 */
export async function agreeTo(question: string, yes: boolean): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY) throw new MlflowError('BAD_REQUEST', `${question} Confirm with --yes.`)
  if (!(await confirm(question))) throw new MlflowError('CANCELLED', 'Nothing was deleted.')
}
