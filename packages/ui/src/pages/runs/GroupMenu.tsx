import { Button, TextInput } from '@mantine/core'
import { Menu } from '../../controls/overlays.tsx'
import { IconStack2 } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { ColumnStatistics } from './use-statistics.ts'

/** Keys of each kind that are offered at once; others are found by name. */
const MOST = 12
/** The server groups by so many properties at most. */
const DEEPEST = 3

/** By what runs are grouped: params, tags, datasets, attributes; and whether nested runs stand below their parents. */
export function GroupMenu({
  by,
  nested,
  statistics,
  onGroup,
  onNested,
}: {
  by: readonly string[]
  nested: boolean
  statistics: ColumnStatistics | undefined
  onGroup: (ids: readonly string[]) => void
  onNested: (nested: boolean) => void
}): ReactNode {
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
    <Menu position="bottom-end" closeOnItemClick={false} width={240} onClose={() => setSought('')}>
      <Menu.Target>
        <Button aria-label={by.length > 0 ? `Grouped (${by.length})` : 'Group'} leftSection={<IconStack2 size={14} />}>
          {by.length > 0 ? `Grouped (${by.length})` : 'Group'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflow: 'auto' }}>
        <Item label="Nested runs below their parents" is={nested} onPick={() => onNested(!nested)} />
        <Item label="No groups" is={by.length === 0} onPick={() => onGroup([])} />
        <TextInput
          aria-label="Find a property"
          placeholder="Find a property"
          m={4}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
          onKeyDown={(event) => event.key !== 'Escape' && !event.key.startsWith('Arrow') && event.stopPropagation()}
        />
        {kinds.map(
          ([title, list]) =>
            list.length > 0 && (
              <div key={title}>
                <Menu.Label>{title}</Menu.Label>
                {list.map(([id, label]) => (
                  <Item key={id} label={label} is={by.includes(id)} onPick={() => toggle(id)} />
                ))}
              </div>
            ),
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function Item({ label, is, onPick }: { label: string; is: boolean; onPick: () => void }): ReactNode {
  return (
    <Menu.CheckboxItem checked={is} onChange={onPick}>
      {label}
    </Menu.CheckboxItem>
  )
}
