import { useState } from 'react'
import type { CloseReason, IncidentChange } from '../../../../wire/incidents.ts'
import { useText } from '../i18n/text.ts'
import { closeKeys } from './words.ts'

type CloseFormProps = {
  readonly isPending: boolean
  readonly onClose: (change: IncidentChange) => void
}

/** Why an incident is closed, and what there is to say about it. */
export function CloseForm({ isPending, onClose }: CloseFormProps) {
  const { t } = useText()
  const [reason, setReason] = useState<CloseReason>()
  const [comment, setComment] = useState('')
  return (
    <form
      className="incident-form"
      onSubmit={(submit) => {
        submit.preventDefault()
        const text = comment.trim()
        if (reason !== undefined) onClose({ state: 'closed', reason, ...(text !== '' && { comment: text }) })
      }}
    >
      <fieldset>
        <legend>{t('close.why')}</legend>
        {(Object.keys(closeKeys) as CloseReason[]).map((one) => (
          <label key={one} className="incident-reason">
            <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
            {t(closeKeys[one])}
          </label>
        ))}
      </fieldset>
      <input
        className="incident-input"
        value={comment}
        maxLength={4_000}
        aria-label={t('close.comment')}
        placeholder={t('close.comment')}
        onChange={(change) => setComment(change.currentTarget.value)}
      />
      <button type="submit" className="plain-button incident-main" disabled={reason === undefined || isPending}>
        {t('close.do')}
      </button>
    </form>
  )
}
