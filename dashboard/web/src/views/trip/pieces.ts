/** The track in pieces: of one tone each, broken where nobody saw the truck. */
import { msOf } from '../../time'
import { type Tone, toneOf } from './distance'
import type { Row, SeenFix } from './model'

/** Fixes that are joined by a line: the first of a piece is the last of the one before, unless a gap lies between. */
export interface Piece { tone: Tone; fixes: SeenFix[] }

export interface GapLine { fromMs: number; toMs: number; from: [lon: number, lat: number]; to: [lon: number, lat: number] }

/** The gaps of a timeline that have two ends to draw a line between. */
export function gapLines(rows: readonly Row[]): GapLine[] {
  const lines: GapLine[] = []
  for (const row of rows) {
    if (row.kind !== 'gap' || row.lat === null || row.lon === null || row.to_lat === undefined || row.to_lon === undefined) continue
    lines.push({ fromMs: msOf(row.from), toMs: msOf(row.to), from: [row.lon, row.lat], to: [row.to_lon, row.to_lat] })
  }
  return lines
}

/** Whether a gap lies between two fixes, by their times. */
export function isBroken(fromMs: number, toMs: number, gaps: readonly GapLine[]): boolean {
  return gaps.some((gap) => gap.fromMs < toMs && gap.toMs > fromMs)
}

/** A step between two fixes has the tone of the farther of them. */
export function piecesOf(fixes: readonly SeenFix[], gaps: readonly GapLine[], margin_m: number): Piece[] {
  const pieces: Piece[] = []
  let goesOn = false
  for (let n = 1; n < fixes.length; n++) {
    const before = fixes[n - 1] as SeenFix
    const fix = fixes[n] as SeenFix
    if (isBroken(msOf(before.utc_ts), msOf(fix.utc_ts), gaps)) {
      goesOn = false
      continue
    }
    const tone = fartherOf(toneOf(before, margin_m), toneOf(fix, margin_m))
    const open = pieces.at(-1)
    if (goesOn && open?.tone === tone) open.fixes.push(fix)
    else pieces.push({ tone, fixes: [before, fix] })
    goesOn = true
  }
  return pieces
}

const RANK: Record<Tone, number> = { unjudged: 0, within: 1, near: 2, off: 3 }

function fartherOf(one: Tone, other: Tone): Tone {
  return RANK[one] >= RANK[other] ? one : other
}
