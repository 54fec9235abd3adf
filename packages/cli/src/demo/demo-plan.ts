import { scratchExperiment, ticketExperiment } from './language.ts'
import type { DemoPlan } from './plan.ts'
import { churnExperiment, demandExperiment } from './tabular.ts'
import { detectionExperiment, segmentationExperiment } from './vision.ts'

/** What `--demo` fills in. The same each time but for identifiers and times, which count back from now. */
export const DEMO: DemoPlan = {
  experiments: [scratchExperiment, demandExperiment, churnExperiment, detectionExperiment, ticketExperiment, segmentationExperiment],
  models: [
    {
      name: 'churn-classifier',
      note: '# Churn classifier\nProbability that a customer leaves within 30 days.\n\n**Owner:** growth team. **Runs** nightly.',
      tags: { team: 'growth', tier: 'production' },
      versions: [
        { stage: 'Archived', note: 'First one that was used.' },
        { stage: 'Archived' },
        { stage: 'Production', aliases: ['champion'], note: 'Won the holdout by 2 points.', tags: { approved_by: 'dewi' } },
        { stage: 'Staging', aliases: ['challenger', 'shadow'], note: 'Shadows the champion since this week.' },
      ],
    },
    {
      name: 'road-segmenter',
      note: 'Classes of street scenes, 160 x 96.',
      tags: { team: 'vision' },
      versions: [
        { stage: 'Archived' },
        { stage: 'Production', aliases: ['champion'] },
        { aliases: ['candidate'], note: 'With mixup; waits for the night test.' },
      ],
    },
    {
      name: 'demand-forecast',
      note: 'Units a day and shop, seven days ahead.',
      tags: { team: 'supply' },
      versions: [{}, { stage: 'Production', aliases: ['champion'] }],
    },
  ],
}
