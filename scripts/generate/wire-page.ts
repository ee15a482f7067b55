import { maxMessageBytes, maxReplayBytes } from '../../wire/codec.ts'
import { wireVersion } from '../../wire/version.ts'
import { formatJson } from './format-json.ts'
import { type JsonSchema, toJsonSchema } from './json-schema.ts'
import { type Message, topicLevels } from './messages.ts'
import { table, typeWords } from './words.ts'

const kib = (bytes: number): string => `${bytes / 1024} KiB`

const introduction = `# The wire contract, version ${wireVersion}

What agents and collectors say to each other over MQTT, for everybody who wants to listen or to send the same. Payloads are
UTF-8 JSON, QoS is 1. Nothing depends on MQTT 5: the broker inside the collector speaks 3.1.1.

To watch events as they happen:

\`\`\`sh
mosquitto_sub -h 127.0.0.1 -q 1 -v -t 'watchpost/v${wireVersion}/+/+/event/#' -t 'watchpost/v${wireVersion}/+/+/replay'
\`\`\`
`

const rules = `## What may be relied upon

- **Fields.** A field that you do not know is to be ignored: new ones may appear at any time. A field changes its meaning only
  with a new major version, which is another \`v\` and other topics. Values that are open by their description (\`type\`,
  \`class\`) may grow as well. An inner field that is always there is so whenever its outer field is.
- **Identity.** What its topic says, an event message leaves out: major version, site and agent, and of a live one
  camera and type. On \`replay\`
  each element ends with its own \`camera\` and \`type\`. An agent connects with \`{site}/{agent}\` as its
  MQTT client id; a second client with the same id is reported.
- **One event, several messages.** \`start\`, \`update\` and \`end\` carry the same \`id\`; \`pulse\` stands alone. Take the newest
  facts; \`path\` and \`reason\` come with \`end\`. An \`update\` says only what has changed; one that says nothing, every five
  minutes at the latest, means that the event still lasts. \`severity\`, \`zone\` and \`line\` come with \`start\` and \`pulse\` only.
- **Counts add up.** The intervals of one rule do not overlap, and what they count is what a \`line\` rule on the same line, with the same
  classes, reports as \`line.crossed\`: intervals that are cut short, as by a lost source, say their true \`intervalMs\`.
- **Nothing is lost.** An agent writes a message to its disk before it sends it, and deletes it only when a collector says in
  \`ack\` that it is stored. PUBACK means only that the broker has it. Unacknowledged messages are sent again on \`replay\`.
- **Nothing counts twice, if you look.** The same message may arrive again, then on \`replay\`. It is the same when site, agent,
  \`boot\` and \`seq\` are the same.
- **Order and gaps.** \`seq\` grows by one with each message of an agent, over restarts too, so that a gap shows. Live messages
  overtake a backlog: sort by \`at\`, or by \`seq\`. \`boot\` grows with every start. What can never come is declared:
  \`outbox.lost\` names its numbers and the cause. \`prev\` chains each message to the one before it.
- **Why there is an event** is what its agent ran then: \`agent.started\`, the first message of each \`boot\`, says the \`model\` and the
  \`config\` of all that follow until the next. It travels like every event, so that it is never lost, and may come after them.
  The collector gives both with each event.
- **The agent itself** is \`camera\` \`agent\`: no camera has this id.
- **Time.** \`at\` is the time of the picture, by the clock of the agent, in milliseconds since 1970 UTC; \`clock\` says how far to
  trust it.
- **Places.** Coordinates are 0–1 of the picture, from its upper left corner.
- **Pictures** never travel over MQTT. \`media.snapshot\` is the SHA-256 of a JPEG, at \`GET /api/media/{sha256}\` of the collector;
  it may arrive there after the event. Event messages write it in base64url (43 characters), REST answers in hexadecimal (64);
  that address takes both.
- **Size.** At most ${kib(maxMessageBytes)}, and ${kib(maxReplayBytes)} where the table says so.
- **What does not fit** is acknowledged to the broker and set aside by the collector with its bytes and the reason
  (\`too-large\`, \`not-json\`, \`unknown-version\`, \`invalid\`, …). It is never refused, for the sender would repeat it for ever.
- **Subscribers that were away** get retained messages when they come back, and nothing else: the broker inside the collector
  keeps no sessions. What was missed is at \`GET /api/events\`. When that broker restarts, its retained messages are there again
  as soon as each agent has connected.

Other topics under \`watchpost/\` are reserved.
`

/** wire/README.md: the topics, the rules, and a section for each kind of message. */
export function wirePage(messages: readonly Message[]): string {
  return [introduction + topics(messages), rules + machineReadable, ...messages.map(section)].join('\n')
}

const machineReadable = `
## For machines

[asyncapi.yaml](asyncapi.yaml) is AsyncAPI 3.0 from the agent's point of view; [schema/](schema) holds a JSON Schema for each
payload. This page and both are generated from \`wire/*.ts\` by \`npm run generate\`.
`

function topics(messages: readonly Message[]): string {
  const rows = messages.map(({ name, address, from, retained, maxBytes }) => [
    `[\`${address}\`](#${name})`,
    from,
    retained ? 'retained' : '',
    kib(maxBytes),
  ])
  const levels = Object.entries(topicLevels).map(([level, meaning]) => `- \`{${level}}\`: ${meaning}.`)
  const names = 'Names are of a–z, 0–9 and inner hyphens, at most 48 characters.'
  return `
## Topics

${table(['topic', 'published by', 'kept by the broker', 'at most'], rows)}

${levels.join('\n')}

${names} Identity comes first, so that one line of an access list, \`watchpost/v${wireVersion}/{site}/{agent}/#\`, fits one agent.
`
}

function section({ name, title, address, summary, schema, isList, topic, example }: Message): string {
  const fields = isList ? 'Fields are those of an [event message](#event).' : fieldTable(toJsonSchema(schema))
  return `<a id="${name}"></a>

## ${title}

\`${address}\` · [schema](schema/${name}.json)

${summary}

${fields}

Example, on \`${topic}\`:

\`\`\`json
${formatJson(example)}\`\`\`
`
}

function fieldTable(schema: JsonSchema): string {
  return table(['field', 'type and range', 'always there', 'meaning'], fieldRows(schema, ''))
}

function fieldRows({ properties = {}, required = [] }: JsonSchema, path: string): string[][] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${path}${key}`
    const { items } = schema
    const row = [`\`${name}\``, typeWords(schema), required.includes(key) ? 'yes' : '', schema.description ?? '']
    return [row, ...fieldRows(schema, `${name}.`), ...(items ? fieldRows(items, `${name}[].`) : [])]
  })
}
