import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useFeed } from '../feed/use-feed.ts'
import { useText } from '../i18n/text.ts'
import { pages } from './pages.ts'
import { Rail } from './rail.tsx'
import { Strip } from './strip.tsx'
import { TopBar } from './top-bar.tsx'

/** What stays while pages change: the rail, the bar, the live feed and the strip that says when it is gone. */
export function Shell() {
  const reconnect = useFeed()
  useDocumentTitle()
  return (
    <div className="shell">
      <TopBar />
      <Rail />
      <div className="shell-page">
        <Strip onReconnect={reconnect} />
        <main className="shell-main">
          <Outlet />
        </main>
      </div>
    </div>
  )
}

function useDocumentTitle(): void {
  const { t } = useText()
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const page = pages.find(({ to }) => pathname.startsWith(to))
  const title = page === undefined ? t('product.name') : `${t(page.word)} · ${t('product.name')}`
  useEffect(() => {
    document.title = title
  }, [title])
}
