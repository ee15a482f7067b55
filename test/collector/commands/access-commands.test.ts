import { describe, expect, it } from 'vitest'
import { verifyAudit } from '../../../collector/commands/audit-commands.ts'
import type { CommandContext } from '../../../collector/commands/context.ts'
import { addKey, listKeys, revokeKey } from '../../../collector/commands/key-commands.ts'
import { messages } from '../../../collector/commands/messages.ts'
import {
  addUser,
  listUsers,
  setUserDisabled,
  setUserPassword,
  setUserRoles,
} from '../../../collector/commands/user-commands.ts'
import type { NewKey, PersonList } from '../../../wire/access.ts'
import { goodPassword, openBrowser, openProgram } from '../access/browser.ts'
import { startCollector, temporaryFolder } from '../running.ts'

type Heard = CommandContext & { readonly lines: string[]; readonly complaints: string[] }

function context(folder: string, json = false): Heard {
  const lines: string[] = []
  const complaints: string[] = []
  const heard = {
    output: (line: string) => void lines.push(line),
    complain: (line: string) => void complaints.push(line),
  }
  return { folder, messages: messages.en, json, lines, complaints, ...heard }
}

describe('user and key commands', () => {
  it('let people and programs in and out of a collector that runs', { timeout: 120_000 }, async () => {
    const { httpUrl, dataFolder } = await startCollector(undefined, { access: {} })
    const heard = context(dataFolder, true)
    expect(await addUser('lan', { roles: ['operator'], display: 'Chị Lan' }, heard)).toBe(true)
    const { password } = JSON.parse(heard.lines[0] ?? '') as { password: string }
    expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
    const browser = openBrowser(httpUrl)
    expect((await browser.logIn('lan', password)).status).toBe(200)
    // The first code is worth nothing once somebody is entered.
    expect((await browser.send('GET', '/api/session')).text).toContain('Chị Lan')
    expect((await openBrowser(httpUrl).send('GET', '/api/session')).body).toEqual({ state: 'out' })
    expect(await setUserRoles('lan', ['administrator'], heard)).toBe(true)
    expect((await browser.send('GET', '/api/people')).status).toBe(200)
    expect(await setUserDisabled('lan', true, heard)).toBe(false)
    expect(heard.complaints.at(-1)).toMatch(/lan: "lan" is the last administrator of everything/)
    expect(await addUser('minh', { roles: ['administrator'], password: goodPassword }, heard)).toBe(true)
    expect(await setUserDisabled('lan', true, heard)).toBe(true)
    expect((await browser.send('GET', '/api/people')).status).toBe(401)
    expect(await setUserDisabled('lan', false, heard)).toBe(true)
    expect(await setUserPassword('lan', `${goodPassword} mới`, heard)).toBe(true)
    expect((await browser.logIn('lan', `${goodPassword} mới`)).status).toBe(200)

    expect(await addKey('màn hình', { scopes: ['events:read'], days: '30' }, heard)).toBe(true)
    const { key, token } = JSON.parse(heard.lines.at(-1) ?? '') as NewKey
    expect((await openProgram(httpUrl, token).send('GET', '/api/events')).status).toBe(200)
    expect(await revokeKey(key.id, heard)).toBe(true)
    expect((await openProgram(httpUrl, token).send('GET', '/api/events')).status).toBe(401)
    await listUsers(heard)
    expect((JSON.parse(heard.lines.at(-1) ?? '') as PersonList).people.map(({ name }) => name)).toEqual(['lan', 'minh'])
    await listKeys(heard)
    expect((JSON.parse(heard.lines.at(-1) ?? '') as { keys: unknown }).keys).toMatchObject([
      { id: key.id, label: 'màn hình' },
    ])
    expect(verifyAudit(heard)).toBe(true)
    expect((JSON.parse(heard.lines.at(-1) ?? '') as { entries: number }).entries).toBeGreaterThan(8)
  })

  it('refuse by name, and change nothing', async () => {
    const heard = context(temporaryFolder())
    expect(await addUser('Lan Anh', { roles: ['viewer'] }, heard)).toBe(false)
    expect(await addUser('lan', { roles: ['chief'] }, heard)).toBe(false)
    expect(await addUser('lan', { roles: ['viewer@nowhere'] }, heard)).toBe(false)
    expect(await addUser('lan', { roles: ['viewer'], password: 'short' }, heard)).toBe(false)
    expect(await setUserRoles('lan', ['viewer'], heard)).toBe(false)
    expect(await addKey('x', { scopes: ['everything'] }, heard)).toBe(false)
    expect(await addKey('x', { scopes: ['events:read'], days: 'ten' }, heard)).toBe(false)
    expect(await revokeKey('000000', heard)).toBe(false)
    expect(heard.complaints).toEqual([
      expect.stringMatching(/^Lan Anh: a name is/),
      expect.stringMatching(/^--role chief: write ROLE or ROLE@BRANCH; roles are viewer, /),
      expect.stringMatching(/^nowhere: there is no such place/),
      expect.stringMatching(/^lan: password: it must have at least 12 characters.*; nothing was changed$/),
      expect.stringMatching(/^lan: there is no person "lan"/),
      expect.stringMatching(/^--scope everything: there is no such scope; there are events:read/),
      expect.stringMatching(/^--days ten: must be a whole number/),
      expect.stringMatching(/^000000: there is no key "000000"/),
    ])
    await listUsers(heard)
    await listKeys(heard)
    expect(heard.lines).toEqual([messages.en.access.noUsers, messages.en.access.noKeys])
  })
})
