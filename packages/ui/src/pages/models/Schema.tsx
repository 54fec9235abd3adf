import type { ReactNode } from 'react'
import { errorText } from '../../api/error-text.ts'
import { ApiError } from '../../api/http.ts'
import page from '../../controls/Page.module.css'
import type { SignatureColumn } from '../../files/signature.ts'
import { schemaOf } from './schema-of.ts'
import { useMLmodel } from './use-model.ts'

/** What a version takes and gives, as its MLmodel says. */
export function Schema({ name, version }: { name: string; version: string }): ReactNode {
  const { data, error, isPending } = useMLmodel(name, version)
  if (isPending) return <span className="dim">Reading MLmodel…</span>
  if (error)
    return (
      <span className="dim">
        {error instanceof ApiError && error.isGone ? 'Its files hold no MLmodel.' : `MLmodel cannot be read: ${errorText(error)}`}
      </span>
    )
  const { inputs, outputs, params } = schemaOf(data)
  if (inputs.length + outputs.length + params.length === 0) return <span className="dim">It was logged without a signature.</span>
  return (
    <table className={page['plain']}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Needed</th>
        </tr>
      </thead>
      <Part title="Inputs" columns={inputs} />
      <Part title="Outputs" columns={outputs} />
      <Part title="Params" columns={params} />
    </table>
  )
}

function Part({ title, columns }: { title: string; columns: readonly SignatureColumn[] }): ReactNode {
  if (columns.length === 0) return null
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3}>
          {title} {columns.length}
        </th>
      </tr>
      {columns.map(({ name, type, required, initial }, index) => (
        <tr key={`${name} ${index}`}>
          <td>{name === '' ? <span className="dim">unnamed</span> : name}</td>
          <td className="mono">{type}</td>
          <td>{required ? 'yes' : initial === undefined ? 'no' : `no, ${initial}`}</td>
        </tr>
      ))}
    </tbody>
  )
}
