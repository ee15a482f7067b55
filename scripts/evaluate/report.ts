import { cpus } from 'node:os'
import { clipTable } from './clip-table.ts'
import type { Evaluation } from './evaluate.ts'
import { streetTables } from './street-tables.ts'

/** All figures in Markdown. */
export function describe(evaluation: Evaluation): string {
  const { model, fps, width, streets, allStreets, replay, clips, skipped } = evaluation
  const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`
  return [
    `# ${model} at ${fps} frames a second, ${width} pixels wide`,
    `${new Date().toISOString().slice(0, 10)}, ${machine}`,
    ...(allStreets === undefined ? [] : streetTables(streets, allStreets)),
    ...(replay === undefined
      ? []
      : [
          `Watched twice, ${replay.street} gives the same ${replay.findings} findings: ${replay.isSame ? 'yes' : 'NO'}`,
        ]),
    ...(clips === undefined ? [] : [clipTable(clips)]),
    ...skipped.map((what) => `Left out: ${what}`),
  ].join('\n\n')
}
