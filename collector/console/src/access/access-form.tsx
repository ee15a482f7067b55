import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useText } from '../i18n/text.ts'
import { refusalWords } from './refusal-words.ts'

type AccessFormProps = {
  readonly title: string
  readonly story?: string
  readonly action: string
  /** What the button says meanwhile; logging in when not given. */
  readonly busy?: string
  readonly submit: (values: FormData) => Promise<void>
  /** What went wrong before the form was shown. */
  readonly begun?: string | undefined
  readonly children: ReactNode
}

export function AccessForm({ title, story, action, busy, submit, begun, children }: AccessFormProps) {
  const { t } = useText()
  const [isBusy, setIsBusy] = useState(false)
  const [failure, setFailure] = useState(begun)
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    setIsBusy(true)
    setFailure(undefined)
    try {
      await submit(new FormData(event.currentTarget))
    } catch (error) {
      setFailure(refusalWords(t, error))
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <form className="door-form" onSubmit={(event) => void send(event)}>
      <h2>{title}</h2>
      {story !== undefined && <p className="quiet">{story}</p>}
      {children}
      {failure !== undefined && (
        <p className="door-failure" role="alert">
          {failure}
        </p>
      )}
      <button type="submit" className="main-button" disabled={isBusy}>
        {isBusy ? (busy ?? t('access.entering')) : action}
      </button>
    </form>
  )
}

type FieldProps = {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password'
  readonly autoComplete: string
  readonly autoFocus?: boolean
  readonly hint?: string
}

export function Field({ name, label, type = 'text', autoComplete, autoFocus = false, hint }: FieldProps) {
  const id = useId()
  return (
    <div className="door-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        autoComplete={autoComplete}
        // biome-ignore lint/a11y/noAutofocus: the page holds nothing but this form
        autoFocus={autoFocus}
        autoCapitalize="none"
        spellCheck={false}
        required
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="quiet">
          {hint}
        </p>
      )}
    </div>
  )
}
