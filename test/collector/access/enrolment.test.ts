import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createEnrolment, type EnrolmentError } from '../../../collector/access/enrolment.ts'
import { createAgentCredentialRows } from '../../../collector/store/agent-credentials.ts'
import { migrate } from '../../../collector/store/migrations.ts'
import { registrySteps } from '../../../collector/store/registry.ts'
import { sha256 } from '../running.ts'

const gate = { site: 'ward-5', agent: 'gate-1' }
const [hash, otherHash] = ['secret', 'another'].map((secret) => sha256(Buffer.from(secret))) as [string, string]
const hourMs = 3_600_000

function open() {
  const db = new SqliteDatabase(':memory:')
  migrate(db, registrySteps)
  const clock = { now: 1_800_000_000_000 }
  const enrolment = createEnrolment(createAgentCredentialRows(db), () => clock.now)
  const refusal = (code: string, identity = gate, secretHash = hash): string | undefined => {
    try {
      enrolment.enrol(code, identity, secretHash)
      return undefined
    } catch (error) {
      return (error as EnrolmentError).code
    }
  }
  return { db, clock, enrolment, refusal }
}

describe('a code for a box', () => {
  it('makes the secret of the box known, however it is typed, and is not kept in the clear', () => {
    const { db, enrolment } = open()
    const { code } = enrolment.invite(gate, 24, 'an')
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){2}$/)
    expect(enrolment.isKnown(gate, 'secret')).toBe(false)
    enrolment.enrol(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'), gate, hash)
    expect(enrolment.isKnown(gate, 'secret')).toBe(true)
    expect(enrolment.isKnown(gate, 'Secret')).toBe(false)
    const kept = JSON.stringify([
      db.prepare('SELECT * FROM enrolment').all(),
      db.prepare('SELECT * FROM agent_credential').all(),
    ])
    expect(kept).not.toContain(code)
    expect(kept).not.toContain('"secret"')
  })

  it('is good once: the box that lost the answer may ask again, nobody else', () => {
    const { enrolment, refusal } = open()
    const { code } = enrolment.invite(gate, 24, 'an')
    expect(refusal(code)).toBeUndefined()
    expect(refusal(code)).toBeUndefined()
    expect(refusal(code, gate, otherHash)).toBe('used-code')
    expect(enrolment.isKnown(gate, 'another')).toBe(false)
    expect(enrolment.isKnown(gate, 'secret')).toBe(true)
  })

  it('ends with its time, with a newer one and when it is revoked, and is for one box', () => {
    const { clock, enrolment, refusal } = open()
    const first = enrolment.invite(gate, 24, 'an').code
    const { code } = enrolment.invite(gate, 24, 'an')
    expect(refusal(first)).toBe('wrong-code')
    expect(refusal(code, { ...gate, agent: 'gate-2' })).toBe('other-agent')
    expect(refusal('AAAAA-AAAAA-AAAAA')).toBe('wrong-code')
    clock.now += 24 * hourMs
    expect(refusal(code)).toBe('expired-code')
    const revoked = enrolment.invite(gate, 24, 'an').code
    expect(enrolment.revoke(gate)).toBe(true)
    expect(refusal(revoked)).toBe('wrong-code')
    expect(enrolment.revoke(gate)).toBe(false)
  })

  it('replaces the secret of a box that was set up anew, and is listed until it is used', () => {
    const { clock, enrolment, refusal } = open()
    expect(refusal(enrolment.invite(gate, 24, 'an').code)).toBeUndefined()
    const again = enrolment.invite(gate, 1, 'an')
    expect(enrolment.list()).toEqual([{ ...gate, enrolledAt: clock.now, invitedUntil: again.expiresAt }])
    expect(refusal(again.code, gate, otherHash)).toBeUndefined()
    expect(enrolment.isKnown(gate, 'secret')).toBe(false)
    expect(enrolment.isKnown(gate, 'another')).toBe(true)
    expect(enrolment.list()).toEqual([{ ...gate, enrolledAt: clock.now, lastUsedAt: clock.now }])
  })
})
