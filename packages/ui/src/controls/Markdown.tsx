import './markdown.css'
import { lazy, type ReactNode, Suspense } from 'react'
import { withinPage } from './within-page.ts'

const Rendered = lazy(async () => {
  const [{ default: ReactMarkdown }, { default: gfm }] = await Promise.all([import('react-markdown'), import('remark-gfm')])
  return {
    // No raw HTML is let through; pictures of other origins are not fetched (the policy forbids them), so they show as links.
    default: ({ text }: { text: string }) => (
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
    ),
  }
})

/** Markdown (GitHub's) as text with headings, lists, tables and links. */
export function Markdown({ text }: { text: string }): ReactNode {
  return (
    <div className="markdown">
      <Suspense fallback={<pre style={{ whiteSpace: 'pre-wrap' }}>{text}</pre>}>
        <Rendered text={text} />
      </Suspense>
    </div>
  )
}
