/** A few seconds of the sample street, and an agent that watches them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AgentConfig } from '../../agent/config.ts'
import { checkConfig } from '../../runtime/config.ts'
import { projectRoot } from '../../runtime/project.ts'

export const startAt = 1_795_362_000_000
export const lengthMs = 4_000

export function makeStreet(): { folder: string; video: string; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-replay-'))
  const video = join(folder, 'street.mp4')
  const sample = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-ss',
    '2',
    '-t',
    String(lengthMs / 1000),
    '-i',
    sample,
    '-an',
    '-c',
    'copy',
    video,
  ])
  return { folder, video, close: () => rmSync(folder, { recursive: true, force: true }) }
}

/** @param model one that is part of the project, or motion, which is the quickest */
export function streetConfig(url: string, model: 'street-64' | 'motion', source: object = {}): object {
  const classes = model === 'motion' ? { classes: ['Motion'] } : {}
  return {
    modelsFolder: join(projectRoot, 'models'),
    detector: { model },
    cameras: [
      {
        id: 'street',
        source: { url, ...source },
        width: 480,
        rules: [
          {
            name: 'Vỉa hè',
            type: 'zone',
            ...classes,
            points: [
              [0, 0.4],
              [1, 0.4],
              [1, 1],
              [0, 1],
            ],
            report: ['entered', 'exited', 'dwell'],
            dwellMs: 1_000,
          },
          {
            name: 'Vạch',
            type: 'line',
            ...classes,
            points: [
              [0.5, 0.2],
              [0.5, 1],
            ],
          },
        ],
      },
    ],
  }
}

export function checkedConfig(url: string, source: object = {}): AgentConfig {
  return checkConfig(AgentConfig, streetConfig(url, 'street-64', source), 'agent.yaml')
}
