/** The ground: sea, land, rivers, provinces; over the rivers lie tiles, where the settings name some. */
import type { LayerSpecification } from 'maplibre-gl'
import type { Lang } from '../time'
import { REGULAR } from './fonts'
import { nameOf } from './names'
import type { Palette } from './palette'

/** The ground without names. */
export function groundLayers(p: Palette): LayerSpecification[] {
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': p.sea } },
    {
      id: 'coast-glow', type: 'line', source: 'provinces',
      paint: {
        'line-color': p.coast, 'line-opacity': 0.6,
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, 5, 9, 16],
        'line-blur': ['interpolate', ['linear'], ['zoom'], 4, 5, 9, 14],
      },
    },
    { id: 'land', type: 'fill', source: 'provinces', paint: { 'fill-color': p.land, 'fill-antialias': false } },
    {
      id: 'rivers', type: 'line', source: 'rivers',
      paint: {
        'line-color': p.river,
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 5, 0.35, 7, 0.55, 9, 0.9],
        'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.5, 8, 1.2, 12, 2.2],
      },
    },
    {
      id: 'province-edges', type: 'line', source: 'provinces',
      paint: { 'line-color': p.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.6, 9, 1.2] },
    },
  ]
}

/** The layer that tiles lie beneath. */
export const OVER_TILES = 'province-edges'

/** The names of the provinces. */
export function provinceNames(p: Palette, lang: Lang): LayerSpecification {
  return {
    id: 'province-labels', type: 'symbol', source: 'province-names', minzoom: 4.5, maxzoom: 11,
    layout: {
      'text-field': nameOf(lang), 'text-font': REGULAR, 'text-size': ['interpolate', ['linear'], ['zoom'], 5, 12, 9, 15],
      'text-max-width': 7, 'text-padding': 6, 'symbol-sort-key': ['-', 0, ['get', 'area']],
    },
    paint: { 'text-color': p['place-name'], 'text-halo-color': p.land, 'text-halo-width': 1.2 },
  }
}
