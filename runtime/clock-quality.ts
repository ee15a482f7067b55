import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Earlier than any release of ours: a clock that shows this has never been set. */
const plausibleFrom = Date.UTC(2025, 0, 1)

/**
 * How far the clock of this machine can be trusted: `ntp` when the kernel says that it is disciplined, `rtc` when it merely
 * shows a plausible date, `none` when it does not.
 */
export async function readClockQuality(now: number): Promise<'ntp' | 'rtc' | 'none'> {
  if (now < plausibleFrom) return 'none'
  try {
    const { stdout } = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], { timeout: 5_000 })
    return stdout.trim() === 'yes' ? 'ntp' : 'rtc'
  } catch {
    // No systemd here, as in a container: what cannot be asked is not claimed.
    return 'rtc'
  }
}
