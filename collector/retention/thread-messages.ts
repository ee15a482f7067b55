/** What the collector and the thread of retention say to each other. */
import type { LogLevel } from '../../runtime/log.ts'
import type { ErasureRun } from '../query/retained.ts'
import type { Erasure, ErasureCount } from '../store/erasing.ts'
import type { RetentionConfig } from './config.ts'

export type RetentionFiles = {
  readonly eventsFile: string
  readonly registryFile: string
  readonly incidentsFile: string
  readonly mediaFolder: string
}

export type RetentionThreadOptions = RetentionFiles & {
  readonly config: RetentionConfig
  readonly logLevel: LogLevel
  readonly firstAfterMs: number
  readonly everyMs: number
}

export type RetentionStanding = {
  /** Of all pictures and clips; absent until they were counted. */
  readonly mediaBytes?: number
  /** Of the database of events: free, and used again by what comes. */
  readonly freeBytes: number
  /** When the last run ended, epoch ms; absent until one has. */
  readonly endedAt?: number
  /** Why the last run could not go on. */
  readonly failure?: string
  readonly isRunning: boolean
}

export type FromRetention =
  /** To be deleted by whoever writes the events; answered with `erased`. */
  | { readonly kind: 'erase'; readonly request: number; readonly erasure: Erasure }
  | { readonly kind: 'erased-some'; readonly counts: readonly ErasureCount[] }
  /** Runs that the audit record is to tell of. */
  | { readonly kind: 'note'; readonly runs: readonly ErasureRun[] }
  | { readonly kind: 'standing'; readonly standing: RetentionStanding }

export type ToRetention =
  | { readonly kind: 'erased'; readonly request: number; readonly tookMs: number; readonly failure?: string }
  /** A picture or a clip came. */
  | { readonly kind: 'stored'; readonly bytes: number }
  | { readonly kind: 'close' }
