/** Letters, digits, spaces and the signs that mean nothing in Markdown, in lines that begin with a letter or a bracket. */
const PLAIN = /^(?:[\p{L}("'][\p{L}\p{N} ,.;:()'"%?!/…–-]*(?:\n\n?|$))*$/u
/** What GitHub makes links of, and ends of lines that break the line. */
const LINKED = /:\/\/|www\.| {2}\n/i

/** Whether a text reads the same with Markdown and without, so that nothing has to be fetched to show it. */
export const isPlain = (text: string): boolean => PLAIN.test(text) && !LINKED.test(text)
