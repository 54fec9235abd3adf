import type { ResponseBody } from './operation.ts'

/** Collects an answer that may come in pieces. */
export async function wholeText(answer: ResponseBody): Promise<string> {
  if (typeof answer === 'string') return answer
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of answer) text += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true })
  return text
}
