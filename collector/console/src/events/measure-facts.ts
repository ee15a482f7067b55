/** What a rule measured or counted, and what was done to the picture, in words. */
import type { EventRecord } from '../../../../wire/rest.ts'
import { reasonWords } from '../agents/reason.ts'
import type { Text, Translate } from '../i18n/text.ts'
import { objectWord, privacyKeys, severityKeys } from './words.ts'

type Words = readonly [name: string, value: string]

export function measureFacts({ t, format }: Text, event: EventRecord): Words[] {
  const { severity, speed, count, counts, intervalMs, cause, privacy } = event
  const facts: Words[] = []
  if (severity !== undefined) facts.push([t('fact.severity'), t(severityKeys[severity])])
  if (speed !== undefined) {
    const words = { speed: format.number(Math.round(speed.kmh)), error: format.number(Math.ceil(speed.errorKmh)) }
    facts.push([t('fact.speed'), t('fact.speedWords', words)])
  }
  if (count !== undefined) facts.push([t('fact.count'), format.number(count)])
  if (intervalMs !== undefined) facts.push([t('fact.interval'), format.duration(intervalMs)])
  if (counts !== undefined) facts.push([t('fact.counts'), countWords(t, counts)])
  if (cause !== undefined) facts.push([t('fact.cause'), reasonWords(t, cause)])
  if (privacy !== undefined) facts.push([t('fact.privacy'), privacy.map((what) => t(privacyKeys[what])).join(', ')])
  return facts
}

function countWords(t: Translate, counts: NonNullable<EventRecord['counts']>): string {
  if (counts.length === 0) return t('fact.nobody')
  return counts
    .map((tally) => t('fact.countOf', { name: objectWord(t, tally), in: tally.in, out: tally.out }))
    .join('; ')
}
