import type { Translate } from '../../../collector/console/src/i18n/text.ts'

/** A dictionary without the machinery of the page; of plurals, the one for many. */
export function translator(dictionary: Readonly<Record<string, string>>): Translate {
  return (key, values = {}) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`{{${name}}}`, String(value)).replace(`{{${name}, number}}`, String(value)),
      dictionary[key] ?? dictionary[`${key}_other`] ?? key,
    )
}
