/** `npm run collector -- agent invite SITE AGENT | list | revoke SITE AGENT | mosquitto-acl`, beside a collector that runs or without one. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { joinCode } from '../../wire/enrolment-code.ts'
import { type AgentIdentity, isName } from '../../wire/topics.ts'
import { createEnrolment, type EnrolledAgent, type Enrolment } from '../access/enrolment.ts'
import { mosquittoAcl, type Reader } from '../broker/mosquitto-acl.ts'
import { createSites, type Sites } from '../sites/sites.ts'
import { createAgentCredentialRows } from '../store/agent-credentials.ts'
import { openRegistry } from '../store/registry.ts'
import { createSiteRows } from '../store/sites.ts'
import type { AgentMessages } from './agent-messages.ts'
import type { CommandContext } from './context.ts'
import { noteCommand } from './note-command.ts'
import { table } from './table.ts'

type Context = Omit<CommandContext, 'messages'> & { readonly messages: AgentMessages }

const maxHours = 720

/**
 * @param fingerprint of the authority that boxes are to trust, which the code carries
 * @returns whether all went well; so do the others
 */
export function inviteAgent(
  identity: AgentIdentity,
  hours: string,
  fingerprint: string | undefined,
  context: Context,
): boolean {
  const { messages, json, output, complain } = context
  const count = Number(hours)
  if (!Number.isFinite(count) || count < 1 || count > maxHours) {
    complain(messages.notHours(hours))
    return false
  }
  return withNames(identity, context, (enrolment, note) => {
    const { code: secret, expiresAt } = enrolment.invite(identity, count, 'command')
    const code = joinCode(secret, fingerprint)
    note(`agent invite ${nameOf(identity)}`)
    const until = new Date(expiresAt).toISOString()
    output(json ? JSON.stringify({ ...identity, code, expiresAt }) : messages.invited(nameOf(identity), code, until))
    return true
  })
}

export function revokeAgent(identity: AgentIdentity, context: Context): boolean {
  const { messages, json, output, complain } = context
  return withNames(identity, context, (enrolment, note) => {
    if (!enrolment.revoke(identity)) {
      complain(messages.nothingToRevoke(nameOf(identity)))
      return false
    }
    note(`agent revoke ${nameOf(identity)}`)
    output(json ? JSON.stringify({ revoked: identity }) : messages.revoked(nameOf(identity)))
    return true
  })
}

export function listAgents(context: Context): boolean {
  const { messages, json, output } = context
  return withEnrolment(context, (enrolment) => {
    const agents = enrolment.list()
    if (json) output(JSON.stringify({ agents }, undefined, 2))
    else if (agents.length === 0) output(messages.none)
    else for (const line of table([messages.header, ...agents.map(rowOf)])) output(line)
    return true
  })
}

/** @param readers NAME or NAME@BRANCH @param collector user name of the collector at that broker */
export function writeAcl(readers: readonly string[], collector: string, context: Context): boolean {
  const { folder, messages, output, complain } = context
  mkdirSync(folder, { recursive: true })
  const registry = openRegistry(join(folder, 'registry.db'))
  try {
    const sites = createSites(createSiteRows(registry), Date.now)
    const read = readers.map((text) => readReader(text, sites))
    const refused = read.flatMap((reader) => ('refused' in reader ? [reader.refused] : []))
    for (const word of refused) complain(messages[word.why](word.text))
    if (refused.length > 0) return false
    output(
      mosquittoAcl(
        collector,
        read.flatMap((reader) => ('refused' in reader ? [] : [reader])),
      ),
    )
    return true
  } finally {
    registry.close()
  }
}

type RefusedReader = { readonly refused: { readonly why: 'badReader' | 'badPlace'; readonly text: string } }

function readReader(text: string, sites: Sites): Reader | RefusedReader {
  const [name = '', branch, ...more] = text.split('@')
  if (!/^[^\s#+]+$/.test(name) || more.length > 0) return { refused: { why: 'badReader', text } }
  if (branch === undefined) return { name, sites: 'everywhere' }
  const ids = sites.branch(branch)
  return ids === undefined ? { refused: { why: 'badPlace', text: branch } } : { name, sites: [...ids] }
}

function rowOf(agent: EnrolledAgent): string[] {
  const time = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString().slice(0, 16))
  return [nameOf(agent), time(agent.enrolledAt), time(agent.lastUsedAt), time(agent.invitedUntil)]
}

function nameOf({ site, agent }: AgentIdentity): string {
  return `${site}/${agent}`
}

function withNames(identity: AgentIdentity, context: Context, use: Use): boolean {
  const wrong = [identity.site, identity.agent].filter((name) => !isName(name))
  for (const name of wrong) context.complain(context.messages.notAName(name))
  return wrong.length === 0 && withEnrolment(context, use)
}

type Use = (enrolment: Enrolment, note: (request: string) => void) => boolean

function withEnrolment(context: Context, use: Use): boolean {
  const { folder } = context
  mkdirSync(folder, { recursive: true })
  const registry = openRegistry(join(folder, 'registry.db'))
  try {
    return use(createEnrolment(createAgentCredentialRows(registry), Date.now), (request) =>
      noteCommand({ action: 'agents:enrol', request }, context, registry),
    )
  } finally {
    registry.close()
  }
}
