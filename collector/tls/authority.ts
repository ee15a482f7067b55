/** An authority of one's own, and the certificates that it issues (RFC 5280). Values in, values out. */
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** PEM. */
export type KeyPair = { readonly key: string; readonly certificate: string }

type Keys = Awaited<ReturnType<typeof newKeys>>

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000
/** The clock of a box may be behind. */
const backdatedMs = dayMs
const authorityDays = 20 * 365
export const certificateDays = 90

cryptoProvider.set(webcrypto)

/** @param name what people read in their browser */
export async function makeAuthority(name: string, now: number): Promise<KeyPair> {
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: newSerial(), name: [{ CN: [name] }], ...lasting(authorityDays, now) },
    ...{ signingAlgorithm: algorithm, keys },
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return pairOf(certificate, keys)
}

/** @param names host names and addresses, at least one */
export async function issueCertificate(authority: KeyPair, names: readonly string[], now: number): Promise<KeyPair> {
  const keys = await newKeys()
  const issuer = new X509Certificate(authority.certificate)
  const der = createPrivateKey(authority.key).export({ format: 'der', type: 'pkcs8' })
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  const certificate = await X509CertificateGenerator.create({
    ...{ serialNumber: newSerial(), ...lasting(certificateDays, now), issuer: issuer.subject },
    // Names are read from the extension alone, RFC 9525; a common name is what people see in a list.
    subject: [{ CN: [(names[0] ?? '').slice(0, 64)] }],
    ...{ publicKey: keys.publicKey, signingKey, signingAlgorithm: algorithm },
    extensions: await extensionsOf(names, issuer, keys),
  })
  return pairOf(certificate, keys)
}

async function extensionsOf(names: readonly string[], issuer: X509Certificate, keys: Keys): Promise<Extension[]> {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(
      names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
    ),
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
    await AuthorityKeyIdentifierExtension.create(issuer),
  ]
}

function newKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** Positive, and 120 bits of chance. */
function newSerial(): string {
  return `01${randomBytes(15).toString('hex')}`
}

function lasting(days: number, now: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - backdatedMs), notAfter: new Date(now + days * dayMs) }
}

async function pairOf(certificate: X509Certificate, { privateKey }: Keys): Promise<KeyPair> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey))
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' })
  return { key: String(key), certificate: `${certificate.toString('pem')}\n` }
}
