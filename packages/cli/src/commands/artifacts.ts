import type { Command } from 'commander'
import { note, print } from '../output/text.ts'
import { withTracking } from '../tracking.ts'
import { jsonOption } from './options.ts'

interface LogFlags {
  localFile?: string
  localDir?: string
  runId: string
  artifactPath?: string
}

/** Adds `artifacts` with the commands of MLflow. */
export function addArtifactsCommands(program: Command): void {
  const group = program.command('artifacts').description('Log, list and download files of runs and models.')
  addLog(group)
  group
    .command('list')
    .description('Print the files in a folder of a run, one level deep, as JSON.')
    .requiredOption('-r, --run-id <id>', 'the run')
    .option('-a, --artifact-path <path>', 'a folder in it')
    .addOption(jsonOption().hideHelp())
    .action(async ({ runId, artifactPath }: { runId: string; artifactPath?: string }) => {
      const { listedFiles } = await import('../artifacts/list.ts')
      print(await withTracking(({ client }) => listedFiles(client, runId, artifactPath)))
    })
  group
    .command('download')
    .description('Download a file or folder and print its local path.')
    .option('-r, --run-id <id>', 'the run')
    .option('-a, --artifact-path <path>', 'a file or folder in it (default: everything)')
    .option('-u, --artifact-uri <uri>', 'in place of both: runs:/, models:/, mlflow-artifacts:/, http(s):// or a local path')
    .option('-d, --dst-path <folder>', 'where to; default: a new temporary folder, or the original location if it is local')
    .action(async (flags: { runId?: string; artifactPath?: string; artifactUri?: string; dstPath?: string }) => {
      const { downloadArtifacts } = await import('../artifacts/download.ts')
      print(`\n${await withTracking(({ client }) => downloadArtifacts(client, flags))}`)
    })
}

function addLog(group: Command): void {
  group
    .command('log-artifact')
    .description('Log a file as an artifact of a run.')
    .requiredOption('-l, --local-file <file>', 'the file')
    .requiredOption('-r, --run-id <id>', 'the run')
    .option('-a, --artifact-path <path>', 'a folder of the run to put it into')
    .action(({ localFile = '', ...flags }: LogFlags) => log('file', localFile, flags))
  group
    .command('log-artifacts')
    .description('Log the files of a folder as artifacts of a run.')
    .requiredOption('-l, --local-dir <folder>', 'the folder')
    .requiredOption('-r, --run-id <id>', 'the run')
    .option('-a, --artifact-path <path>', 'a folder of the run to put them into')
    .action(({ localDir = '', ...flags }: LogFlags) => log('dir', localDir, flags))
}

async function log(kind: 'file' | 'dir', path: string, { runId, artifactPath }: LogFlags): Promise<void> {
  const { logFile, logFolder } = await import('../artifacts/log.ts')
  await withTracking(({ client }) => (kind === 'file' ? logFile : logFolder)(client, runId, path, artifactPath))
  note(`Logged artifact from local ${kind} ${path} to artifact_path=${artifactPath ?? 'None'}`)
}
