/** `npm run collector -- site list | import FILE | remove ID`, beside a collector that runs or without one. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { parse } from 'yaml'
import { ConfigError, checkConfig } from '../../runtime/config.ts'
import { Name } from '../../wire/event.ts'
import { SiteFacts, type SiteRecord } from '../../wire/sites.ts'
import { createSites, SiteError, type Sites } from '../sites/sites.ts'
import { fromTheTop } from '../sites/tree.ts'
import { openRegistry } from '../store/registry.ts'
import { createSiteRows } from '../store/sites.ts'
import type { CommandContext } from './context.ts'
import { type CommandNote, noteCommand } from './note-command.ts'
import { table } from './table.ts'

const Entry = Type.Object(
  { id: Name, ...SiteFacts.properties, version: Type.Optional(Type.Integer()) },
  { additionalProperties: false },
)
type Entry = Static<typeof Entry>

const maxFileBytes = 32 * 1024 * 1024

/** @returns whether all went well; so do the others */
export function listSites(context: CommandContext): boolean {
  const { messages, json, output } = context
  return withSites(context, (sites) => {
    const list = sites.list()
    if (json) output(JSON.stringify({ sites: list }, undefined, 2))
    else if (list.length === 0) output(messages.noSites)
    else for (const line of table([messages.siteHeader, ...list.map(rowOf)])) output(line)
    return true
  })

  function rowOf(site: SiteRecord): string[] {
    const { id, kind, parent = '', names } = site
    return [id, messages.kinds[kind], parent, names.vi ?? Object.values(names)[0] ?? '']
  }
}

export function importSites(file: string, context: CommandContext): boolean {
  const { messages, json, output, complain } = context
  const entries = readEntries(file, context)
  if (entries === undefined) return false
  return withSites(context, (sites, { exclusively, note }) => {
    let current = ''
    try {
      exclusively(() => {
        // Whatever order the file has them in.
        for (const { id, version: _, ...facts } of fromTheTop(entries)) {
          current = id
          sites.put(id, facts, 'any')
        }
      })
    } catch (error) {
      if (!(error instanceof SiteError)) throw error
      complain(messages.refused(file, current, error.message))
      return false
    }
    note({ action: 'sites:write', request: 'site import', details: { places: entries.map(({ id }) => id).join(' ') } })
    output(json ? JSON.stringify({ imported: entries.length }) : messages.imported(entries.length, file))
    return true
  })
}

export function removeSite(id: string, context: CommandContext): boolean {
  const { messages, json, output, complain } = context
  return withSites(context, (sites, { note }) => {
    try {
      sites.remove(id, 'any')
      note({ action: 'sites:write', request: `site remove ${id}` })
      output(json ? JSON.stringify({ removed: id }) : messages.removed(id))
      return true
    } catch (error) {
      if (!(error instanceof SiteError)) throw error
      complain(messages.notRemoved(id, error.message))
      return false
    }
  })
}

type SiteTools = {
  readonly exclusively: (change: () => void) => void
  readonly note: (note: CommandNote) => void
}

function withSites(context: CommandContext, use: (sites: Sites, tools: SiteTools) => boolean): boolean {
  mkdirSync(context.folder, { recursive: true })
  const registry = openRegistry(join(context.folder, 'registry.db'))
  try {
    const rows = createSiteRows(registry)
    return use(createSites(rows, Date.now), {
      exclusively: (change) => rows.exclusively(change),
      note: (note) => noteCommand(note, context, registry),
    })
  } finally {
    registry.close()
  }
}

function readEntries(file: string, { messages, complain }: CommandContext): Entry[] | undefined {
  let value: unknown
  try {
    const text = readFileSync(file, 'utf8')
    if (text.length > maxFileBytes) throw new Error(`more than ${maxFileBytes} bytes`)
    value = parse(text)
  } catch (error) {
    complain(messages.unreadable(file, (error as NodeJS.ErrnoException).code ?? (error as Error).message))
    return undefined
  }
  const list = Array.isArray(value) ? value : (value as { sites?: unknown } | null)?.sites
  if (!Array.isArray(list)) {
    complain(messages.notAList(file))
    return undefined
  }
  try {
    return list.map((entry, index) => checkConfig(Entry, entry, `${file}: [${index}]`))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    complain(error.message)
    return undefined
  }
}
