/** A block of a Markdown text, as remark's plugins see it. */
interface Block {
  type: string
  depth?: number
  data?: object
}

/** Level of the title of the section in which a text stands. */
const SECTION = 2

/**
 * A plugin of remark. The headings of a text become those below a section of a page (h3 and deeper), and none is more than one level below
 * the one before it, whatever levels the author began with or skipped. The author's level stays in `data-level`, for the looks.
 */
export const withinPage =
  () =>
  ({ children }: { children: Block[] }): void => {
    let before = SECTION
    for (const block of children) {
      if (block.type !== 'heading' || block.depth === undefined) continue
      before = Math.min(block.depth + SECTION, before + 1, 6)
      block.data = { hName: `h${before}`, hProperties: { 'data-level': block.depth } }
    }
  }
