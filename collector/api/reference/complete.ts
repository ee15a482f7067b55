/** Puts into the reference what no schema says: examples, the codes of errors, and what every route can answer. */
import { type ProblemCode, problems } from '../problems.ts'
import { examples, idExamples, pathExamples, type RouteExample } from './examples.ts'

type Media = { schema?: object; example?: unknown; examples?: Record<string, { value: unknown }> }
type Content = Record<string, Media>
type Response = { description?: string; content?: Content }
export type Operation = {
  parameters?: { name: string; in: string; example?: unknown }[]
  requestBody?: { content: Content }
  responses: Record<string, Response>
  security?: unknown[]
}
export type Paths = Record<string, Record<string, Operation>>

const problemType = 'application/problem+json'
/** What is refused with, wherever a status is among the answers. */
const usual: Readonly<Record<string, readonly ProblemCode[]>> = {
  400: ['invalid-request'],
  401: ['not-authenticated'],
  403: ['forbidden'],
  404: ['not-found'],
  412: ['version-conflict'],
  413: ['too-large'],
  415: ['unsupported-media-type'],
  416: ['range-not-satisfiable'],
  429: ['too-many-requests'],
}

/** @param problem schema of an error */
export function complete(paths: Paths, problem: object): void {
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const example = examples[`${method.toUpperCase()} ${path}`] ?? {}
      addParameters(path, operation, example)
      addBodies(operation, example)
      addProblems(method, operation, example, problem)
    }
  }
}

function addParameters(path: string, { parameters = [] }: Operation, { query = {}, headers = {} }: RouteExample): void {
  const id = idExamples.find(([start]) => path.startsWith(start))?.[1]
  for (const parameter of parameters) {
    const values = { path: { id, ...pathExamples }, query, header: headers }[parameter.in] as Record<string, unknown>
    const value = values[parameter.name]
    if (value !== undefined) parameter.example = value
  }
}

function addBodies({ requestBody, responses }: Operation, { body, answer, text }: RouteExample): void {
  for (const media of Object.values(requestBody?.content ?? {})) media.example = body
  if (text !== undefined) {
    const [mediaType, example] = text
    const schema = { type: 'string' as const }
    const known = responses['200'] ?? { description: 'As asked for' }
    responses['200'] = { ...known, content: { [mediaType]: { schema, ...(example !== undefined && { example }) } } }
  }
  for (const { content } of Object.values(responses)) {
    const media = content?.['application/json']
    if (media !== undefined && !isProblem(media) && answer !== undefined) media.example = answer
  }
}

function addProblems(method: string, operation: Operation, { codes = [] }: RouteExample, problem: object): void {
  const { responses, requestBody, security, parameters = [] } = operation
  const isChange = !['get', 'head'].includes(method)
  const more: ProblemCode[] = [
    ...codes,
    ...(security === undefined ? [] : (['audit-unavailable', ...(isChange ? (['cross-site'] as const) : [])] as const)),
    ...(parameters.length === 0 ? [] : (['invalid-request'] as const)),
    ...(requestBody === undefined ? [] : (['invalid-request', 'too-large', 'unsupported-media-type'] as const)),
    'too-many-requests',
    'internal',
  ]
  const statuses = Object.keys(responses).filter((status) => Number(status) >= 400)
  const all = [...new Set([...statuses.flatMap((status) => usual[status] ?? []), ...more])]
  for (const code of all) {
    const status = String(problems[code][0])
    const known = responses[status]?.content?.[problemType]?.examples ?? {}
    const media = responses[status]?.content?.['application/json']
    // The health of a collector that is unwell is no problem, but what was asked for.
    if (media !== undefined && !isProblem(media)) continue
    const content = { [problemType]: { schema: problem, examples: { ...known, [code]: { value: problemOf(code) } } } }
    responses[status] = { description: problems[code][1], content }
  }
}

function isProblem({ schema }: Media): boolean {
  return (schema as { title?: string } | undefined)?.title === 'Problem'
}

function problemOf(code: ProblemCode): object {
  const [status, title] = problems[code]
  return { type: `urn:watchpost:error:${code}`, title, status }
}
