import { describe, expect, it } from 'vitest'
import {
  chosenDesk, isDue, isMine, mineNow, muteDesks, nameOfDesk, offeredToMe, passedOn, remember, shortList, watcherOf, whatToSay, whyNot,
} from '../src/desks'
import type { DeskNow, DesksState, Handover } from '../src/views/desks/model'

const share = (owner_id: string, zone_ids: string[], rest = false) => ({ owner_id, zone_ids, rest })

function desk(desk_id: string, given: Partial<DeskNow> = {}): DeskNow {
  return {
    desk_id, name_th: `โต๊ะ ${desk_id}`, name_en: `Desk ${desk_id}`, order: 1, for_the_rest: false, is_watched: true, is_mute: false,
    heard_at: null, people: [], own: share(desk_id, []), watches: [], open_incidents: 0, accepted: null, offered: null, ...given,
  }
}

const EAST = share('east', ['Z-MTP', 'Z-LCB'])
const REST = share('rest', ['Z-NEW'], true)
const WEST = share('west', ['Z-LPN'])

function state(given: Partial<DesksState> = {}): DesksState {
  return {
    at: '2026-11-22T09:00:00Z', me: { name: 'mali', role: 'officer' }, arranged: true,
    desks: [desk('east', { own: EAST, watches: [EAST, WEST] }), desk('west', { own: WEST, is_watched: false }), desk('rest', { own: REST, watches: [REST] })],
    unwatched: { zone_ids: [], rest: false, open_incidents: 0 }, ...given,
  }
}

const handover = (to: string): Handover => ({
  handover_id: 1, desk_id: 'east', from: 'lek', to, note: '-', made_at: '', state: 'open', settled_at: null,
})

describe('the desk of this page', () => {
  it.each([
    ['as the address says', 'west', remember('east', 'mali'), 'west'],
    ['as this person chose before', null, remember('east', 'mali'), 'east'],
    ['at none, on purpose', null, remember('', 'mali'), ''],
    ['another person chose: it is asked anew', null, remember('east', 'lek'), null],
    ['the desk that was chosen is no more', null, remember('gone', 'mali'), null],
    ['the address names one that is no more', 'gone', remember('east', 'mali'), 'east'],
    ['nobody has chosen', null, null, null],
    ['what is kept cannot be read', null, '{"desk": 7', null],
    ['what is kept is of another kind', null, '{"desk": 7}', null],
  ] as const)('%s', (_, address, kept, expected) => {
    expect(chosenDesk(state(), address, kept)).toBe(expected)
  })

  it('is the only one where there is one alone', () => {
    expect(chosenDesk(state({ desks: [desk('centre')] }), null, null)).toBe('centre')
    expect(chosenDesk(state({ desks: [desk('centre')] }), null, remember('', 'mali'))).toBe('')
  })
})

describe('what is mine to watch', () => {
  it.each([
    ['its own', 'east', 'Z-MTP', true],
    ['what was passed on to it', 'east', 'Z-LPN', true],
    ['what is another\'s', 'east', 'Z-NEW', false],
    ['what lies in no estate', 'east', null, false],
    ['an estate that no desk has yet', 'east', 'Z-UNKNOWN', false],
    ['of the rest: what lies in no estate', 'rest', null, true],
    ['of the rest: an estate that no desk has yet', 'rest', 'Z-UNKNOWN', true],
    ['of the rest: what is another\'s', 'rest', 'Z-MTP', false],
    ['its own while it passed on', 'west', 'Z-LPN', false],
    ['without a desk all is everybody\'s', null, 'Z-MTP', true],
    ['at none on purpose all is everybody\'s', '', null, true],
  ] as const)('%s', (_, deskId, estate, expected) => {
    expect(isMine(mineNow(state(), deskId), estate)).toBe(expected)
  })

  it('is all before anything is known', () => {
    expect(isMine(mineNow(null, 'east'), 'Z-MTP')).toBe(true)
  })
})

describe('what the page says across it', () => {
  const nobody = { zone_ids: ['Z-MTP'], rest: false, open_incidents: 0 }
  it.each([
    ['nothing while all is watched', state(), 'rest', true, []],
    ['nothing before anything is known', null, null, true, []],
    ['an estate that nobody watches', state({ unwatched: nobody }), 'rest', true, ['unwatched']],
    ['what lies in none', state({ unwatched: { ...nobody, zone_ids: [], rest: true } }), 'rest', true, ['unwatched']],
    ['what this desk watches for another', state(), 'east', true, ['passed_on']],
    ['that no desk is chosen', state(), null, true, ['choose']],
    ['nothing to a viewer, who sits nowhere', state(), null, false, []],
    ['nothing to who sits at none on purpose', state(), '', true, []],
  ] as const)('%s', (_, known, deskId, maySit, expected) => {
    expect(whatToSay(known, deskId, maySit)).toEqual(expected)
  })

  it('names as many as fit', () => {
    expect(shortList(['a', 'b', 'c'], 2)).toEqual({ shown: 'a, b, c', more: 0 })
    expect(shortList(['a', 'b', 'c', 'd'], 2)).toEqual({ shown: 'a, b', more: 2 })
  })
})

describe('desks that are mute', () => {
  it('are those at which somebody is and nothing sounds', () => {
    const known = state({ desks: [desk('east', { is_mute: true }), desk('west'), desk('north', { is_mute: true })] })
    expect(muteDesks(known).map((one) => one.desk_id)).toEqual(['east', 'north'])
    expect(muteDesks(null)).toEqual([])
  })
})

describe('desks among each other', () => {
  it('knows what was passed on, to whom, and what a desk is called', () => {
    const known = state()
    expect(passedOn(known.desks[0] as DeskNow)).toEqual([WEST])
    expect(watcherOf(known, 'west')?.desk_id).toBe('east')
    expect(watcherOf(state({ desks: [desk('west')] }), 'west')).toBeNull()
    expect([nameOfDesk(known, 'east', 'th'), nameOfDesk(known, 'east', 'en'), nameOfDesk(known, 'gone', 'th')]).toEqual(['โต๊ะ east', 'Desk east', 'gone'])
  })

  it('offers a hand-over to the person named alone', () => {
    const offering = (to: string) => state({ desks: [desk('east', { offered: handover(to) }), desk('west')] })
    expect(offeredToMe(offering('mali')).map((one) => one.to)).toEqual(['mali'])
    expect(offeredToMe(offering('lek'))).toEqual([])
    expect(offeredToMe(null)).toEqual([])
  })

})

describe('what is done every so often', () => {
  it.each([
    ['never done', -Infinity, 5, true],
    ['a moment ago', 100, 119, false],
    ['just due', 100, 120, true],
    ['the clock was set back', 100, 50, true],
  ] as const)('%s', (_, lastMs, nowMs, expected) => {
    expect(isDue(lastMs, nowMs, 20)).toBe(expected)
  })
})

describe('why something was not done', () => {
  const otherwise = { th: 'ไม่ตอบ', en: 'no answer' }
  it('is said in the words of the server, where it has some', () => {
    const why = { th: 'ไม่ได้', en: 'no' }
    expect([whyNot({ why }, otherwise), whyNot({ why: null }, otherwise), whyNot(new TypeError('x'), otherwise), whyNot(null, otherwise)]).toEqual([why, otherwise, otherwise, otherwise])
  })
})
