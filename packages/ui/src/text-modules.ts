/** Code that shows texts, fetched with the first of its kind. */
export const textModules = {
  markdownText: () => import('./markdown/parts.ts'),
}
