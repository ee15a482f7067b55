/** Config file → `${ENV}` → schema → defaults. One TypeBox schema per program is the only definition of its options. */
import { readFileSync } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Clone, Default } from 'typebox/value'
import { parseDocument } from 'yaml'
import { describeSchemaErrors, withEveryError } from './config-errors.ts'

/** What is wrong with a config, one sentence per problem, each with file, key and value. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads a YAML file into a checked config with every default filled in.
 * @param env where `${NAME}` and `${NAME:-fallback}` inside strings are looked up
 * @throws ConfigError
 */
export function loadConfig<T extends TSchema>(schema: T, file: string, env: NodeJS.ProcessEnv): Static<T> {
  return checkConfig(schema, readYaml(file), file, env)
}

/**
 * The same for a value that was read elsewhere; `file` names it in errors.
 * @throws ConfigError
 */
export function checkConfig<T extends TSchema>(
  schema: T,
  value: unknown,
  file: string,
  env: NodeJS.ProcessEnv = {},
): Static<T> {
  const problems: string[] = []
  const interpolated = interpolate(value ?? {}, '', env, (key, name) =>
    problems.push(`${file}: ${key}: environment variable ${name} is not set; set it, or write \${${name}:-default}`),
  )
  if (problems.length > 0) throw new ConfigError(problems)
  const filled = Default(schema, Clone(interpolated))
  const validator = validatorOf(schema)
  if (validator.Check(filled)) return filled as Static<T>
  throw new ConfigError(
    describeSchemaErrors(
      withEveryError(() => validator.Errors(filled)),
      filled,
      file,
    ),
  )
}

/** To compile a schema takes some fifty times as long as to check a value with it. */
const validators = new WeakMap<TSchema, Validator>()

function validatorOf(schema: TSchema): Validator {
  const validator = validators.get(schema) ?? Compile(schema)
  validators.set(schema, validator)
  return validator
}

function readYaml(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new ConfigError([`${file}: cannot be read (${code ?? String(error)}); check the path and its permissions`])
  }
  const document = parseDocument(text, { prettyErrors: true })
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map((error) => `${file}: not valid YAML: ${error.message}`))
  }
  return document.toJS() as unknown
}

type OnMissing = (key: string, name: string) => void

function interpolate(value: unknown, key: string, env: NodeJS.ProcessEnv, onMissing: OnMissing): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g, (_, name: string, fallback?: string) => {
      const found = env[name] ?? fallback
      if (found === undefined) onMissing(key, name)
      return found ?? ''
    })
  }
  if (Array.isArray(value)) return value.map((item, index) => interpolate(item, `${key}[${index}]`, env, onMissing))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, interpolate(item, join(key, name), env, onMissing)]),
    )
  }
  return value
}

function join(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`
}
