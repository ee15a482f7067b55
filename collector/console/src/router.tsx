import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { CamerasPage } from './agents/cameras-page.tsx'
import { EventsPage } from './events/events-page.tsx'
import { parseSearch } from './events/filters.ts'
import { IncidentsPage } from './incidents/incidents-page.tsx'
import { parseIncidentsSearch } from './incidents/search.ts'
import { BrokenPage, NoPage } from './layout/broken-page.tsx'
import { Shell } from './layout/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NoPage, errorComponent: BrokenPage })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to say "elsewhere"
    throw redirect({ to: '/events', replace: true })
  },
})

const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  validateSearch: parseSearch,
  component: EventsPage,
})

const incidents = createRoute({
  getParentRoute: () => root,
  path: '/incidents',
  validateSearch: parseIncidentsSearch,
  component: IncidentsPage,
})

const cameras = createRoute({ getParentRoute: () => root, path: '/cameras', component: CamerasPage })

export const router = createRouter({
  routeTree: root.addChildren([home, incidents, events, cameras]),
  defaultErrorComponent: BrokenPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
