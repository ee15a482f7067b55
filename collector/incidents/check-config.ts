import { ConfigError } from '../../runtime/config.ts'
import type { IncidentsConfig } from './config.ts'

/**
 * What a schema cannot say.
 * @throws ConfigError when two rules have one name, or the time zone is unknown
 */
export function checkIncidentsConfig({ rules = [], timeZone }: IncidentsConfig): void {
  const problems = rules
    .filter(({ name }, index) => rules.findIndex((other) => other.name === name) !== index)
    .map(({ name }) => `incidents.rules: there are two of the name ${name}; give each its own`)
  if (!isTimeZone(timeZone))
    problems.push(`incidents.timeZone: "${timeZone}" is no IANA time zone; write one like Asia/Ho_Chi_Minh`)
  if (problems.length > 0) throw new ConfigError(problems)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
