import type { ModelVersion } from '@tailrace/contract'
import { type ReactNode, useMemo } from 'react'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { versionFiles } from '../../files/file-source.ts'
import { useQueryState } from '../../location.ts'

const FilesBrowser = lazyWithPreload(
  async () => (await import('../../files/FilesBrowser.tsx')).FilesBrowser,
  <Loading what="Loading the files" />,
)

/** The files of a version; the one that is looked at stands in the address (`path`). */
export function VersionFiles({ version }: { version: ModelVersion }): ReactNode {
  const [path, setPath] = useQueryState('path')
  const { name, version: number, source, run_id } = version
  const files = useMemo(() => versionFiles({ name, version: number, source, run_id }), [name, number, source, run_id])
  if (!files)
    return (
      <EmptyState title="These files cannot be listed here">
        The version was registered from <code>{source}</code>, which this server does not serve.
      </EmptyState>
    )
  return <FilesBrowser source={files} path={path} onPath={setPath} />
}
