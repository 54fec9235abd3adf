import type { Row } from '../bench.ts'
import { measureBatches, measureTraining, measureWriters } from './batches.ts'
import { measureAllRuns, measureArtifacts, measureBigArtifact, measureLongNumbers } from './big.ts'
import { measureHistories, measureHugeHistory } from './history.ts'
import { measureLogArtifacts } from './python-client.ts'
import { measureOrder, measurePages, measureSearches } from './search.ts'
import { measureSmallReads, measureSmallWrites } from './single.ts'
import { measureMemory } from './start.ts'

/** All rows in the order in which they are measured: reads before writes, so that both sides read the same; what swells memory comes last. */
export const ROWS: readonly Row[] = [
  { id: 'idle', run: (bench) => measureMemory(bench, 'idle', 110) },
  { id: 'reads', run: measureSmallReads },
  { id: 'search', run: measureSearches },
  { id: 'order', run: measureOrder },
  { id: 'pages', run: measurePages },
  { id: 'history', run: measureHistories },
  { id: 'huge-history', run: measureHugeHistory },
  { id: 'artifacts', run: measureArtifacts },
  { id: 'log-artifacts', run: measureLogArtifacts },
  { id: 'writes', run: measureSmallWrites },
  { id: 'batches', run: measureBatches },
  { id: 'training', run: measureTraining },
  { id: 'writers', run: measureWriters },
  { id: 'loaded', run: (bench) => measureMemory(bench, 'after load', 220) },
  { id: 'all-runs', run: measureAllRuns },
  { id: 'long-numbers', run: measureLongNumbers },
  { id: 'big-artifact', run: measureBigArtifact },
  { id: 'end', run: (bench) => measureMemory(bench, 'at the end') },
]
