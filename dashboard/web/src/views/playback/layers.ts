/** How playback draws on the map, bottom up. */
import type { ExpressionSpecification } from 'maplibre-gl'
import type { Layers } from '../../map/plain'
import { HUES } from './features'
import { AGES } from './tracks'

const ROUND = { 'line-join': 'round', 'line-cap': 'round' } as const
const LEAST_OPACITY = 0.18

export const playbackLayers: Layers = (colour) => {
  const hue: ExpressionSpecification = [
    'match', ['get', 'hue'], 0, colour(HUES[0]), 1, colour(HUES[1]), 2, colour(HUES[2]), 3, colour(HUES[3]), 4, colour(HUES[4]),
    colour(HUES[5]),
  ]
  return [
    {
      id: 'trail-gaps', type: 'line', source: 'trails', filter: ['==', ['get', 'part'], 'gap'],
      paint: { 'line-color': colour('muted'), 'line-width': 1.5, 'line-dasharray': [2, 3], 'line-opacity': 0.7 },
    },
    {
      id: 'trails', type: 'line', source: 'trails', filter: ['==', ['get', 'part'], 'way'], layout: ROUND,
      paint: {
        'line-color': hue, 'line-width': 3,
        'line-opacity': ['interpolate', ['linear'], ['get', 'age'], 0, 1, AGES - 1, LEAST_OPACITY],
      },
    },
    {
      id: 'pins', type: 'symbol', source: 'pins',
      layout: { 'icon-image': 'alert-place', 'icon-allow-overlap': true, 'icon-size': 0.8 },
    },
    {
      id: 'truck-hues', type: 'circle', source: 'trucks', layout: { 'circle-sort-key': ['case', ['get', 'followed'], 1, 0] },
      paint: {
        'circle-radius': 14, 'circle-color': colour('panel'), 'circle-opacity': 0.75, 'circle-stroke-color': hue,
        'circle-stroke-width': ['case', ['get', 'followed'], 4, 2],
      },
    },
    {
      id: 'trucks', type: 'symbol', source: 'trucks',
      layout: {
        'icon-image': ['concat', 'truck-', ['get', 'state']], 'icon-rotate': ['get', 'course'], 'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': 0.8,
      },
    },
    {
      id: 'truck-plates', type: 'symbol', source: 'trucks',
      layout: {
        'text-field': ['get', 'plate'], 'text-font': ['UI Strong'], 'text-size': 13, 'text-anchor': 'top', 'text-offset': [0, 1.2],
        'text-optional': true, 'symbol-sort-key': ['case', ['get', 'followed'], 0, 1],
      },
      paint: { 'text-color': colour('strong'), 'text-halo-color': colour('panel'), 'text-halo-width': 1.6 },
    },
  ]
}
