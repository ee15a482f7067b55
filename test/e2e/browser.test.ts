import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'
import { connectAgent, event, health, startCollector, state, temporaryFolder } from '../collector/running.ts'
import { hasShared, shared } from '../shared.ts'
import { wholePicture } from './ground-truth.ts'
import { createStack, type RunningProgram, type Stack, waitFor } from './stack.ts'

const screenshots = join(projectRoot, 'data', 'screenshots')

const isLive = /đang hoạt động|hoạt động/i

/** Nothing of Chromium's own may look for the network. */
const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(!hasShared)('the console in a browser', () => {
  let stack: Stack
  let agent: RunningProgram
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true })
    stack = await createStack()
    await stack.startCollector()
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArgs })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'vi-VN', colorScheme: 'dark' })
    await page.goto(stack.httpUrl)
  })

  afterAll(async () => {
    await browser?.close()
    await stack?.close()
  })

  it('shows a new event with its picture, by itself', async () => {
    expect(await page.getByTestId('event-row').count()).toBe(0)
    agent = stack.startAgent([
      {
        id: 'street',
        name: 'Ngã tư chợ',
        source: { url: shared('clips', 'degirum_Traffic.mp4') },
        rules: [
          { name: 'Mặt đường', type: 'zone', points: wholePicture },
          {
            name: 'Vạch dừng',
            type: 'line',
            points: [
              [0, 0.52],
              [0.73, 0.52],
            ],
          },
        ],
      },
    ])
    await waitFor('an event is in the list', async () => (await page.getByTestId('event-row').count()) > 0, {
      whileRuns: agent,
    })
    await waitFor('a picture is in the list', () => hasPicture(page, 'event-thumbnail'), { whileRuns: agent })
    expect(await page.getByTestId('event-row').first().textContent()).toMatch(/Ngã tư chợ|street/)
    await page.getByTestId('event-row').first().click()
    await waitFor('the picture is in the detail', async () => hasPicture(page, 'event-picture'))
    await page.screenshot({ path: join(screenshots, 'console-events.png') })
  })

  it('earns the green of a camera by a fresh frame, and loses it when its agent is killed', async () => {
    await page.goto(`${stack.httpUrl}/cameras`)
    const status = page.getByTestId('camera-status').first()
    await waitFor('the camera is live', async () => isLive.test((await status.textContent()) ?? ''))
    await page.screenshot({ path: join(screenshots, 'console-cameras.png') })
    await agent.kill('SIGKILL')
    await waitFor('the camera is no longer live', async () => !isLive.test((await status.textContent()) ?? ''))
  })
})

describe('the console about agents that are in trouble', () => {
  it('says which messages are missing and which are lost, and what a person must put right', async () => {
    const { httpUrl, mqttUrl } = await startCollector(temporaryFolder(), {}, join(projectRoot, 'dist', 'console'))
    const agent = await connectAgent(mqttUrl)
    await agent.publish('state', state('online'))
    await agent.publish('health', { ...health(), alarms: ['duplicate-identity'] })
    await agent.send(event(1))
    const lost = { camera: 'agent', type: 'outbox.lost', lost: { cause: 'disk', from: 2, to: 7 } }
    await agent.send(event(12, { ...lost, at: Date.now() }))
    await expect.poll(agent.acked).toEqual([
      [1, 1],
      [12, 12],
    ])

    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArgs })
    onTestFinished(() => browser.close())
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'vi-VN' })
    await page.goto(`${httpUrl}/events`)
    await page.getByTestId('event-row').filter({ hasText: 'Trạm biên agent-1 báo mất 6 tin' }).click()
    await page.getByTestId('notice').filter({ hasText: 'Hãy kiểm tra dung lượng' }).waitFor()
    await page.getByTestId('event-row').filter({ hasText: 'Đến muộn' }).waitFor()
    await page.getByText('1 trạm biên cần xử lý: site-1 / agent-1.').waitFor()
    await page.getByRole('link', { name: 'Xem cách xử lý' }).click()
    await page.getByTestId('agent-warning').filter({ hasText: 'Có hai trạm biên cùng dùng tên' }).waitFor()
    const delivery = page.getByTestId('agent-delivery')
    expect(await delivery.textContent()).toContain('Còn thiếu4 (số 8–11), chưa rõ vì sao')
    expect(await delivery.textContent()).toContain('Mất hẳn6 (số 2–7: không ghi được vào ổ đĩa)')
  })
})

/** Whether an image in one of the elements was really loaded. */
function hasPicture(page: Page, testId: string): Promise<boolean> {
  return page
    .locator(`[data-testid=${testId}] img, img[data-testid=${testId}]`)
    .evaluateAll((images) => images.some((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0))
}
