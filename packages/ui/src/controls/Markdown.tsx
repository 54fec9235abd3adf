import './markdown.css'
import { type ComponentProps, type ReactNode, useMemo } from 'react'
import { isPlain } from '../markdown/is-plain.ts'
import { formulaOf, type Formula, takeFormulas } from '../markdown/math.ts'
import { textModules } from '../text-modules.ts'
import { lazyWithPreload } from './lazy-with-preload.tsx'

interface Text {
  text: string
  /** Address of an image that the text names relatively; undefined for one that is not shown. */
  imageUrl?: ((src: string) => string | undefined) | undefined
}

const FormulaView = lazyWithPreload<Formula>(
  async () => (await import('../markdown/FormulaView.tsx')).FormulaView,
  ({ tex }) => <code>{tex}</code>,
)
const CodeBlock = lazyWithPreload<{ text: string; language: string }>(
  async () => (await import('../markdown/CodeBlock.tsx')).CodeBlock,
  ({ text }) => <code>{text}</code>,
)

const Rendered = lazyWithPreload<Text>(
  async () => {
    const { gfm, ReactMarkdown, withinPage } = await textModules.markdownText()
    // No raw HTML is let through; images of other origins are not loaded (the policy forbids them), so they show as links.
    return ({ text, imageUrl }) => {
      const taken = useMemo(() => takeFormulas(text), [text])
      const components = useMemo(() => ({ a: Anchor, img: imageIn(imageUrl), code: codeIn(taken.formulas) }), [taken, imageUrl])
      return (
        <ReactMarkdown remarkPlugins={[gfm, withinPage]} components={components}>
          {taken.text}
        </ReactMarkdown>
      )
    }
  },
  ({ text }) => <pre style={{ whiteSpace: 'pre-wrap' }}>{text}</pre>,
)

const Anchor = ({ href, children }: ComponentProps<'a'>): ReactNode => (
  <a href={href} target="_blank" rel="noreferrer noopener">
    {children}
  </a>
)

const imageIn =
  (imageUrl: Text['imageUrl']) =>
  ({ src, alt }: ComponentProps<'img'>): ReactNode => {
    const url = typeof src === 'string' ? imageUrl?.(src) : undefined
    return url === undefined ? <Anchor href={src}>{alt || src}</Anchor> : <img src={url} alt={alt ?? ''} loading="lazy" />
  }

const codeIn =
  (formulas: readonly Formula[]) =>
  ({ className, children }: ComponentProps<'code'>): ReactNode => {
    const text = typeof children === 'string' ? children : ''
    const formula = formulaOf(text, formulas)
    if (formula) return <FormulaView {...formula} />
    const [, language] = /\blanguage-(\S+)/.exec(className ?? '') ?? []
    return language === undefined ? <code>{children}</code> : <CodeBlock text={text} language={language} />
  }

/** Fetches what this text is shown with. */
export const loadMarkdown = (text: string): unknown => !isPlain(text) && Rendered.load()

/** Markdown (GitHub's) as text with headings, lists, tables, links, formulas and code in colors. */
export function Markdown({ text, imageUrl }: Text): ReactNode {
  return (
    <div className="markdown">
      {isPlain(text) ? text.split('\n\n').map((part, index) => <p key={index}>{part}</p>) : <Rendered text={text} imageUrl={imageUrl} />}
    </div>
  )
}
