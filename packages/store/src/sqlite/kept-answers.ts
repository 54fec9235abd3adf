import type { Answer } from '../operation.ts'

/** Characters of all answers that are kept. */
const MOST = 4 * 1024 * 1024

interface Kept {
  readonly stamp: string
  readonly answer: string
}

interface Ways {
  /** What the answer would rest on now. */
  stampNow(): Promise<string>
  ask(): Promise<Answer>
  /** What an answer rests on; empty when it is not worth keeping. */
  stampOf(answer: string): string
}

/** Answers that took long, each with what it rests on; those that were not asked for go first. */
export class KeptAnswers {
  readonly #kept = new Map<string, Kept>()
  #size = 0

  /** The answer that is kept under a name while it rests on the same, else a new one. */
  async answer(name: string, { stampNow, ask, stampOf }: Ways): Promise<Answer> {
    const known = this.#kept.get(name)
    if (known && known.stamp === (await stampNow())) {
      this.#keep(name, known)
      return known.answer
    }
    const answer = await ask()
    const stamp = typeof answer === 'string' ? stampOf(answer) : ''
    if (stamp === '') this.#drop(name)
    else this.#keep(name, { stamp, answer: String(answer) })
    return answer
  }

  #drop(name: string): void {
    this.#size -= this.#kept.get(name)?.answer.length ?? 0
    this.#kept.delete(name)
  }

  #keep(name: string, kept: Kept): void {
    this.#drop(name)
    this.#kept.set(name, kept)
    this.#size += kept.answer.length
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= MOST) return
      this.#drop(oldest)
    }
  }
}
