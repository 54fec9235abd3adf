import { createElement, type ReactNode, useEffect, useState } from 'react'
import { Loading } from './Loading.tsx'

type Part<Props> = (props: Props) => ReactNode

/** Code that cannot be fetched: the server is gone, or a newer build of the UI has other files. */
export class ChunkLoadError extends Error {
  constructor(cause: unknown) {
    super('Tailrace was updated, or the server cannot be reached. Reload the page.', { cause })
    this.name = 'ChunkLoadError'
  }
}

/** A component that can be fetched before it is shown. */
type LazyComponent<Props> = Part<Props> & { readonly load: () => Promise<unknown> }

/**
 * A component whose code is fetched when it is first shown; `waiting`, which may be a function of the props, stands in its place until then.
 * A load that fails is thrown to the nearest error boundary, and tried again when the component is shown anew.
 *
 * Not React's `lazy`: what comes out of Suspense is held back up to 300 ms when other parts came shortly before, and pages have several.
 */
export function lazyWithPreload<Props extends object>(
  load: () => Promise<Part<Props>>,
  waiting: ReactNode | ((props: Props) => ReactNode) = <Loading />,
): LazyComponent<Props> {
  let code: Part<Props> | undefined
  const fetched = async (): Promise<void> => {
    code = await load().catch((error: unknown) => {
      throw new ChunkLoadError(error)
    })
  }
  return Object.assign(Shown, { load: fetched })

  function Shown(props: Props): ReactNode {
    const [state, setState] = useState<{ failed: boolean; error?: unknown }>()
    const isHere = code !== undefined
    useEffect(() => {
      if (isHere) return
      // It may have come since.
      const coming = code ? Promise.resolve() : fetched()
      coming.then(
        () => setState({ failed: false }),
        (error: unknown) => setState({ failed: true, error }),
      )
    }, [])
    if (state?.failed) throw state.error
    if (code) return createElement(code, props)
    return typeof waiting === 'function' ? waiting(props) : waiting
  }
}
