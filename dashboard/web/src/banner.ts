/** What stands across the page when its data cannot be relied on: they are old, the line is dead, trucks are unseen. */
import { fill, texts } from './texts'
import { ageText, type Lang } from './time'

/** Older data than this is announced. */
export const LATE_MS = 60_000

/** The age of the oldest that counts: of what has come, and of what has been judged; a time that is not known is NaN. */
export function ageMs(nowMs: number, dataAtMs: number, judgedAtMs: number): number {
  return Math.max(0, ...[dataAtMs, judgedAtMs].filter(Number.isFinite).map((atMs) => nowMs - atMs))
}

/** The lines of the banner; none while all is well. */
export function bannerLines(
  age: number, isOffline: boolean, unseen: { n: number; of: number } | null, lang: Lang,
): string[] {
  const isLate = age > LATE_MS
  const lines: string[] = []
  if (isOffline || isLate) {
    const pattern = isOffline ? (isLate ? texts.bannerOfflineLate : texts.bannerOffline) : texts.bannerLate
    lines.push(fill(pattern[lang], { age: ageText(age, lang) }))
  }
  // Without a line to the server nobody knows what trucks are heard now.
  if (unseen && !isOffline) {
    const counts = { n: unseen.n.toLocaleString('en-US'), of: unseen.of.toLocaleString('en-US') }
    lines.push(fill(texts.bannerUnseen[lang], counts))
  }
  return lines
}
