import os from 'node:os'
import type { Bench, Detail, Finding, SideName, Unit } from './bench.ts'

/** What the report says of the run as a whole. */
export interface Facts {
  command: string
  /** What stands for the two sides. */
  names: Record<SideName, string>
  seconds: number
}

/** The whole report as Markdown. */
export function report(bench: Bench, facts: Facts): string {
  const parts = [heading(bench, facts), summary(bench.findings), failures(bench), details(bench.details)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** A finding's verdict: empty where there is no target or no figure to judge. */
function verdict(finding: Finding): '' | 'yes' | 'no' {
  const target = targetOf(finding)
  const { tailrace } = finding.values
  if (target === undefined || tailrace === undefined) return ''
  return tailrace <= target ? 'yes' : 'no'
}

function targetOf({ target, values }: Finding): number | undefined {
  return target === 'original' ? values.original : target
}

function heading(bench: Bench, { command, names, seconds }: Facts): string {
  const { size, metricRows } = bench.seed
  const versions = (size.models * size.versions).toLocaleString('en')
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const cpu = os.cpus()[0]?.model ?? 'unknown processor'
  return [
    '# Bench results',
    '',
    `Made by \`${command}\` in ${Math.round(seconds / 60)} minutes on ${new Date().toISOString().slice(0, 10)}. What the figures mean: [README](README.md).`,
    '',
    `- Original: ${names.original}`,
    `- Tailrace: ${names.tailrace}`,
    `- Database: SQLite, ${size.runs.toLocaleString('en')} runs in ${size.experiments} experiments, ${metricRows.toLocaleString('en')} metric rows, ${versions} versions of registered models`,
    `- Machine: ${os.availableParallelism()} cores (${cpu.trim()}), ${memory} GiB, Linux ${os.release()}, Node ${process.versions.node}`,
    bench.canAcknowledgeQuickly
      ? '- Delayed acknowledgements are off, except in the lines "as clients are"'
      : '- Delayed acknowledgements could not be switched off here (no network namespace): every time is as clients see it',
    ...(bench.small ? ['- Small database: the targets are meant for 20,000 runs'] : []),
    ...(bench.large ? ['- Large database: the targets are those of 20,000 runs, except where they follow from MLflow'] : []),
  ].join('\n')
}

function summary(findings: Finding[]): string {
  const lines = findings.map((finding, at) => {
    const { work, figure, unit, values } = finding
    const { original, tailrace } = values
    const ratio = original === undefined || tailrace === undefined || unit === '%' ? '' : `${short(original / tailrace)}x`
    const name = findings[at - 1]?.work === work ? '' : work
    return [name, figure, show(original, unit), show(tailrace, unit), ratio, show(targetOf(finding), unit), verdict(finding)]
  })
  const judged = findings.map(verdict).filter((word) => word !== '')
  const met = judged.filter((word) => word === 'yes').length
  const table = markdownTable(['Work', 'Figure', 'Original', 'Tailrace', 'Ratio', 'To reach', 'Met'], lines)
  return `## Summary\n\n${met} of ${judged.length} figures reach their target, which in rows of the registry is a fifth of MLflow's CPU. CPU is that of the whole process tree, a request.\n\n${table}`
}

function details(all: Detail[]): string {
  if (all.length === 0) return ''
  const lines = all.map((detail) => [
    detail.work,
    detail.side,
    detail.mode === 'quick' ? '' : 'as clients are',
    String(detail.clients),
    String(detail.count),
    String(detail.errors),
    ...[detail.p50, detail.p95, detail.p99].map((value) => show(value, 'ms')),
    short(detail.throughput),
    show(detail.cpu, 'ms'),
  ])
  const head = ['Work', 'Side', 'Sockets', 'Clients', 'Requests', 'Refused', 'p50', 'p95', 'p99', 'A second', 'CPU a request']
  return `## Details\n\n${markdownTable(head, lines)}`
}

function failures({ failures: all }: Bench): string {
  if (all.length === 0) return ''
  const counts = new Map<string, number>()
  for (const { work, side, message } of all) {
    const line = `- ${work}, ${side}: ${message.split('\n')[0] ?? ''}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return `## What went wrong\n\n${[...counts.keys()].join('\n')}`
}

function markdownTable(head: string[], lines: string[][]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function show(value: number | undefined, unit: Unit): string {
  if (value === undefined || Number.isNaN(value)) return ''
  return unit === 'times' ? value.toFixed(2) : `${short(value)} ${unit}`.trim()
}

/** Three significant digits, thousands in groups. */
function short(value: number): string {
  if (!Number.isFinite(value)) return '-'
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(value < 10 ? 2 : 3)))
}
