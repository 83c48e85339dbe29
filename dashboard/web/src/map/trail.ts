/** The way that a truck has driven: how old each part is, and how far from the permitted corridor. */
import type { Alert, Fix, Permit, Position } from '../model'
import { type Road, roadsOf } from '../progress'
import { msOf } from '../time'
import { breachPart } from '../track'
import type { Feature } from './features'

/** `none`: there is no corridor to measure against. */
export type Off = 'none' | 'on' | 'near' | 'far'

/** Up to so far beyond the corridor is near it. */
export const NEAR_M = 500
/** Longer between two positions is a gap: nobody saw what the truck did. */
export const GAP_MS = 5 * 60_000
const AGE_STEPS = 10
/** A trail of more positions is thinned: on the screen they would lie upon each other. */
const MOST_FIXES = 4000

/** How far off a place is, by the route whose corridor it is nearest to. */
export function offAt(roads: readonly Road[], at: Position): Off {
  if (roads.length === 0) return 'none'
  const beyond_m = Math.min(...roads.map((road) => road.distance_m(at) - road.route.corridor_m))
  return beyond_m <= 0 ? 'on' : beyond_m <= NEAR_M ? 'near' : 'far'
}

/** Every so-manieth fix, the first and the last always. */
export function thinned(fixes: readonly Fix[], most = MOST_FIXES): readonly Fix[] {
  if (fixes.length <= most) return fixes
  const step = Math.ceil(fixes.length / most)
  return fixes.filter((_, n) => n % step === 0 || n === fixes.length - 1)
}

interface Piece { part: 'driven' | 'gap'; off: Off; age: number; line: Position[] }

/** The trail as lines: a new one begins wherever what is told of it changes. `age` is 0 at the newest fix, 1 at the oldest. */
export function trailPieces(fixes: readonly Fix[], permit: Permit | null): Piece[] {
  const shown = thinned(fixes)
  const times = shown.map((fix) => msOf(fix.utc_ts))
  const newestMs = times[times.length - 1] ?? 0
  const spanMs = Math.max(1, newestMs - (times[0] ?? 0))
  const roads = roadsOf(permit)
  const offs = shown.map((fix) => offOf(fix, roads))
  const pieces: Piece[] = []
  for (let n = 1; n < shown.length; n++) {
    const [a, b] = [shown[n - 1] as Fix, shown[n] as Fix]
    const [from, to] = [times[n - 1] as number, times[n] as number]
    const part = to - from > GAP_MS ? 'gap' : 'driven'
    const off = offs[n] as Off
    const age = Math.round(((newestMs - to) / spanMs) * AGE_STEPS) / AGE_STEPS
    const last = pieces[pieces.length - 1]
    if (last && part === 'driven' && last.part === part && last.off === off && last.age === age) last.line.push([b.lon, b.lat])
    else pieces.push({ part, off, age, line: [[a.lon, a.lat], [b.lon, b.lat]] })
  }
  return pieces
}

// A trail grows by one fix a second: what was measured of the others still holds, as long as the roads are the same.
const measured = new WeakMap<Fix, { of: Road | undefined; off: Off }>()

function offOf(fix: Fix, roads: readonly Road[]): Off {
  const known = measured.get(fix)
  if (known && known.of === roads[0]) return known.off
  const off = offAt(roads, [fix.lon, fix.lat])
  measured.set(fix, { of: roads[0], off })
  return off
}

/** The way driven, the part of it in breach, and the fixes that are evidence. */
export function trackFeatures(fixes: readonly Fix[], alert: Alert | null, permit: Permit | null = null): Feature[] {
  const features: Feature[] = trailPieces(fixes, permit).map(({ line, ...properties }) => ({
    type: 'Feature', properties, geometry: { type: 'LineString', coordinates: line },
  }))
  if (!alert) return features
  const breach = breachPart(fixes, alert)
  if (breach.length > 1) {
    features.push({
      type: 'Feature', properties: { part: 'breach' },
      geometry: { type: 'LineString', coordinates: breach.map((fix) => [fix.lon, fix.lat]) },
    })
  }
  const point = (part: string, lon: number, lat: number): void => void features.push({
    type: 'Feature', properties: { part }, geometry: { type: 'Point', coordinates: [lon, lat] },
  })
  for (const ping of alert.evidence?.pings ?? []) point('evidence', ping.lon, ping.lat)
  if (alert.lat != null && alert.lon != null) point('place', alert.lon, alert.lat)
  return features
}
