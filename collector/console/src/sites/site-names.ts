import type { SiteRecord } from '../../../../wire/sites.ts'
import type { Language } from '../i18n/format.ts'

/** What people call each place, by id: in their language, else in Vietnamese, else as it is. */
export function siteNames(sites: readonly SiteRecord[], language: Language): ReadonlyMap<string, string> {
  return new Map(sites.map(({ id, names }) => [id, names[language] ?? names.vi ?? Object.values(names)[0] ?? id]))
}
