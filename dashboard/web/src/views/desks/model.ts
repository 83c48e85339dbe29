/** What the server sends of desks, as far as the page uses it. Times are ISO-8601 in UTC. */
import type { Role } from '../sign-in/model'

export type Sound = 'on' | 'off'

export interface Desk {
  desk_id: string
  name_th: string
  name_en: string
  zone_ids: string[]
  order: number
  for_the_rest: boolean
}

/** The desks in their order, and how often any of them was changed. */
export interface Desks { items: Desk[]; arranged: boolean; version: number }

/** Who made, changed or removed a desk. */
export interface DeskChange { version: number; at: string; person: string; desk_id: string; deed: 'put' | 'removed' }

export interface Handover {
  handover_id: number
  desk_id: string
  from: string
  to: string
  note: string
  made_at: string
  state: 'open' | 'accepted' | 'replaced'
  settled_at: string | null
}

/** What belongs to one desk: estates, and with `rest` what lies in none. */
export interface Share { owner_id: string; zone_ids: string[]; rest: boolean }

export interface DeskNow {
  desk_id: string
  name_th: string
  name_en: string
  order: number
  for_the_rest: boolean
  is_watched: boolean
  is_mute: boolean
  heard_at: string | null
  people: { name: string; sound: Sound }[]
  own: Share
  /** Its own first, then what was passed on to it; nothing while nobody is there. */
  watches: Share[]
  open_incidents: number
  accepted: Handover | null
  offered: Handover | null
}

export interface DesksState {
  at: string
  me: { name: string; role: Role }
  arranged: boolean
  desks: DeskNow[]
  unwatched: { zone_ids: string[]; rest: boolean; open_incidents: number }
}
