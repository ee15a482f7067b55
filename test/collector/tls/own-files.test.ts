import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { expect, it } from 'vitest'
import { copyAuthority } from '../../../collector/commands/backup-folder.ts'
import { openOwnFiles } from '../../../collector/tls/own-files.ts'
import { temporaryFolder } from '../running.ts'

const dayMs = 86_400_000
const now = Date.UTC(2026, 10, 29)

const openAt = (dataFolder: string, at: number, names: string[] = []) =>
  openOwnFiles({ dataFolder, name: 'Watchpost thử', names, now: () => at })

it('the authority is made once, and nobody else may read its key', async () => {
  const dataFolder = temporaryFolder()
  const [first, second] = await Promise.all([openAt(dataFolder, now), openAt(dataFolder, now)])
  await first.certificate()
  expect(second.trusted.fingerprint).toBe(first.trusted.fingerprint)
  expect((await openAt(dataFolder, now + 300 * dayMs)).trusted.fingerprint).toBe(first.trusted.fingerprint)
  const modes = ['', 'authority.pem', 'certificate.pem'].map(
    (name) => statSync(join(dataFolder, 'tls', name)).mode & 0o777,
  )
  expect(modes).toEqual([0o700, 0o600, 0o600])
  expect(readFileSync(first.publicFile, 'utf8')).not.toContain('PRIVATE')
})

it('the certificate is kept until a third of its time is left, or a name is missing', async () => {
  const dataFolder = temporaryFolder()
  const { chain, names, validTo } = await (await openAt(dataFolder, now)).certificate()
  expect(names).toEqual(expect.arrayContaining(['localhost', '127.0.0.1']))
  expect((await (await openAt(dataFolder, now + 59 * dayMs)).certificate()).chain).toBe(chain)
  const renewed = await (await openAt(dataFolder, now + 61 * dayMs)).certificate()
  expect(renewed.validTo - validTo).toBe(61 * dayMs)
  const named = await (await openAt(dataFolder, now + 61 * dayMs, ['may-chu.lan', '2001:db8::7'])).certificate()
  expect(named.names).toEqual(expect.arrayContaining(['may-chu.lan']))
  expect((await (await openAt(dataFolder, now + 61 * dayMs, ['may-chu.lan', '2001:db8::7'])).certificate()).chain).toBe(
    named.chain,
  )
  expect(() => createServer({ key: named.key, cert: named.chain })).not.toThrow()
})

it('a clock that cannot be right makes no authority', async () => {
  await expect(openAt(temporaryFolder(), 86_400_000)).rejects.toThrow(/the clock of this machine says 1970-01-02/)
})

it('the authority goes with a backup and comes back with it, and the one that was there is kept', async () => {
  const [dataFolder, backup, elsewhere] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  const { trusted } = await openAt(dataFolder, now)
  await openAt(elsewhere, now)
  for (const [from, to] of [
    [dataFolder, backup],
    [backup, elsewhere],
    [backup, elsewhere],
  ] as const)
    await copyAuthority(from, to)
  expect((await openAt(elsewhere, now)).trusted.fingerprint).toBe(trusted.fingerprint)
  expect(statSync(join(backup, 'tls', 'authority.pem')).mode & 0o777).toBe(0o600)
  expect(readdirSync(elsewhere).filter((name) => name.startsWith('tls-replaced-'))).toHaveLength(1)
  await copyAuthority(temporaryFolder(), elsewhere)
  expect((await openAt(elsewhere, now)).trusted.fingerprint).toBe(trusted.fingerprint)
})
