import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const blue: MantineColorsTuple = [
  '#edf4ff',
  '#d9e6fc',
  '#b0cbf7',
  '#84aff2',
  '#6097ee',
  '#4788ec',
  '#1a5fd0',
  '#1a55bd',
  '#1349a6',
  '#0b3f93',
]

const small = { defaultProps: { size: 'xs' } }

/** Their button is an icon. */
const CLOSE = { 'aria-label': 'Close' }

/** Mantine's components, small and square enough for dense tables; their colors are the tokens'. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  // The lighter blue of the dark theme carries black text.
  luminanceThreshold: 0.2,
  colors: { blue },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  defaultRadius: 6,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  headings: { fontWeight: '600' },
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    TextInput: small,
    Textarea: small,
    Select: small,
    MultiSelect: small,
    NumberInput: small,
    Checkbox: small,
    TagsInput: small,
    Autocomplete: small,
    // The first item has the focus: the library's own place for it is no child that a menu may have.
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 }, withinPortal: true, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 }, withinPortal: true } },
    Tooltip: { defaultProps: { transitionProps: { duration: 0 }, withinPortal: true } },
    Modal: { defaultProps: { transitionProps: { duration: 0 }, centered: false, yOffset: '12vh', closeButtonProps: CLOSE } },
    // A header would be a second banner of the page.
    ModalHeader: { defaultProps: { component: 'div' } },
    DrawerHeader: { defaultProps: { component: 'div' } },
    Drawer: { defaultProps: { transitionProps: { duration: 0 }, closeButtonProps: CLOSE } },
  },
})

const fromTokens = {
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-dim)',
  '--mantine-color-default': 'var(--bg-raised)',
  '--mantine-color-default-hover': 'var(--bg-hover)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-placeholder': 'var(--text-dim)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-shadow-md': 'var(--shadow)',
}

/** Its shades of gray for the dark theme: lines, what lies above the page, what is pointed at, grooves. */
const darkFromTokens = {
  '--mantine-color-dark-4': 'var(--line-strong)',
  '--mantine-color-dark-6': 'var(--bg-raised)',
  '--mantine-color-dark-7': 'var(--bg-hover)',
  '--mantine-color-dark-8': 'var(--bg-inset)',
}

/** Hands our tokens to Mantine. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: fromTokens, dark: { ...fromTokens, ...darkFromTokens } })
