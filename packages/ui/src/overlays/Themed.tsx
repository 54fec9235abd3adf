import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { theme } from './theme.ts'

/** Gives what is opened the theme. Light or dark is the page's own affair (frame/color-scheme.ts): nothing is written to the page's root. */
export function Themed({ children }: { children?: ReactNode }): ReactNode {
  return (
    <MantineProvider theme={theme} withCssVariables={false} withGlobalClasses={false} getRootElement={NOTHING}>
      {children}
    </MantineProvider>
  )
}

const NOTHING = (): undefined => undefined
