import type { Run } from '@tailrace/contract'
import { type ReactNode, useMemo } from 'react'
import { FilesBrowser } from '../../files/FilesBrowser.tsx'
import { runFiles } from '../../files/file-source.ts'
import { links } from '../../links.ts'
import { useGo } from '../../location.ts'

/** Files of a run; the one that is looked at stands in the address. */
export function FilesTab({ run, path }: { run: Run; path: string }): ReactNode {
  const { run_id, run_name, experiment_id } = run.info
  const go = useGo()
  const source = useMemo(() => runFiles(run_id, run_name || run_id), [run_id, run_name])
  return (
    <FilesBrowser
      source={source}
      path={path}
      onPath={(next, how) => go(next === '' ? links.run(experiment_id, run_id, 'artifacts') : links.file(experiment_id, run_id, next), how)}
    />
  )
}
