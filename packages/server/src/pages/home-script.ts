import { SCRIPT_DOM } from './home-script-dom.ts'
import { SCRIPT_EXPERIMENTS } from './home-script-experiments.ts'
import { SCRIPT_MODELS } from './home-script-models.ts'
import { SCRIPT_ROUTES } from './home-script-routes.ts'
import { SCRIPT_RUN } from './home-script-run.ts'

/** The script of the built-in page: plain JavaScript for browsers, one file. Text only ever enters the page as text nodes. */
export const HOME_SCRIPT = `'use strict'
;(() => {
${[SCRIPT_DOM, SCRIPT_EXPERIMENTS, SCRIPT_RUN, SCRIPT_MODELS, SCRIPT_ROUTES].join('\n')}
})()
`
