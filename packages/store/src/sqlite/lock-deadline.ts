/** ms that a request waits for a lock that another process holds on the file, from its arrival on. */
export const LOCK_TIMEOUT = 20_000

/** ms of a clock that all threads share and nobody sets. */
export const monotonicNow = (): number => Number(process.hrtime.bigint() / 1_000_000n)
