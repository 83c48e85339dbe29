import { describe, expect, it } from 'vitest'
import * as mayTables from '../src/mayTexts'
import * as tables from '../src/texts'
import type { Text } from '../src/texts'
import * as themeTables from '../src/themeTexts'

const named = Object.entries({ ...tables, ...mayTables, ...themeTables })
  .filter((entry): entry is [string, Record<string, Text>] => typeof entry[1] === 'object')
  .flatMap(([table, texts]) => Object.entries(texts).map(([key, text]): [string, Text] => [`${table}.${key}`, text]))

describe('every text', () => {
  it.each(named)('%s is there in both languages, with the same blanks to fill', (_, text) => {
    expect(text.th.trim()).not.toBe('')
    expect(text.en.trim()).not.toBe('')
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(blanks(text.th)).toEqual(blanks(text.en))
  })

  it.each(named)('%s has no Thai letter in English', (_, text) => {
    expect(text.en).not.toMatch(/[\u0e00-\u0e7f]/)
  })

  it.each(named.filter(([key]) => !key.startsWith('evidenceTexts')))('%s has Thai letters in Thai', (_, text) => {
    expect(text.th).toMatch(/[\u0e00-\u0e7f]/)
  })
})

describe('filling in', () => {
  it('replaces each name and leaves unknown ones to be seen', () => {
    expect(tables.fill('{n} of {all}, {what}', { n: 1, all: 20 })).toBe('1 of 20, {what}')
  })
})

describe('rules', () => {
  it('has a name for every rule', () => {
    expect(Object.keys(tables.ruleTexts)).toHaveLength(26)
  })
})
