import { type ReactNode, useMemo } from 'react'
import { highlighted } from '../files/viewers/highlight.ts'

/** Code in colors; as it is in a language that is not known here. */
export function CodeBlock({ text, language }: { text: string; language: string }): ReactNode {
  const html = useMemo(() => highlighted(text, language.toLowerCase()), [text, language])
  // The highlighter escapes what stands in the text.
  return html === undefined ? <code>{text}</code> : <code dangerouslySetInnerHTML={{ __html: html }} />
}
