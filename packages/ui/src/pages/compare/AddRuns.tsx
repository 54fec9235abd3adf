import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { queryRuns } from '../../api/calls.ts'
import { Button } from '../../controls/Button.tsx'
import { Popover } from '../../controls/overlays.tsx'
import { TextField } from '../../controls/TextField.tsx'
import { ago } from '../../format.ts'
import { holdsText, textLiteral } from '../../query/text-literal.ts'
import styles from './compare.module.css'

/** Runs that are proposed. */
const MOST = 30

/** Adds runs of the same experiments to a comparison, found by name or id. */
export function AddRuns({
  ids,
  experimentIds,
  onAdd,
}: {
  ids: readonly string[]
  experimentIds: readonly string[]
  onAdd: (id: string) => void
}): ReactNode {
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const sought = text.trim()
  const { data, isLoading } = useQuery({
    queryKey: ['runs', 'to compare', experimentIds, sought],
    queryFn: async ({ signal }) => {
      const slim = { params: [], metrics: [], tags: [], inputs: false, max_results: MOST }
      const isId = /^[0-9a-f]{32}$/.test(sought)
      const filter = isId ? `attributes.run_id = ${textLiteral(sought)}` : holdsText('attributes.run_name', sought)
      // An id is looked for everywhere.
      const scope = isId ? {} : { experiment_ids: [...experimentIds] }
      return (await queryRuns({ ...slim, ...scope, ...(sought !== '' && { filter }) }, signal)).runs
    },
    enabled: opened,
    placeholderData: keepPreviousData,
    meta: { experiments: experimentIds, metrics: [] },
  })
  const found = (data ?? []).filter(({ info }) => !ids.includes(info.run_id))
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-start" width={320}>
      <Popover.Target>
        <Button leftSection={<IconPlus size={14} />} onClick={() => setOpened(!opened)}>
          Add runs
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add runs">
        <TextField
          aria-label="Find a run by name or id"
          placeholder="Name or id"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ul className={styles['found']}>
          {found.map(({ info }) => (
            <li key={info.run_id}>
              <button type="button" onClick={() => onAdd(info.run_id)}>
                <span className="cut">{info.run_name || info.run_id}</span>
                <span className="dim">{ago(info.start_time)}</span>
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="dim">{isLoading ? 'Loading runs' : 'No other runs found'}</p>}
      </Popover.Dropdown>
    </Popover>
  )
}
