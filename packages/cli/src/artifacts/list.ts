import { Artifacts, type Client } from '@tailrace/sdk'
import { pythonIndented } from '../output/json.ts'

/** The files in a folder of a run, one level deep, sorted by path, in the form of the original's `artifacts list`. */
export async function listedFiles(client: Client, run_id: string, path = ''): Promise<string> {
  const { info } = (await client.getRun({ run_id })).run
  const files = await new Artifacts(client, { run_id }, info.artifact_uri ?? '').list(path)
  const listed = files.map((file) => ({
    path: file.path,
    is_dir: file.is_dir ?? false,
    ...(!file.is_dir && { file_size: Number(file.file_size ?? 0) }),
  }))
  return `[${listed.map((file) => pythonIndented(file, 2)).join(', ')}]`
}
