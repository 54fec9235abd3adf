import type { Row } from '../bench.ts'
import { measureBatches, measureTraining, measureWriters } from './batches.ts'
import { measureAllRuns, measureArtifacts, measureBigArtifact, measureLongNumbers } from './big.ts'
import { measureHistories, measureHugeHistory, measureLongestHistory } from './history.ts'
import { measureLogArtifacts } from './python-client.ts'
import { measureLargeRegistry, measureRegistry } from './registry.ts'
import { measureOrder, measurePages, measureSearches } from './search.ts'
import { measureSmallReads, measureStalled, measureSmallWrites } from './single.ts'
import { measureMemory } from './start.ts'

/** All rows in the order in which they are measured: reads before writes, so that both sides read the same; what swells memory comes last. */
export const ROWS: readonly Row[] = [
  { id: 'idle', run: (bench) => measureMemory(bench, 'idle', 110) },
  { id: 'reads', run: measureSmallReads },
  { id: 'search', run: measureSearches },
  { id: 'order', notLarge: true, run: measureOrder },
  { id: 'pages', run: measurePages },
  { id: 'stalled', run: measureStalled },
  { id: 'registry', run: measureRegistry },
  { id: 'history', run: measureHistories },
  { id: 'huge-history', notLarge: true, run: measureHugeHistory },
  { id: 'longest-history', notLarge: true, run: measureLongestHistory },
  { id: 'artifacts', notLarge: true, run: measureArtifacts },
  { id: 'log-artifacts', notLarge: true, run: measureLogArtifacts },
  { id: 'writes', run: measureSmallWrites },
  { id: 'batches', run: measureBatches },
  { id: 'training', notLarge: true, run: measureTraining },
  { id: 'writers', notLarge: true, run: measureWriters },
  { id: 'loaded', run: (bench) => measureMemory(bench, 'after load', 220) },
  { id: 'all-runs', notLarge: true, run: measureAllRuns },
  { id: 'long-numbers', notLarge: true, run: measureLongNumbers },
  { id: 'big-artifact', notLarge: true, run: measureBigArtifact },
  { id: 'end', run: (bench) => measureMemory(bench, 'at the end') },
  { id: 'registry-large', notLarge: true, run: measureLargeRegistry },
]
