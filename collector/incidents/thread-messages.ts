/** What the collector and the thread that groups say to each other. */
import type { LogLevel } from '../../runtime/log.ts'
import type { IncidentsConfig } from './config.ts'

export type GroupingOptions = {
  readonly eventsFile: string
  readonly registryFile: string
  readonly incidentsFile: string
  readonly config: IncidentsConfig
  readonly logLevel: LogLevel
}

export type FromGrouping =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'changed' }
  /** Every second or so. */
  | { readonly kind: 'standing'; readonly behind: number; readonly failure: string | undefined }

export type ToGrouping =
  /** Everybody was told of an incident as it is at a revision. */
  { readonly kind: 'told'; readonly number: number; readonly revision: number } | { readonly kind: 'close' }
