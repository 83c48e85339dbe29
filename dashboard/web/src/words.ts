/** Names for what the server calls by a code; an unknown code is shown as it is. */
import { ruleTexts, type Text } from './texts'
import type { Lang } from './time'

export function ruleName(rule: string, lang: Lang): string {
  return ruleTexts[rule]?.[lang] ?? rule
}

export function wordFor(table: Readonly<Record<string, Text>>, code: string | null | undefined, lang: Lang): string {
  return code ? table[code]?.[lang] ?? code : '–'
}
