import { Settings } from 'typebox/system'
import { redactUrl } from './log.ts'

export type SchemaError = {
  readonly keyword: string
  /** JSON pointers: where in the schema, where in the value. */
  readonly schemaPath: string
  readonly instancePath: string
  readonly message: string
  readonly params: object
}

/**
 * Runs a check without the library's limit of 8 errors, which a file passes with one mistake inside a union. Only for files:
 * on the network the limit stays.
 */
export function withEveryError<T>(check: () => T): T {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: 1_024 })
  try {
    return check()
  } finally {
    Settings.Set({ maxErrors })
  }
}

/**
 * What is wrong with a value, a sentence each: `file: key: what, got value`. Of a union only the branch that was meant, by its
 * `type`, is spoken about.
 */
export function describeSchemaErrors(errors: readonly SchemaError[], value: unknown, file: string): string[] {
  const lines = meantErrors(errors).map((error) => {
    const key = toKey(error.instancePath)
    const { additionalProperties } = error.params as { additionalProperties?: string[] }
    if (additionalProperties !== undefined) {
      const keys = additionalProperties.map((name) => (key === '' ? name : `${key}.${name}`))
      return `${file}: ${keys.join(', ')}: unknown key; check its spelling against the example file`
    }
    return `${file}: ${key || 'the file'}: ${wording(error, errors)}, got ${quote(valueAt(value, error.instancePath))}`
  })
  return [...new Set(lines)]
}

/** `boolean` repeats what `additionalProperties` says, `anyOf` what its branches say. */
const echoes = new Set(['boolean', 'anyOf'])
const kindSuffix = '/properties/type'

function meantErrors(errors: readonly SchemaError[]): SchemaError[] {
  const otherKinds = errors.filter(isKindError).map(branchOf)
  const meant = errors.filter((error) => {
    if (echoes.has(error.keyword)) return false
    const branch = otherKinds.find((candidate) => isOf(error, candidate))
    if (branch === undefined) return true
    // Of no kind that exists: then its kind is the mistake.
    return isKindError(error) && !errors.some((other) => isOfSister(other, branch, otherKinds))
  })
  // Defaults are filled into a branch only when all else in it fits: what is missing is not known before.
  return meant.filter(
    (error) =>
      error.keyword !== 'required' ||
      !error.schemaPath.includes('/anyOf/') ||
      !meant.some((other) => other !== error && isWithin(other.instancePath, error.instancePath)),
  )
}

function isKindError({ keyword, schemaPath }: SchemaError): boolean {
  return keyword === 'const' && /\/anyOf\/\d+\/properties\/type$/.test(schemaPath)
}

/** A branch of a union, and the value that was held against it: of a list each entry may be of another kind. */
type Branch = Pick<SchemaError, 'schemaPath' | 'instancePath'>

function branchOf({ schemaPath, instancePath }: SchemaError): Branch {
  return {
    schemaPath: schemaPath.slice(0, -kindSuffix.length),
    instancePath: instancePath.slice(0, instancePath.lastIndexOf('/')),
  }
}

function isOf(error: SchemaError, { schemaPath, instancePath }: Branch): boolean {
  return isWithin(error.schemaPath, schemaPath) && isWithin(error.instancePath, instancePath)
}

/** Whether an error is of another branch of the same union, one whose kind does fit. */
function isOfSister(error: SchemaError, { schemaPath, instancePath }: Branch, otherKinds: readonly Branch[]): boolean {
  const union = { schemaPath: schemaPath.slice(0, schemaPath.lastIndexOf('/')), instancePath }
  return isOf(error, union) && !otherKinds.some((other) => isOf(error, other))
}

function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`)
}

/** Constants that the same key may have are one sentence, not one each. */
function wording(error: SchemaError, errors: readonly SchemaError[]): string {
  const { allowedValues } = error.params as { allowedValues?: unknown[] }
  if (allowedValues !== undefined) return `must be ${allowedValues.join(' or ')}`
  if (error.keyword !== 'const') return error.message
  const allowed = errors
    .filter(({ keyword, instancePath }) => keyword === 'const' && instancePath === error.instancePath)
    .map(({ params }) => String((params as { allowedValue: unknown }).allowedValue))
  return `must be ${[...new Set(allowed)].join(' or ')}`
}

function toKey(pointer: string): string {
  return segments(pointer).reduce((key, name) => {
    if (/^\d+$/.test(name)) return `${key}[${name}]`
    return key === '' ? name : `${key}.${name}`
  }, '')
}

function valueAt(value: unknown, pointer: string): unknown {
  return segments(pointer).reduce<unknown>(
    (node, name) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined),
    value,
  )
}

function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = redactUrl(JSON.stringify(value))
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
