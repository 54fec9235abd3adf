/** Code that shows texts, fetched with the first of its kind. */
export const textModules = {
  markdown: () => import('./markdown/parts.ts'),
}
