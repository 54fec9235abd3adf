/** A package and its version in each environment; undefined where it is not required. */
export interface PackageRow {
  name: string
  versions: readonly (string | undefined)[]
  same: boolean
}

/** Reads the texts of requirements.txt files (undefined: there is none) and puts their packages side by side, by name. */
export function packageRows(texts: readonly (string | undefined)[]): PackageRow[] {
  const found = texts.map((text) => new Map((text ?? '').split('\n').flatMap(readLine)))
  const names = [...new Set(found.flatMap((each) => [...each.keys()]))].toSorted()
  return names.map((name) => {
    const versions = found.map((each) => each.get(name))
    return { name, versions, same: versions.every((version) => version === versions[0]) }
  })
}

/** `numpy==2.1 ; python_version > "3"` is numpy at `==2.1`; comments and options are no packages. */
function readLine(line: string): [string, string][] {
  const [, name, version = ''] = /^\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([^;#]*)/.exec(line) ?? []
  return name === undefined ? [] : [[name.toLowerCase(), version.trim().replace(/^==/, '') || 'any']]
}
