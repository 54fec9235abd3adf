import type { ReactNode } from 'react'
import page from '../../controls/Page.module.css'
import { Section } from '../../controls/Section.tsx'
import { useLayers } from '../../frame/keys.ts'

/** Keys that lists and pages add to those that work everywhere. */
const ON_PAGES: readonly [group: string, keys: readonly [keys: string, does: string][]][] = [
  [
    'In a list',
    [
      ['j k', 'Go to the next row, or the one before'],
      ['x', 'Select the row'],
      ['Space', 'Look at the row without leaving the list'],
      ['Enter', 'Open the row'],
      ['/', 'Go to the search'],
      ['Delete', 'Delete what is selected'],
    ],
  ],
  [
    'In a table of runs',
    [
      ['c', 'Compare the selected runs'],
      ['h', 'Heat map: color metrics by their values'],
      ['b', 'Set as baseline'],
      ['d', 'Show only what differs'],
      ['v', 'Change between table, split and charts'],
      ['p', 'Pin the run'],
      ['e', 'Show or hide the run in charts'],
    ],
  ],
  [
    'On a page',
    [
      ['n', 'Edit the note'],
      ['t', 'Set a tag'],
      ['[ ]', 'Go to the run before, or the next one'],
      ['Escape', 'Leave what is open'],
    ],
  ],
]

/** Every key; those of a page also stand in the sheet that ? opens there. */
export function KeyList(): ReactNode {
  const everywhere = useLayers().filter(({ group }) => group === 'Everywhere')
  const groups: [string, readonly (readonly [string, string])[]][] = [
    ...everywhere.map(({ group, shortcuts }): [string, [string, string][]] => [group, shortcuts.map(({ keys, does }) => [keys, does])]),
    ...ON_PAGES.map(([group, keys]): [string, readonly (readonly [string, string])[]] => [group, keys]),
  ]
  return groups.map(([group, keys]) => (
    <Section key={group} title={group}>
      <dl className={page['facts']}>
        {keys.map(([key, does]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Section>
  ))
}
