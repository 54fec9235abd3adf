import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { keyText } from '../frame/key-names.ts'
import { useLayers } from '../frame/keys.ts'

/** Every key that works right now, by group. */
export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const layers = useLayers()
  const groups = Map.groupBy(layers, ({ group }) => group)
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="lg">
      <div style={{ columns: '260px 2', columnGap: 24 }}>
        {[...groups].map(([group, members]) => (
          <section key={group} style={{ breakInside: 'avoid', marginBottom: 16 }}>
            <h2>{group}</h2>
            <dl style={{ display: 'grid', gridTemplateColumns: '72px 1fr', gap: '4px 12px', margin: '8px 0' }}>
              {members
                .flatMap(({ shortcuts }) => shortcuts)
                .map(({ keys, does }) => (
                  <div key={keys} style={{ display: 'contents' }}>
                    <dt>
                      <kbd>{keyText(keys)}</kbd>
                    </dt>
                    <dd style={{ margin: 0 }}>{does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
