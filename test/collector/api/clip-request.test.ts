import { expect, it } from 'vitest'
import { encode, parse } from '../../../wire/codec.ts'
import type { ClipCommand, ClipReply } from '../../../wire/command.ts'
import type { Problem } from '../../../wire/rest.ts'
import { commandTopic, replyTopic } from '../../../wire/topics.ts'
import { connectAgent, event, eventId, startCollector } from '../running.ts'

const identity = { site: 'site-1', agent: 'agent-1' }
const clip = { sha256: 'ab'.repeat(32), at: 1_700_000_000_000, durationMs: 10_000, bytes: 5 }

it('asks the agent for the clip of an event, and passes on what it answers', async () => {
  const { httpUrl, mqttUrl } = await startCollector()
  const ask = async (id: string) => {
    const response = await fetch(`${httpUrl}/api/events/${id}/clip`, { method: 'POST' })
    return { status: response.status, body: (await response.json()) as { state?: string } & Partial<Problem> }
  }
  const agent = await connectAgent(mqttUrl)
  await agent.send(event(1, { phase: 'start', rule: 'yard' }))
  await agent.send(event(2, { media: { clip } }))
  await expect.poll(agent.acked).toEqual([[1, 2]])

  expect(await ask(eventId(9))).toMatchObject({ status: 404 })
  expect(await ask(eventId(2))).toEqual({ status: 200, body: { state: 'there' } })

  const commands: ClipCommand[] = []
  let outcome: ClipReply['outcome'] = 'requested'
  agent.client.on('message', (topic, payload) => {
    if (topic !== commandTopic(identity, 'clip')) return
    const command = parse.clipCommand(payload)
    commands.push(command)
    // Somebody else's answer, and one that cannot be read, answer nobody.
    agent.client.publish(replyTopic(identity, 'clip'), 'nonsense', { qos: 1 })
    agent.client.publish(replyTopic(identity, 'clip'), encode({ v: 1, request: 'other', outcome: 'gone' }), { qos: 1 })
    agent.client.publish(replyTopic(identity, 'clip'), encode({ v: 1, request: command.request, outcome }), { qos: 1 })
  })
  await agent.client.subscribeAsync(commandTopic(identity, 'clip'), { qos: 1 })
  expect(await ask(eventId(1))).toEqual({ status: 202, body: { state: 'requested' } })
  expect(commands[0]).toMatchObject({ event: eventId(1), camera: 'gate', type: 'zone.entered', rule: 'yard' })
  expect(commands[0]?.startAt).toBe(event(1).at)
  expect(commands[0]).not.toHaveProperty('endAt')
  expect(commands[0]?.deadline).toBeGreaterThan(Date.now())

  for (const [answer, status, code] of [
    ['gone', 410, 'clip-gone'],
    ['not-recorded', 409, 'clip-not-recorded'],
    ['expired', 504, 'agent-silent'],
  ] as const) {
    outcome = answer
    expect(await ask(eventId(1))).toMatchObject({ status, body: { type: `urn:watchpost:error:${code}` } })
  }
  await agent.client.endAsync(true)
  const silent = await ask(eventId(1))
  expect(silent).toMatchObject({ status: 504, body: { type: 'urn:watchpost:error:agent-silent' } })
  expect(silent.body.detail).toContain('agent-1 does not answer')
})
