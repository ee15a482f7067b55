import type { ReactNode } from 'react'

/** Nothing to show: one sentence and, where something can be done, one button. */
export function Empty({ sentence, action }: { readonly sentence: string; readonly action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{sentence}</p>
      {action}
    </div>
  )
}
