export * from './artifact-store.ts'
export * from './content-type.ts'
export * from './local.ts'
export * from './open-artifact-store.ts'
export * from './range.ts'
export {
  type ArtifactUri,
  baseName,
  isInside,
  joinArtifactUri,
  joinSafePath,
  parentPath,
  parseArtifactUri,
  parseSafePath,
  printArtifactUri,
  relativeTo,
  type SafePath,
} from '@tailrace/contract'
