import { IconHandStop, IconLock, IconLockOpen, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import type { IncidentChange, IncidentRecord } from '../../../../wire/incidents.ts'
import { changeIncident } from '../api/incidents.ts'
import { useText } from '../i18n/text.ts'
import { useKeys } from '../layout/use-keys.ts'
import { CloseForm } from './close-form.tsx'
import { NoteForm } from './note-form.tsx'
import { useIncidentChange } from './use-incident-change.ts'

/** What can be done with an incident in its state; `a` takes it up, `c` opens what closes it. */
export function IncidentActions({ incident }: { readonly incident: IncidentRecord }) {
  const { t } = useText()
  const [isClosing, setIsClosing] = useState(false)
  const { run, isPending, error, isOvertaken } = useIncidentChange(incident)
  const { state, reason } = incident
  const isClosed = state === 'closed'
  const become = (change: IncidentChange): void => run((current) => changeIncident(current, change))
  useKeys((key) => {
    if (key === 'a' && state === 'new') become({ state: 'acknowledged' })
    else if (key === 'c' && !isClosed) setIsClosing((before) => !before)
    else if (key === 'Escape' && isClosing) setIsClosing(false)
    else return false
    return true
  })
  if (reason === 'merged') return <p className="quiet">{t('incidents.merged')}</p>
  return (
    <section className="incident-actions" aria-label={t('incidents.actions')}>
      <div className="incident-buttons">
        {state === 'new' && (
          <button
            type="button"
            className="plain-button incident-main"
            disabled={isPending}
            onClick={() => become({ state: 'acknowledged' })}
          >
            <IconHandStop size={18} aria-hidden />
            {t('do.acknowledge')}
          </button>
        )}
        {(state === 'acknowledged' || state === 'on-hold') && (
          <button
            type="button"
            className="plain-button"
            disabled={isPending}
            onClick={() => become({ state: 'in-progress' })}
          >
            <IconPlayerPlay size={18} aria-hidden />
            {t('do.start')}
          </button>
        )}
        {(state === 'acknowledged' || state === 'in-progress') && (
          <button
            type="button"
            className="plain-button"
            disabled={isPending}
            onClick={() => become({ state: 'on-hold' })}
          >
            <IconPlayerPause size={18} aria-hidden />
            {t('do.hold')}
          </button>
        )}
        {isClosed ? (
          <button
            type="button"
            className="plain-button"
            disabled={isPending}
            onClick={() => become({ state: 'acknowledged' })}
          >
            <IconLockOpen size={18} aria-hidden />
            {t('do.reopen')}
          </button>
        ) : (
          <button
            type="button"
            className="plain-button"
            aria-pressed={isClosing}
            disabled={isPending}
            onClick={() => setIsClosing(!isClosing)}
          >
            <IconLock size={18} aria-hidden />
            {t('do.close')}
          </button>
        )}
      </div>
      {isClosing && !isClosed && (
        <CloseForm
          isPending={isPending}
          onClose={(change) => {
            become(change)
            setIsClosing(false)
          }}
        />
      )}
      <NoteForm incident={incident} />
      {error !== null && (
        <p className="incident-refused" role="alert">
          {isOvertaken ? t('incidents.overtaken') : t('incidents.refused', { detail: error.message })}
        </p>
      )}
    </section>
  )
}
