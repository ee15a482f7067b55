import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { videoLengthMs } from '../../agent/decode/ffmpeg.ts'
import { en } from '../../agent/replay/words-en.ts'
import { vi } from '../../agent/replay/words-vi.ts'
import { type ReplayFlags, replayCommand, type Terminal } from '../../agent/replay-command.ts'
import { checkEvent } from '../../wire/codec.ts'
import { lengthMs, makeStreet, streetConfig } from './replayed.ts'

let street: ReturnType<typeof makeStreet>
let flags: ReplayFlags

beforeAll(() => {
  street = makeStreet()
  flags = {
    video: street.video,
    config: writeConfig('agent.yaml', streetConfig('rtsp://192.0.2.1/', 'motion')),
    json: false,
  }
})
afterAll(() => street.close())

function writeConfig(name: string, config: object): string {
  const file = join(street.folder, name)
  writeFileSync(file, stringify(config))
  return file
}

/** What is said, and where. */
async function run(changes: Partial<ReplayFlags>, { words = en, signal = new AbortController().signal } = {}) {
  const said = { output: '', errors: '' }
  const listen = (name: 'output' | 'errors') =>
    new PassThrough().setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  const terminal: Terminal = { output: listen('output'), errors: listen('errors'), words, env: {}, signal }
  const isWhole = await replayCommand({ ...flags, ...changes }, terminal)
  return { isWhole, ...said }
}

describe('the table of a replay', { timeout: 60_000 }, () => {
  it('has a row for each event, and sums them up', async () => {
    const { isWhole, output, errors } = await run({ start: '2026-11-22T08:00' }, { words: vi })
    expect(isWhole).toBe(true)
    const lines = output.trim().split('\n')
    expect(lines[0]).toBe('street.mp4 · camera street · motion · 5 hình/giây')
    const rows = lines.slice(1, -1)
    for (const row of rows) expect(row).toMatch(/^2026-11-22 08:00:0\d {5}0:0\d\.\d {2}(Hết: )?(Vào|Ra|Ở|Băng)/)
    const begun = rows.filter((row) => !row.includes('Hết:')).length
    expect(lines.at(-1)).toMatch(new RegExp(`^${begun} sự kiện trong 0:0[34]\\.\\d video: 2\\d hình`))
    expect(errors).toBe('')
  })

  it('is nothing but messages when they are asked for', async () => {
    const { output, errors } = await run({ json: true })
    const messages = output
      .trim()
      .split('\n')
      .map((line) => checkEvent(JSON.parse(line)))
    expect(messages.length).toBeGreaterThan(10)
    expect(errors).toContain('street.mp4 · camera street')
    expect(errors).toContain('Times count from the beginning of the video')
  })
})

describe('the picture of a replay', { timeout: 60_000 }, () => {
  it('is a film as long as the video', async () => {
    const picture = join(street.folder, 'film.mp4')
    const { output } = await run({ picture })
    expect(output.trim().split('\n').at(-1)).toBe(`Picture: ${picture}`)
    expect(Math.abs(((await videoLengthMs(picture)) ?? 0) - lengthMs)).toBeLessThanOrEqual(400)
  })

  it.each(['png', 'jpg'])('is a sheet with a tile for each event: %s', async (format) => {
    const picture = join(street.folder, `sheet.${format}`)
    const { output } = await run({ picture })
    const events = Number(/^(\d+) events/m.exec(output)?.[1])
    const { width, height, format: written } = await sharp(picture).metadata()
    expect(written).toBe(format.replace('jpg', 'jpeg'))
    expect(width).toBe(5 * 328 + 8)
    expect(height).toBe(Math.ceil(events / 5) * 310 + 44)
  })

  it('is not written where there is nothing to show', async () => {
    const empty = join(street.folder, 'empty.mp4')
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:s=320x180:d=2:r=5', empty])
    const picture = join(street.folder, 'empty.png')
    const { output } = await run({ video: empty, picture })
    expect(output).toContain('The rules would have reported nothing.')
    expect(output).toContain('No picture is written')
    expect(existsSync(picture)).toBe(false)
  })
})

describe('a replay that is stopped', { timeout: 60_000 }, () => {
  it('tells what there was until then, and completes its film', async () => {
    const stopping = new AbortController()
    const picture = join(street.folder, 'stopped.mp4')
    const terminal = { words: en, signal: stopping.signal }
    const output = new PassThrough().setEncoding('utf8')
    let said = ''
    output.on('data', (text: string) => {
      said += text
      if (said.includes('Zone entered')) stopping.abort()
    })
    const isWhole = await replayCommand(
      { ...flags, picture },
      { ...terminal, output, errors: new PassThrough(), env: {} },
    )
    expect(isWhole).toBe(false)
    expect(said).toContain('Stopped; this is what there was until then.')
    const length = (await videoLengthMs(picture)) ?? 0
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThan(lengthMs - 500)
  })
})

describe('a replay that cannot be', { timeout: 60_000 }, () => {
  const camera = (id: string) => ({ id, source: { url: 'rtsp://192.0.2.1/' } })
  const refused = async (changes: () => Partial<ReplayFlags>, words = en) =>
    run(changes(), { words }).then(
      () => 'it could',
      (error: Error) => error.message.replaceAll(street.folder, '…'),
    )
  const cases: [string, () => Partial<ReplayFlags>, string, string][] = [
    [
      'of a video that is not there',
      () => ({ video: join(street.folder, 'no.mp4') }),
      'there is no file …/no.mp4',
      'không có tệp …/no.mp4',
    ],
    ['of a folder', () => ({ video: street.folder }), '… is a folder', '… là thư mục'],
    [
      'of what is no video',
      () => ({ video: flags.config }),
      '…/agent.yaml: ffmpeg cannot read it as a video',
      '…/agent.yaml: ffmpeg không đọc được như một video',
    ],
    [
      'of a camera that the config does not have',
      () => ({ camera: 'gate' }),
      '…/agent.yaml has no camera "gate"; choose one of: street',
      '…/agent.yaml không có camera "gate"; hãy chọn một trong: street',
    ],
    [
      'of one of several cameras',
      () => ({ config: writeConfig('two.yaml', { cameras: [camera('a'), camera('b')] }) }),
      '…/two.yaml has 2 cameras; say whose rules are meant: --camera a or --camera b',
      '…/two.yaml có 2 camera; hãy cho biết dùng luật của camera nào: --camera a hoặc --camera b',
    ],
    [
      'of no camera',
      () => ({ config: writeConfig('none.yaml', {}) }),
      '…/none.yaml has no cameras',
      '…/none.yaml không có camera nào',
    ],
    [
      'of a camera without rules',
      () => ({ config: writeConfig('idle.yaml', { cameras: [camera('a')] }) }),
      'camera "a" of …/idle.yaml has no rules',
      'camera "a" trong …/idle.yaml không có luật nào',
    ],
    [
      'from a time that is none',
      () => ({ start: 'noon' }),
      '--start: "noon" is no time',
      '--start: "noon" không phải là thời điểm',
    ],
    [
      'to a picture of another kind',
      () => ({ picture: 'a.gif' }),
      '--picture: "a.gif" must end in .mp4',
      '--picture: "a.gif" phải có đuôi .mp4',
    ],
    [
      'to its own video',
      () => ({ picture: street.video }),
      'street.mp4 is the video itself',
      'street.mp4 chính là video đầu vào',
    ],
    [
      'to a folder that is not there',
      () => ({ picture: join(street.folder, 'no', 'a.mp4') }),
      'nothing can be written to …/no;',
      'không ghi được vào …/no;',
    ],
    [
      'to a place where there is a folder',
      () => {
        const picture = join(street.folder, 'taken.mp4')
        mkdirSync(picture, { recursive: true })
        return { picture }
      },
      '…/taken.mp4 could not be written: ',
      'không ghi được …/taken.mp4: ',
    ],
  ]

  it.each(cases)('is refused, in both languages: %s', async (_, changes, english, vietnamese) => {
    expect(await refused(changes)).toContain(english)
    expect(await refused(changes, vi)).toContain(vietnamese)
  })
})
