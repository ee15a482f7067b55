/** Whom the collector is certified by, before anybody is trusted: what it shows is compared to what a person was told. */
import { createHash, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { fingerprintOf } from '../../wire/enrolment-code.ts'

/**
 * Asks who answers, says nothing to them, and goes.
 * @param fingerprint as the code for a box carries it
 * @returns PEM of the authority with this fingerprint; undefined when the one who answers does not show it
 * @throws Error when nobody answers
 */
export async function shownAuthority(url: URL, fingerprint: string, timeoutMs: number): Promise<string | undefined> {
  const shown = (await shownChain(url, timeoutMs)).map((der) => new X509Certificate(der))
  return shown
    .filter(({ ca, raw }) => ca && fingerprintOf(createHash('sha256').update(raw).digest()) === fingerprint)
    .map((certificate) => certificate.toString())[0]
}

function shownChain({ hostname, port }: URL, timeoutMs: number): Promise<Buffer[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const name = isIP(host) === 0 ? { servername: host } : {}
  return new Promise((resolve, reject) => {
    // Nothing is sent or believed here: the connection that follows is checked by what was found.
    const socket = connect({ host, port: Number(port || 443), ...name, rejectUnauthorized: false }, () => {
      resolve(chainOf(socket.getPeerCertificate(true)))
      socket.end()
    })
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`enrolment: no answer in ${timeoutMs / 1_000} s`)))
    socket.on('error', reject)
  })
}

function chainOf(first: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = []
  const seen = new Set<DetailedPeerCertificate>()
  for (let one: DetailedPeerCertificate | undefined = first; one?.raw && !seen.has(one); one = one.issuerCertificate) {
    seen.add(one)
    chain.push(one.raw)
  }
  return chain
}
