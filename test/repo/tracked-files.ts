import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'

/** Paths from the root of every file that is in git, or would be with the next `git add`. */
export const trackedFiles: readonly string[] = git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(projectRoot, path)))

/** Those that we write programs in. */
export const sourceFiles = trackedFiles.filter((path) => /\.(ts|tsx|css|py|sh)$/.test(path) || isScript(path))

const binary = /\.(png|jpe?g|webp|ico|woff2?|onnx|mp4|h264|gz)$/

export const textFiles = trackedFiles.filter((path) => !binary.test(path))

export function read(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8')
}

/** Whether git is told to ignore a path, so that its absence from the repository is meant. */
export function isIgnored(path: string): boolean {
  try {
    git('check-ignore', '-q', path)
    return true
  } catch {
    return false
  }
}

/** `path:line: text` of each line that matches. */
export function linesThatMatch(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  )
}

/** Whoever owns the folder: containers often run as somebody else. */
function git(...args: string[]): string {
  return execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd: projectRoot, encoding: 'utf8' })
}

function isScript(path: string): boolean {
  return path.startsWith('scripts/') && !path.includes('.')
}
