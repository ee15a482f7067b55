import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { videoLengthMs } from '../../agent/decode/ffmpeg.ts'
import { projectRoot } from '../../runtime/project.ts'
import { checkEvent } from '../../wire/codec.ts'
import { streetConfig } from '../agent/replayed.ts'
import { run, waitFor } from './stack.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-e2e-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = join(projectRoot, 'dist', 'agent', 'main.js')
const street = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')
const config = join(folder, 'agent.yaml')
writeFileSync(config, stringify(streetConfig('rtsp://192.0.2.1/', 'street-64')))

function agent(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
}

describe('the replay of the sample street, on the command line', () => {
  it('prints nothing but messages, and the same bytes each time', () => {
    const video = join(folder, 'street.mp4')
    execFileSync('ffmpeg', ['-v', 'error', '-t', '8', '-i', street, '-c', 'copy', video])
    const [one, other] = [1, 2].map(() => agent('replay', video, '--config', config, '--json'))
    expect([one?.status, one?.stderr]).toEqual([0, expect.stringContaining('street.mp4 · camera street')])
    const lines = one?.stdout.trim().split('\n') ?? []
    expect(lines.map((line) => checkEvent(JSON.parse(line))).length).toBeGreaterThan(5)
    expect(other?.stdout).toBe(one?.stdout)
  })

  it('is ended by Ctrl-C with all there was until then, its film as well', async () => {
    const picture = join(folder, 'street.film.mp4')
    const replaying = run([program, 'replay', street, '--config', config, '--picture', picture], { LC_ALL: 'C' })
    await waitFor('an event is told', () => replaying.output().includes('#'), {
      whileRuns: replaying,
      timeoutMs: 60_000,
    })
    expect(await replaying.kill('SIGINT')).toBe(130)
    expect(replaying.output()).toContain('Stopped; this is what there was until then.')
    expect(await videoLengthMs(picture)).toBeGreaterThan(0)
  })
})

describe('the command line of the agent', () => {
  it.each([
    [['replay'], 1, "missing required argument 'video'; see: npm run agent -- replay --help"],
    [['replay', join(folder, 'none.mp4'), '--config', config], 2, 'there is no file'],
    [['--config', join(folder, 'none.yaml')], 2, 'none.yaml: cannot be read (ENOENT)'],
    [['--confg'], 1, "unknown option '--confg'"],
  ])('says what is wrong with %j', (args, status, sentence) => {
    const { status: got, stderr } = agent(...args)
    expect([got, stderr]).toEqual([status, expect.stringContaining(sentence)])
  })

  it('explains itself', () => {
    expect(agent('--help').stdout).toMatch(/--config[\s\S]*replay/)
    expect(agent('replay', '--help').stdout).toMatch(/--camera[\s\S]*--picture[\s\S]*--config/)
  })
})
