import './theme/fonts.css'
import './theme/mantine.css'
import './theme/tokens.css'
import './layout/layout.css'
import './events/events.css'
import './events/clip.css'
import './events/detail.css'
import './agents/agents.css'
import './access/access.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Gate } from './access/gate.tsx'
import { createClient } from './api/client.ts'
import { startI18n } from './i18n/i18n.ts'
import { router } from './router.tsx'
import { cssVariables, schemeMemory, theme } from './theme/theme.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('console: starting: index.html has no element #root')

await startI18n()
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    colorSchemeManager={schemeMemory}
    defaultColorScheme="auto"
  >
    <QueryClientProvider client={createClient()}>
      <Gate>
        <RouterProvider router={router} />
      </Gate>
    </QueryClientProvider>
  </MantineProvider>,
)
