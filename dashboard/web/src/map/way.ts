/** The way of the chosen truck: its permit's corridor, what it has driven, where it comes from and goes to. */
import type { ExpressionSpecification, LayerSpecification, LineLayerSpecification } from 'maplibre-gl'
import type { Lang } from '../time'
import { STRONG } from './fonts'
import { halo, nameOf } from './names'
import type { Palette } from './palette'

const ROUND: NonNullable<LineLayerSpecification['layout']> = { 'line-join': 'round', 'line-cap': 'round' }
const isPart = (part: string): ExpressionSpecification => ['==', ['get', 'part'], part]
/** What is old has faded; no part quite disappears. */
const FADE: ExpressionSpecification = ['interpolate', ['linear'], ['get', 'age'], 0, 1, 1, 0.28]

export function corridorLayers(p: Palette): LayerSpecification[] {
  return [
    { id: 'corridor-fill', type: 'fill', source: 'corridors', paint: { 'fill-color': p.corridor, 'fill-opacity': 0.15 } },
    {
      id: 'corridor-edge', type: 'line', source: 'corridors',
      paint: { 'line-color': p.corridor, 'line-width': 1.2, 'line-dasharray': [3, 2], 'line-opacity': 0.9 },
    },
    {
      id: 'route', type: 'line', source: 'routes', layout: ROUND, filter: ['!', isPart('done')],
      paint: { 'line-color': p.corridor, 'line-width': 1.6, 'line-opacity': 0.75 },
    },
    {
      id: 'route-done', type: 'line', source: 'routes', layout: ROUND, filter: isPart('done'),
      paint: { 'line-color': p.corridor, 'line-width': 5, 'line-opacity': 0.6 },
    },
  ]
}

/** The way driven: coloured by how far from the corridor, and where it was off it also broken by dark dashes. */
export function trailLayers(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'track-gap', type: 'line', source: 'track', filter: isPart('gap'), layout: ROUND,
      paint: { 'line-color': p.silent, 'line-width': 1.6, 'line-dasharray': [0.5, 3] },
    },
    {
      id: 'track-case', type: 'line', source: 'track', filter: isPart('driven'), layout: ROUND,
      paint: { 'line-color': p.ink, 'line-width': 6, 'line-opacity': ['*', 0.8, FADE] },
    },
    {
      id: 'track', type: 'line', source: 'track', filter: isPart('driven'), layout: ROUND,
      paint: {
        'line-color': ['match', ['get', 'off'], 'near', p.near, 'far', p.far, 'on', p.moving, p.track],
        'line-width': ['match', ['get', 'off'], 'near', 3.4, 'far', 4.2, 2.6], 'line-opacity': FADE,
      },
    },
    {
      id: 'track-off', type: 'line', source: 'track', filter: ['all', isPart('driven'), ['in', ['get', 'off'], ['literal', ['near', 'far']]]],
      paint: { 'line-color': p.ink, 'line-width': ['match', ['get', 'off'], 'far', 2, 1.2], 'line-dasharray': [2, 2.4] },
    },
    {
      id: 'track-breach', type: 'line', source: 'track', filter: isPart('breach'), layout: ROUND,
      paint: { 'line-color': p.alert, 'line-width': 3.6 },
    },
    {
      id: 'track-evidence', type: 'circle', source: 'track', filter: isPart('evidence'),
      paint: { 'circle-radius': 4, 'circle-color': p.ink, 'circle-stroke-color': p.alert, 'circle-stroke-width': 1.8 },
    },
  ]
}

export function endLayers(p: Palette, lang: Lang): LayerSpecification[] {
  return [
    {
      id: 'ends', type: 'symbol', source: 'ends',
      layout: {
        'icon-image': ['concat', 'end-', ['get', 'end']], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-anchor': ['match', ['get', 'end'], 'destination', 'bottom-left', 'center'],
      },
    },
    {
      id: 'end-labels', type: 'symbol', source: 'ends',
      layout: {
        'text-field': nameOf(lang), 'text-font': STRONG, 'text-size': 13, 'text-max-width': 11, 'text-padding': 2,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.2, 'text-justify': 'auto',
      },
      paint: { 'text-color': p.corridor, ...halo(p), 'text-halo-width': 1.8 },
    },
  ]
}
