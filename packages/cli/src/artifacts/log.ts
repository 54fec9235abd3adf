import { openAsBlob, readdirSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { MlflowError } from '@tailrace/contract'
import type { Artifacts, Client } from '@tailrace/sdk'
import { startProgress } from '../output/progress.ts'
import { artifactsOf } from './artifacts-of.ts'

/** Stores a file among the artifacts of a run, in `folder` when that is given. @throws MlflowError when there is no such file */
export async function logFile(client: Client, run_id: string, file: string, folder?: string): Promise<void> {
  const artifacts = await artifactsOf(client, run_id)
  if (!statSync(file).isFile()) throw new MlflowError('INVALID_PARAMETER_VALUE', `${file} is no file: a folder goes with log-artifacts.`)
  await store(artifacts, [{ from: file, to: [folder, basename(file)].filter(Boolean).join('/') }])
}

/** Stores all files of a folder, with its levels. @throws MlflowError when there is no such folder */
export async function logFolder(client: Client, run_id: string, folder: string, into?: string): Promise<void> {
  const artifacts = await artifactsOf(client, run_id)
  if (!statSync(folder).isDirectory())
    throw new MlflowError('INVALID_PARAMETER_VALUE', `${folder} is no folder: a file goes with log-artifact.`)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  await store(
    artifacts,
    files.map((name) => ({ from: join(folder, name), to: [into, name.split(sep).join('/')].filter(Boolean).join('/') })),
  )
}

async function store(artifacts: Artifacts, files: readonly { from: string; to: string }[]): Promise<void> {
  const left = files.map((file) => ({ ...file, size: statSync(file.from).size }))
  const progress = startProgress(
    'uploading',
    'bytes',
    left.reduce((sum, { size }) => sum + size, 0),
  )
  const next = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      let before = 0
      const onProgress = ({ loaded }: { loaded: number }): void => {
        progress.add(loaded - before)
        before = loaded
      }
      await artifacts.write(file.to, await openAsBlob(file.from), process.stderr.isTTY ? { onProgress } : {})
    }
  }
  try {
    await Promise.all([next(), next(), next(), next()])
  } finally {
    progress.done()
  }
}
