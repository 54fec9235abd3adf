import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Menu } from '../../controls/overlays.tsx'
import { IconStack2 } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Aggregate } from './runs-state.ts'
import type { ColumnStatistics } from './use-statistics.ts'

/** Keys of each kind that are offered at once; others are found by name. */
const MOST = 12
/** The server groups by so many properties at most. */
const DEEPEST = 3

const AGGREGATES: readonly [Aggregate, string][] = [
  ['mean', 'the mean'],
  ['min', 'the smallest'],
  ['max', 'the largest'],
]

interface GroupMenuProps {
  by: readonly string[]
  statistics: ColumnStatistics | undefined
  aggregate: Aggregate
  onGroup: (ids: readonly string[]) => void
  onAggregate: (aggregate: Aggregate) => void
}

/** By what runs are grouped: params, tags, datasets, attributes. */
export function GroupMenu(props: GroupMenuProps): ReactNode {
  const label = props.by.length > 0 ? `Grouped (${props.by.length})` : 'Group'
  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={240}>
      <Menu.Target>
        <Button aria-label={label} leftSection={<IconStack2 size={14} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Fields mah="70vh" style={{ overflow: 'auto' }}>
        <Properties {...props} />
      </Menu.Fields>
    </Menu>
  )
}

function Properties({ by, statistics, aggregate, onGroup, onAggregate }: GroupMenuProps): ReactNode {
  const [sought, setSought] = useState('')
  const matches = (key: string): boolean => key.toLowerCase().includes(sought.toLowerCase())
  const keys = (kind: 'params' | 'tags'): [string, string][] =>
    (statistics?.[kind] ?? [])
      .filter(
        ({ key, distinct, runs }) => matches(key) && (distinct > 1 || runs < (statistics?.sampled ?? 0)) && !key.startsWith('mlflow.'),
      )
      .slice(0, MOST)
      .map(({ key }) => [`${kind}.${key}`, key])
  const kinds: [string, [string, string][]][] = [
    ['Params', keys('params')],
    ['Tags', keys('tags')],
    [
      'Datasets',
      (statistics?.datasets.length ?? 0) > 0 && matches('dataset')
        ? [
            ['dataset.name', 'dataset name'],
            ['dataset.digest', 'dataset digest'],
          ]
        : [],
    ],
    [
      'Attributes',
      (
        [
          ['attributes.status', 'status'],
          ['attributes.user_id', 'user'],
        ] as [string, string][]
      ).filter(([, label]) => matches(label)),
    ],
  ]
  const toggle = (id: string): void => onGroup(by.includes(id) ? by.filter((each) => each !== id) : [...by, id].slice(-DEEPEST))
  return (
    <>
      <Menu.Items label="Groups">
        <Item label="No groups" is={by.length === 0} onPick={() => onGroup([])} />
        {by.length > 0 && (
          <>
            <Menu.Label>Metrics show</Menu.Label>
            <Menu.RadioGroup value={aggregate} onChange={(value) => onAggregate(value as Aggregate)}>
              {AGGREGATES.map(([value, label]) => (
                <Menu.RadioItem key={value} value={value}>
                  {label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Divider />
          </>
        )}
      </Menu.Items>
      <TextField
        aria-label="Search..."
        placeholder="Search..."
        style={{ margin: 4 }}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        onKeyDown={(event) => event.key !== 'Escape' && !event.key.startsWith('Arrow') && event.stopPropagation()}
      />
      {kinds.map(
        ([title, list]) =>
          list.length > 0 && (
            <div key={title}>
              <Menu.Label>{title}</Menu.Label>
              <Menu.Items label={title}>
                {list.map(([id, label]) => (
                  <Item key={id} label={label} is={by.includes(id)} onPick={() => toggle(id)} />
                ))}
              </Menu.Items>
            </div>
          ),
      )}
    </>
  )
}

function Item({ label, is, onPick }: { label: string; is: boolean; onPick: () => void }): ReactNode {
  return (
    <Menu.CheckboxItem checked={is} onChange={onPick}>
      {label}
    </Menu.CheckboxItem>
  )
}
