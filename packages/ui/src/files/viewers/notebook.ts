/** A cell's output as it is shown. */
export type NotebookOutput =
  | { kind: 'text'; text: string; error: boolean }
  | { kind: 'image'; url: string }
  | { kind: 'html'; text: string }
  | { kind: 'markdown'; text: string }

export interface NotebookCell {
  kind: 'markdown' | 'code' | 'raw'
  source: string
  /** Execution count; absent when it was not run. */
  count?: number
  outputs: NotebookOutput[]
}

export interface Notebook {
  /** Extension of its language: py, r, js. */
  language: string
  cells: NotebookCell[]
}

type Fields = Record<string, unknown>
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
/** Texts of notebooks are a string or its lines. */
const textOf = (value: unknown): string => (Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '')

/**
 * Reads a Jupyter notebook of format 3 or 4.
 * @throws Error when it is none
 */
export function parseNotebook(text: string): Notebook {
  const root = fieldsOf(JSON.parse(text))
  const worksheet = Array.isArray(root['worksheets']) ? fieldsOf(root['worksheets'][0]) : root
  const cells = worksheet['cells']
  if (!Array.isArray(cells)) throw new Error('It has no cells, so it is no notebook.')
  const metadata = fieldsOf(root['metadata'])
  const language = String(
    fieldsOf(metadata['language_info'])['name'] ?? fieldsOf(metadata['kernelspec'])['language'] ?? 'python',
  ).toLowerCase()
  return { language: EXTENSIONS.get(language) ?? language, cells: cells.map(cellOf) }
}

const EXTENSIONS = new Map([
  ['python', 'py'],
  ['javascript', 'js'],
  ['typescript', 'ts'],
  ['ir', 'r'],
])

function cellOf(value: unknown): NotebookCell {
  const cell = fieldsOf(value)
  const kind =
    cell['cell_type'] === 'markdown' || cell['cell_type'] === 'heading' ? 'markdown' : cell['cell_type'] === 'raw' ? 'raw' : 'code'
  const count = cell['execution_count'] ?? cell['prompt_number']
  const outputs = Array.isArray(cell['outputs']) ? cell['outputs'] : []
  return {
    kind,
    source: textOf(cell['source'] ?? cell['input']),
    ...(typeof count === 'number' && { count }),
    outputs: outputs.flatMap((output) => outputOf(fieldsOf(output)) ?? []),
  }
}

function outputOf(output: Fields): NotebookOutput | undefined {
  const type = output['output_type']
  if (type === 'stream') return { kind: 'text', text: textOf(output['text']), error: output['name'] === 'stderr' }
  if (type === 'error' || type === 'pyerr') {
    const trace = Array.isArray(output['traceback']) ? output['traceback'].join('\n') : ''
    return { kind: 'text', text: trace || `${String(output['ename'])}: ${String(output['evalue'])}`, error: true }
  }
  const data = fieldsOf(output['data'] ?? output)
  for (const image of ['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
    if (data[image]) return { kind: 'image', url: `data:${image};base64,${textOf(data[image]).replaceAll(/\s/g, '')}` }
  if (data['image/svg+xml']) return { kind: 'image', url: `data:image/svg+xml,${encodeURIComponent(textOf(data['image/svg+xml']))}` }
  if (data['text/html']) return { kind: 'html', text: textOf(data['text/html']) }
  if (data['application/javascript'])
    return { kind: 'html', text: `<script>${textOf(data['application/javascript']).replaceAll('</script', '<\\/script')}</script>` }
  if (data['text/markdown']) return { kind: 'markdown', text: textOf(data['text/markdown']) }
  if (data['application/json'] !== undefined) return { kind: 'text', text: JSON.stringify(data['application/json'], null, 2), error: false }
  const plain = textOf(data['text/plain'] ?? data['text'])
  return plain === '' ? undefined : { kind: 'text', text: plain, error: false }
}
