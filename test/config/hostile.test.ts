/** Small counts here; `./scripts/faults mutate` is the target. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse, stringify } from 'yaml'
import { AgentConfig } from '../../agent/config.ts'
import { CollectorConfig } from '../../collector/config.ts'
import { loadManifest } from '../../models/manifest.ts'
import { weightsState } from '../../models/weights.ts'
import { ConfigError, loadConfig } from '../../runtime/config.ts'
import { createChance, mutatedBytes, mutatedValue } from '../collector/ingest/mutations.ts'
import { reportMutations } from '../faults/mutation-report.ts'
import { read } from '../repo/tracked-files.ts'

const mutations = Number(process.env.WATCHPOST_MUTATIONS ?? 60)
const seed = Number(process.env.WATCHPOST_SEED ?? 1)
const chance = createChance(seed)
const timeout = 7_200_000

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-hostile-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function report(what: string, refused: number): void {
  reportMutations({
    what,
    seed,
    count: mutations,
    outcomes: { refused, 'loaded, as still valid': mutations - refused },
  })
}

/** What slips of the hand and of the disk make of a file. */
function createMutatedFiles(text: string): () => Promise<Buffer> {
  const json = Buffer.from(JSON.stringify(parse(text)))
  return async () => {
    // The runner is heard only between turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    if (chance.below(3) === 0) return mutatedBytes(Buffer.from(text), chance)
    const changed = mutatedValue(json, chance)
    return chance.below(4) === 0 ? Buffer.from(stringify(JSON.parse(changed.toString()))) : changed
  }
}

describe(`${mutations} changed files`, { timeout }, () => {
  it.each([
    ['agent', AgentConfig, read('config/agent.example.yaml')],
    ['collector', CollectorConfig, read('config/collector.example.yaml')],
  ] as const)('of the config of the %s load or are refused by file and key', async (program, schema, text) => {
    const file = join(temporaryFolder(), 'config.yaml')
    const next = createMutatedFiles(text)
    let refused = 0
    for (let count = 0; count < mutations; count++) {
      const bytes = await next()
      writeFileSync(file, bytes)
      try {
        loadConfig(schema, file, {})
      } catch (error) {
        refused += 1
        expect(error, `${String((error as Error).stack)}\n${bytes.toString().slice(0, 300)}`).toBeInstanceOf(
          ConfigError,
        )
        for (const problem of (error as ConfigError).problems) expect(problem.slice(0, 300)).toMatch(`${file}: `)
      }
    }
    report(`configs of the ${program}`, refused)
    expect(refused).toBeGreaterThan(mutations / 5)
  })

  it('of a model load or are refused by name', async () => {
    const folder = temporaryFolder()
    const next = createMutatedFiles(readFileSync('models/yolox-nano-416.json', 'utf8'))
    cpSync('models/labels', join(folder, 'labels'), { recursive: true })
    let refused = 0
    for (let count = 0; count < mutations; count++) {
      writeFileSync(join(folder, 'yolox-nano-416.json'), await next())
      try {
        loadManifest(folder, 'yolox-nano-416')
      } catch (error) {
        refused += 1
        expect((error as Error).message).toMatch(/yolox-nano-416/)
        expect(error).not.toBeInstanceOf(TypeError)
      }
    }
    report('manifests', refused)
    expect(refused).toBeGreaterThan(mutations / 5)
  })

  it('of weights are taken for wrong, whatever is in them', async () => {
    const folder = temporaryFolder()
    const manifest = loadManifest('models', 'street-64')
    const weights = readFileSync(join('models', manifest.file))
    let refused = 0
    for (let count = 0; count < mutations; count++) {
      const bytes = mutatedBytes(weights, chance)
      if (bytes.equals(weights)) continue
      refused += 1
      writeFileSync(join(folder, manifest.file), bytes)
      expect(await weightsState(folder, manifest)).toBe('wrong')
    }
    report('weights', refused)
  })
})
