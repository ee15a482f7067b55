/** What a file of certificates says. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { fingerprintOf } from '../../wire/enrolment-code.ts'

/** What a listener shows. PEM, the chain with its authority last where that is known. */
export type Certificate = {
  readonly key: string
  readonly chain: string
  readonly validFrom: number
  readonly validTo: number
  /** Host names and addresses. */
  readonly names: readonly string[]
}

/** Whom boxes are to trust. */
export type Trusted = {
  readonly pem: string
  /** SHA-256, as people compare it: `AB:CD:…`. */
  readonly fingerprint: string
  /** The part of it that a code for a box carries. */
  readonly letters: string
  readonly validTo: number
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/**
 * @param files the names of both, to be told in errors
 * @throws Error in one sentence
 */
export function readCertificate(pem: string, key: string, files: { certificate: string; key: string }): Certificate {
  const blocks = pem.match(block) ?? []
  const first = parse(blocks[0], files.certificate)
  if (!first.checkPrivateKey(parseKey(key, files.key)))
    throw new Error(`tls: ${files.key} is not the key of ${files.certificate}; give those that belong together`)
  return {
    key,
    chain: `${blocks.join('\n')}\n`,
    validFrom: Date.parse(first.validFrom),
    validTo: Date.parse(first.validTo),
    names: namesOf(first),
  }
}

/** @throws Error in one sentence */
export function readTrusted(pem: string, file: string): Trusted {
  const certificate = parse(pem.match(block)?.[0], file)
  if (!certificate.ca)
    throw new Error(`tls: ${file} is no certificate of an authority; give that of the one who issued`)
  return {
    pem: certificate.toString(),
    fingerprint: certificate.fingerprint256,
    letters: fingerprintOf(createHash('sha256').update(certificate.raw).digest()),
    validTo: Date.parse(certificate.validTo),
  }
}

function parse(pem: string | undefined, file: string): X509Certificate {
  if (pem === undefined) throw new Error(`tls: ${file} holds no certificate; it must be PEM, with BEGIN CERTIFICATE`)
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new Error(`tls: ${file} holds no certificate that can be read`, { cause: error })
  }
}

function parseKey(pem: string, file: string) {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw new Error(`tls: ${file} holds no private key that can be read; it must be PEM, without a password`, {
      cause: error,
    })
  }
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,]+)/g)].map(([, name = '']) => name.trim())
}
