/** Version of this server, that of its package.json. */
export const VERSION = '0.1.0'
