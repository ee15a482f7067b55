import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { RefusedError } from '../api/collector.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { useSince } from './use-since.ts'

type ProblemProps = {
  /** What went wrong. */
  readonly title: string
  readonly error: unknown
  /** What the reader can do, when the collector has answered; when it has not, it is its reachability. */
  readonly advice: string
  readonly action: ReactNode
}

/** What went wrong, since when, what the page does about it and what the reader can do. */
export function Problem({ title, error, advice, action }: ProblemProps) {
  const { t, format } = useText()
  const now = useNow()
  const since = useSince(true) ?? now
  const refused = error instanceof RefusedError
  const willRetry = !refused || error.status >= 500
  return (
    <section className="problem" role="alert">
      <IconAlertTriangle size={20} aria-hidden />
      <div>
        <h2>{title}</h2>
        <p>
          {refused ? t('problem.refused', { detail: error.message, status: error.status }) : t('problem.unreachable')}{' '}
          {t('problem.since', { time: format.exact(since, now), duration: format.duration(now - since) })}{' '}
          {willRetry && t('problem.retrying')}
        </p>
        <p>{refused ? advice : t('problem.adviceReach')}</p>
        {action}
      </div>
    </section>
  )
}
