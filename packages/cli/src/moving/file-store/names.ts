/** Folders of an experiment that hold no run. */
export const NO_RUNS: ReadonlySet<string> = new Set(['artifacts', 'datasets', 'models', 'tags', 'traces', 'assessments'])

/** Folder of the deleted experiments of a file store. */
export const TRASH = '.trash'
