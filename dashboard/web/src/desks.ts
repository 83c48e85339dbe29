/** Who watches what, as this page sees it: which desk is its own, what is its to watch, what must be said across it. */
import { type Text } from './texts'
import type { Lang } from './time'
import type { DeskNow, DesksState, Handover, Share } from './views/desks/model'

/** How often a page at a desk tells that it is there. */
export const TELL_EVERY_MS = 20_000
export const TELL_AGAIN_MS = 3_000
export const READ_EVERY_MS = 15_000

/** Whether something that is done every so often is to be done now; a clock that was set back does not stop it. */
export function isDue(lastMs: number, nowMs: number, everyMs: number): boolean {
  return !(nowMs >= lastMs && nowMs - lastMs < everyMs)
}

/** The desk that was chosen: its id, '' to be at none on purpose, null while nobody has chosen. */
export type Choice = string | null

interface Remembered { desk: string; person: string }

/** What is kept in the browser of a choice. */
export function remember(desk: string, person: string): string {
  return JSON.stringify({ desk, person } satisfies Remembered)
}

/**
 * The desk of this page: as the address says, else as this person chose in this browser before; with one desk alone that
 * one. A desk that is no more has not been chosen.
 */
export function chosenDesk(state: DesksState, address: string | null, kept: string | null): Choice {
  const known = (id: string | null): id is string => id === '' || state.desks.some((desk) => desk.desk_id === id)
  if (address !== null && known(address)) return address
  const before = readRemembered(kept)
  if (before && before.person === state.me.name && known(before.desk)) return before.desk
  return state.desks.length === 1 ? state.desks[0]?.desk_id ?? null : null
}

function readRemembered(kept: string | null): Remembered | null {
  try {
    const read = JSON.parse(kept ?? 'null') as Partial<Remembered> | null
    return typeof read?.desk === 'string' && typeof read.person === 'string' ? (read as Remembered) : null
  } catch {
    return null
  }
}

/** The estates that are one desk's to watch now; of what no desk has, and of what lies in no estate, see `rest`. */
export interface Mine { zoneIds: ReadonlySet<string>; rest: boolean; elsewhere: ReadonlySet<string> }

/** What the desk watches now, passed on to it or its own; null without a desk: then all is everybody's. */
export function mineNow(state: DesksState | null, deskId: Choice): Mine | null {
  const desk = state?.desks.find((one) => one.desk_id === deskId)
  if (!state || !desk) return null
  const zoneIds = new Set(desk.watches.flatMap((share) => share.zone_ids))
  const all = [...state.desks.flatMap((one) => one.own.zone_ids)]
  return {
    zoneIds,
    rest: desk.watches.some((share) => share.rest),
    elsewhere: new Set(all.filter((zoneId) => !zoneIds.has(zoneId))),
  }
}

/** Whether what happens in an estate (null: in none) is this desk's; one that no desk has yet is the rest's. */
export function isMine(mine: Mine | null, estateZoneId: string | null | undefined): boolean {
  if (!mine) return true
  if (!estateZoneId) return mine.rest
  return mine.zoneIds.has(estateZoneId) || (mine.rest && !mine.elsewhere.has(estateZoneId))
}

export function deskName(desk: { name_th: string; name_en: string }, lang: Lang): string {
  return lang === 'th' ? desk.name_th : desk.name_en
}

/** The name of a desk, or its id where it is no more. */
export function nameOfDesk(state: DesksState | null, deskId: string, lang: Lang): string {
  const desk = state?.desks.find((one) => one.desk_id === deskId)
  return desk ? deskName(desk, lang) : deskId
}

/** What was passed on to a desk, without its own. */
export function passedOn(desk: DeskNow): Share[] {
  return desk.watches.filter((share) => share.owner_id !== desk.desk_id)
}

/** Who watches what belongs to a desk: itself, another, or null. */
export function watcherOf(state: DesksState, deskId: string): DeskNow | null {
  return state.desks.find((one) => one.watches.some((share) => share.owner_id === deskId)) ?? null
}

/** The hand-overs that wait for this person. */
export function offeredToMe(state: DesksState | null): Handover[] {
  return (state?.desks ?? []).map((desk) => desk.offered).filter((one) => one !== null && one.to === state?.me.name) as Handover[]
}

/** As many names as fit a line, and how many more there are. */
export function shortList(names: readonly string[], most: number): { shown: string; more: number } {
  const shown = names.length > most + 1 ? names.slice(0, most) : names
  return { shown: shown.join(', '), more: names.length - shown.length }
}

/** The desks at which somebody is and nothing can be heard. */
export function muteDesks(state: DesksState | null): DeskNow[] {
  return (state?.desks ?? []).filter((desk) => desk.is_mute)
}

/** What the page says across it: that something is unwatched, that this desk watches for others, that no desk is chosen. */
export type Say = 'unwatched' | 'passed_on' | 'choose'

export function whatToSay(state: DesksState | null, deskId: Choice, maySit: boolean): Say[] {
  if (!state) return []
  const says: Say[] = []
  if (state.unwatched.zone_ids.length > 0 || state.unwatched.rest) says.push('unwatched')
  const desk = state.desks.find((one) => one.desk_id === deskId)
  if (desk && passedOn(desk).length > 0) says.push('passed_on')
  if (deskId === null && maySit) says.push('choose')
  return says
}

/** The sentence for an error that a call gave, in the server's words where it said some. */
export function whyNot(error: unknown, otherwise: Text): Text {
  const why = (error as { why?: Text | null } | null)?.why
  return why ?? otherwise
}
