import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'

const cruiser = join(projectRoot, 'node_modules', '.bin', 'depcruise')
const rules = join(projectRoot, '.dependency-cruiser.cjs')

type Report = { summary: { violations: { rule: { name: string }; from: string }[] } }

/** A small tree with one wrong import in each file; file → the rule that its import breaks. */
const wrong: Readonly<Record<string, { text: string; breaks: string }>> = {
  'wire/topics.ts': { text: "import type { A } from '../agent/config.ts'", breaks: 'wire-is-a-leaf' },
  'runtime/log.ts': { text: "import { a } from '../wire/version.ts'", breaks: 'runtime-is-a-leaf' },
  'agent/detect/detector.ts': {
    text: "import type { A } from '../track/scene.ts'",
    breaks: 'agent-detect-imports-no-later-stage',
  },
  'agent/track/tracker.ts': {
    text: "import { a } from '../detect/graph.ts'",
    breaks: 'agent-track-takes-no-value-of-another-stage',
  },
  'agent/rules/rule.ts': { text: "import type { A } from '../config.ts'", breaks: 'agent-stages-are-wired-in-agent' },
  'agent/source/a.ts': { text: "import type { A } from './b.ts'", breaks: 'no-cycles' },
  'agent/source/b.ts': { text: "import type { A } from './a.ts'", breaks: 'no-cycles' },
  'collector/api/routes.ts': { text: "import { a } from './nowhere.ts'", breaks: 'no-unresolved-import' },
  'collector/ingest/acks.ts': {
    text: "import { a } from '../store/store.ts'",
    breaks: 'ingest-takes-only-types-of-the-store',
  },
  'collector/broker/broker.ts': { text: "import a from 'better-sqlite3'", breaks: 'sql-lives-in-store-and-query' },
  'agent/media/clip.ts': { text: "import a from 'fluent-ffmpeg'", breaks: 'ffmpeg-behind-one-file' },
  'collector/query/events.ts': { text: "import { a } from 'a-tool'", breaks: 'product-takes-only-its-dependencies' },
  'collector/console/src/main.tsx': {
    text: "import type { A } from '../../config.ts'",
    breaks: 'console-imports-wire-only',
  },
}

const right = [
  'agent/config.ts',
  'agent/detect/graph.ts',
  'agent/track/scene.ts',
  'collector/config.ts',
  'collector/store/store.ts',
  'wire/version.ts',
  'node_modules/a-tool/index.js',
  'node_modules/better-sqlite3/index.js',
  'node_modules/fluent-ffmpeg/index.js',
]

const manifest = {
  dependencies: { 'better-sqlite3': '*', 'fluent-ffmpeg': '*' },
  devDependencies: { 'a-tool': '*' },
}

describe('the rules about imports', () => {
  it('see each wrong import, of types too, through the .ts in its path', { timeout: 60_000 }, () => {
    const root = mkdtempSync(join(tmpdir(), 'watchpost-imports-'))
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), `${text}\nexport const b = 1\n`)
    }
    writeFileSync(join(root, 'tsconfig.json'), '{}')
    writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))
    for (const path of right) write(path, '')
    for (const [path, { text }] of Object.entries(wrong)) write(path, text)
    const folders = ['wire', 'runtime', 'agent', 'collector']
    const run = spawnSync(cruiser, ['--config', rules, '--output-type', 'json', ...folders], { cwd: root })
    const { violations } = (JSON.parse(run.stdout.toString()) as Report).summary
    const found = violations.map(({ from, rule }) => `${from}: ${rule.name}`)
    // A cycle is told once, of whichever of its files comes first.
    const expected = Object.entries(wrong).map(([path, { breaks }]) => `${path}: ${breaks}`)
    expect(found.filter((line) => !expected.includes(line))).toEqual([])
    expect(expected.filter((line) => !found.includes(line) && !line.includes('no-cycles'))).toEqual([])
    expect(found.join('\n')).toContain('no-cycles')
  })
})
