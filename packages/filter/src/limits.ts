/**
 * Longest filter in UTF-16 units; a longer one is refused. Room for the longest list (10,000 ids of 32 letters, quoted, make
 * 400,000) with plenty to spare, so that everything that MLflow can take fits.
 */
export const MAX_FILTER_LENGTH = 1_000_000

/** Most tokens in a filter; more are refused. MLflow stops at 10,000; the longest list needs 30,000. */
export const MAX_TOKENS = 50_000

/** Deepest nesting of parentheses and brackets; deeper ones are refused. */
export const MAX_NESTING = 64

/** Most clauses in a filter; more are refused. */
export const MAX_CLAUSES = 500

/** Most values in a list of IN; more are refused. */
export const MAX_LIST_VALUES = 10_000

/** Longest pattern of RLIKE in UTF-16 units; a longer one is refused. */
export const MAX_PATTERN_LENGTH = 1_000

/** Most fields in an order_by; more are refused. */
export const MAX_ORDER_FIELDS = 100
