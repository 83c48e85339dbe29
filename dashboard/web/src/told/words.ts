/** Sentences about what was told, put together from their parts. */
import { channelName } from '../channelNames'
import { fill } from '../texts'
import { type Calendar, type Lang, msOf, timeText } from '../time'
import { type Standing, standingOf, type Told } from './model'
import { errorTexts, standingTexts, toldTexts, whyTexts } from './texts'

/** The channel's kind as people call it, behind it its own name. */
export function channelText(told: Told, lang: Lang): string {
  const kind = told.kind === null ? toldTexts.noKind[lang] : channelName(told.kind, lang)
  return `${kind} (${told.channel})`
}

/** Why this person was told. */
export function whyText(told: Told, lang: Lang): string {
  return whyTexts.find(([seen]) => seen.test(told.why))?.[1][lang] ?? told.why
}

/** Why it was not sent, in words. */
export function errorText(error: string | null, lang: Lang): string {
  const said = error ?? ''
  const found = errorTexts.find(([seen]) => seen.test(said))
  return found ? fill(found[1][lang], { said }) : said
}

/** How far it has come, and when. */
export function standingText(told: Told, nowMs: number, calendar: Calendar): string {
  const standing = standingOf(told, nowMs)
  const at: Partial<Record<Standing, string | null>> = {
    opened: told.opened_at, delivered: told.delivered_at, sent: told.sent_at, later: told.due_at,
  }
  const why = errorText(told.error, calendar.lang)
  return fill(standingTexts[standing][calendar.lang], { at: timeText(msOf(at[standing]), calendar), why })
}
