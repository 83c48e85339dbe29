/** What the page says of a row, a fix, a load: pure, in the chosen language. */
import { numberText } from '../../evidence'
import type { Alert } from '../../model'
import { fill, texts, type Text } from '../../texts'
import { type Calendar, dateText, type Lang, momentText, msOf, spanText, timeText } from '../../time'
import { ruleName, wordFor } from '../../words'
import type { Manifest, Row, SeenFix, Story } from './model'
import { endReasonTexts, rowTexts, rowVariantTexts, tripTexts } from './texts'

/** What the words are made with: language and calendar, zones by their names, alerts by their ids, the time now. */
export interface Speech {
  calendar: Calendar
  zoneName: (id: string) => string
  alertOf: (id: string) => Alert | undefined
  nowMs: number
}

function say(text: Text, lang: Lang, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(text[lang], values)
}

/** The heading of a row of the timeline. */
export function rowTitle(row: Row, speech: Speech): string {
  const { lang } = speech.calendar
  const zones = row.zone_ids.map(speech.zoneName).join(', ')
  if (row.kind === 'alert') {
    const alert = speech.alertOf(row.alert_id ?? '')
    return alert ? ruleName(alert.rule, lang) : rowTexts.alert[lang]
  }
  if (row.kind === 'stop' && !row.allowed) return rowVariantTexts.stopNowhere[lang]
  if (row.kind === 'gap' && row.excused) return rowVariantTexts.gapExcused[lang]
  return say(rowTexts[row.kind], lang, { zone: zones || '–' })
}

/** What else a row says: how long, how far, where; in a few words each. */
export function rowDetails(row: Row, speech: Speech): string[] {
  const { lang } = speech.calendar
  const details: string[] = []
  if (row.kind === 'stop') {
    const where = row.allowed ? tripTexts.stopAllowed : row.off_corridor ? tripTexts.stopOffRoute : tripTexts.stopOnRoute
    details.push(where[lang])
    if (!row.allowed && row.zone_ids.length > 0) details.push(row.zone_ids.map(speech.zoneName).join(', '))
  }
  if (row.kind === 'alert') {
    const alert = speech.alertOf(row.alert_id ?? '')
    if (alert) details.push((alert.state === 'open' ? texts.statusOpen : texts.statusClosed)[lang])
  }
  if (row.kind === 'ended' && row.reason) details.push(wordFor(endReasonTexts, row.reason, lang))
  if (row.to !== row.from) details.push(lasted(row, speech))
  if (row.km !== undefined && row.km > 0) {
    details.push(say(row.kind === 'gap' ? tripTexts.kmStraight : tripTexts.kmValue, lang, { km: kmText(row.km) }))
  }
  if (row.since_before) details.push(tripTexts.sinceBefore[lang])
  return details
}

function lasted(row: Row, speech: Speech): string {
  const { lang } = speech.calendar
  const span = spanText((row.to === null ? speech.nowMs : msOf(row.to)) - msOf(row.from), lang)
  return row.to === null ? `${span} ${tripTexts.goesOn[lang]}` : span
}

/** `14:31–14:45`, of a moment `14:31`, of what goes on `14:31–`. */
export function rowTimes(row: Row, in_: Calendar): string {
  const from = timeText(msOf(row.from), in_)
  if (row.to === row.from) return from
  return `${from}–${row.to === null ? '' : timeText(msOf(row.to), in_)}`
}

/** The day of each row where it is another one than the row's before, else an empty text. */
export function rowDays(rows: readonly Row[], in_: Calendar): string[] {
  const days = rows.map((row) => dateText(msOf(row.from), in_))
  return days.map((day, n) => (day === days[n - 1] ? '' : day))
}

/** A fix in words: when, how fast, how far from the corridor. */
export function fixWords(fix: SeenFix, in_: Calendar): string {
  const speed = fix.speed_kmh === null
    ? tripTexts.readSpeedNone[in_.lang]
    : say(tripTexts.readSpeed, in_.lang, { kmh: Math.round(fix.speed_kmh) })
  return [timeText(msOf(fix.utc_ts), in_, true), speed, offWords(fix, in_.lang)].filter((word) => word !== '').join(' · ')
}

function offWords(fix: SeenFix, lang: Lang): string {
  if (fix.off_m === null) return ''
  if (fix.off_m === 0) return tripTexts.readWithin[lang]
  const off = say(tripTexts.readOff, lang, { m: Math.round(fix.off_m).toLocaleString('en-US') })
  return fix.permitted ? `${off} (${tripTexts.readPermitted[lang]})` : off
}

/** What nobody saw, in a sentence or two; as the judging told it, where it has. */
export function unseenWords(story: Story, speech: Speech): string[] {
  const { trip, unseen } = story
  const { lang } = speech.calendar
  const seconds = trip.unseen_s ?? unseen.unseen_s
  const past = say(tripTexts.unseenSome, lang, {
    n: unseen.gaps, span: spanText(seconds * 1000, lang), km: kmText(trip.unseen_km ?? unseen.unseen_km),
  })
  const now = story.timeline.find((row) => row.kind === 'gap' && row.to === null && !row.excused)
  const since = now && say(tripTexts.unseenNow, lang, {
    time: momentText(msOf(now.from), speech.calendar), span: spanText(speech.nowMs - msOf(now.from), lang),
  })
  if (seconds === 0) return [since ?? tripTexts.unseenNone[lang]]
  return since ? [past, since] : [past]
}

/** Kilometres to a tenth, under ten to a hundredth. */
export function kmText(km: number): string {
  return numberText(km)
}

export interface Difference { t: number; percent: number }

/** Received less weighed out (or declared, where it was not weighed); null while one of them is not known. */
export function differenceOf(manifest: Manifest): Difference | null {
  const out_t = manifest.weigh_out_t ?? manifest.quantity_t
  if (out_t === null || manifest.weigh_in_t === null || out_t === 0) return null
  const t = manifest.weigh_in_t - out_t
  return { t, percent: (t / out_t) * 100 }
}

/** `−1.10 t (−18.0 %)`, with a sign that a screen reader speaks. */
export function differenceText(difference: Difference, lang: Lang): string {
  const signed = (value: number, digits: number): string => {
    const text = Math.abs(value).toFixed(digits)
    return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
  }
  return `${say(tripTexts.tonnes, lang, { t: signed(difference.t, 2) })} (${signed(difference.percent, 1)} %)`
}

export function tonnesText(value: number | null, lang: Lang): string {
  return value === null ? '–' : say(tripTexts.tonnes, lang, { t: value.toFixed(2) })
}
