import { Link } from '@tanstack/react-router'
import { useText } from '../i18n/text.ts'
import { Empty } from '../layout/empty.tsx'

type NoEventsProps = { readonly isFiltered: boolean; readonly onClearFilters: () => void }

export function NoEvents({ isFiltered, onClearFilters }: NoEventsProps) {
  const { t } = useText()
  if (isFiltered) {
    return (
      <Empty
        sentence={t('events.noneMatch')}
        action={
          <button type="button" className="plain-button" onClick={onClearFilters}>
            {t('filter.clear')}
          </button>
        }
      />
    )
  }
  return (
    <Empty
      sentence={t('events.none')}
      action={
        <Link to="/cameras" className="plain-button">
          {t('events.toCameras')}
        </Link>
      }
    />
  )
}
