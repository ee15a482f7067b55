/** All that `npm run agent -- replay` says, in the languages of the people who run it. */
import type { SourceReason } from '../decode/source-error.ts'

export type Words = {
  readonly about: string
  readonly video: string
  readonly options: {
    readonly camera: string
    readonly json: string
    readonly picture: string
    readonly start: string
  }
  usage(detail: string): string
  /** @param known ids of the cameras that the config has */
  unknownCamera(camera: string, known: readonly string[], config: string): string
  whichCamera(known: readonly string[], config: string): string
  noCameras(config: string): string
  noRules(camera: string, config: string): string
  noVideo(video: string): string
  notAFile(video: string): string
  unreadable(video: string, reason: SourceReason, detail: string): string
  badStart(text: string): string
  badPicture(file: string): string
  pictureIsVideo(file: string): string
  pictureFolder(folder: string): string
  pictureFailed(file: string, detail: string): string
  /** What is being replayed. */
  heading(video: string, camera: string, model: string, fps: number): string
  /** That times are counted from the beginning of the video. */
  readonly noStart: string
  progress(at: string, length: string | undefined, speed: string, events: number): string
  readonly stopped: string
  summary(replayed: { events: number; frames: number; video: string; seconds: number; speed: string }): string
  readonly noEvents: string
  pictureWritten(file: string): string
  /** @param all of which only the first are on the sheet */
  sheetCut(shown: number, all: number): string
  readonly noSheet: string
  /** Numbers of people. */
  number(value: number, decimals: number): string
  percent(share: number): string
  kmh(speed: string, error: string): string
  lasted(seconds: string): string
  /** The end of an event that began earlier. */
  over(event: string): string
  readonly directions: { readonly in: string; readonly out: string }
  /** Of events, classes of objects, kinds of vehicle, severities and reasons of an end; others are shown as they are. */
  readonly names: Readonly<Record<string, string>>
}
