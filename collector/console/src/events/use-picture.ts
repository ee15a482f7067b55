import { useEffect, useState } from 'react'
import { getMediaStatus, mediaUrl } from '../api/collector.ts'

export type PictureState = 'loading' | 'shown' | 'absent' | 'evicted' | 'failed'

type Picture = {
  readonly src: string
  readonly state: PictureState
  /** Width by height; 16:9 until the picture is there. */
  readonly aspect: number
  readonly onLoad: (event: { readonly currentTarget: HTMLImageElement }) => void
  readonly onError: () => void
}

const pausesMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000]
const usualAspect = 16 / 9

/**
 * A snapshot that may arrive after its event: asked for again, with growing pauses, while somebody looks at it.
 * Use with a `key` of the content address, so that another picture starts anew.
 */
export function usePicture(sha256: string, event: string): Picture {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<PictureState>('loading')
  const [aspect, setAspect] = useState(usualAspect)

  useEffect(() => {
    if (state !== 'absent' && state !== 'failed') return
    const pauseMs = pausesMs[Math.min(attempt, pausesMs.length - 1)]
    const timer = setTimeout(() => setAttempt(attempt + 1), pauseMs)
    return () => clearTimeout(timer)
  }, [state, attempt])

  return {
    // The address changes with each attempt: an image element does not ask twice for the same one.
    src: attempt === 0 ? mediaUrl(sha256, event) : `${mediaUrl(sha256, event)}&attempt=${attempt}`,
    state,
    aspect,
    onLoad: ({ currentTarget: { naturalWidth, naturalHeight } }) => {
      if (naturalHeight > 0) setAspect(naturalWidth / naturalHeight)
      setState('shown')
    },
    onError: () => {
      getMediaStatus(sha256, event, AbortSignal.timeout(5_000)).then(
        (status) => setState(stateOf(status, attempt)),
        () => setState('failed'),
      )
    },
  }
}

/** What an answer means for a picture that was not shown. That it is there now means that it has just arrived. */
function stateOf(status: number, attempt: number): PictureState {
  if (status === 404 || (status === 200 && attempt === 0)) return 'absent'
  return status === 410 ? 'evicted' : 'failed'
}
