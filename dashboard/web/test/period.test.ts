import { beforeEach, describe, expect, it } from 'vitest'
import type { Centre } from '../src/centre.svelte'
import { Player } from '../src/views/playback/player.svelte'
import { isGuess, lastOf } from '../src/views/search/period'

const HOUR_MS = 3_600_000
const OURS = Date.parse('2026-11-02T12:00:40Z')
/** A demo's server is hours behind this computer. */
const SERVER = Date.parse('2026-11-02T06:00:40Z')

describe('the period up to now', () => {
  it.each([[undefined, '2026-11-02T12:01:00.000Z'], [Math.floor, '2026-11-02T12:00:00.000Z']])('ends on a whole minute', (round, ends) => {
    const period = lastOf(HOUR_MS, OURS, round)
    expect([new Date(period.toMs).toISOString(), period.toMs - period.fromMs]).toEqual([ends, HOUR_MS])
  })

  it.each([
    ['as it was set', 1, 2, true], ['another begin', 0, 2, false], ['another end', 1, 3, false], ['a begin half typed', null, 2, false], ['an end half typed', 1, null, false],
  ])('is a guess or a person’s: %s', (_, fromMs, toMs, expected) => {
    expect(isGuess({ fromMs: 1, toMs: 2 }, fromMs, toMs)).toBe(expected)
    expect(isGuess(null, fromMs, toMs)).toBe(false)
  })
})

describe('the period of a playback', () => {
  let centre: { query: URLSearchParams; nowMs: number; putQuery: () => void }
  beforeEach(() => { centre = { query: new URLSearchParams(), nowMs: OURS, putQuery: () => undefined } })

  function told(change: (player: Player) => void, query = ''): [number | null, number | null] {
    centre.query = new URLSearchParams(query)
    centre.nowMs = OURS
    const player = new Player(centre as unknown as Centre)
    change(player)
    centre.nowMs = SERVER
    player.takeClock()
    return [player.fromMs, player.toMs]
  }

  it('is that of the server’s clock once it is known', () => {
    expect(told(() => undefined)).toEqual([SERVER - 40_000 - 6 * HOUR_MS, SERVER - 40_000])
  })

  it.each([
    ['whose begin was typed', (player: Player) => { player.fromMs = 5 }, 'fromMs', 5],
    ['whose end was typed', (player: Player) => { player.toMs = 7 }, 'toMs', 7],
    ['that is being typed', (player: Player) => { player.toMs = null }, 'toMs', null],
  ] as const)('stays where a person chose it: one %s', (_, change, which, expected) => {
    const [fromMs, toMs] = told(change)
    expect(which === 'fromMs' ? fromMs : toMs).toBe(expected)
    expect(which === 'fromMs' ? toMs : fromMs).not.toBe(which === 'fromMs' ? SERVER - 40_000 : SERVER - 40_000 - 6 * HOUR_MS)
  })

  it('stays as the address has it, and as it was read', () => {
    expect(told(() => undefined, 'from=2026-11-01T00:00:00Z&to=2026-11-01T02:00:00Z')).toEqual([Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-01T02:00:00Z')])
    const read = told((player) => { player.shown = { fromMs: player.fromMs ?? 0, toMs: player.toMs ?? 0, stepS: 1, isCut: false } })
    expect(read[1]).toBe(OURS - 40_000)
  })

  it('is nobody’s to move once the clock was told: what is typed back later stays', () => {
    const player = new Player(centre as unknown as Centre)
    const first = [player.fromMs, player.toMs]
    player.toMs = null
    player.takeClock()
    player.toMs = first[1] ?? null
    centre.nowMs = SERVER
    player.takeClock()
    expect([player.fromMs, player.toMs]).toEqual(first)
  })
})
