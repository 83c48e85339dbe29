/** Whether a photograph agrees with the phone that took it: pure, in the words of the centre. */
import { fill } from '../texts'
import type { Lang } from '../time'
import type { RoadFile } from './model'
import { officersTexts as t } from './texts'

/** A phone in a pocket sees its place to some tens of metres, and its two clocks differ by seconds. */
const NEAR_M = 300
const NEAR_S = 120

/** What is said of a picture's own place and time; empty for what is no picture. */
export function ownText(file: RoadFile, lang: Lang): { text: string; isApart: boolean } {
  if (!file.media_type.startsWith('image/')) return { text: '', isApart: false }
  const own = file.own
  if (!own || (own.apart_m === null && own.apart_s === null)) return { text: t.ownSilent[lang], isApart: false }
  const parts = [
    own.apart_m !== null && own.apart_m > NEAR_M ? fill(t.apartMetres[lang], { n: Math.round(own.apart_m).toLocaleString('en-US') }) : '',
    own.apart_s !== null && Math.abs(own.apart_s) > NEAR_S ? fill(t.apartMinutes[lang], { n: Math.round(Math.abs(own.apart_s) / 60).toLocaleString('en-US') }) : '',
  ].filter(Boolean)
  return parts.length > 0 ? { text: fill(t.apart[lang], { what: parts.join(', ') }), isApart: true } : { text: t.agrees[lang], isApart: false }
}
