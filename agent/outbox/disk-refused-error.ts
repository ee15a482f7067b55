import { closeSync, openSync } from 'node:fs'

/** The disk is full, read-only or failing: worth trying again, since a person or a clean-up may help it. */
export class DiskRefusedError extends Error {
  constructor(file: string, cause: unknown) {
    super(`${file}: ${(cause as Error).message}`, { cause })
    this.name = 'DiskRefusedError'
  }
}

const refusals = /^(SQLITE_(FULL|IOERR|READONLY)|ENOSPC|EDQUOT|EROFS|EIO$)/

/** Whether it is the disk that failed, not the file or its name. */
export function isRefusal(error: unknown, file: string): boolean {
  const { code = '' } = error as { code?: string }
  // SQLite does not say why it cannot open a file; the system does.
  return refusals.test(code === 'SQLITE_CANTOPEN' ? openingFault(file) : code)
}

function openingFault(file: string): string {
  try {
    closeSync(openSync(file, 'a'))
    return ''
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? ''
  }
}
