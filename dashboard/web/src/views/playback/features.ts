/** What playback draws at a time: trails, trucks and alerts, as GeoJSON for the map. Pure. */
import type { Feature } from '../../map/features'
import { msOf } from '../../time'
import type { Pin } from './model'
import { type Track, trail, whereabouts } from './tracks'

/** Trails of all tracks; `age` 0 is the newest part, `hue` tells tracks apart. */
export function trailFeatures(tracks: readonly Track[], ms: number, lengthMs: number): Feature[] {
  return tracks.flatMap((track, n) => trail(track, ms, lengthMs).map((piece): Feature => ({
    type: 'Feature', properties: { part: piece.kind, age: piece.age, hue: n % HUES.length },
    geometry: { type: 'LineString', coordinates: piece.line },
  })))
}

/** By turns the colours of the tracks; each truck carries its plate besides. */
export const HUES = ['moving', 'corridor', 'site', 'idle', 'restricted', 'strong'] as const

export function truckFeatures(tracks: readonly Track[], ms: number, followed: string | null): Feature[] {
  return tracks.flatMap((track, n): Feature[] => {
    const here = whereabouts(track, ms)
    if (here.kind === 'before') return []
    return [{
      type: 'Feature', geometry: { type: 'Point', coordinates: here.place },
      properties: {
        unit_id: track.unitId, plate: track.plate ?? track.unitId.slice(-6), course: here.kind === 'driving' ? here.course : 0,
        state: { driving: 'moving', standing: 'parked', gap: 'silent' }[here.kind],
        hue: n % HUES.length, followed: track.unitId === followed,
      },
    }]
  })
}

/** The alerts that have begun by a time and have a place. */
export function pinFeatures(pins: readonly Pin[], ms: number): Feature[] {
  return pins.flatMap((pin): Feature[] => pin.lat === null || pin.lon === null || msOf(pin.started_at) > ms ? [] : [{
    type: 'Feature', geometry: { type: 'Point', coordinates: [pin.lon, pin.lat] },
    properties: { alert_id: pin.alert_id, urgency: pin.urgency },
  }])
}
