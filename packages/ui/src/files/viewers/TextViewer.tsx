import { Button } from '../../controls/Button.tsx'
import { Switch } from '../../controls/Switch.tsx'
import { type ReactNode, useMemo, useState } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { bytes, plural } from '../../format.ts'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { opensAtEnd } from '../file-kind.ts'
import styles from '../files.module.css'
import type { OpenFile } from '../read-file.ts'
import { linesOf, useByteWindow } from './byte-window.ts'
import { FindBox, useFind } from './FindBox.tsx'
import { TextLines } from './TextLines.tsx'

/** Text and logs of any size: the first 64 KiB, more on request, the end, and what is still being written. */
export function TextViewer({ file }: { file: OpenFile }): ReactNode {
  const { window, error, loading, following, setFollowing, more, earlier, toStart, toEnd, retry } = useByteWindow(
    file,
    opensAtEnd(file.path),
  )
  const [wrap, setWrap] = useState(false)
  const [atEnd, setAtEnd] = useState(opensAtEnd(file.path))
  const lines = useMemo(() => (window ? linesOf(window) : []), [window])
  const find = useFind(lines)
  if (!window) return error ? <ErrorState error={error} retry={retry} /> : <Loading />
  const { start, end, size } = window
  const whole = start === 0 && end >= size
  const follow = (on: boolean): void => {
    setFollowing(on)
    setAtEnd(on)
    if (on && end < size) toEnd()
  }
  return (
    <>
      <div className={styles['bar']} role="group" aria-label="Parts of the file">
        <span role="status">
          {whole ? plural(lines.length, 'line') : `${bytes(end - start)} of ${bytes(size)}${start > 0 ? ', the end' : ''}`}
          {loading && ' …'}
        </span>
        {start > 0 && (
          <>
            <Button small onClick={() => follow(false) ?? toStart()}>
              Start
            </Button>
            <Button small onClick={() => setAtEnd(false) ?? earlier()} disabled={loading}>
              Earlier
            </Button>
          </>
        )}
        {end < size && (
          <>
            <Button small onClick={more} disabled={loading}>
              More
            </Button>
            <Button
              small
              onClick={() => {
                setAtEnd(true)
                toEnd()
              }}
              disabled={loading}
            >
              End
            </Button>
          </>
        )}
        <span data-gap />
        <FindBox find={find} />
        <Switch label="Follow" checked={following} onChange={follow} />
        <Switch label="Wrap" checked={wrap} onChange={setWrap} />
      </div>
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      <TextLines
        lines={lines}
        name={file.name}
        wrap={wrap}
        numbered={start === 0}
        atEnd={atEnd && find.current === undefined}
        marked={find.marked}
        current={find.current}
      />
    </>
  )
}
