/**
 * Ends the process with one line when this Node is older than `wanted` (`major.minor`). Plain JavaScript without imports, so that every Node can
 * read it. npm scripts find the project's own Node first in PATH (see docs/decisions/0004); who calls a script directly may have an older one.
 */
export function requireNode(wanted, command) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number)
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  console.error(`Node ${process.versions.node} is too old (${wanted} or newer is needed): run it as \`${command}\` after \`npm ci\`.`)
  process.exit(1)
}
