import type { IncomingMessage, ServerResponse } from 'node:http'

/** Requests whose sender waits for "100 Continue" before it sends the body. */
const awaiting = new WeakSet<IncomingMessage>()

/** Whether the sender of a request still waits to hear that its body is wanted. */
export const awaitsContinue = (message: IncomingMessage): boolean => awaiting.has(message)

/** Answers "100 Continue" once somebody reads the body, so that a request that is refused by its headers is not sent whole. */
/* eslint-disable no-underscore-dangle -- the method by which a stream hears that it is read */
export function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  awaiting.add(request)
  const read = request._read.bind(request)
  request._read = (size) => {
    request._read = read
    if (!response.headersSent) {
      awaiting.delete(request)
      response.writeContinue()
    }
    read(size)
  }
}
