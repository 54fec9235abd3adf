const SECRET_NAME = String.raw`[\w.-]*(?:password|passwd|pwd|passphrase|secret|token|signature|sig|credentials?|api_?key|access_?key|private_?key)`
/** `name=value` in a query or among keywords; the value ends where the next one begins. */
const SECRET_VALUE = new RegExp(String.raw`(^|[?&;\s])(${SECRET_NAME})=(?:'[^']*'|[^&;\s]*)`, 'gi')
const SCHEME = /^[a-z][\w+.-]*:\/+/i

/**
 * A URI, or what was meant as one, as a message may show it: passwords, tokens and signatures are replaced by `***`. Of malformed texts rather too
 * much is hidden than too little.
 */
export function maskSecrets(uri: string): string {
  const masked = uri.replace(SECRET_VALUE, '$1$2=***')
  const scheme = SCHEME.exec(masked)?.[0] ?? ''
  const end = masked.lastIndexOf('@')
  // A password may hold any character, an @ and a slash too, so that it ends at the last @.
  if (end >= scheme.length) {
    const colon = masked.indexOf(':', scheme.length)
    if (colon >= 0 && colon < end) return `${masked.slice(0, colon)}:***${masked.slice(end)}`
    // A name alone may be a token.
    const isToken = /^https?:/i.test(scheme) && !masked.slice(scheme.length, end).includes('/')
    return isToken ? `${scheme}***${masked.slice(end)}` : masked
  }
  // The host is missing: what stands where a port belongs is a password.
  return scheme.includes('//') ? masked.replace(/^([a-z][\w+.-]*:\/*[^/:?#[\]]*:)(?!\d*(?:[/?#]|$))[^/?#]*/i, '$1***') : masked
}

/** Masks whatever may be a URI, or was meant as one, in a text that other programs or libraries wrote in part. */
export const maskUris = (text: string): string => text.replace(/[^\s'"`<>]*[:=][^\s'"`<>]*[^\s'"`<>.,;:)]/g, maskSecrets)
