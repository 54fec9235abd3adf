import './markdown.css'
import type { ReactNode } from 'react'
import { isPlain } from '../markdown/is-plain.ts'
import { textModules } from '../text-modules.ts'
import { later } from './later.tsx'

interface Text {
  text: string
}

const Rendered = later<Text>(
  async () => {
    const { gfm, ReactMarkdown, withinPage } = await textModules.markdownText()
    // No raw HTML is let through; pictures of other origins are not fetched (the policy forbids them), so they show as links.
    return ({ text }) => (
      <ReactMarkdown
        remarkPlugins={[gfm, withinPage]}
        components={{
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noreferrer noopener">
              {children}
            </a>
          ),
          img: ({ src, alt }) => (
            <a href={src} target="_blank" rel="noreferrer noopener">
              {alt || src}
            </a>
          ),
        }}
      >
        {text}
      </ReactMarkdown>
    )
  },
  ({ text }) => <pre style={{ whiteSpace: 'pre-wrap' }}>{text}</pre>,
)

/** Fetches what this text is shown with. */
export const loadMarkdown = (text: string): unknown => !isPlain(text) && Rendered.load()

/** Markdown (GitHub's) as text with headings, lists, tables and links. */
export function Markdown({ text }: Text): ReactNode {
  return (
    <div className="markdown">
      {isPlain(text) ? text.split('\n\n').map((part, index) => <p key={index}>{part}</p>) : <Rendered text={text} />}
    </div>
  )
}
