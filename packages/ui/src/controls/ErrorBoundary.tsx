import { Component, type ReactNode } from 'react'
import { BASE, reach } from '../api/http.ts'
import { ErrorState } from './ErrorState.tsx'
import { ChunkLoadError } from './lazy-with-preload.tsx'

interface CatchProps {
  /** What was thrown is forgotten when this changes. */
  at?: string
  children: ReactNode
}

interface CatchState {
  at: string | undefined
  failed?: { error: unknown } | undefined
}

/** Shows what rendering its children throws in their place, with a retry that makes them anew. */
export class ErrorBoundary extends Component<CatchProps, CatchState> {
  override state: CatchState = { at: this.props.at }

  static getDerivedStateFromError(error: unknown): Partial<CatchState> {
    return { failed: { error } }
  }

  static getDerivedStateFromProps({ at }: CatchProps, state: CatchState): CatchState | null {
    return at === state.at ? null : { at, failed: undefined }
  }

  /** Files of an older build come no more, however often one asks: where the server is there, the page begins anew. */
  private async retry(error: unknown): Promise<void> {
    if (error instanceof ChunkLoadError && (await doesServerAnswer())) location.reload()
    else this.setState({ failed: undefined })
  }

  override render(): ReactNode {
    const { failed } = this.state
    return failed ? <ErrorState error={failed.error} retry={() => void this.retry(failed.error)} /> : this.props.children
  }
}

async function doesServerAnswer(): Promise<boolean> {
  try {
    await reach(`${BASE}health`)
    return true
  } catch {
    return false
  }
}
