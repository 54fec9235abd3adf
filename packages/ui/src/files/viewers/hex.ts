/** Whether bytes look like text: no zero byte, and hardly anything that is no UTF-8 or a control character. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  const text = new TextDecoder().decode(bytes)
  const odd = text.match(/[\u0001-\u0008\u000E-\u001A\u001C-\u001F\uFFFD]/g)?.length ?? 0
  return odd <= Math.max(3, text.length / 50)
}

/** A hex dump, sixteen bytes a line: `00000010  48 65 ...  He..`. */
export function hexDump(bytes: Uint8Array): string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'))
    const halves = `${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}`
    lines.push(
      `${at.toString(16).padStart(8, '0')}  ${halves}  ${row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}`,
    )
  }
  return lines
}
