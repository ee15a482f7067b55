import { configFiles } from './config-files.ts'
import { wireFiles } from './wire-files.ts'

/** Every generated file of the repository: path from its root → text. */
export function generatedFiles(): Record<string, string> {
  return { ...configFiles(), ...wireFiles() }
}
