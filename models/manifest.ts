/** What a detection model is: one JSON file per model in the models folder, and label sets that several models share. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import Type, { type Static } from 'typebox'
import { ConfigError, loadConfig } from '../runtime/config.ts'
import { objectClasses, vehicleTypes } from '../wire/event.ts'
import { Sha256 } from '../wire/event-media.ts'

const Size = Type.Integer({ minimum: 32, maximum: 4096 })
const Triple = Type.Tuple([Type.Number(), Type.Number(), Type.Number()])
const Ratio = Type.Number({ exclusiveMinimum: 0, maximum: 1 })
const SetName = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,47}$' })
const Word = Type.String({ minLength: 1, maxLength: 48 })

const PictureInput = Type.Object(
  {
    name: Word,
    width: Size,
    height: Size,
    layout: Type.Literal('NCHW'),
    colour: Type.Union([Type.Literal('BGR'), Type.Literal('RGB')]),
    fit: Type.Union([Type.Literal('stretch'), Type.Literal('top-left'), Type.Literal('center')], {
      description: 'stretch: each axis by itself; else the shape is kept, and the picture lies there on padding',
    }),
    padding: Type.Integer({ minimum: 0, maximum: 255, description: 'Grey of the padding' }),
    scale: Type.Number({ exclusiveMinimum: 0, description: 'The model sees (value 0–255 × scale − mean) ÷ std' }),
    mean: Triple,
    std: Triple,
  },
  { additionalProperties: false },
)
export type PictureInput = Static<typeof PictureInput>

const SquareInput = Type.Object(
  {
    name: Word,
    side: Type.Integer({ minimum: 16, maximum: 256, description: 'Pixels across and down' }),
    planes: Type.Literal('luma+change', {
      description:
        'Two planes of values 0–1: luma, and how clearly it differs from what the camera sees when nothing moves',
    }),
  },
  { additionalProperties: false, description: 'Any number of square parts of a picture, where something moves' },
)
export type SquareInput = Static<typeof SquareInput>

const YoloxDecoder = Type.Object(
  {
    type: Type.Literal('yolox'),
    output: Word,
    strides: Type.Array(Type.Integer({ minimum: 1, maximum: 256 }), { minItems: 1, maxItems: 8 }),
  },
  { additionalProperties: false, description: 'Anchor-free grids: cx cy w h objectness, then one score per label' },
)
export type YoloxDecoder = Static<typeof YoloxDecoder>

const DetrDecoder = Type.Object(
  { type: Type.Literal('detr'), sizes: Word, labels: Word, boxes: Word, scores: Word },
  { additionalProperties: false, description: 'Sorted queries: sizes is the input for width and height' },
)
export type DetrDecoder = Static<typeof DetrDecoder>

const YunetDecoder = Type.Object(
  {
    type: Type.Literal('yunet'),
    classes: Word,
    objectness: Word,
    boxes: Word,
    strides: Type.Array(Type.Integer({ minimum: 1, maximum: 256 }), { minItems: 1, maxItems: 8 }),
  },
  {
    additionalProperties: false,
    description: 'Faces; per stride an output of each of the three, whose name ends with _ and the stride',
  },
)
export type YunetDecoder = Static<typeof YunetDecoder>

const CellsDecoder = Type.Object(
  {
    type: Type.Literal('cells'),
    output: Word,
    across: Type.Integer({ minimum: 1, maximum: 64, description: 'Cells across and down a square' }),
  },
  {
    additionalProperties: false,
    description:
      'Per cell of each square the chance of each label, then left, top, right, bottom in sides of the square',
  },
)
export type CellsDecoder = Static<typeof CellsDecoder>

const Manifest = Type.Object(
  {
    name: SetName,
    version: Type.String({
      pattern: '^[0-9A-Za-z.-]{1,24}$',
      description: 'Raised when the weights or their treatment change',
    }),
    file: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*\\.onnx$', maxLength: 96 }),
    sha256: Sha256,
    bytes: Type.Integer({ minimum: 1 }),
    licence: Type.String({ minLength: 1 }),
    source: Type.Optional(
      Type.Object(
        {
          repo: Type.String({ minLength: 1 }),
          commit: Type.String({ minLength: 1 }),
          path: Type.String({ minLength: 1 }),
        },
        { additionalProperties: false, description: 'Where somebody else published the weights' },
      ),
    ),
    url: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'Where the weights are downloaded; a model that is part of the project has none',
      }),
    ),
    input: Type.Union([PictureInput, SquareInput]),
    decoder: Type.Union([YoloxDecoder, DetrDecoder, YunetDecoder, CellsDecoder]),
    thresholds: Type.Object(
      { score: Ratio, iou: Ratio },
      {
        additionalProperties: false,
        description: 'score: weaker is noise from this model; iou: two boxes of one class that overlap more are one',
      },
    ),
    labels: Type.String({ ...SetName, description: 'Name of a label set in labels/' }),
  },
  { additionalProperties: false },
)

const WireClass = Type.Object(
  {
    class: Type.Enum(objectClasses),
    vehicleType: Type.Optional(Type.Enum(vehicleTypes)),
    tallest: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Heights ÷ widths that such an object hardly exceeds; counts where the track decides the class',
      }),
    ),
    fastest: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description:
          'Own heights a second that such an object hardly exceeds; counts where the track decides the class',
      }),
    ),
    slowest: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'The same for the pace below which such an object hardly is' }),
    ),
    squattestAhead: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'Heights ÷ widths below which it hardly is when it comes towards the camera or leaves',
      }),
    ),
  },
  { additionalProperties: false },
)

const LabelSet = Type.Object(
  {
    labels: Type.Array(Word, { minItems: 1, uniqueItems: true, description: 'In the order of the model' }),
    classes: Type.Record(Type.String(), WireClass, { description: 'Labels that are not here are dropped' }),
  },
  { additionalProperties: false },
)

/** A manifest with its label set read in. Plain data: it can be sent to a worker. */
export type ModelManifest = PictureModel | SquareModel

type Described = Omit<Static<typeof Manifest>, 'labels' | 'input' | 'decoder'> & Static<typeof LabelSet>
/** A model that looks at whole pictures … */
export type PictureModel = Described & {
  readonly input: PictureInput
  readonly decoder: YoloxDecoder | DetrDecoder | YunetDecoder
}
/** … and one that looks at where something moves. */
export type SquareModel = Described & { readonly input: SquareInput; readonly decoder: CellsDecoder }

/** Finds faces, for blurring them: it is no detector of what cameras watch for. */
export function findsFaces({ decoder }: ModelManifest): boolean {
  return decoder.type === 'yunet'
}

/**
 * Reads the manifest `{folder}/{name}.json` and the label set it names.
 * @throws ConfigError naming file, key and value; for an unknown name, the names there are
 */
export function loadManifest(folder: string, name: string): ModelManifest {
  const file = join(folder, `${name}.json`)
  const names = manifestNames(folder)
  if (!names.includes(name)) {
    throw new ConfigError([
      `${file}: there is no model ${JSON.stringify(name)}; there are: ${names.join(', ') || 'none'}`,
    ])
  }
  const manifest = loadConfig(Manifest, file, {})
  if (manifest.name !== name) {
    throw new ConfigError([
      `${file}: name: must be the name of the file, ${name}, got ${JSON.stringify(manifest.name)}`,
    ])
  }
  const problems = describeUnfit(manifest.input, manifest.decoder)
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${file}: ${problem}`))
  // The check above has paired input and decoder.
  return { ...manifest, ...loadLabelSet(join(folder, 'labels', `${manifest.labels}.json`)) } as ModelManifest
}

/**
 * Every manifest in the folder, by name.
 * @throws ConfigError
 */
export function loadManifests(folder: string): ModelManifest[] {
  const names = manifestNames(folder)
  if (names.length === 0) throw new ConfigError([`${folder}: no model manifest (*.json) in this folder`])
  return names.map((name) => loadManifest(folder, name))
}

function manifestNames(folder: string): string[] {
  if (!existsSync(folder)) throw new ConfigError([`${folder}: no such folder; check modelsFolder`])
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.map((file) => basename(file, '.json')).sort()
}

function describeUnfit(input: PictureInput | SquareInput, decoder: ModelManifest['decoder']): string[] {
  if (decoder.type === 'cells' || 'planes' in input) {
    return decoder.type === 'cells' && 'planes' in input
      ? []
      : [`decoder.type: ${decoder.type} does not fit the input; cells go with input.planes, the others with pictures`]
  }
  const problems = input.std.some((value) => value === 0) ? ['input.std: must not hold 0'] : []
  if (decoder.type === 'detr') return problems
  const odd = decoder.strides.filter((stride) => input.width % stride !== 0 || input.height % stride !== 0)
  return [
    ...problems,
    ...odd.map((stride) => `decoder.strides: ${stride} does not divide the input, ${input.width}×${input.height}`),
  ]
}

function loadLabelSet(file: string): Static<typeof LabelSet> {
  const set = loadConfig(LabelSet, file, {})
  const strangers = Object.keys(set.classes).filter((label) => !set.labels.includes(label))
  if (strangers.length > 0) throw new ConfigError([`${file}: classes: ${strangers.join(', ')}: not among the labels`])
  return set
}
