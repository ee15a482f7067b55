import type { Birth } from '../../wire/birth.ts'
import type { AgentIdentity } from '../../wire/topics.ts'

export type MessageMaker = {
  /** The text of the next message; every fourth event has a start and an end, the others are an instant. */
  next(at: number): { readonly seq: number; readonly camera: string; readonly type: string; readonly text: string }
}

/** Event messages as an agent writes them: some 430 bytes each, valid, with ids that grow with time. */
export function createMessageMaker(
  { agent }: AgentIdentity,
  { boot, cameras, salt, afterSeq }: { boot: number; cameras: number; salt: number; afterSeq: number },
): MessageMaker {
  let seq = afterSeq
  let started: { id: string; camera: string } | undefined
  const tail = `,"model":"yolox-nano-416@1.0.0","config":"abcdef01"}`
  return {
    next(at) {
      seq += 1
      const kind = seq % 4
      const isEnd = kind === 3 && started !== undefined
      const camera = isEnd && started !== undefined ? started.camera : `camera-${1 + (seq % cameras)}`
      const id = isEnd && started !== undefined ? started.id : eventId(at, salt, seq)
      started = kind === 2 ? { id, camera } : undefined
      const isPulse = kind < 2
      const type = isPulse ? 'line.crossed' : 'zone.entered'
      const phase = isPulse ? 'pulse' : isEnd ? 'end' : 'start'
      const facts = isPulse ? ',"rule":"gate","direction":"in"' : ',"rule":"yard"'
      const x = (seq % 800) / 1_000
      const object = `,"object":{"track":${seq},"class":"Vehicle","vehicleType":"Motorcycle","label":"motorcycle","score":0.${700 + (seq % 200)},"box":[${x},0.412,0.087,0.166]}`
      const reason = isEnd ? ',"reason":"left"' : ''
      const text = `{"v":1,"agent":"${agent}","boot":${boot},"seq":${seq},"id":"${id}","camera":"${camera}","type":"${type}","phase":"${phase}","at":${at},"clock":"ntp"${facts}${object}${reason}${tail}`
      return { seq, camera, type, text }
    },
  }
}

/** The same message as an element of `replay`. */
export function asReplayed(text: string): string {
  return `${text.slice(0, -1)},"replayed":true}`
}

/** UUIDv7 (RFC 9562, section 5.7): milliseconds, then what makes it unique. */
function eventId(at: number, salt: number, seq: number): string {
  const time = at.toString(16).padStart(12, '0')
  const tail = (salt * 2 ** 28 + (seq % 2 ** 28)).toString(16).padStart(12, '0')
  const middle = (seq % 4_096).toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${middle}-8${middle}-${tail}`
}

export function birthMessage(boot: number, cameras: number, nextSeq: number, depth: number): Birth {
  const at = Date.now()
  return {
    v: 1,
    boot,
    at,
    startedAt: at,
    software: { watchpost: '0.1.0', node: process.versions.node },
    host: { arch: process.arch, cpus: 4, memoryBytes: 4_000_000_000 },
    cameras: Array.from({ length: cameras }, (_, index) => ({
      camera: `camera-${index + 1}`,
      name: `Camera ${index + 1}`,
      source: 'rtsp://192.0.2.10/stream',
      fps: 5,
      model: 'yolox-nano-416@1.0.0',
      rules: [],
    })),
    models: [],
    config: 'abcdef01',
    clock: 'ntp',
    outbox: { depth, nextSeq },
  }
}
