import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError } from './config.ts'

/**
 * The authorities of a PEM file that a key of a config names.
 * @throws ConfigError
 */
export function readAuthorities(key: string, file: string): string {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError([`${key}: ${file} cannot be read (${code}); check the path and its rights`])
  }
  try {
    new X509Certificate(pem)
    return pem
  } catch {
    throw new ConfigError([`${key}: ${file} holds no certificate; it must be PEM, with BEGIN CERTIFICATE`])
  }
}
