import './mantine.css'
import '@mantine/notifications/styles.css'
import './tokens.css'
import './controls/Button.module.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followAddress } from './address.ts'
import { forgetPrefetched } from './api/http.ts'
import { startLive } from './api/live.ts'
import { queries } from './api/queries.ts'
import { ErrorBoundary } from './controls/ErrorBoundary.tsx'
import { loadOverlays } from './controls/overlays.tsx'
import { followColorScheme } from './frame/color-scheme.ts'
import { followContrast } from './frame/contrast.ts'
import { AppShell } from './frame/AppShell.tsx'
import { Toasts } from './frame/toast.tsx'
import { fetchPointedAt, firstPage, preparePage, ShownPage } from './router.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
followColorScheme()
followContrast()
startLive()
followAddress(preparePage)
fetchPointedAt()
// The first page has asked for what it needs by then.
setTimeout(forgetPrefetched, 10_000)
// Menus and dialogs open at once, also when the server is gone by then.
setTimeout(() => void loadOverlays().catch(() => undefined), 4_000)

const app = (
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ErrorBoundary>
        <AppShell>
          <ShownPage />
        </AppShell>
      </ErrorBoundary>
      <Toasts />
    </QueryClientProvider>
  </StrictMode>
)

/** ms that the first render waits, at most: one render with answers is sooner there than one without and one with them. */
const PATIENCE = 250
const shown = createRoot(root)
// Not awaited here: the page's code needs this module to have been run.
void Promise.race([firstPage(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => shown.render(app))
