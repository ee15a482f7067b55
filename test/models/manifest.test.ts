import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findsFaces, loadManifest, loadManifests } from '../../models/manifest.ts'
import { createProgress } from '../../models/progress.ts'
import { weightsState } from '../../models/weights.ts'
import { trackedFiles } from '../repo/tracked-files.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watchpost-manifest-'))
  cpSync('models/labels', join(folder, 'labels'), { recursive: true })
})

afterEach(() => rmSync(folder, { recursive: true }))

type Json = Record<string, unknown>

function write(name: string, change: (manifest: Json) => Json): void {
  const manifest = JSON.parse(readFileSync('models/yolox-nano-416.json', 'utf8')) as Json
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(change({ ...manifest, name })))
}

describe('the manifests of the project', () => {
  const manifests = loadManifests('models')

  it.each(manifests.filter(({ url }) => url !== undefined).map((manifest) => [manifest.name, manifest] as const))(
    '%s says where its weights come from, exactly',
    (_, manifest) => {
      const { url, source, file, name, labels } = manifest
      expect(url).toBe(`https://raw.githubusercontent.com/${source?.repo}/${source?.commit}/${source?.path}`)
      expect(source?.commit).toMatch(/^[0-9a-f]{40}$/)
      expect(file).toBe(`${name}.onnx`)
      expect(labels).toHaveLength(findsFaces(manifest) ? 1 : 80)
    },
  )

  it('that cannot be downloaded are part of the repository, and are the right files', async () => {
    for (const manifest of manifests.filter(({ url }) => url === undefined)) {
      expect(trackedFiles).toContain(`models/${manifest.file}`)
      expect(await weightsState('models', manifest)).toBe('verified')
    }
  })

  it.each([
    ['person', { class: 'Human' }],
    ['motorcycle', { class: 'Vehicle', vehicleType: 'Motorcycle' }],
    ['train', { class: 'Vehicle', vehicleType: 'Train' }],
    ['boat', { class: 'Vehicle', vehicleType: 'Boat' }],
    ['bicycle', { class: 'Bicycle' }],
    ['giraffe', { class: 'Animal' }],
    ['suitcase', { class: 'Bag' }],
    ['airplane', undefined],
    ['chair', undefined],
  ])('call a %s %j on the wire', (label, expected) => {
    const { labels, classes } = loadManifest('models', 'yolox-nano-416')
    expect(labels).toContain(label)
    expect(classes[label]).toEqual(expected)
  })
})

describe('a manifest', () => {
  it.each([
    ['a hash that is none', (m: Json) => ({ ...m, sha256: 'abc' }), 'bad.json: sha256: must match pattern'],
    [
      'a path in the name of the file',
      (m: Json) => ({ ...m, file: '../x.onnx' }),
      'bad.json: file: must match pattern',
    ],
    ['an unknown key', (m: Json) => ({ ...m, licences: [] }), 'bad.json: licences: unknown key'],
    [
      'another name than its file',
      (m: Json) => ({ ...m, name: 'good' }),
      'bad.json: name: must be the name of the file, bad, got "good"',
    ],
    ['an unknown decoder', (m: Json) => ({ ...m, decoder: { type: 'ssd' } }), 'bad.json: decoder.type: '],
    [
      'strides that do not divide the input',
      (m: Json) => ({ ...m, decoder: { ...(m.decoder as Json), strides: [8, 12] } }),
      'bad.json: decoder.strides: 12 does not divide the input, 416×416',
    ],
    [
      'a deviation of 0',
      (m: Json) => ({ ...m, input: { ...(m.input as Json), std: [1, 0, 1] } }),
      'bad.json: input.std: must not hold 0',
    ],
    [
      'cells of whole pictures',
      (m: Json) => ({ ...m, decoder: { type: 'cells', output: 'cells', across: 16 } }),
      'bad.json: decoder.type: cells does not fit the input; cells go with input.planes, the others with pictures',
    ],
    [
      'boxes of a whole picture where it looks at squares',
      (m: Json) => ({ ...m, input: { name: 'planes', side: 64, planes: 'luma+change' } }),
      'bad.json: decoder.type: yolox does not fit the input',
    ],
    [
      'planes that nobody fills',
      (m: Json) => ({ ...m, input: { name: 'planes', side: 64, planes: 'colour' } }),
      'bad.json: input',
    ],
    [
      'labels that are not there',
      (m: Json) => ({ ...m, labels: 'coco-91' }),
      'labels/coco-91.json: cannot be read (ENOENT)',
    ],
  ])('with %s is refused by key', (_, change, message) => {
    write('bad', change)
    expect(() => loadManifest(folder, 'bad')).toThrow(message)
  })

  it('that nobody wrote is refused with the names there are', () => {
    expect(() => loadManifest(folder, 'x')).toThrow('there is no model "x"; there are: none')
    write('one', (manifest) => manifest)
    write('two', (manifest) => manifest)
    expect(() => loadManifest(folder, '../package')).toThrow('there are: one, two')
    expect(() => loadManifest(join(folder, 'nowhere'), 'x')).toThrow('nowhere: no such folder')
  })

  it('may look at squares where something moves', () => {
    const input = { name: 'planes', side: 64, planes: 'luma+change' }
    const decoder = { type: 'cells', output: 'cells', across: 16 }
    write('squares', (manifest) => ({ ...manifest, input, decoder, labels: 'street' }))
    expect(loadManifest(folder, 'squares')).toMatchObject({
      ...{ input, decoder, labels: ['human', 'two-wheeler', 'vehicle'] },
      classes: {
        human: { class: 'Human' },
        'two-wheeler': { class: 'Vehicle', vehicleType: 'TwoWheeler' },
        vehicle: { class: 'Vehicle' },
      },
    })
  })

  it('does not give a label a class that is not on the wire', () => {
    const classes = { person: { class: 'Person' } }
    writeFileSync(join(folder, 'labels/typo.json'), JSON.stringify({ labels: ['person'], classes }))
    write('typo', (manifest) => ({ ...manifest, labels: 'typo' }))
    expect(() => loadManifest(folder, 'typo')).toThrow('typo.json: classes.person.class: ')
  })

  it('does not give a class to a label that the model does not have', () => {
    const classes = { persn: { class: 'Human' } }
    writeFileSync(join(folder, 'labels/typo.json'), JSON.stringify({ labels: ['person'], classes }))
    write('typo', (manifest) => ({ ...manifest, labels: 'typo' }))
    expect(() => loadManifest(folder, 'typo')).toThrow('typo.json: classes: persn: not among the labels')
  })
})

describe('progress', () => {
  function record(isTTY: boolean, steps: readonly number[]): string {
    let text = ''
    const progress = createProgress('m', 1_000_000, { isTTY, write: (more) => (text += more) })
    for (const step of steps) progress.show(step)
    progress.end()
    return text
  }

  it('is a line per quarter where nobody watches', () => {
    expect(record(false, [0, 10, 260_000, 270_000, 100, 760_000, 1_000_000])).toBe(
      'm  26 % 0.3/1.0 MB\nm  76 % 0.8/1.0 MB\nm 100 % 1.0/1.0 MB\n',
    )
  })

  it('is one moving line on a terminal', () => {
    expect(record(true, [0, 1, 500_000])).toBe(
      '\r[........................] m   0 % 0.0/1.0 MB\r[############............] m  50 % 0.5/1.0 MB\n',
    )
  })
})
