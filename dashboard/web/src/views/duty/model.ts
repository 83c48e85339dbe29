/** Rosters and channels as the server tells of them. */
export type DutyRole = 'officer' | 'supervisor' | 'centre'
export type Why = 'always' | 'shift' | 'change' | 'nobody_else'

export interface Shift { days: number[]; from: string; to: string; holidays: 'as_usual' | 'off' | 'only' }
export interface Member { person: string; role: DutyRole; channels: string[]; shifts: Shift[] }

export interface Roster {
  roster_id: string
  version: number
  name_th: string
  name_en: string
  zone_ids: string[]
  provinces: string[]
  ring: [number, number][]
  for_the_rest: boolean
  members: Member[]
  quiet: { from: string; to: string } | null
  /** Who is told now, in order, and what says that it is their time. */
  now: { person: string; role: DutyRole; why: Why }[]
}

export interface Channel {
  name: string
  kind: string
  /** `open`: it failed again and again and is left alone; `trying`: one message is tried. */
  state: 'closed' | 'open' | 'trying'
  quota: number | null
  used: number | null
}

/** `strangers` are members without an account, where anybody has one. */
export interface Rosters { items: Roster[]; channels: Channel[]; strangers: string[] }

export interface Trial { message_id: string; state: 'due' | 'sent' | 'given_up'; delivered_at: string | null; error: string | null }

/** What of a month's messages is left, and whether only what is immediate is sent now; null where nobody counts. */
export function leftOf(channel: Channel): { left: number; isKept: boolean } | null {
  if (channel.quota === null || channel.used === null) return null
  return { left: Math.max(0, channel.quota - channel.used), isKept: channel.used >= channel.quota * 0.8 }
}

/** Days of the week as stretches: [1,2,3,5] is 1–3 and 5. */
export function stretchesOf(days: readonly number[]): [number, number][] {
  const found: [number, number][] = []
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = found.at(-1)
    if (last && day <= last[1] + 1) last[1] = day
    else found.push([day, day])
  }
  return found
}

/** Whether a person is on duty now by any roster, off duty, or in none with a channel that is set up and so told nothing. */
export function dutyOf(rosters: Rosters, person: string): 'on' | 'off' | 'unreached' {
  const isSetUp = new Set(rosters.channels.map((one) => one.name))
  const members = rosters.items.flatMap((roster) => roster.members.filter((one) => one.person === person))
  if (!members.some((one) => one.channels.some((name) => isSetUp.has(name)))) return 'unreached'
  return rosters.items.some((roster) => roster.now.some((one) => one.person === person && one.why !== 'nobody_else')) ? 'on' : 'off'
}
