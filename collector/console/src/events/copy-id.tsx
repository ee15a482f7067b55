import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useText } from '../i18n/text.ts'

const confirmedMs = 2_000

/** An id that can be selected, or copied with one press. */
export function CopyId({ id }: { readonly id: string }) {
  const { t } = useText()
  const [isCopied, setIsCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), confirmedMs)
    return () => clearTimeout(timer)
  }, [isCopied])

  // Browsers lend the clipboard to secure pages only; on plain HTTP the id is selected, ready for Ctrl+C.
  const copy = (code: HTMLElement | null): void => {
    if (code !== null) getSelection()?.selectAllChildren(code)
    if (window.isSecureContext) void navigator.clipboard.writeText(id).then(() => setIsCopied(true))
    else setIsCopied(document.execCommand('copy'))
  }
  return (
    <span className="copy-id">
      <code className="mono">{id}</code>
      <button
        type="button"
        className="quiet-button"
        onClick={({ currentTarget }) => copy(currentTarget.parentElement?.querySelector('code') ?? null)}
      >
        {isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        <span aria-live="polite">{t(isCopied ? 'action.copied' : 'action.copy')}</span>
      </button>
    </span>
  )
}
