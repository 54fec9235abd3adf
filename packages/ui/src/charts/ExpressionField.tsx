import { TextField } from '../controls/TextField.tsx'
import { Select } from '../controls/overlays.tsx'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import styles from './charts.module.css'
import { ExpressionError, parseExpression } from './expression.ts'

/** A formula that is typed; what is wrong in it is marked at its character, and the chart keeps the last one that was right. */
export function ExpressionField({
  value,
  metrics,
  onChange,
}: {
  value: string | undefined
  metrics: readonly string[]
  /** Called with a formula and the metrics that it names, or with undefined where there is none. */
  onChange: (expression: string | undefined, names: readonly string[]) => void
}): ReactNode {
  const [text, setText] = useState(value ?? '')
  const input = useRef<HTMLInputElement>(null)
  const problem = useMemo(() => problemOf(text, metrics), [text, metrics])
  const change = (next: string): void => {
    setText(next)
    if (next.trim() === '') onChange(undefined, [])
    else if (!problemOf(next, metrics)) onChange(next.trim(), parseExpression(next).names)
  }
  return (
    <>
      <TextField
        ref={input}
        label="Expression for y"
        placeholder="${val_loss} * 100 - log(${train_loss})"
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => change(event.currentTarget.value)}
        error={problem && <Marked text={text} problem={problem} />}
        style={{ maxWidth: 'none', flexBasis: '100%' }}
        mono
      />
      <Select
        label="Put in a metric"
        placeholder="choose"
        data={[...metrics]}
        value={null}
        searchable
        limit={200}
        comboboxProps={{ zIndex: 500 }}
        onChange={(name) => {
          if (name === null) return
          const at = input.current?.selectionStart ?? text.length
          change(`${text.slice(0, at)}\${${name}}${text.slice(input.current?.selectionEnd ?? at)}`)
        }}
      />
    </>
  )
}

function problemOf(text: string, metrics: readonly string[]): ExpressionError | undefined {
  if (text.trim() === '') return undefined
  try {
    const unknown = parseExpression(text).names.find((name) => !metrics.includes(name))
    return unknown === undefined ? undefined : new ExpressionError(text.indexOf(`\${${unknown}}`), `no run has a metric ${unknown}`)
  } catch (error) {
    if (error instanceof ExpressionError) return error
    throw error
  }
}

/** The formula with its wrong character, and what is wrong with it. */
function Marked({ text, problem: { at, message } }: { text: string; problem: ExpressionError }): ReactNode {
  const wrong = text.slice(at, at + 1)
  return (
    <>
      <code className={styles['formula']} aria-hidden="true">
        {text.slice(0, at)}
        <span data-wrong="true">{wrong.trim() === '' ? ' ' : wrong}</span>
        {text.slice(at + 1)}
      </code>
      {`At character ${at + 1}: ${message}.`}
    </>
  )
}
