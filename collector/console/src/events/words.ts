/** Events in words. Every key of a text is written out, so that a search for it finds its use. */
import type { CameraRecord, EventRecord } from '../../../../wire/rest.ts'
import type { Format } from '../i18n/format.ts'
import type { Translate } from '../i18n/text.ts'
import type { TextKey } from '../i18n/vi.ts'
import { isNotice, lostCount } from './notice.ts'

export const typeKeys: Readonly<Record<string, TextKey>> = {
  'zone.entered': 'type.zone.entered',
  'zone.exited': 'type.zone.exited',
  'zone.dwell': 'type.zone.dwell',
  'line.crossed': 'type.line.crossed',
  'zone.intruded': 'type.zone.intruded',
  'zone.crowded': 'type.zone.crowded',
  'count.interval': 'type.count.interval',
  'speed.measured': 'type.speed.measured',
  'speed.exceeded': 'type.speed.exceeded',
  'direction.wrong': 'type.direction.wrong',
  'vehicle.stopped': 'type.vehicle.stopped',
  'object.left': 'type.object.left',
  'object.removed': 'type.object.removed',
  'camera.offline': 'type.camera.offline',
  'camera.frozen': 'type.camera.frozen',
  'camera.covered': 'type.camera.covered',
  'camera.defocused': 'type.camera.defocused',
  'camera.moved': 'type.camera.moved',
  'camera.dark': 'type.camera.dark',
  'camera.lossy': 'type.camera.lossy',
  'detector.failed': 'type.detector.failed',
  'clock.bad': 'type.clock.bad',
  'agent.started': 'type.agent.started',
  'outbox.lost': 'type.outbox.lost',
  'media.evicted': 'type.media.evicted',
}

export const classKeys: Readonly<Record<string, TextKey>> = {
  Human: 'class.Human',
  Vehicle: 'class.Vehicle',
  Bicycle: 'class.Bicycle',
  Animal: 'class.Animal',
  Bag: 'class.Bag',
  Motion: 'class.Motion',
  Other: 'class.Other',
}

const vehicleKeys: Readonly<Record<string, TextKey>> = {
  Car: 'vehicle.Car',
  Bus: 'vehicle.Bus',
  Truck: 'vehicle.Truck',
  Motorcycle: 'vehicle.Motorcycle',
  TwoWheeler: 'vehicle.TwoWheeler',
  Train: 'vehicle.Train',
  Boat: 'vehicle.Boat',
}

const titleKeys: Readonly<Record<string, TextKey>> = {
  'zone.entered': 'title.zone.entered',
  'zone.exited': 'title.zone.exited',
  'zone.dwell': 'title.zone.dwell',
  'line.crossed': 'title.line.crossed',
  'zone.intruded': 'title.zone.intruded',
  'zone.crowded': 'title.zone.crowded',
  'count.interval': 'title.count.interval',
  'speed.measured': 'title.speed.measured',
  'speed.exceeded': 'title.speed.exceeded',
  'direction.wrong': 'title.direction.wrong',
  'vehicle.stopped': 'title.vehicle.stopped',
  'object.left': 'title.object.left',
  'object.removed': 'title.object.removed',
  'camera.offline': 'title.camera.offline',
  'camera.frozen': 'title.camera.frozen',
  'camera.covered': 'title.camera.covered',
  'camera.defocused': 'title.camera.defocused',
  'camera.moved': 'title.camera.moved',
  'camera.dark': 'title.camera.dark',
  'camera.lossy': 'title.camera.lossy',
  'detector.failed': 'title.detector.failed',
  'clock.bad': 'title.clock.bad',
  'agent.started': 'title.agent.started',
  'outbox.lost': 'title.outbox.lost',
  'media.evicted': 'title.media.evicted',
}

export const directionKeys = { in: 'direction.in', out: 'direction.out' } as const

export const reasonKeys = {
  left: 'reason.left',
  lost: 'reason.lost',
  cleared: 'reason.cleared',
  recovered: 'reason.recovered',
  'source-lost': 'reason.source-lost',
  'agent-restart': 'reason.agent-restart',
} as const

export const severityKeys = {
  info: 'severity.info',
  low: 'severity.low',
  medium: 'severity.medium',
  high: 'severity.high',
  critical: 'severity.critical',
} as const

export const privacyKeys = {
  masked: 'privacy.masked',
  'faces-blurred': 'privacy.faces-blurred',
  'heads-blurred': 'privacy.heads-blurred',
  'people-blurred': 'privacy.people-blurred',
} as const

export const clockKeys = { ntp: 'clock.ntp', rtc: 'clock.rtc', none: 'clock.none' } as const

/** `Xe máy`; a class that is newer than this page as it is spelt. */
export function objectWord(t: Translate, event: Pick<EventRecord, 'class' | 'vehicleType'>): string {
  const { class: name, vehicleType } = event
  const vehicle = vehicleType === undefined ? undefined : vehicleKeys[vehicleType]
  if (vehicle !== undefined) return t(vehicle)
  if (name === undefined) return t('class.Other')
  const known = classKeys[name]
  return known === undefined ? name : t(known)
}

/** `Người vào vùng cổng` */
export function eventTitle(t: Translate, format: Format, event: EventRecord, cameraTitle: string): string {
  const key = titleKeyOf(event)
  if (key === undefined) return t('title.other', { type: event.type, camera: cameraTitle })
  return t(key, {
    subject: objectWord(t, event),
    place: placeOf(event),
    agent: event.agent,
    camera: cameraTitle,
    speed: event.speed === undefined ? '' : `${format.number(Math.round(event.speed.kmh))} km/h`,
    count: lostCount(event) ?? event.evicted?.count ?? event.count ?? 0,
    duration: event.dwellMs === undefined ? '' : format.duration(event.dwellMs),
  }).trim()
}

/** What people call the camera; its id while the agent has not said. */
export function cameraName(camera: CameraRecord | undefined, id: string): string {
  return camera === undefined || camera.name === '' ? id : camera.name
}

/** Where it was: a camera, or the agent itself; each with its site. @param site what people call it */
export function originWords(t: Translate, event: EventRecord, camera: CameraRecord | undefined, site: string): string {
  const origin = isNotice(event) ? t('events.ofAgent', { agent: event.agent }) : cameraName(camera, event.camera)
  return `${origin} · ${site}`
}

/** `2 phút trước · 14:03:22 ICT`; of an event that says it is yet to come, no age. */
export function timeWords(format: Format, { timing, startAt }: EventRecord, now: number): string {
  const exact = format.exact(startAt, now)
  return timing === 'future' ? exact : `${format.ago(startAt, now)} · ${exact}`
}

/** Why the time of an event and the time when it came do not go together. */
export function timingHint(t: Translate, format: Format, { timing, startAt, receivedAt }: EventRecord): string {
  const duration = format.duration(Math.abs(receivedAt - startAt))
  return t(timing === 'future' ? 'timing.futureHint' : 'timing.lateHint', { duration })
}

function titleKeyOf(event: EventRecord): TextKey | undefined {
  if (event.type === 'outbox.lost' && lostCount(event) !== undefined) return 'title.outbox.lostCount'
  if (event.type === 'media.evicted' && event.evicted !== undefined) return 'title.media.evictedCount'
  if (event.type === 'line.crossed' && event.direction === 'in') return 'title.line.crossedIn'
  if (event.type === 'line.crossed' && event.direction === 'out') return 'title.line.crossedOut'
  if (event.type === 'zone.crowded' && event.count !== undefined) return 'title.zone.crowdedBy'
  if (event.type === 'speed.measured' && event.speed !== undefined) return 'title.speed.measuredAt'
  if (event.type === 'speed.exceeded' && event.speed !== undefined) return 'title.speed.exceededAt'
  if (event.type === 'vehicle.stopped' && event.dwellMs !== undefined) return 'title.vehicle.stoppedFor'
  if (event.type === 'zone.dwell' && event.dwellMs !== undefined) return 'title.zone.dwellFor'
  return titleKeys[event.type]
}

// A zone is often named "Vùng cổng", and "vào vùng Vùng cổng" would stutter.
function placeOf(event: EventRecord): string {
  return (event.zone ?? event.line ?? event.rule ?? '').replace(/^(vùng|vạch|zone|line)\s+/i, '')
}
