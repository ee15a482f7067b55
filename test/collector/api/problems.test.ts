import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { problems } from '../../../collector/api/problems.ts'
import { projectRoot } from '../../../runtime/project.ts'

it('every code of an error is in the reference, and no other', () => {
  const page = readFileSync(join(projectRoot, 'collector/api/README.md'), 'utf8')
  const listed = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (\d+) \| (.+) \|$/gm)].map(([, ...row]) => row)
  const known = Object.entries(problems).map(([code, [status, title]]) => [code, String(status), title])
  expect(listed.sort()).toEqual(known.sort())
})
