import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../../../collector/console/src/i18n/en.ts'
import { vi } from '../../../collector/console/src/i18n/vi.ts'
import { projectRoot } from '../../../runtime/project.ts'

const dictionaries: Record<string, Record<string, string>> = { vi, en }
const plural = /_(zero|one|two|few|many|other)$/
const base = (key: string) => key.replace(plural, '')
const keysOf = (dictionary: Record<string, string>) => [...new Set(Object.keys(dictionary).map(base))].sort()
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).sort()

const folder = join(projectRoot, 'collector/console/src')
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/i18n\/(vi|en)\.ts$/.test(file))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n')

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect(keysOf(en)).toEqual(keysOf(vi))
  })

  it('fill the same placeholders', () => {
    const ofVi = new Map(Object.entries(vi).map(([key, text]) => [base(key), placeholders(text)]))
    for (const [key, text] of Object.entries(en)) expect([key, placeholders(text)]).toEqual([key, ofVi.get(base(key))])
  })

  it.each(['vi', 'en'])('has every plural that %s needs', (language) => {
    const dictionary = dictionaries[language] ?? {}
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const counted = new Set(
      Object.keys(dictionary)
        .filter((key) => plural.test(key))
        .map(base),
    )
    for (const key of counted) {
      expect([key, needed.filter((category) => dictionary[`${key}_${category}`] === undefined)]).toEqual([key, []])
    }
  })

  it('have no text that is empty or the key itself', () => {
    for (const [key, text] of [...Object.entries(vi), ...Object.entries(en)]) {
      expect(text.trim()).not.toBe('')
      expect(text).not.toBe(key)
    }
  })

  it('have no key that the page does not use', () => {
    expect(keysOf(vi).filter((key) => !source.includes(`'${key}'`))).toEqual([])
  })

  it('have every key that the page asks for', () => {
    const asked = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].flatMap(([, key]) => key ?? [])
    expect(asked.length).toBeGreaterThan(50)
    const known = new Set(keysOf(vi))
    expect(asked.filter((key) => !known.has(key))).toEqual([])
  })

  it('use no exclamation marks', () => {
    expect([...Object.values(vi), ...Object.values(en)].filter((text) => text.includes('!'))).toEqual([])
  })
})
