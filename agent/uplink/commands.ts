import type { ClipCommand, ClipReply } from '../../wire/command.ts'
import { wireVersion } from '../../wire/version.ts'

/** Sees to it that a clip is cut and uploaded, if that can be. */
export type RequestClip = (command: ClipCommand) => Exclude<ClipReply['outcome'], 'expired'>

/** What comes late is refused: whoever asked has been told already that nobody answered. */
export function answerClipCommand(command: ClipCommand, requestClip: RequestClip, now: number): ClipReply {
  const outcome = now > command.deadline ? 'expired' : requestClip(command)
  return { v: wireVersion, request: command.request, outcome }
}
