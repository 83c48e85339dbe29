/** Zones by kind: their areas, marks and names. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Lang } from '../time'
import { REGULAR } from './fonts'
import { halo, nameOf } from './names'
import type { Palette } from './palette'

const isSite: ExpressionSpecification = ['in', ['get', 'kind'], ['literal', ['generator', 'processor', 'estate', 'restricted']]]

function colourOfKind(p: Palette): ExpressionSpecification {
  return [
    'match', ['get', 'kind'], 'restricted', p.restricted, 'province', p.border, ['generator', 'processor', 'estate'], p.site, p.service,
  ]
}

export function zoneAreas(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'zone-fill', type: 'fill', source: 'zone-areas',
      filter: ['!', ['in', ['get', 'kind'], ['literal', ['restricted', 'province']]]],
      paint: { 'fill-color': colourOfKind(p), 'fill-opacity': 0.16 },
    },
    {
      id: 'zone-hatch', type: 'fill', source: 'zone-areas', filter: ['==', ['get', 'kind'], 'restricted'],
      paint: { 'fill-pattern': 'hatch', 'fill-opacity': 0.55 },
    },
    {
      id: 'zone-edge', type: 'line', source: 'zone-areas',
      paint: { 'line-color': colourOfKind(p), 'line-width': 1.1, 'line-opacity': 0.8 },
    },
  ]
}

export function zoneMarks(): LayerSpecification[] {
  return [
    {
      id: 'zone-icons', type: 'symbol', source: 'zone-points', minzoom: 7.4, filter: isSite,
      layout: {
        'icon-image': ['concat', 'zone-', ['get', 'kind']], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.6, 10, 1],
      },
    },
    {
      id: 'service-icons', type: 'symbol', source: 'zone-points', minzoom: 9, filter: ['!', isSite],
      layout: { 'icon-image': ['concat', 'zone-', ['get', 'kind']], 'icon-size': 0.9 },
    },
  ]
}

export function zoneNames(p: Palette, lang: Lang): LayerSpecification[] {
  return [
    {
      id: 'site-labels', type: 'symbol', source: 'zone-points', minzoom: 8.6, filter: isSite,
      layout: {
        'text-field': nameOf(lang), 'text-font': REGULAR, 'text-size': 12, 'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.9, 'text-padding': 4,
        'text-justify': 'auto',
      },
      paint: { 'text-color': ['match', ['get', 'kind'], 'restricted', p.restricted, p['site-name']], ...halo(p) },
    },
    {
      id: 'service-labels', type: 'symbol', source: 'zone-points', minzoom: 10.5, filter: ['!', isSite],
      layout: {
        'text-field': nameOf(lang), 'text-font': REGULAR, 'text-size': 12, 'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.9,
      },
      paint: { 'text-color': p.muted, ...halo(p) },
    },
  ]
}

/** What the layers of names show when these zones are to have none. */
export function nameFilters(zoneIds: readonly string[]): [layer: string, filter: ExpressionSpecification][] {
  const isNamed: ExpressionSpecification = ['!', ['in', ['get', 'zone_id'], ['literal', [...zoneIds]]]]
  return [['site-labels', ['all', isSite, isNamed]], ['service-labels', ['all', ['!', isSite], isNamed]]]
}
