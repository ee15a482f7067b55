/** `npm run collector -- tls show | renew`, beside a collector that runs or without one. */
import { type CollectorConfig, tlsPlace } from '../config.ts'
import type { Certificate } from '../tls/certificate.ts'
import { openSource, type Source } from '../tls/tls.ts'
import type { CommandContext } from './context.ts'
import { table } from './table.ts'
import type { TlsMessages } from './tls-messages.ts'

type ShownCertificate = Source & { readonly certificate: Certificate }
type Context = Omit<CommandContext, 'messages'> & { readonly messages: TlsMessages; readonly config: CollectorConfig }

/** @returns whether all went well; so does the other */
export async function showTls(context: Context): Promise<boolean> {
  const { messages, json, output, complain, config } = context
  if (!config.tls.enabled) {
    complain(messages.off)
    return false
  }
  const source = await openSource(tlsPlace(config), Date.now)
  const shown = { ...source, certificate: await source.read() }
  if (json) output(JSON.stringify(factsOf(shown), undefined, 2))
  else for (const line of [...table(rowsOf(shown, messages)), '', messages.advice]) output(line)
  return true
}

export async function renewTls(context: Context): Promise<boolean> {
  const { messages, json, output, complain, config } = context
  const { renew } = config.tls.enabled ? await openSource(tlsPlace(config), Date.now) : {}
  if (renew === undefined) {
    complain(config.tls.enabled ? messages.given : messages.off)
    return false
  }
  const { validTo } = await renew()
  output(json ? JSON.stringify({ validTo }) : messages.renewed(timeOf(validTo)))
  return true
}

function rowsOf({ certificate, trusted, file }: ShownCertificate, { labels }: TlsMessages): string[][] {
  const { validTo, names } = certificate
  const authority =
    trusted === undefined
      ? []
      : [
          [labels.authority, labels.file, file ?? ''],
          ['', labels.fingerprint, trusted.fingerprint],
          ['', labels.validTo, timeOf(trusted.validTo)],
        ]
  return [...authority, [labels.certificate, labels.validTo, timeOf(validTo)], ['', labels.names, names.join(', ')]]
}

function factsOf({ certificate: { validTo, names }, trusted, file }: ShownCertificate): object {
  const { fingerprint, validTo: authorityValidTo, pem } = trusted ?? {}
  return { validTo, names, ...(trusted && { authority: { file, fingerprint, validTo: authorityValidTo, pem } }) }
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16)
}
