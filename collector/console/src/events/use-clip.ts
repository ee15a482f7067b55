import { useEffect, useState } from 'react'
import type { Clip } from '../../../../wire/event-media.ts'
import { getUploadState, type UploadState } from '../api/collector.ts'

export type ClipState =
  | { readonly kind: 'asking' | 'ready' | 'awaited' | 'evicted' | 'failed' }
  | { readonly kind: 'uploading'; readonly received: number }

const pausesMs = [1_000, 2_000, 5_000]

/**
 * Whether a clip can be played, asked again while somebody waits for it. It comes after its event, in pieces.
 * Use with a `key` of the content address, so that another clip starts anew.
 */
export function useClip({ sha256, bytes }: Clip, event: string): { state: ClipState; onError: () => void } {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<ClipState>({ kind: 'asking' })
  const isSettled = state.kind === 'ready' || state.kind === 'evicted'

  useEffect(() => {
    if (isSettled) return
    const ask = (): void => {
      getUploadState(sha256, event, AbortSignal.timeout(5_000)).then(
        (answer) => setState(stateOf(answer, bytes)),
        () => setState({ kind: 'failed' }),
      )
      setAttempt(attempt + 1)
    }
    const pauseMs = attempt === 0 ? 0 : pausesMs[Math.min(attempt - 1, pausesMs.length - 1)]
    const timer = setTimeout(ask, pauseMs)
    return () => clearTimeout(timer)
  }, [sha256, event, bytes, attempt, isSettled])

  return { state, onError: () => setState({ kind: 'failed' }) }
}

function stateOf({ status, receivedBytes }: UploadState, bytes: number): ClipState {
  if (status === 200) return { kind: 'ready' }
  if (status === 204) return { kind: 'uploading', received: Math.min(1, receivedBytes / bytes) }
  if (status === 404) return { kind: 'awaited' }
  return { kind: status === 410 ? 'evicted' : 'failed' }
}
