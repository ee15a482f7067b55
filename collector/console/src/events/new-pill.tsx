import { IconArrowUp } from '@tabler/icons-react'

/** Tells of what came in above without moving the ones that are being read. */
export function NewPill({ words, onClick }: { readonly words: string; readonly onClick: () => void }) {
  return (
    <button type="button" className="new-pill" onClick={onClick} aria-live="polite">
      <IconArrowUp size={18} aria-hidden />
      {words}
    </button>
  )
}
