import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'
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

/** Whether an image in one of the elements was really loaded. */
function hasPicture(page: Page, testId: string): Promise<boolean> {
  return page
    .locator(`[data-testid=${testId}] img, img[data-testid=${testId}]`)
    .evaluateAll((images) => images.some((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0))
}
