import type { IncidentRecord, IncidentStep } from '../../../../wire/incidents.ts'
import { setStep } from '../api/incidents.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { useIncidentChange } from './use-incident-change.ts'

type IncidentChecklistProps = { readonly incident: IncidentRecord; readonly mayChange: boolean }

/** What the checklist of its kind says is to be done, and who did it. */
export function IncidentChecklist({ incident, mayChange }: IncidentChecklistProps) {
  const { t } = useText()
  const { run, isPending } = useIncidentChange(incident)
  return (
    <section className="incident-part">
      <h2>{t('incidents.steps')}</h2>
      <ul className="incident-steps">
        {incident.steps.map((step) => (
          <li key={step.step}>
            <label>
              <input
                type="checkbox"
                checked={step.doneAt !== undefined}
                disabled={!mayChange || isPending}
                onChange={(change) => {
                  const isDone = change.currentTarget.checked
                  run((current) => setStep(current, step.step, isDone))
                }}
              />
              <StepWords step={step} />
            </label>
          </li>
        ))}
      </ul>
    </section>
  )
}

function StepWords({ step: { step, texts, doneAt, doneBy } }: { readonly step: IncidentStep }) {
  const { t, format, language } = useText()
  const now = useNow()
  return (
    <span>
      {texts[language] ?? texts.vi ?? texts.en ?? step}
      {doneAt !== undefined && (
        <span className="quiet"> {t('incidents.doneBy', { name: doneBy ?? '', time: format.exact(doneAt, now) })}</span>
      )}
    </span>
  )
}
