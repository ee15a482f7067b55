import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../../runtime/loopback.ts'

/**
 * Whether a browser sends a request for a page of another site (cross-site request forgery): `unknown` when it is none, or
 * one too old to say.
 * @param publicUrl what people enter, where a proxy tells us another host
 */
export function siteOf(headers: IncomingHttpHeaders, publicUrl: string | undefined): 'same' | 'cross' | 'unknown' {
  const { origin, host } = headers
  const fetchSite = headers['sec-fetch-site']
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || fetchSite === 'none' ? 'same' : 'cross'
  if (origin === undefined) return 'unknown'
  if (origin === publicUrl) return 'same'
  return URL.canParse(origin) && new URL(origin).host === host ? 'same' : 'cross'
}

/** Whether a request names this machine itself, and not a name that somebody else made point here (DNS rebinding). */
export function namesLoopback({ host = '' }: IncomingHttpHeaders): boolean {
  if (!URL.canParse(`http://${host}`)) return false
  return isLoopback(new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, ''))
}
