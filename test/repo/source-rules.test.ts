import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'
import { linesThatMatch, read, sourceFiles, textFiles, trackedFiles } from './tracked-files.ts'

/** One idea each, and longer for it. */
const longFiles: readonly string[] = []

/** A stylesheet says one small thing a line. */
const maxLines = (path: string): number => (path.endsWith('.css') ? 400 : 300)

const self = 'test/repo/source-rules.test.ts'
const others = textFiles.filter((path) => path !== self && path !== 'package-lock.json')
const typescript = sourceFiles.filter((path) => /\.tsx?$/.test(path))

describe('source', () => {
  it('is in files of 300 lines at most, 400 for stylesheets', () => {
    const tooLong = sourceFiles.filter((path) => read(path).split('\n').length - 1 > maxLines(path))
    expect(tooLong).toEqual(longFiles)
  })

  it('is finished: nothing is marked as to be done', () => {
    expect(linesThatMatch(others, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([])
  })

  it('has no barrels', () => {
    expect(typescript.filter((path) => /^index\.tsx?$/.test(basename(path)))).toEqual([])
    expect(linesThatMatch(typescript, /^export \* from/)).toEqual([])
  })

  it('exports by name, but where a tool asks for a default', () => {
    const ours = typescript.filter((path) => !/\.config\.ts$/.test(path))
    expect(linesThatMatch(ours, /^export default\b|\bas default\b/)).toEqual([])
  })

  it('has no drawer for odd things', () => {
    const drawers = new Set(['utils', 'util', 'common', 'helpers', 'shared', 'misc', 'lib'])
    expect(
      trackedFiles.filter((path) =>
        dirname(path)
          .split('/')
          .some((folder) => drawers.has(folder)),
      ),
    ).toEqual([])
  })

  it('is in files named in kebab-case', () => {
    expect(
      typescript.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.tsx?$/.test(basename(path))),
    ).toEqual([])
  })

  it('throws classes of its own, and has no others', () => {
    const product = typescript.filter((path) => !path.startsWith('test/'))
    const classes = linesThatMatch(product, /^\s*(export )?(abstract )?class \w+[^,;]*\{$/)
    expect(classes.filter((line) => !/class \w*Error extends \w*Error /.test(line))).toEqual([])
  })

  it('takes the time of the frame, never of the wall clock, between detection and event', () => {
    const pure = typescript.filter((path) => /^agent\/(watch|detect|track|rules|events)\//.test(path))
    expect(pure.length).toBeGreaterThan(0)
    expect(linesThatMatch(pure, /\bDate\.now\(|\bnew Date\(\)/)).toEqual([])
  })

  it('says nothing about the machine that it was written on', () => {
    const registry = /https?:\/\/[^/\s]*(registry|artifactory|nexus|verdaccio|npmmirror)[^/\s]*/i
    const home = /(^|[^\w.~-])\/(root|home\/\w+|Users\/\w+|work)\//
    expect(linesThatMatch(others, registry)).toEqual([])
    expect(linesThatMatch(others, home)).toEqual([])
  })

  it('has no weights of models in it but the small ones that are built in', () => {
    const weights = trackedFiles.filter((path) => path.endsWith('.onnx'))
    expect(weights.filter((path) => path !== 'models/street-64.onnx')).toEqual([])
    expect(weights.filter((path) => statSync(join(projectRoot, path)).size > 1_200_000)).toEqual([])
  })
})
