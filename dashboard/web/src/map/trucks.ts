/** The fleet: groups by their worst member, trucks by what they do and what matters about them, those in alarm alone. */
import type { ExpressionSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl'
import { LOOKS, weightOf } from '../look'
import { REGULAR, STRONG } from './fonts'
import { lookColours } from './marks'
import { halo } from './names'
import type { Palette } from './palette'

const isGroup: ExpressionSpecification = ['has', 'point_count']
const isTruck: ExpressionSpecification = ['!', ['has', 'point_count']]
const worst: ExpressionSpecification = ['get', 'worst']
/** From this weight on a look has a badge beside the truck; a silent one is a ring, which says it by itself. */
const isWatched: ExpressionSpecification = ['>=', worst, weightOf('record')]
const WITH_BADGE = ['late', 'record', 'today']

/** For each look its own value, for the feature's worst. */
function byWorst(values: readonly string[]): ExpressionSpecification {
  const [first, ...more] = values
  return ['step', worst, first ?? '', ...more.flatMap((value, n) => [n + 1, value])] as unknown as ExpressionSpecification
}

const colours = (p: Palette): ExpressionSpecification => byWorst(LOOKS.map((look) => p[lookColours[look]]))

/** Clusters keep the greatest weight of their members. */
export const CLUSTER_PROPERTIES = { worst: ['max', ['get', 'worst']] }

export function groupLayers(p: Palette): LayerSpecification[] {
  const root: ExpressionSpecification = ['sqrt', ['get', 'point_count']]
  return [
    {
      id: 'clusters', type: 'circle', source: 'units', filter: isGroup,
      paint: {
        'circle-color': p.sea, 'circle-opacity': 0.86, 'circle-stroke-color': colours(p),
        'circle-stroke-width': ['step', worst, 1.8, weightOf('late'), 2.6],
        'circle-radius': ['interpolate', ['linear'], root, 1, 11, 10, 20, 50, 34],
      },
    },
    {
      id: 'cluster-counts', type: 'symbol', source: 'units', filter: isGroup,
      layout: {
        'text-field': ['get', 'point_count_abbreviated'], 'text-font': STRONG, 'text-size': 13, 'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': p.strong },
    },
    {
      id: 'cluster-badges', type: 'symbol', source: 'units', filter: ['all', isGroup, ['>=', worst, weightOf('late')]],
      layout: {
        'icon-image': byWorst(LOOKS.map((look) => `badge-${look}`)), 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-offset': [
          'interpolate', ['linear'], root, 1, ['literal', [9, -9]], 10, ['literal', [15, -15]], 50, ['literal', [25, -25]],
        ],
      },
    },
  ]
}

/** Layout of trucks: turned by their course, never hidden by another. */
const turned: NonNullable<SymbolLayerSpecification['layout']> = {
  'icon-image': ['concat', 'truck-', ['get', 'look'], '-', ['get', 'state']], 'icon-rotate': ['get', 'course'],
  'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'symbol-sort-key': worst,
}
const FAR_SMALL: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 6, 0.75, 10, 1]
const beside: NonNullable<SymbolLayerSpecification['layout']> = {
  'icon-image': ['concat', 'badge-', ['get', 'look']], 'icon-offset': [13, -11], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
}

export function truckLayers(p: Palette): LayerSpecification[] {
  return [
    {
      id: 'watched-halo', type: 'circle', source: 'units', filter: ['all', isTruck, isWatched],
      paint: { 'circle-radius': 13, 'circle-opacity': 0, 'circle-stroke-color': colours(p), 'circle-stroke-width': 1.1 },
    },
    {
      id: 'alert-halo', type: 'circle', source: 'alerts', layout: { 'circle-sort-key': ['get', 'rank'] },
      paint: {
        'circle-color': colours(p), 'circle-opacity': ['match', ['get', 'look'], 'immediate', 0.22, 0.1],
        'circle-radius': [
          'interpolate', ['linear'], ['zoom'],
          5, ['match', ['get', 'look'], 'immediate', 9, 7.5],
          8, ['match', ['get', 'look'], 'immediate', 17, 13],
        ],
        'circle-stroke-color': colours(p), 'circle-stroke-width': ['match', ['get', 'look'], 'immediate', 1.8, 1.1],
      },
    },
    { id: 'trucks', type: 'symbol', source: 'units', filter: isTruck, layout: { ...turned, 'icon-ignore-placement': true, 'icon-size': FAR_SMALL } },
    {
      id: 'badges', type: 'symbol', source: 'units', minzoom: 7, filter: ['all', isTruck, ['in', ['get', 'look'], ['literal', WITH_BADGE]]],
      layout: { ...beside, 'icon-size': FAR_SMALL },
    },
    {
      // Names beneath give way to them.
      id: 'alert-trucks', type: 'symbol', source: 'alerts',
      layout: { ...turned, 'icon-size': ['interpolate', ['linear'], ['zoom'], 5, 0.6, 8, 1.1], 'symbol-sort-key': ['get', 'rank'] },
    },
    { id: 'alert-badges', type: 'symbol', source: 'alerts', minzoom: 7, filter: ['!=', ['get', 'state'], 'place'], layout: beside },
    {
      id: 'chosen-ring', type: 'circle', source: 'chosen',
      paint: {
        'circle-radius': 22, 'circle-opacity': 0, 'circle-color': p.strong, 'circle-stroke-color': p.strong,
        'circle-stroke-width': 2,
      },
    },
  ]
}

const isAlarm: ExpressionSpecification = ['to-boolean', ['get', 'alarm']]

export function plateLayers(p: Palette): LayerSpecification[] {
  const below: NonNullable<SymbolLayerSpecification['layout']> = {
    'text-field': ['get', 'plate'], 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 1], 'text-padding': 3,
  }
  return [
    {
      id: 'alert-plates', type: 'symbol', source: 'alerts', minzoom: 7,
      layout: {
        'text-field': ['get', 'plate'], 'text-font': STRONG, 'text-size': 13, 'text-anchor': 'bottom',
        'text-offset': [0, -1.6], 'symbol-sort-key': ['-', 0, ['get', 'rank']],
      },
      paint: { 'text-color': p['alert-text'], ...halo(p), 'text-halo-width': 1.8 },
    },
    {
      id: 'watched-plates', type: 'symbol', source: 'units', minzoom: 8.6, filter: ['all', isTruck, isWatched],
      layout: { ...below, 'text-font': STRONG }, paint: { 'text-color': p.strong, ...halo(p) },
    },
    {
      id: 'plates', type: 'symbol', source: 'units', minzoom: 10.5, filter: ['all', isTruck, ['!', isWatched]],
      layout: { ...below, 'text-font': REGULAR }, paint: { 'text-color': p.strong, ...halo(p) },
    },
    {
      // The topmost is placed first, and shown whatever stands there: a ring must not be read with a neighbour's plate.
      id: 'chosen-plate', type: 'symbol', source: 'chosen', minzoom: 7,
      layout: {
        ...below, 'text-font': STRONG, 'text-size': 13, 'text-allow-overlap': true,
        'text-anchor': ['case', isAlarm, 'bottom', 'top'], 'text-offset': ['case', isAlarm, ['literal', [0, -2]], ['literal', [0, 1.8]]],
      },
      paint: { 'text-color': ['case', isAlarm, p['alert-text'], p.strong], ...halo(p), 'text-halo-width': 1.8 },
    },
  ]
}
