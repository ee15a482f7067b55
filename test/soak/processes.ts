import { readdirSync, readFileSync } from 'node:fs'
import { residentBytes } from '../bench/process-cpu.ts'

/** Resident memory of the children of a process together, bytes. One that ends while we look counts nothing. */
export function residentBytesOfChildren(parent: number): number {
  const threads = readdirSync(`/proc/${parent}/task`)
  const children = threads.flatMap((thread) => read(`/proc/${parent}/task/${thread}/children`).split(' '))
  return children.filter(Boolean).reduce((sum, pid) => sum + residentOf(Number(pid)), 0)
}

function residentOf(pid: number): number {
  try {
    return residentBytes(pid)
  } catch {
    return 0
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}
