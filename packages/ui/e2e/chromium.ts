import { existsSync } from 'node:fs'

/** The system's Chromium, or the one that TAILRACE_CHROMIUM names. */
export const CHROMIUM = [process.env['TAILRACE_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
