/** `npm run collector -- retention preview | run`, beside a collector that runs or without one. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAuditRecord } from '../access/open-audit.ts'
import type { RetentionConfig } from '../retention/config.ts'
import { noteRun } from '../retention/note-run.ts'
import { openSources, type RetentionSources } from '../retention/open-sources.ts'
import { type RunOptions, runRetention } from '../retention/run.ts'
import { openDatabase } from '../store/database.ts'
import { createEraser, type ErasureCount } from '../store/erasing.ts'
import type { MediaFiles } from '../store/media-files.ts'
import { openRegistry } from '../store/registry.ts'
import type { CommandContext } from './context.ts'
import type { RetentionMessages } from './retention-messages.ts'
import { table } from './table.ts'

type Context = Omit<CommandContext, 'messages'> & { readonly messages: RetentionMessages }

/** @returns whether all went well; so does the other */
export function previewRetention(config: RetentionConfig, context: Context): Promise<boolean> {
  return withSources(config, context, async (sources) => {
    const { counts } = await runRetention({
      ...optionsOf(sources, config),
      files: pretending(sources.files),
      incidents: { ...sources.incidents, erase: () => 0, eraseFigures: () => 0 },
      erase: () => Promise.resolve(0),
    })
    tell(counts, context.messages.wouldGo, sources, context)
    return true
  })
}

export function runRetentionNow(config: RetentionConfig, context: Context): Promise<boolean> {
  if (!config.enabled) {
    context.complain(context.messages.isOff)
    return Promise.resolve(false)
  }
  return withSources(config, context, async (sources) => {
    const { folder, messages, complain } = context
    const events = openDatabase(join(folder, 'collector.db'))
    const registry = openRegistry(join(folder, 'registry.db'))
    const audit = openAuditRecord(join(folder, 'audit.db'), registry, {
      error: ({ err }: { err: unknown }) => complain(`audit: ${(err as Error).message}`),
    })
    try {
      const eraser = createEraser(events)
      const erase: RunOptions['erase'] = (erasure) => {
        const startedAt = performance.now()
        eraser.erase(erasure)
        return Promise.resolve(performance.now() - startedAt)
      }
      const options = { ...optionsOf(sources, config), erase }
      const { counts } = await runRetention(options)
      const [run] = sources.retained.unnoted().filter(({ run }) => run === options.now)
      if (run !== undefined) noteRun(run, audit, `command:${userInfo().username}`)
      audit.close()
      eraser.erase({ run: options.now, isNoted: true })
      tell(counts, messages.gone, sources, context)
      return true
    } finally {
      for (const one of [events, registry]) one.close()
    }
  })
}

/** A collector that runs beside it gets the same time. */
function optionsOf({ policy, ...sources }: RetentionSources, { maxMediaBytes }: RetentionConfig) {
  return {
    ...sources,
    policy: policy(),
    now: Date.now(),
    maxMediaBytes,
    rest: (tookMs: number) => sleep(Math.min(50, Math.ceil(tookMs))),
  }
}

/** What is removed is only not seen any more. */
function pretending(files: MediaFiles): MediaFiles {
  const removed = new Set<string>()
  const keyOf = (sha256: Uint8Array) => Buffer.from(sha256).toString('hex')
  return {
    ...files,
    look: (sha256) => (removed.has(keyOf(sha256)) ? undefined : files.look(sha256)),
    remove: (sha256) => void removed.add(keyOf(sha256)),
  }
}

async function withSources(
  config: RetentionConfig,
  { folder, messages, complain }: Context,
  use: (sources: RetentionSources) => Promise<boolean>,
): Promise<boolean> {
  if (!existsSync(join(folder, 'collector.db')) || !existsSync(join(folder, 'registry.db'))) {
    complain(messages.noCollector(folder))
    return false
  }
  // Brings them up to date where an older program wrote them last.
  openDatabase(join(folder, 'collector.db')).close()
  openRegistry(join(folder, 'registry.db')).close()
  const file = (name: string) => join(folder, name)
  const files = {
    eventsFile: file('collector.db'),
    registryFile: file('registry.db'),
    incidentsFile: file('incidents.db'),
  }
  const sources = openSources({ ...files, mediaFolder: file('media') }, config)
  try {
    for (const branch of sources.policy().unknown) complain(messages.unknownPlace(branch))
    return await use(sources)
  } finally {
    sources.close()
  }
}

function tell(counts: readonly ErasureCount[], words: string, { holds }: RetentionSources, context: Context): void {
  const { messages, json, output } = context
  const heldEvents = holds.events().size
  if (json) {
    output(JSON.stringify({ deleted: counts, heldEvents }, undefined, 2))
    return
  }
  if (counts.length === 0) output(messages.nothing)
  else {
    output(words)
    for (const line of table([messages.header, ...counts.map((count) => rowOf(count, messages))])) output(line)
  }
  if (heldEvents > 0) output(messages.held(heldEvents))
}

function rowOf(one: ErasureCount, { classes, reasons, elsewhere }: RetentionMessages): string[] {
  const { class: dataClass, branch, why, count, bytes, oldestAt, newestAt } = one
  const where = branch === '' ? elsewhere : branch
  const times = [oldestAt, newestAt].map((at) => new Date(at).toISOString().slice(0, 16).replace('T', ' '))
  const megabytes = bytes === 0 ? '' : (bytes / 1e6).toFixed(1)
  return [classes[dataClass], where, reasons[why], String(count), megabytes, ...times]
}
