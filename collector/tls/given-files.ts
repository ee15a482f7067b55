/** A certificate that somebody else looks after, as certbot or the administration of a network. */
import { readFileSync, statSync } from 'node:fs'
import { type Certificate, readCertificate, readTrusted, type Trusted } from './certificate.ts'

export type GivenFiles = { readonly certificate: string; readonly key: string; readonly ca: string | undefined }

/** @throws Error in one sentence */
export function readGiven({ certificate, key, ca }: GivenFiles): { certificate: Certificate; trusted?: Trusted } {
  const read = readCertificate(readGivenFile('certificate', certificate), readGivenFile('key', key), {
    certificate,
    key,
  })
  if (ca === undefined) return { certificate: read }
  const trusted = readTrusted(readGivenFile('ca', ca), ca)
  // A box that enrols finds it in what the listener shows.
  const chain = read.chain.includes(trusted.pem.trim()) ? read.chain : `${read.chain}${trusted.pem}`
  return { certificate: { ...read, chain }, trusted }
}

/** Another text when any of the files has become another. */
export function stateOf(files: GivenFiles): string {
  const known = Object.values(files).filter((file) => file !== undefined)
  return known
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((stat) => `${stat?.ino} ${stat?.mtimeMs}`)
    .join()
}

function readGivenFile(option: keyof GivenFiles, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`tls.${option}: ${file} cannot be read (${code}); check the path and its rights`, { cause: error })
  }
}
