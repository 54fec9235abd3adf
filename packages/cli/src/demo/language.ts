import type { DemoExperiment, DemoRun } from './plan.ts'
import { approach, randomFrom } from './random.ts'

const STEPS = 200

function ticketRouting(encoder: string, index: number): DemoRun {
  const random = randomFrom(`tickets ${encoder} ${index}`)
  const f1 = 0.71 + index * 0.022
  return {
    name: `${encoder}-${index % 2 === 0 ? 'frozen' : 'full'}`,
    user: 'chidi',
    hoursAgo: 118 - index * 13,
    minutes: 64 + index * 9,
    params: { encoder, tuned: index % 2 === 0 ? 'head' : 'all layers', max_length: 256, languages: 'en, de, 日本語, العربية' },
    curves: [
      { key: 'train/loss', values: approach(random, { from: 2.9, to: 0.9 - f1 / 2, steps: STEPS, spread: 0.03 }), every: 50 },
      { key: 'eval/macro_f1', values: approach(random, { from: 0.08, to: f1, steps: 20 }), every: 500 },
      { key: 'eval/accuracy', values: approach(random, { from: 0.2, to: f1 + 0.09, steps: 20 }), every: 500 },
    ],
    tags: { team: 'support', encoder },
  }
}

export const ticketExperiment: DemoExperiment = {
  name: 'nlp/ticket-routing',
  note: 'Which team answers a support ticket? 14 teams, 9 languages.',
  tags: { team: 'support', 'tailrace.primaryMetric': 'eval/macro_f1' },
  runs: ['minilm', 'minilm', 'e5-small', 'e5-small', 'xlm-r', 'xlm-r'].map(ticketRouting),
}

/** An experiment in the trash. */
export const scratchExperiment: DemoExperiment = {
  name: 'scratch',
  note: 'First steps.',
  runs: [
    { name: 'hello', user: 'ana', hoursAgo: 400, minutes: 1, params: { greeting: 'hello' }, curves: [{ key: 'answer', values: [42] }] },
  ],
  deleted: true,
}
