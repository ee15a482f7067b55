import type { ReactNode } from 'react'
import type { EventRecord } from '../../../../wire/rest.ts'
import { isOver } from '../feed/merge.ts'
import { type Text, useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { useSiteName } from '../sites/use-site-name.ts'
import { CopyId } from './copy-id.tsx'
import { measureFacts } from './measure-facts.ts'
import { isNotice, lossCauseWords, lostCount } from './notice.ts'
import { ObjectCrop } from './object-crop.tsx'
import { clockKeys, directionKeys, objectWord, reasonKeys, timingHint } from './words.ts'

type EventFactsProps = { readonly event: EventRecord; readonly camera: string }

/** Cameras' pictures are 16:9; where they are not, the frame is still a good one. */
const usualAspect = 16 / 9

type Fact = readonly [name: string, value: ReactNode]

/** What is known about an event, beside the object cut out of its snapshot. */
export function EventFacts({ event, camera }: EventFactsProps) {
  const text = useText()
  const now = useNow()
  const siteName = useSiteName()
  const facts = [
    ...timeFacts(text, event, now),
    ...noticeFacts(text, event),
    ...ruleFacts(text, event),
    ...measureFacts(text, event),
    ...originFacts(text, event, { camera, site: siteName(event.site) }, now),
  ]
  return (
    <div className="facts">
      {event.snapshot !== undefined && event.snapshotBox !== undefined && (
        <figure className="facts-crop">
          <div style={{ aspectRatio: cropAspect(event) }}>
            <ObjectCrop event={event} frameAspect={cropAspect(event)} />
          </div>
          <figcaption className="quiet">{text.t('picture.crop')}</figcaption>
        </figure>
      )}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="facts-id">
        <span className="quiet">{text.t('fact.id')}</span>
        <CopyId id={event.id} />
      </div>
    </div>
  )
}

/** A frame of about the object's own shape: upright for a person, lying for a bus. */
function cropAspect({ snapshotBox }: EventRecord): number {
  const [, , width, height] = snapshotBox ?? [0, 0, 1, 1]
  const aspect = (width * usualAspect) / height
  if (aspect < 0.8) return 3 / 4
  return aspect < 1.3 ? 1 : 4 / 3
}

function timeFacts({ t, format }: Text, event: EventRecord, now: number): Fact[] {
  const start: Fact = [t(event.phase === 'pulse' ? 'fact.moment' : 'fact.start'), format.exact(event.startAt, now)]
  if (event.phase === 'pulse') return [start]
  if (!isOver(event)) return [start, [t('fact.end'), t('events.ongoing')]]
  const { endAt, reason } = event
  return [
    start,
    ...given(endAt, (at) => [t('fact.end'), format.exact(at, now)]),
    ...given(endAt, (at) => [t('fact.duration'), format.duration(at - event.startAt)]),
    ...given(reason, (why) => [t('fact.reason'), t(reasonKeys[why])]),
  ]
}

function noticeFacts({ t, format }: Text, event: EventRecord): Fact[] {
  const { lost, evicted } = event
  const range = lost?.from === undefined || lost.to === undefined ? undefined : [lost.from, lost.to]
  return [
    ...given(lost, ({ cause }) => [t('fact.cause'), lossCauseWords(t, cause)]),
    ...given(lost, () => {
      const count = lostCount(event)
      return [t('fact.lostCount'), count === undefined ? t('fact.lostUnknown') : format.number(count)]
    }),
    ...given(range, (ends) => [t('fact.lostRange'), ends.map((seq) => format.number(seq)).join('–')]),
    ...given(evicted, ({ count }) => [t('fact.evictedCount'), format.number(count)]),
    ...given(evicted, ({ bytes }) => [t('fact.evictedBytes'), format.bytes(bytes)]),
  ]
}

function ruleFacts({ t, format }: Text, event: EventRecord): Fact[] {
  return [
    ...given(event.rule, (rule) => [t('fact.rule'), rule]),
    ...given(event.direction, (direction) => [t('fact.direction'), t(directionKeys[direction])]),
    // Of an entry it is the same as how long the event lasted.
    ...given(event.type === 'zone.entered' ? undefined : event.dwellMs, (ms) => [t('fact.dwell'), format.duration(ms)]),
    ...given(event.class, () => [t('fact.class'), objectWord(t, event)]),
    ...given(event.score, (score) => [t('fact.score'), format.percent(score)]),
    ...given(event.model, (model) => [t('fact.model'), mono(model)]),
  ]
}

function originFacts(
  { t, format }: Text,
  event: EventRecord,
  { camera, site }: { readonly camera: string; readonly site: string },
  now: number,
): Fact[] {
  return [
    ...(isNotice(event) ? [] : [[t('fact.camera'), camera] as const]),
    [t('fact.site'), site],
    [t('fact.agent'), event.agent],
    [t('fact.received'), format.exact(event.receivedAt, now)],
    [t('fact.delay'), delayWords({ t, format }, event)],
    [t('fact.clock'), event.clock === 'none' ? warning(t(clockKeys.none)) : t(clockKeys[event.clock])],
  ]
}

function delayWords({ t, format }: Pick<Text, 't' | 'format'>, event: EventRecord): ReactNode {
  const delayMs = event.receivedAt - event.startAt
  const delay = delayMs < 0 ? t('fact.beforeStart') : format.brief(delayMs)
  if (event.replayed && event.timing !== 'future') return `${delay}, ${t('fact.replayed')}`
  return event.timing === undefined ? delay : warning(timingHint(t, format, event))
}

function mono(text: string): ReactNode {
  return <span className="mono">{text}</span>
}

function warning(text: string): ReactNode {
  return <span className="facts-note">{text}</span>
}

function given<T>(value: T | undefined, fact: (value: T) => Fact): Fact[] {
  return value === undefined ? [] : [fact(value)]
}
