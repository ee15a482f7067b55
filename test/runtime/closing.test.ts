import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createClosing } from '../../runtime/closing.ts'
import { projectRoot } from '../../runtime/project.ts'

describe('createClosing', () => {
  it('closes in reverse order, each after the one before has really closed', async () => {
    const closing = createClosing()
    const order: string[] = []
    for (const name of ['first', 'second', 'third']) {
      closing.add(name, async () => {
        order.push(`${name} closes`)
        await turn()
        order.push(`${name} is closed`)
      })
    }
    await closing.close()
    expect(order).toEqual([
      'third closes',
      'third is closed',
      'second closes',
      'second is closed',
      'first closes',
      'first is closed',
    ])
  })

  it('closes the others when some fail, and reports all failures by name', async () => {
    const closing = createClosing()
    const closed: string[] = []
    closing.add('database', () => void closed.push('database'))
    closing.add('uplink', () => Promise.reject(new Error('broker gone')))
    closing.add('server', () => {
      throw new Error('port gone')
    })
    const failure = await closing.close().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AggregateError)
    expect((failure as AggregateError).errors).toEqual([
      new Error('closing server', { cause: new Error('port gone') }),
      new Error('closing uplink', { cause: new Error('broker gone') }),
    ])
    expect(closed).toEqual(['database'])
  })

  it('closes everything once', async () => {
    const closing = createClosing()
    let closed = 0
    closing.add('only', () => void closed++)
    await closing.close()
    await closing.close()
    expect(closed).toBe(1)
  })
})

describe('abortOnSignals', () => {
  const module = pathToFileURL(join(projectRoot, 'runtime', 'closing.ts')).href
  const program = `
    const { abortOnSignals } = await import(${JSON.stringify(module)})
    const staying = setInterval(() => {}, 1000)
    abortOnSignals().addEventListener('abort', () => console.log('aborted'))
    console.log('ready')`

  it('aborts on the first signal and ends the process on the second', { timeout: 60_000 }, async () => {
    const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program]
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] })
    const said: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.push(...text.trim().split('\n'))
      child.kill(said.includes('aborted') ? 'SIGINT' : 'SIGTERM')
    })
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(said).toEqual(['ready', 'aborted'])
    expect([code, signal]).toEqual([null, 'SIGKILL'])
  })
})
