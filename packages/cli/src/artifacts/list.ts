import type { Client } from '@tailrace/sdk'
import { pythonIndented } from '../output/json.ts'
import { artifactsOf } from './artifacts-of.ts'

/** The files in a folder of a run, one level deep, sorted by path, in the form of MLflow's `artifacts list`. */
export async function listedFiles(client: Client, run_id: string, path = ''): Promise<string> {
  const files = await (await artifactsOf(client, run_id)).list(path)
  const listed = files.map((file) => ({
    path: file.path,
    is_dir: file.is_dir ?? false,
    ...(!file.is_dir && { file_size: Number(file.file_size ?? 0) }),
  }))
  return `[${listed.map((file) => pythonIndented(file, 2)).join(', ')}]`
}
