import pino, { type DestinationStream, type Logger } from 'pino'
import Type, { type Static } from 'typebox'

export type Log = Logger

/** The `logLevel` key of every program's config. */
export const LogLevel = Type.Union(
  [Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')],
  { default: 'info', description: 'The least important messages that are logged' },
)
export type LogLevel = Static<typeof LogLevel>

/**
 * A pino logger: constant messages, facts as fields. Every line is censored as text, so that a secret is found however
 * deep it lies, in an error and its causes as well.
 */
export function createLog(program: string, level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { program },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: (line: string) => redactUrl(redactSecrets(line)) },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/**
 * The text with the user and password of every URL in it replaced by `***`. People do not escape their passwords, so that
 * everything up to the last `@` of the word counts as one.
 */
export function redactUrl(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]{1,15}:\/\/)(?:\\.|[^\s"\\]){0,256}@/gi, '$1***@')
}

/** Values of JSON keys that name a secret: strings, numbers and lists of them. */
function redactSecrets(json: string): string {
  return json.replace(
    /("[\w-]*(?:password|secret|token|authorization|cookie)":)(?:"(?:\\.|[^"\\])*"|[\d.e+-]+|\[[^[\]{}]*\])/gi,
    '$1"***"',
  )
}
