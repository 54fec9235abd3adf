/** The name of a status as pages show it: `Finished` for FINISHED, `Upload failed` for LOGGED_MODEL_UPLOAD_FAILED. */
export function statusName(status: string): string {
  const words = status
    .replace(/^LOGGED_MODEL_/, '')
    .toLowerCase()
    .replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
