/** How long a script has waited for a server that does not answer. Shared by the runs of one tracking, so that each does not wait anew. */
export class Outage {
  /** ms that may be waited in all. */
  readonly patience: number
  #since: number | undefined

  constructor(patience: number) {
    this.patience = patience
  }

  /** Whether the last request got no answer. */
  get isOn(): boolean {
    return this.#since !== undefined
  }

  /** ms that may still be waited; 0 when patience is used up. */
  get left(): number {
    return this.#since === undefined ? this.patience : Math.max(0, this.patience - (performance.now() - this.#since))
  }

  /** Notes that a request got no answer. */
  begin(): void {
    this.#since ??= performance.now()
  }

  /** Notes that the server answers. */
  end(): void {
    this.#since = undefined
  }
}
