import type { Frame } from '../decode/frame.ts'
import type { Report } from '../events/event-log.ts'
import type { Scene } from '../track/scene.ts'

/** What the pipeline made of a frame; what is reported when the video is over has none. */
export type Moment = {
  readonly seen?: { readonly frame: Frame; readonly scene: Scene }
  readonly reports: readonly Report[]
}
