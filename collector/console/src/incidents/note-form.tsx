import { useState } from 'react'
import type { IncidentRecord } from '../../../../wire/incidents.ts'
import { addNote } from '../api/incidents.ts'
import { useText } from '../i18n/text.ts'
import { useIncidentChange } from './use-incident-change.ts'

/** One line to write down what was seen or done; it stays there until it is kept. */
export function NoteForm({ incident }: { readonly incident: IncidentRecord }) {
  const { t } = useText()
  const [text, setText] = useState('')
  const { run, isPending, error } = useIncidentChange(incident)
  return (
    <form
      className="incident-form"
      onSubmit={(submit) => {
        submit.preventDefault()
        const written = text.trim()
        if (written === '') return
        run(async (current) => {
          const changed = await addNote(current, written)
          setText('')
          return changed
        })
      }}
    >
      <input
        className="incident-input"
        value={text}
        maxLength={4_000}
        aria-label={t('do.note')}
        placeholder={t('do.note')}
        onChange={(change) => setText(change.currentTarget.value)}
      />
      <button type="submit" className="plain-button" disabled={text.trim() === '' || isPending}>
        {t('do.addNote')}
      </button>
      {error !== null && (
        <p className="incident-refused" role="alert">
          {t('incidents.refused', { detail: error.message })}
        </p>
      )}
    </form>
  )
}
