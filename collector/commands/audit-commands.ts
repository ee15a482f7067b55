/** `npm run collector -- audit verify | list | export`, beside a collector that runs or over a copy of its folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditEntry } from '../../wire/access.ts'
import type { Audit } from '../access/audit.ts'
import { openAuditRecord } from '../access/open-audit.ts'
import type { AuditFilter } from '../store/audit.ts'
import { openRegistry } from '../store/registry.ts'
import type { CommandContext } from './context.ts'

export type AuditWords = {
  readonly from?: string
  readonly to?: string
  readonly actor?: string
  readonly action?: string
  readonly limit?: string
}

const defaultLimit = '50'
const entriesPerStep = 500

/** @returns whether the chain is whole */
export function verifyAudit(context: CommandContext): boolean {
  const { messages, json, output, complain } = context
  return withAudit(context, (audit) => {
    const { entries, hash, fault } = audit.verify()
    if (json) output(JSON.stringify({ entries, hash, ...(fault !== undefined && { fault }) }))
    else if (fault === undefined) output(messages.access.chainWhole(entries, hash))
    else complain(messages.access.chainBroken(fault))
    return fault === undefined
  })
}

/** @returns whether all went well; so does the other */
export function listAudit(words: AuditWords, context: CommandContext): boolean {
  const { messages, json, output, complain } = context
  const { limit = defaultLimit } = words
  const filter = readFilter(words, context)
  if (!/^[1-9]\d{0,5}$/.test(limit)) complain(messages.access.badNumber('--limit', limit))
  else if (filter !== undefined)
    return withAudit(context, (audit) => {
      const { entries } = audit.page(filter, undefined, Number(limit))
      if (json) output(JSON.stringify({ entries }, undefined, 2))
      else for (const entry of entries) output(lineOf(entry))
      return true
    })
  return false
}

export function exportAudit(words: AuditWords, context: CommandContext): boolean {
  const filter = readFilter(words, context)
  if (filter === undefined) return false
  return withAudit(context, (audit) => {
    let before: number | undefined
    do {
      const { entries, nextBefore } = audit.page(filter, before, entriesPerStep)
      for (const entry of entries) context.output(JSON.stringify(entry))
      before = nextBefore
    } while (before !== undefined)
    return true
  })
}

function withAudit({ folder, messages, complain }: CommandContext, use: (audit: Audit) => boolean): boolean {
  const file = join(folder, 'audit.db')
  if (!existsSync(file)) {
    complain(messages.access.noAudit(folder))
    return false
  }
  const registry = openRegistry(join(folder, 'registry.db'))
  const audit = openAuditRecord(file, registry, { error: () => undefined })
  try {
    return use(audit)
  } finally {
    audit.close()
    registry.close()
  }
}

function readFilter({ from, to, actor, action }: AuditWords, context: CommandContext): AuditFilter | undefined {
  const times = { from: readTime('--from', from, context), to: readTime('--to', to, context) }
  if (Number.isNaN(times.from) || Number.isNaN(times.to)) return undefined
  return {
    ...(times.from !== undefined && { from: times.from }),
    ...(times.to !== undefined && { to: times.to }),
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
  }
}

function readTime(option: string, text: string | undefined, { messages, complain }: CommandContext) {
  if (text === undefined) return undefined
  const at = Date.parse(text)
  if (Number.isNaN(at)) complain(messages.access.badTime(option, text))
  return at
}

function lineOf({ n, at, actor, address = '', action, request = '', status }: AuditEntry): string {
  const time = new Date(at).toISOString()
  return [n, time, actor, address, action, status ?? '', request].filter((part) => part !== '').join('  ')
}
