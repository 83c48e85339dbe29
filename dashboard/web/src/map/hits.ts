/** What a click or the pointer meets: one truck, several upon each other, a group. */
import type { GeoJSONSource, Map as MapLibre, MapGeoJSONFeature, PointLike } from 'maplibre-gl'
import type { Position } from '../model'
import { boxOf } from './features'

const REACH_PX = 6
/** Marks nearer than this to each other lie upon each other. */
const UPON_PX = 8
const MARKS = ['alert-trucks', 'trucks']
const ALL = [...MARKS, 'clusters']
/** Of a group of more, some will part further in. */
const MOST_LEAVES = 100
export const MAX_ZOOM = 17
const TILE_PX = 512

export interface Spot { x: number; y: number; unitIds: string[]; alertIds: string[] }

export interface HitEvents {
  unit(unitId: string): void
  alert(alertId: string): void
  /** Several that no zoom parts. */
  spot(spot: Spot): void
  hover(unitId: string | null, x: number, y: number): void
}

interface Mark { x: number; y: number }

/** Of the marks hit the one nearest to the click, and those that lie upon it; it comes first. */
export function stackAt<T extends Mark>(marks: readonly T[], click: Mark): T[] {
  const far = (a: Mark, b: Mark): number => Math.hypot(a.x - b.x, a.y - b.y)
  const [nearest, ...others] = [...marks].sort((a, b) => far(a, click) - far(b, click))
  return nearest ? [nearest, ...others.filter((mark) => far(mark, nearest) < UPON_PX)] : []
}

/** Whether places lie far enough apart to be told from each other at the closest zoom. */
export function canSplit(places: readonly Position[]): boolean {
  const [west, south, east, north] = boxOf(places)
  const pxPerDegree = (TILE_PX * 2 ** MAX_ZOOM) / 360
  return Math.hypot((east - west) * pxPerDegree, (north - south) * pxPerDegree) > 2 * UPON_PX
}

/** Listens to the pointer until the map is gone; `open` shows a place from a zoom on. */
export function listen(map: MapLibre, events: HitEvents, open: (at: Position, zoom: number) => void): void {
  map.on('click', (event) => {
    if (!map.getLayer('clusters')) return
    const { x, y } = event.point
    const box: [PointLike, PointLike] = [[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]]
    const hits = map.queryRenderedFeatures(box, { layers: ALL })
    const stack = stackAt(distinct(hits.filter((hit) => MARKS.includes(hit.layer.id)).map((hit) => markOf(map, hit))), { x, y })
    const [first] = stack
    if (first) {
      if (stack.length > 1) events.spot(spotOf(stack, x, y))
      else if (first.unitId) events.unit(first.unitId)
      else if (first.alertId) events.alert(first.alertId)
      return
    }
    const group = hits.find((hit) => hit.layer.id === 'clusters')
    if (group) void openGroup(map, group, events, open)
  })
  map.on('mousemove', (event) => {
    if (!map.getLayer('clusters') || map.isMoving()) return
    const hit = map.queryRenderedFeatures(event.point, { layers: ALL })[0]
    map.getCanvas().style.cursor = hit ? 'pointer' : ''
    const unitId: unknown = hit?.properties['unit_id']
    events.hover(unitId ? String(unitId) : null, event.point.x, event.point.y)
  })
  map.on('mouseout', () => events.hover(null, 0, 0))
}

interface Hit extends Mark { unitId: string | null; alertId: string | null }

function markOf(map: MapLibre, hit: MapGeoJSONFeature): Hit {
  const { x, y } = map.project(placeOf(hit))
  const word = (key: string): string | null => (hit.properties[key] ? String(hit.properties[key]) : null)
  return { x, y, unitId: word('unit_id'), alertId: word('alert_id') }
}

function placeOf(hit: GeoJSON.Feature): Position {
  return (hit.geometry as GeoJSON.Point).coordinates as Position
}

/** A mark on the edge of two tiles comes twice. */
function distinct(hits: readonly Hit[]): Hit[] {
  return [...new Map(hits.map((hit) => [hit.unitId ?? hit.alertId ?? '', hit])).values()]
}

function spotOf(hits: readonly Pick<Hit, 'unitId' | 'alertId'>[], x: number, y: number): Spot {
  const ids = (key: 'unitId' | 'alertId'): string[] => hits.flatMap((hit) => hit[key] ?? [])
  return { x, y, unitIds: ids('unitId'), alertIds: ids('alertId') }
}

async function openGroup(
  map: MapLibre, group: MapGeoJSONFeature, events: HitEvents, open: (at: Position, zoom: number) => void,
): Promise<void> {
  const source = map.getSource<GeoJSONSource>('units')
  const id = Number(group.properties['cluster_id'])
  if (!source) return
  const leaves = Number(group.properties['point_count']) <= MOST_LEAVES ? await source.getClusterLeaves(id, MOST_LEAVES, 0) : []
  if (leaves.length > 0 && !canSplit(leaves.map(placeOf))) {
    const { x, y } = map.project(placeOf(group))
    const hits = leaves.map((leaf) => ({ unitId: String(leaf.properties?.['unit_id'] ?? ''), alertId: null }))
    events.spot(spotOf(hits, x, y))
    return
  }
  open(placeOf(group), (await source.getClusterExpansionZoom(id)) + 0.2)
}
