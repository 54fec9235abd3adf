/** Trials are short unless TAILRACE_LONG_TRIALS=1, which CI sets: the same proof with less load. */
export const IS_LONG = process.env['TAILRACE_LONG_TRIALS'] === '1'
