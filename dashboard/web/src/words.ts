/** Names for what the server calls by a code; an unknown code is shown as it is. */
import type { Alert } from './model'
import { fill, ruleTexts, type Text, texts } from './texts'
import type { Lang } from './time'

export function ruleName(rule: string, lang: Lang): string {
  return ruleTexts[rule]?.[lang] ?? rule
}

/** Whom an alert concerns, as its heading: the truck by its plate, the vendor by its code, else the device. */
export function whomOf(alert: Pick<Alert, 'plate' | 'vendor' | 'unit_id'>, lang: Lang): string {
  if (alert.plate) return alert.plate
  if (alert.vendor) return fill(texts.vendorNamed[lang], { vendor: alert.vendor })
  return alert.unit_id ?? texts.noPlate[lang]
}

export function wordFor(table: Readonly<Record<string, Text>>, code: string | null | undefined, lang: Lang): string {
  return code ? table[code]?.[lang] ?? code : '–'
}
