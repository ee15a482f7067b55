import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second for user programs, whatever the kernel's own tick. */
const ticksPerSecond = 100

type Stat = { readonly pid: number; readonly parent: number; readonly seconds: number }

/** CPU seconds, user and system, of a process, its descendants, and those of them that have ended. */
export function cpuSecondsOfTree(root: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readStat)
  const members = new Set([root])
  for (let grown = true; grown; ) {
    grown = false
    for (const { pid, parent } of stats) {
      if (members.has(parent) && !members.has(pid)) grown = Boolean(members.add(pid))
    }
  }
  return stats.filter(({ pid }) => members.has(pid)).reduce((sum, { seconds }) => sum + seconds, 0)
}

/** Resident memory of one process, bytes. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}

function readStat(name: string): Stat[] {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    // proc(5): state is field 3; ppid 4, utime 14, stime 15, cutime 16, cstime 17.
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0)
    return [{ pid: Number(name), parent: Number(fields[1]), seconds: ticks / ticksPerSecond }]
  } catch {
    // It ended while we looked.
    return []
  }
}
