import type { Server } from 'node:http'

/** Counts the requests whose headers have come and whose answer has not gone out yet. */
export class InFlight {
  #requests = 0
  #isDraining = false

  get requests(): number {
    return this.#requests
  }

  /** Whether answers close their connections, so that clients go elsewhere before the server stops. */
  get isDraining(): boolean {
    return this.#isDraining
  }

  /** Has answers close their connections from now on. */
  drain(): void {
    this.#isDraining = true
  }

  /** Counts those of a listener, from now on. */
  count(server: Server): void {
    server.on('request', (_request, response) => {
      // Before anything else answers: raw answers and streams close theirs, too.
      if (this.#isDraining) response.shouldKeepAlive = false
      this.#requests++
      response.once('close', () => this.#requests--)
    })
  }
}
