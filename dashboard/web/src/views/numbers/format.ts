/** Figures as people read them: counts, shares, spans; always in the digits 0 to 9. */
import { type Lang, spanText } from '../../time'

export const NONE = '–'

export function countText(n: number | null | undefined): string {
  return n === null || n === undefined ? NONE : n.toLocaleString('en-US')
}

/** `12.5%`; a share under 10 % keeps one decimal, and what is not nothing never reads as 0%. */
export function shareText(share: number | null | undefined): string {
  if (share === null || share === undefined) return NONE
  const percent = share * 100
  if (percent > 0 && percent < 0.1) return '<0.1%'
  return `${percent.toFixed(percent < 10 && percent > 0 ? 1 : 0)}%`
}

/** A mean with one decimal. */
export function meanText(mean: number): string {
  return mean.toFixed(1)
}

/** Delays are compared with one another, so they stay in seconds for so long. */
const IN_SECONDS_S = 600

/** `4.2 วินาที` below ten seconds, whole ones up to ten minutes, then larger units. */
export function delayText(s: number | null | undefined, lang: Lang): string {
  if (s === null || s === undefined) return NONE
  const unit = lang === 'th' ? 'วินาที' : 's'
  if (s > 0 && s < 10) return `${s.toFixed(1)} ${unit}`
  if (s < IN_SECONDS_S) return `${Math.floor(s)} ${unit}`
  return spanText(s * 1000, lang)
}

/** Whole seconds without their unit, for a column that names it; one decimal below ten. */
export function secondsText(s: number | null | undefined): string {
  if (s === null || s === undefined) return NONE
  return s > 0 && s < 10 ? s.toFixed(1) : countText(Math.floor(s))
}
