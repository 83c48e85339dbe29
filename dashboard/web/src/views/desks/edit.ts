/** How a supervisor changes desks, before anything is sent. */
import type { Desk } from './model'

const MOST_LETTERS = 30

/** An id for a new desk out of its English name, one that is not taken; without Latin letters `desk-2`, `desk-3`, …. */
export function newDeskId(nameEn: string, taken: Iterable<string>): string {
  const used = new Set([...taken, 'state'])
  const slug = nameEn.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, MOST_LETTERS).replace(/-+$/, '')
  if (slug && !used.has(slug)) return slug
  for (let n = 2; ; n++) {
    const id = `${slug || 'desk'}-${n}`
    if (!used.has(id)) return id
  }
}

/** The desks to be put after one has moved up (-1) or down (1): those whose number in the order is then another. */
export function moved(desks: readonly Desk[], deskId: string, step: 1 | -1): Desk[] {
  const from = desks.findIndex((desk) => desk.desk_id === deskId)
  const to = from + step
  if (from < 0 || to < 0 || to >= desks.length) return []
  const order = [...desks]
  order.splice(to, 0, ...order.splice(from, 1))
  return order.flatMap((desk, n) => (desk.order === n + 1 ? [] : [{ ...desk, order: n + 1 }]))
}

/** A desk that is yet to be named, the last in order. */
export function blankDesk(desks: readonly Desk[]): Desk {
  const last = Math.max(0, ...desks.map((desk) => desk.order))
  return { desk_id: '', name_th: '', name_en: '', zone_ids: [], order: last + 1, for_the_rest: false }
}

/** At which other desk each estate is now, by its zone_id. */
export function takenFrom(desks: readonly Desk[], deskId: string): Map<string, Desk> {
  return new Map(
    desks.filter((desk) => desk.desk_id !== deskId).flatMap((desk) => desk.zone_ids.map((zoneId): [string, Desk] => [zoneId, desk])),
  )
}

/** What is otherwise at a desk that somebody else changed than it was when one's own change of it began. */
export type Difference = 'names' | 'estates' | 'order' | 'rest'

export function differences(before: Desk, now: Desk): Difference[] {
  const zones = (desk: Desk): string => [...desk.zone_ids].sort().join(' ')
  const found: [Difference, boolean][] = [
    ['names', before.name_th !== now.name_th || before.name_en !== now.name_en],
    ['estates', zones(before) !== zones(now)],
    ['order', before.order !== now.order],
    ['rest', before.for_the_rest !== now.for_the_rest],
  ]
  return found.flatMap(([name, differs]) => (differs ? [name] : []))
}

/** One's own change over what somebody else made of the desk: what one left as it was is as it is now. */
export function merged(before: Desk, mine: Desk, now: Desk): Desk {
  const pick = <Key extends keyof Desk>(key: Key): Desk[Key] => (mine[key] === before[key] ? now[key] : mine[key])
  const added = mine.zone_ids.filter((zoneId) => !before.zone_ids.includes(zoneId))
  const removed = before.zone_ids.filter((zoneId) => !mine.zone_ids.includes(zoneId))
  const zoneIds = new Set([...now.zone_ids.filter((zoneId) => !removed.includes(zoneId)), ...added])
  return {
    desk_id: mine.desk_id, name_th: pick('name_th'), name_en: pick('name_en'), zone_ids: [...zoneIds], order: pick('order'),
    for_the_rest: pick('for_the_rest'),
  }
}

/** Whether all that a desk needs is there. */
export function isWhole(desk: Desk): boolean {
  return desk.name_th.trim() !== '' && desk.name_en.trim() !== ''
}
