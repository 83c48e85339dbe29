/** The pages of the centre: each is loaded when it is first asked for, and named in the address. */
import type { Component } from 'svelte'
import type { Centre } from '../centre.svelte'
import type { Call } from '../may'
import type { Settings } from '../model'
import { type Text, texts } from '../texts'
import { desksTexts } from './desks/texts'
import { dutyTexts } from './duty/texts'
import { inboxTexts } from './inbox/texts'
import { playbackTexts } from './playback/texts'
import { searchTexts } from './search/texts'
import { peopleTexts } from './people/texts'
import { signInTexts } from './sign-in/texts'

export interface View {
  name: string
  /** Its word in the header and in the window's title. */
  title: Text
  /** Whether the header leads to it. */
  inHeader: boolean
  /** What it cannot be without: it is open to those alone who may ask this. */
  asks?: Call
  /** Where it is there at all, if not everywhere. */
  isThere?: (settings: Settings) => boolean
  load: () => Promise<{ default: Component<{ centre: Centre }> }>
}

const LIVE: View = { name: 'live', title: texts.viewLive, inHeader: true, load: () => import('./live/Live.svelte') }

export const VIEWS: readonly View[] = [
  LIVE,
  { name: 'trip', title: texts.viewTrip, inHeader: false, asks: 'GET /trips/{trip_id}/story', load: () => import('./trip/Trip.svelte') },
  { name: 'numbers', title: { th: 'ตัวเลข', en: 'Numbers' }, inHeader: true, asks: 'GET /numbers', load: () => import('./numbers/Numbers.svelte') },
  { name: 'desks', title: desksTexts.view, inHeader: true, asks: 'GET /desks/state', load: () => import('./desks/Desks.svelte') },
  { name: 'duty', title: dutyTexts.title, inHeader: true, asks: 'GET /rosters', load: () => import('./duty/Duty.svelte') },
  { name: 'search', title: searchTexts.title, inHeader: true, asks: 'GET /lookups', load: () => import('./search/Search.svelte') },
  { name: 'playback', title: playbackTexts.title, inHeader: true, asks: 'GET /playback', load: () => import('./playback/Playback.svelte') },
  {
    name: 'inbox', title: inboxTexts.title, inHeader: true, asks: 'GET /inbox', isThere: (settings) => settings.inbox === true,
    load: () => import('./inbox/Inbox.svelte'),
  },
  { name: 'people', title: peopleTexts.title, inHeader: false, asks: 'GET /people', load: () => import('./people/People.svelte') },
  { name: 'account', title: signInTexts.account, inHeader: false, load: () => import('./account/Account.svelte') },
]

/** The page of this name, the live one where there is none. */
export function viewNamed(name: string): View {
  return VIEWS.find((view) => view.name === name) ?? LIVE
}
