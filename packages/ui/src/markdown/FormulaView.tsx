import { type ReactNode, useMemo } from 'react'
import temml from 'temml'
import type { Formula } from './math.ts'

/** A formula as MathML, which the browser draws. What is wrong in it is shown as it was written. */
export function FormulaView({ tex, isDisplay }: Formula): ReactNode {
  // Temml escapes what stands in the formula; without trust it makes no links and loads nothing.
  const html = useMemo(
    () => temml.renderToString(tex, { displayMode: isDisplay, throwOnError: false, errorColor: 'var(--bad)', trust: false }),
    [tex, isDisplay],
  )
  return <span className={isDisplay ? 'formula' : undefined} dangerouslySetInnerHTML={{ __html: html }} />
}
