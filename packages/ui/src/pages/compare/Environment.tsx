import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { BASE, queryText, reach } from '../../api/http.ts'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { Section } from '../../controls/Section.tsx'
import type { ComparedRun } from './compare-rows.ts'
import { packageRows } from './packages.ts'
import styles from './compare.module.css'

/** Fetches the requirements of the first model that a run logged; undefined when it logged none. */
async function requirementsOf(run: ComparedRun, signal: AbortSignal): Promise<string | undefined> {
  const model = run.outputs?.model_outputs?.[0]?.model_id
  if (!model) return undefined
  const url = `${BASE}ajax-api/2.0/mlflow/logged-models/${encodeURIComponent(model)}/artifacts/files${queryText({ artifact_file_path: 'requirements.txt' })}`
  return (await reach(url, { signal }).catch(() => undefined))?.text()
}

/** Packages that the runs' models were logged with, from each model's requirements; asked for only on request. */
export function Environment({ runs, diffOnly }: { runs: readonly ComparedRun[]; diffOnly: boolean }): ReactNode {
  const [open, setOpen] = useState(false)
  const withModels = runs.filter((run) => run.outputs?.model_outputs?.[0] !== undefined)
  const answer = useQuery({
    queryKey: ['files', 'requirements', withModels.map(({ info }) => info.run_id)],
    queryFn: ({ signal }) => Promise.all(withModels.map((run) => requirementsOf(run, signal))),
    enabled: open,
    staleTime: Infinity,
  })
  if (withModels.length === 0) return null
  const rows = packageRows(answer.data ?? []).filter(({ same }) => !(diffOnly && same))
  return (
    <Section title="Environment" actions={<Button onClick={() => setOpen(!open)}>{open ? 'Hide packages' : 'Compare packages'}</Button>}>
      {!open && <span className="dim">The packages of the models that {withModels.length} of the runs logged.</span>}
      {open && answer.isLoading && <Loading rows={3} what="Reading requirements" />}
      {answer.error ? <ErrorState error={answer.error} retry={() => void answer.refetch()} /> : null}
      {open && answer.data && (
        <div className={styles['scroll']} style={{ minHeight: 0 }} tabIndex={0} role="region" aria-label="Packages">
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">Package</th>
                {withModels.map(({ info }) => (
                  <th key={info.run_id} scope="col">
                    {info.run_name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, versions }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {versions.map((version, index) => (
                    <td key={index} data-standing={index === 0 ? undefined : version === versions[0] ? 'same' : 'differs'}>
                      {version ?? <span className="dim">–</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length === 0 && <p className="dim">No package differs.</p>}
        </div>
      )}
    </Section>
  )
}
