import { createAgentCredentialRows } from '../store/agent-credentials.ts'
import { createKeyRows } from '../store/api-keys.ts'
import { createFailureRows } from '../store/login-failures.ts'
import { createPersonRows } from '../store/people.ts'
import type { Registry } from '../store/registry.ts'
import { createSessionRows } from '../store/sessions.ts'
import { createSetupCodeRow } from '../store/setup-code.ts'
import { createEnrolment, type Enrolment } from './enrolment.ts'
import { createKeys, type Keys } from './keys.ts'
import { createPasswords } from './passwords.ts'
import { createPeople, type People } from './people.ts'
import type { BranchOf } from './rights.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { createSetup, type Setup } from './setup.ts'

/** Who people and programs are, and what they may do. */
export type Access = {
  readonly people: People
  readonly sessions: Sessions
  readonly keys: Keys
  readonly setup: Setup
  readonly enrolment: Enrolment
  readonly branchOf: BranchOf
}

export type AccessOptions = {
  readonly branchOf: BranchOf
  readonly sessionMs: number
  readonly now: () => number
}

export function createAccess(registry: Registry, { branchOf, sessionMs, now }: AccessOptions): Access {
  const passwords = createPasswords()
  const people = createPersonRows(registry)
  const rows = createSessionRows(registry)
  const failures = createFailureRows(registry)
  return {
    people: createPeople({ rows: people, sessions: rows, passwords, now }),
    sessions: createSessions({ rows, people, failures, passwords, sessionMs, now }),
    keys: createKeys(createKeyRows(registry), branchOf, now),
    setup: createSetup({ row: createSetupCodeRow(registry), people, passwords, now }),
    enrolment: createEnrolment(createAgentCredentialRows(registry), now),
    branchOf,
  }
}
