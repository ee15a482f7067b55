/** The rights of the embedded broker as the list of a mosquitto of one's own (mosquitto.conf(5), acl_file). Pure. */
import { collectorTopicRoot, topicFilters } from '../../wire/topics.ts'
import { confidential, heard, said } from './callers.ts'

/** Another system, by its user name at that broker, and the sites that it may hear of. */
export type Reader = { readonly name: string; readonly sites: readonly string[] | 'everywhere' }

const root = topicFilters.everything.slice(0, -1)
/** Kinds that have levels of their own below them. */
const deep = new Set(['event', 'track', 'reply', 'command', 'incident'])
const open = [...said, 'incident'].filter((kind) => !confidential.has(kind.split('/', 1)[0] ?? ''))

/** @param collector user name of the collector at that broker */
export function mosquittoAcl(collector: string, readers: readonly Reader[]): string {
  return [
    '# Every agent under its own name alone: its user name is SITE/AGENT.',
    ...[...said].map((kind) => `pattern write ${root}%u/${filterOf(kind)}`),
    ...[...heard].map((kind) => `pattern read ${root}%u/${filterOf(kind)}`),
    `pattern read ${topicFilters.everyCollectorState}`,
    '',
    '# The collector hears all of them, and answers.',
    `user ${collector}`,
    `topic readwrite ${root}+/+/#`,
    `topic write ${collectorTopicRoot}+/state`,
    ...readers.flatMap(({ name, sites }) => ['', `user ${name}`, ...linesOf(sites)]),
    '',
  ].join('\n')
}

function linesOf(sites: Reader['sites']): string[] {
  const wanted = sites === 'everywhere' ? ['+'] : sites
  return wanted.flatMap((site) => open.map((kind) => `topic read ${root}${site}/+/${filterOf(kind)}`))
}

function filterOf(kind: string): string {
  return deep.has(kind) ? `${kind}/#` : kind
}
