/** One line of CSV: values with a comma, a quote or a line break stand in quotes. */
export const csvLine = (values: readonly string[]): string => values.map(quoted).join(',')

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
