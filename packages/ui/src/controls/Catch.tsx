import { Component, type ReactNode } from 'react'
import { ErrorState } from './ErrorState.tsx'

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
export class Catch extends Component<CatchProps, CatchState> {
  override state: CatchState = { at: this.props.at }

  static getDerivedStateFromError(error: unknown): Partial<CatchState> {
    return { failed: { error } }
  }

  static getDerivedStateFromProps({ at }: CatchProps, state: CatchState): CatchState | null {
    return at === state.at ? null : { at, failed: undefined }
  }

  override render(): ReactNode {
    const { failed } = this.state
    return failed ? <ErrorState error={failed.error} retry={() => this.setState({ failed: undefined })} /> : this.props.children
  }
}
