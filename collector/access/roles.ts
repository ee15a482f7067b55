/** What each role may do: the one table of rights. */
import { type Permission, permissions, type Role } from '../../wire/access.ts'

const looking = ['events:read', 'media:read', 'incidents:read', 'agents:read', 'sites:read'] as const

export const roleTable: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: looking,
  operator: [...looking, 'incidents:write'],
  supervisor: [...looking, 'incidents:write', 'audit:read'],
  technician: [...looking, 'sites:write', 'agents:enrol', 'metrics:read'],
  integrator: [...looking, 'metrics:read', 'keys:manage'],
  administrator: permissions,
}
