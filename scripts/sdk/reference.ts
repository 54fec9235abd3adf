import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkGeneratedFile } from '../check/generated-file.ts'
import type { Finding } from '../check/graph.ts'
import { type Item, readExports } from './read-exports.ts'

const PAGE = 'docs/sdk.md'
const GUIDE = 'packages/sdk/README.md'

const HEAD = `# SDK for TypeScript and JavaScript

Made from \`packages/sdk/README.md\` and the comments in the code by \`npm run check -- --write sdk\`; \`npm run check\` fails when it is out of date.

`

/** Parts of the page by the modules that they describe. */
const SECTIONS: readonly (readonly [title: string, files: readonly string[]])[] = [
  ['Runs', ['fluent']],
  ['A run', ['run', 'image', 'table', 'dataset']],
  ['Tracking', ['tracking', 'run-search', 'batch-writer', 'entry']],
  ['Client', ['client', 'endpoint-name', 'errors', 'connection', 'http']],
  ['Filters', ['filter-builder']],
  ['Files', ['artifacts', 'local-files', 'transfer']],
  ['Models', ['registry']],
  ['Journals', ['journal', 'sync']],
]

/** Compares docs/sdk.md with what the code says, or writes it. A public name without a comment or an example is a finding of its own. */
export async function checkSdkReference(root: string, write: boolean): Promise<Finding[]> {
  const items = readExports(root)
  const findings = items.flatMap(lacking)
  const text = page(readFileSync(join(root, GUIDE), 'utf8'), items)
  return [...findings, ...(await checkGeneratedFile(root, { file: PAGE, text }, 'sdk', write))]
}

/** What a public name lacks: a comment, an example, comments on its members, a place on the page. */
export function lacking(item: Item): Finding[] {
  const at = ({ name, file, line }: Item, what: string): Finding => ({ file: `packages/sdk/src/${file}.ts`, line, what: `${name} ${what}` })
  return [
    ...(item.doc?.text ? [] : [at(item, 'has no comment')]),
    ...(item.doc?.example ? [] : [at(item, 'has no example')]),
    ...(SECTIONS.some(([, files]) => files.includes(item.file)) ? [] : [at(item, 'has no place on the page')]),
    ...item.members.flatMap((member) =>
      member.doc?.text || member.name === 'constructor' ? [] : [at(member, `of ${item.name} has no comment`)],
    ),
  ]
}

function page(guide: string, items: readonly Item[]): string {
  const sections = SECTIONS.map(([title, files]) => {
    const inside = files.flatMap((file) => items.filter((item) => item.file === file))
    return `## ${title}\n\n${inside.map(entry).join('\n')}`
  })
  return `${HEAD}${guide.replace(/^# .*\n+/, '')}\n${sections.join('\n')}`
}

function entry(item: Item): string {
  const { doc, members } = item
  return [
    `### ${item.name}`,
    `\`\`\`ts\n${item.signature}\n\`\`\``,
    described(item),
    ...(doc?.example ? [`\`\`\`ts\n${doc.example}\n\`\`\``] : []),
    ...(members.length > 0
      ? [
          members
            .filter(({ name, doc: said }) => name !== 'constructor' || said)
            .map(memberLine)
            .join('\n'),
        ]
      : []),
    '',
  ].join('\n\n')
}

function described({ doc }: Item): string {
  const params = (doc?.params ?? []).map(({ name, text }) => `\`${name}\`: ${text}.`)
  return [doc?.text, ...params, doc?.throws === undefined ? undefined : `Throws ${doc.throws}.`]
    .filter(Boolean)
    .join(' ')
    .replaceAll('..', '.')
}

function memberLine(member: Item): string {
  const text = described(member)
  return `- \`${member.signature}\`${text === '' ? '' : `: ${text}`}`
}
