import './markdown.css'
import type { ReactNode } from 'react'
import { later } from './later.tsx'
import { withinPage } from './within-page.ts'

interface Text {
  text: string
}

const Rendered = later<Text>(
  async () => {
    const [{ default: ReactMarkdown }, { default: gfm }] = await Promise.all([import('react-markdown'), import('remark-gfm')])
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

/** Markdown (GitHub's) as text with headings, lists, tables and links. */
export function Markdown({ text }: Text): ReactNode {
  return (
    <div className="markdown">
      <Rendered text={text} />
    </div>
  )
}
