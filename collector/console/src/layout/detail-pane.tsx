import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { RefusedError } from '../api/collector.ts'
import { useText } from '../i18n/text.ts'
import { Problem } from './problem.tsx'

type DetailPaneProps = {
  /** What is shown; undefined while it is not there. */
  readonly children: ReactNode | undefined
  /** Why it is not there yet; null while nothing went wrong. */
  readonly failureReason: Error | null
  /** What to say where it does not exist, where it could not be fetched, and what the reader can do. */
  readonly words: { readonly absent: string; readonly failed: string; readonly advice: string }
  readonly onRetry: () => void
  /** Where the list is hidden behind the detail. */
  readonly onBack: (() => void) | undefined
}

/** One thing of a list: itself, the shape of it while it is fetched, or what went wrong. */
export function DetailPane({ children, failureReason, words, onRetry, onBack }: DetailPaneProps) {
  const { t } = useText()
  const isAbsent = failureReason instanceof RefusedError && failureReason.status === 404
  return (
    <>
      {onBack !== undefined && (
        <button type="button" className="quiet-button detail-back" onClick={onBack}>
          <IconArrowLeft size={18} aria-hidden />
          {t('action.back')}
        </button>
      )}
      {children}
      {children === undefined && failureReason === null && (
        <div className="skeleton detail-skeleton" aria-busy="true" />
      )}
      {children === undefined && failureReason !== null && (
        <Problem
          title={isAbsent ? words.absent : words.failed}
          error={failureReason}
          advice={words.advice}
          action={
            <button type="button" className="plain-button" onClick={onRetry}>
              {t('action.retry')}
            </button>
          }
        />
      )}
    </>
  )
}
