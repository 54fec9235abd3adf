import { stripVTControlCharacters } from 'node:util'

/** Name of the environment variable with the path of the file for vitest's JSON report. */
export const REPORT_FILE = 'TAILRACE_TEST_REPORT'
/** Name of the environment variable with the path of the file for what went wrong outside of the tests: a list of lines. */
export const OUTSIDE_FILE = 'TAILRACE_TEST_OUTSIDE'

interface Said {
  readonly message: string
}

/** The part of a test file that vitest's reporters get that is read here. */
interface TestFile {
  readonly relativeModuleId: string
  readonly children: { allSuites(): Iterable<{ readonly name: string; errors(): readonly Said[] }> }
}

/** A line for each error in the hook of a group of tests or where nobody waited for it: vitest's JSON says only that something failed. */
export function troublesOutside(files: readonly TestFile[], unhandled: readonly Said[]): string[] {
  const around = files.flatMap(({ relativeModuleId, children }) =>
    [...children.allSuites()].flatMap((group) => group.errors().map(line(`around ${relativeModuleId} > ${group.name}`))),
  )
  return [...around, ...unhandled.map(line('an error that nobody waited for'))]
}

const line =
  (where: string) =>
  ({ message }: Said): string =>
    `failed: ${where} (${stripVTControlCharacters(message).split('\n', 1)[0]})`
