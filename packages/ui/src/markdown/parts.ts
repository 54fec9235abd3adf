// What a text in Markdown is shown with; fetched with the first of them.
export { default as ReactMarkdown } from 'react-markdown'
export { default as gfm } from 'remark-gfm'
export { withinPage } from './within-page.ts'
