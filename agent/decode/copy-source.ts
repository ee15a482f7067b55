import { createInterface } from 'node:readline'
import { aborted } from '../../runtime/closing.ts'
import type { SourceInput } from '../source/source-input.ts'
import { openCopier } from './ffmpeg.ts'
import { explainExit, type SourceError, stalled } from './source-error.ts'
import { createStallTimer, type StallTimer } from './stall-timer.ts'
import { createWarnings } from './warnings.ts'

export type CopyOptions = {
  readonly source: SourceInput
  /** Silence after which the source counts as lost. */
  readonly stallMs: number
  readonly signal: AbortSignal
  /** Takes the stream as the source sent it, an MPEG transport stream; it must read it. */
  readonly onCopy: (copy: AsyncIterable<Uint8Array>) => Promise<void>
}

/**
 * Copies one source once, without looking at its pictures; resolves when the signal aborts, and ffmpeg is gone then.
 * Reconnecting is for the caller.
 * @throws SourceError when the source is lost
 */
export async function copySource({ source, stallMs, signal, onCopy }: CopyOptions): Promise<void> {
  const copier = await openCopier(source)
  const warnings = createWarnings(source)
  createInterface({ input: copier.log }).on('line', warnings.add)
  let onStall: (error: SourceError) => void = () => undefined
  const silence = new Promise<SourceError>((resolve) => {
    onStall = resolve
  })
  const stall = createStallTimer(stallMs, () => onStall(stalled(source, stallMs, warnings)))
  const taken = onCopy(rewinding(copier.copy, stall))
  try {
    const ended = copier.exited.then((status) => explainExit(source, warnings.last(), status))
    const failure = await Promise.race([ended, silence, aborted(signal)])
    if (failure !== undefined && !signal.aborted) throw failure
  } finally {
    stall.close()
    await copier.close()
    await taken
  }
}

async function* rewinding(chunks: AsyncIterable<Uint8Array>, stall: StallTimer): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    stall.rewind()
    yield chunk
  }
}
