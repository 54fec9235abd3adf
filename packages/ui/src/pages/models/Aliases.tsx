import { TextField } from '../../controls/TextField.tsx'
import { Button, IconButton } from '../../controls/Button.tsx'
import { Popover } from '../../controls/overlays.tsx'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { RegisteredModel } from '@tailrace/contract'
import { type ReactNode, useState } from 'react'
import { AliasChip } from './Chips.tsx'
import { aliasesOf } from './registry.ts'
import { moveAlias, removeAlias } from './registry-actions.ts'

/** Aliases of a version: taken away, or given; one that another version has moves here. */
export function Aliases({ model, version }: { model: RegisteredModel; version: string }): ReactNode {
  const [opened, setOpened] = useState(false)
  const [alias, setAlias] = useState('')
  const { name, aliases = [] } = model
  const elsewhere = aliases.find((each) => each.alias === alias.trim() && each.version !== version)
  const add = (): void => {
    void moveAlias(name, alias.trim(), version, elsewhere?.version)
    setOpened(false)
    setAlias('')
  }
  return (
    <span>
      {aliasesOf(model, version).map((each) => (
        <span key={each} style={{ whiteSpace: 'nowrap' }}>
          <AliasChip alias={each} />
          <IconButton size={24} aria-label={`Remove the alias ${each}`} onClick={() => void removeAlias(name, each, version)}>
            <IconX size={12} />
          </IconButton>
        </span>
      ))}
      <Popover opened={opened} onChange={setOpened} trapFocus>
        <Popover.Target>
          <Button small variant="subtle" leftSection={<IconPlus size={12} />} onClick={() => setOpened(!opened)}>
            Alias
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="New alias">
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (alias.trim() !== '') add()
            }}
          >
            <TextField
              label="Alias"
              description="Letters, digits, _ and -"
              value={alias}
              onChange={(event) => setAlias(event.currentTarget.value)}
              data-autofocus
            />
            {elsewhere && <p className="dim">It moves here from version {elsewhere.version}.</p>}
            <Button type="submit" variant="filled" style={{ marginTop: 8 }} disabled={alias.trim() === ''}>
              {elsewhere ? 'Move alias' : 'Add alias'}
            </Button>
          </form>
        </Popover.Dropdown>
      </Popover>
    </span>
  )
}
