import type { Log } from '../../runtime/log.ts'
import type { Certificate, Trusted } from './certificate.ts'
import { readGiven, stateOf } from './given-files.ts'
import { openOwnFiles } from './own-files.ts'
import type { TlsConfig } from './tls-config.ts'

/** What the listeners are encrypted with. */
export type Tls = {
  /** For a server that is being made. */
  current(): Pair
  /** Gives a server every certificate that takes the place of the one it has; its connections go on. */
  follow(server: SecureServer): void
  /** Whom boxes are to trust; undefined: whom their system trusts. */
  readonly trusted: Trusted | undefined
  /** Why nobody who checks the certificate connects. */
  failure(): string | undefined
  close(): void
}

type Pair = { readonly key: string; readonly cert: string }
type SecureServer = { setSecureContext(options: Pair): void }

/** Whose certificate it is. */
export type TlsPlace = {
  readonly config: TlsConfig
  readonly dataFolder: string
  /** Of the collector. */
  readonly name: string
  /** What people enter, where that is another address than those of this machine. */
  readonly publicUrl: string | undefined
}

export type TlsOptions = TlsPlace & {
  readonly log: Pick<Log, 'info' | 'error'>
  readonly now: () => number
  readonly lookEveryMs?: number
}

export type Source = {
  readonly trusted: Trusted | undefined
  /** Of the authority, to be given away. */
  readonly file: string | undefined
  /** As it lies in the files now, renewed if that is ours to do. @throws Error in one sentence */
  read(): Promise<Certificate>
  /** Another one, if that is ours to do. */
  readonly renew?: () => Promise<Certificate>
}

/** Whoever renews it by hand has been waiting for a week then. */
const warnBeforeMs = 7 * 86_400_000
const tellEveryMs = 3_600_000

/**
 * Opens the certificate, and looks every now and then whether there is another.
 * @throws Error in one sentence, also of a certificate that has expired
 */
export async function openTls({ lookEveryMs = 5_000, ...options }: TlsOptions): Promise<Tls> {
  const { log, now } = options
  const source = await openSource(options, now)
  const servers: SecureServer[] = []
  let certificate = await source.read()
  refuseExpired(certificate, now())
  let unread: string | undefined
  let toldAt = Number.NEGATIVE_INFINITY

  const failure = (): string | undefined => unread ?? expiry(certificate, now())

  const look = async (): Promise<void> => {
    try {
      const read = await source.read()
      unread = undefined
      if (read.chain !== certificate.chain) {
        certificate = read
        for (const server of servers) server.setSecureContext(pairOf(read))
        log.info({ validTo: dayOf(read.validTo) }, 'another certificate is shown from now on')
      }
    } catch (error) {
      unread = (error as Error).message
    }
    const reason = failure() ?? endingSoon(certificate, now())
    if (reason === undefined || now() - toldAt < tellEveryMs) return
    toldAt = now()
    log.error({ reason }, 'the certificate needs somebody')
  }

  let looking = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, lookEveryMs)
  return {
    current: () => pairOf(certificate),
    follow: (server) => void servers.push(server),
    trusted: source.trusted,
    failure,
    close: () => clearInterval(timer),
  }
}

/** For commands, too. @throws Error in one sentence */
export async function openSource(place: TlsPlace, now: () => number): Promise<Source> {
  const { config, dataFolder, name, publicUrl } = place
  const { certificate, key, ca } = config
  if (certificate === undefined || key === undefined) {
    const names = [...config.names, ...namesIn(publicUrl)]
    const own = await openOwnFiles({ dataFolder, name: `Watchpost ${name}`, names, now })
    return { trusted: own.trusted, file: own.publicFile, read: own.certificate, renew: own.renew }
  }
  const files = { certificate, key, ca }
  let state = stateOf(files)
  let known = readGiven(files)
  return {
    trusted: known.trusted,
    file: ca,
    read: () => {
      const found = stateOf(files)
      if (found !== state) known = readGiven(files)
      state = found
      return Promise.resolve(known.certificate)
    },
  }
}

function namesIn(publicUrl: string | undefined): string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')]
}

function refuseExpired({ validTo }: Certificate, now: number): void {
  if (now >= validTo)
    throw new Error(`tls: the certificate expired on ${dayOf(validTo)}; renew it, and start the collector again`)
}

function expiry({ validTo, validFrom }: Certificate, now: number): string | undefined {
  if (now < validFrom) return `it is good from ${dayOf(validFrom)} only; check the clock of this machine`
  return now >= validTo ? `it expired on ${dayOf(validTo)}; renew it` : undefined
}

function endingSoon({ validTo }: Certificate, now: number): string | undefined {
  return validTo - now < warnBeforeMs ? `it expires on ${dayOf(validTo)}; renew it` : undefined
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16)
}

function pairOf({ key, chain }: Certificate): Pair {
  return { key, cert: chain }
}
