import { useMemo } from 'react'
import { go, shownAddress } from '../../address.ts'
import { copyText } from '../../copy.ts'
import { setColorScheme, useColorScheme } from '../../frame/color-scheme.ts'
import { keyText } from '../../frame/key-names.ts'
import { useLayers } from '../../frame/keys.ts'
import { action, type Entry } from './entries.ts'

/** Keys that move a cursor or go to a page: the palette has the pages themselves. */
const IS_MOVE = /^(Move|Go to|Open the palette|Select|Peek)/

const copy = (what: string, text: string, tell: (message: string) => void): void =>
  void copyText(text).then(
    () => tell(`Copied ${what}`),
    () => tell(`Copy ${what}: ${text}`),
  )

/** What can be done right now: everything that has a key on this page, and what has none. @param tell shows a message */
export function useActions(tell: (message: string) => void): Entry[] {
  const layers = useLayers()
  const scheme = useColorScheme()
  return useMemo(() => {
    const { runId, name, version } = shownAddress().params
    const themes = (['light', 'dark', 'auto'] as const).filter((each) => each !== scheme)
    const own = [
      ...(runId ? [action('Copy the id of this run', () => copy('the id of the run', runId, tell))] : []),
      ...(name
        ? [action('Copy the name of this model', () => copy('the name of the model', version ? `${name}/${version}` : name, tell))]
        : []),
      action('New experiment', () => go('/experiments?new=1')),
      action('Copy a link to this view', () => copy('the link to this view', location.href, tell)),
      ...themes.map((each) => action(`Theme: ${each === 'auto' ? 'follow system' : each}`, () => setColorScheme(each))),
    ]
    const ofPage = layers
      .toReversed()
      .flatMap(({ shortcuts }) => shortcuts)
      .filter(({ does }) => !IS_MOVE.test(does))
      .map(({ keys, does, run }) => action(does, () => run(new KeyboardEvent('keydown')), keyText(keys)))
    return [...new Map([...own, ...ofPage].map((entry) => [entry.id, entry])).values()]
  }, [layers, scheme, tell])
}
