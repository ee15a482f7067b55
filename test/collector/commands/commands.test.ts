import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inviteAgent, revokeAgent } from '../../../collector/commands/agent-commands.ts'
import { agentMessages } from '../../../collector/commands/agent-messages.ts'
import { listAudit } from '../../../collector/commands/audit-commands.ts'
import { backUp, restore } from '../../../collector/commands/backup-commands.ts'
import type { CommandContext } from '../../../collector/commands/context.ts'
import { messages } from '../../../collector/commands/messages.ts'
import { importSites, listSites, removeSite } from '../../../collector/commands/site-commands.ts'
import type { AgentList, EventPage } from '../../../wire/rest.ts'
import type { SiteList } from '../../../wire/sites.ts'
import { connectAgent, event, getJson, sha256, startCollector, temporaryFolder } from '../running.ts'

type Heard = CommandContext & { readonly lines: string[]; readonly complaints: string[] }

function context(folder: string, over: Partial<CommandContext> = {}): Heard {
  const lines: string[] = []
  const complaints: string[] = []
  return {
    folder,
    messages: messages.en,
    json: false,
    output: (line) => void lines.push(line),
    complain: (line) => void complaints.push(line),
    lines,
    complaints,
    ...over,
  }
}

function write(text: string): string {
  const file = join(temporaryFolder(), 'sites.yaml')
  writeFileSync(file, text)
  return file
}

const tree = `
- { id: gate, kind: site, parent: ward-7, names: { vi: Cổng chợ } }
- { id: ward-7, kind: ward, parent: lam-dong, names: { vi: Phường 7, en: Ward 7 } }
- { id: lam-dong, kind: province, names: { vi: Lâm Đồng } }
`

describe('site commands', () => {
  it('enter a file whatever its order, list it, and take their own JSON back', () => {
    const heard = context(temporaryFolder())
    expect(importSites(write(tree), heard)).toBe(true)
    expect(listSites(heard)).toBe(true)
    expect(heard.lines.slice(1)).toEqual([
      'id        kind      in        name',
      'lam-dong  province            Lâm Đồng',
      'ward-7    ward      lam-dong  Phường 7',
      'gate      site      ward-7    Cổng chợ',
    ])
    const first = context(heard.folder, { json: true })
    listSites(first)
    const second = context(temporaryFolder(), { json: true })
    expect(importSites(write(first.lines.join('\n')), second)).toBe(true)
    listSites(second)
    expect(second.lines.at(-1)).toBe(first.lines.at(-1))
  })

  it('are in the audit record, and so are those about boxes', () => {
    const heard = context(temporaryFolder(), { json: true })
    importSites(write(tree), heard)
    expect(removeSite('gate', heard)).toBe(true)
    const agents = { ...heard, messages: agentMessages.en }
    expect(inviteAgent({ site: 'gate', agent: 'box-1' }, '24', undefined, agents)).toBe(true)
    expect(revokeAgent({ site: 'gate', agent: 'box-1' }, agents)).toBe(true)
    heard.lines.length = 0
    expect(listAudit({}, heard)).toBe(true)
    const { entries } = JSON.parse(heard.lines.join('')) as {
      entries: { actor: string; action: string; request: string }[]
    }
    expect(entries.map(({ action, request }) => [action, request])).toEqual([
      ['agents:enrol', 'agent revoke gate/box-1'],
      ['agents:enrol', 'agent invite gate/box-1'],
      ['sites:write', 'site remove gate'],
      ['sites:write', 'site import'],
    ])
    for (const { actor } of entries) expect(actor).toMatch(/^command:/)
  })

  it.each([
    ['{}', /must be a list of places/],
    ['- { id: gate', /cannot be read/],
    ['- { id: Gate, kind: site, names: { vi: x } }', /\[0\]: id/],
    ['- { id: gate, kind: site, names: { vi: x }, colour: red }', /colour/],
    [`${tree}\n- { id: stall, kind: site, parent: nowhere, names: { vi: x } }`, /stall: parent: there is no place/],
  ])('change nothing over %s', (text, complaint) => {
    const heard = context(temporaryFolder())
    expect(importSites(write(text), heard)).toBe(false)
    expect(heard.complaints.join('\n')).toMatch(complaint)
    listSites(heard)
    expect(heard.lines).toEqual([messages.en.noSites])
  })

  it('name a file that is not there, and a place that cannot go', () => {
    const heard = context(temporaryFolder())
    expect(importSites('/nowhere/sites.yaml', heard)).toBe(false)
    importSites(write(tree), heard)
    expect(removeSite('lam-dong', heard)).toBe(false)
    expect(removeSite('gate', heard)).toBe(true)
    expect(removeSite('gate', heard)).toBe(false)
    expect(heard.complaints).toEqual([
      expect.stringMatching(/sites\.yaml: cannot be read \(ENOENT\)/),
      expect.stringMatching(/lam-dong: not removed: "ward-7" lies in "lam-dong"/),
      expect.stringMatching(/gate: not removed: there is no place "gate"/),
    ])
  })
})

const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2_000, 7)])

describe('backup and restore', () => {
  it('bring back events, sites and pictures of a collector that went on meanwhile', { timeout: 120_000 }, async () => {
    const running = await startCollector()
    const agent = await connectAgent(running.mqttUrl)
    const address = sha256(picture)
    const put = await fetch(`${running.httpUrl}/api/media/${address}`, {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: picture,
    })
    expect(put.status).toBe(201)
    importSites(write(tree), context(running.dataFolder))
    let sent = 0
    let isSending = true
    const sending = (async () => {
      while (isSending) await agent.send(event(++sent))
    })()
    await expect.poll(() => agent.ackCount()).toBeGreaterThan(3)

    const backup = temporaryFolder()
    const heard = context(running.dataFolder, { json: true })
    expect(await backUp(backup, heard)).toBe(true)
    const told = JSON.parse(heard.lines.at(-1) ?? '') as { events: number; pictures: number }
    expect(told.events).toBeGreaterThan(0)
    expect(told.pictures).toBe(1)
    const busy = context(running.dataFolder)
    expect(await restore(backup, true, busy)).toBe(false)
    expect(busy.complaints.join()).toMatch(/a collector is running on it; stop it first/)
    isSending = false
    await sending
    await expect.poll(agent.acked).toEqual([[1, sent]])
    await running.close()
    expect(sent).toBeGreaterThan(told.events)

    const elsewhere = context(temporaryFolder())
    expect(await restore(backup, false, elsewhere)).toBe(true)
    expect(existsSync(join(elsewhere.folder, 'incidents.db'))).toBe(true)
    const restored = await startCollector(elsewhere.folder)
    const { agents } = await getJson<AgentList>(`${restored.httpUrl}/api/agents`)
    expect(agents[0]?.delivery?.stored).toBe(told.events)
    expect((await getJson<SiteList>(`${restored.httpUrl}/api/sites`)).sites).toHaveLength(3)
    expect(Buffer.from(await (await fetch(`${restored.httpUrl}/api/media/${address}`)).arrayBuffer())).toEqual(picture)

    // The agent sends again what it still keeps: what the backup has is only acknowledged.
    const again = await connectAgent(restored.mqttUrl)
    for (let seq = 1; seq <= sent; seq++) await again.send(event(seq))
    await expect.poll(again.acked).toEqual([[1, sent]])
    const after = await getJson<AgentList>(`${restored.httpUrl}/api/agents`)
    expect(after.agents[0]?.delivery).toMatchObject({ stored: sent, duplicates: told.events, missing: 0 })
    await restored.close()

    const refused = context(elsewhere.folder)
    expect(await restore(backup, false, refused)).toBe(false)
    expect(refused.complaints.join()).toMatch(/holds data already; add --replace/)
    expect(await restore(backup, true, refused)).toBe(true)
    const aside = readdirSync(elsewhere.folder).find((name) => name.startsWith('replaced-'))
    expect(existsSync(join(elsewhere.folder, aside ?? '', 'collector.db'))).toBe(true)
    const older = await startCollector(elsewhere.folder)
    const { events } = await getJson<EventPage>(`${older.httpUrl}/api/events?limit=200`)
    expect(events[0]?.firstSeq).toBe(told.events)
  })

  it('keep the last backup when the next one is whole, and refuse one that is not', async () => {
    const running = await startCollector()
    const backup = temporaryFolder()
    const heard = context(running.dataFolder)
    expect(await backUp(backup, heard)).toBe(true)
    const first = readdirSync(backup)
    expect(await backUp(backup, heard)).toBe(true)
    const second = readdirSync(backup)
    expect(second).toHaveLength(first.length)
    expect(second).not.toEqual(first)
    await running.close()

    const file = second.find((name) => name.startsWith('collector-')) ?? ''
    const bytes = readFileSync(join(backup, file))
    bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 0xff
    writeFileSync(join(backup, file), bytes)
    const target = context(temporaryFolder())
    expect(await restore(backup, false, target)).toBe(false)
    expect(target.complaints.join()).toMatch(/collector-\d+\.db: is damaged .*nothing was changed/)
    rmSync(join(backup, 'backup.json'))
    expect(await restore(backup, false, target)).toBe(false)
    expect(target.complaints.at(-1)).toMatch(/holds no complete backup/)
    expect(readdirSync(target.folder)).toEqual([])
  })

  it('say that nothing can be backed up where no collector has run', async () => {
    const heard = context(join(temporaryFolder(), 'nothing'))
    mkdirSync(heard.folder)
    expect(await backUp(temporaryFolder(), heard)).toBe(false)
    expect(heard.complaints.join()).toMatch(/no collector has run here/)
  })
})
