/** The map's style: its sources and its layers, bottom up, over data that comes with the page. */
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { Lang } from '../time'
import { groundLayers, provinceNames } from './base'
import { EMPTY } from './features'
import { absolute } from './fonts'
import { type Palette, paletteNow } from './palette'
import { zoneAreas, zoneMarks, zoneNames } from './places'
import { CLUSTER_PROPERTIES, groupLayers, plateLayers, truckLayers } from './trucks'
import { corridorLayers, endLayers, trailLayers } from './way'

export const CLUSTER_RADIUS_PX = 46
export const CLUSTER_MAX_ZOOM = 5

/** The whole style, in the colours of the theme that the page shows. */
export function mapStyle(lang: Lang, p: Palette = paletteNow()): StyleSpecification {
  const empty = { type: 'geojson', data: EMPTY } as const
  return {
    version: 8,
    sources: {
      provinces: { type: 'geojson', data: absolute('map/provinces.geojson'), attribution: 'Natural Earth' },
      'province-names': { type: 'geojson', data: absolute('map/province-labels.geojson') },
      rivers: { type: 'geojson', data: absolute('map/rivers.geojson'), attribution: 'WDBII' },
      'zone-areas': empty,
      'zone-points': empty,
      corridors: empty,
      routes: empty,
      track: empty,
      ends: empty,
      chosen: empty,
      units: {
        ...empty, cluster: true, clusterRadius: CLUSTER_RADIUS_PX, clusterMaxZoom: CLUSTER_MAX_ZOOM,
        clusterProperties: CLUSTER_PROPERTIES,
      },
      alerts: empty,
    },
    layers: layersOf(lang, p),
  }
}

function layersOf(lang: Lang, p: Palette): LayerSpecification[] {
  return [
    ...groundLayers(p),
    ...zoneAreas(p),
    ...corridorLayers(p),
    ...trailLayers(p),
    ...zoneMarks(),
    provinceNames(p, lang),
    ...zoneNames(p, lang),
    ...groupLayers(p),
    ...endLayers(p, lang),
    ...truckLayers(p),
    ...plateLayers(p),
  ]
}

export interface PaintChange { layer: string; property: string; value: unknown }

/** What differs in the paint of the same layers. */
export function paintChanges(before: readonly LayerSpecification[], after: readonly LayerSpecification[]): PaintChange[] {
  return after.flatMap((layer, n) => {
    const old = (before[n]?.paint ?? {}) as Record<string, unknown>
    return Object.entries(layer.paint ?? {})
      .filter(([property, value]) => JSON.stringify(value) !== JSON.stringify(old[property]))
      .map(([property, value]) => ({ layer: layer.id, property, value: value as unknown }))
  })
}
