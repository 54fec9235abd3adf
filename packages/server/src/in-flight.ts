import type { Server } from 'node:http'

/** Counts the requests whose headers have come and whose answer has not gone out yet. */
export class InFlight {
  #requests = 0

  get requests(): number {
    return this.#requests
  }

  /** Counts those of a listener, from now on. */
  count(server: Server): void {
    server.on('request', (_request, response) => {
      this.#requests++
      response.once('close', () => this.#requests--)
    })
  }
}
