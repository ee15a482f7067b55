import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useText } from '../i18n/text.ts'
import { Empty } from './empty.tsx'

/** An address that leads nowhere. */
export function NoPage() {
  const { t } = useText()
  return <Empty sentence={t('problem.noPage')} action={<ToEvents />} />
}

/** A fault of the page itself; the rest of the console stays usable. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useText()
  const sentence = `${t('problem.page')}. ${t('problem.adviceReload', { detail: error instanceof Error ? error.message : String(error) })}`
  return <Empty sentence={sentence} action={<ToEvents />} />
}

function ToEvents() {
  const { t } = useText()
  return (
    <Link to="/events" className="plain-button" reloadDocument>
      {t('problem.toEvents')}
    </Link>
  )
}
