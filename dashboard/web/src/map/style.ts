/** The layers of the map, bottom up, over data that comes with the page. */
import latin400 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-400-normal.woff2?url'
import latin600 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-600-normal.woff2?url'
import thai400 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-400-normal.woff2?url'
import thai600 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-600-normal.woff2?url'
import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl'
import type { Lang } from '../time'
import { EMPTY } from './features'
import { palette as p } from './palette'

export const CLUSTER_RADIUS_PX = 46
export const CLUSTER_MAX_ZOOM = 5

const REGULAR = ['UI Regular']
const STRONG = ['UI Strong']

function absolute(url: string): string {
  return new URL(url, document.baseURI).href
}

/** The files by their script: declared so, Thai is never drawn before its font has come. */
function faces(thai: string, latin: string): { url: string; 'unicode-range': string[] }[] {
  return [
    { url: absolute(thai), 'unicode-range': ['U+0E01-0E5B', 'U+200C-200D', 'U+25CC'] },
    { url: absolute(latin), 'unicode-range': ['U+0000-00FF', 'U+2000-206F'] },
  ]
}

/** Layers whose text follows the language, with what they show. */
export const NAMED_LAYERS = ['province-labels', 'site-labels', 'service-labels'] as const

export function nameOf(lang: Lang): ExpressionSpecification {
  return ['get', lang === 'th' ? 'name_th' : 'name_en']
}

const halo = { 'text-halo-color': p.ink, 'text-halo-width': 1.4 } as const
const isSite: ExpressionSpecification = ['in', ['get', 'kind'], ['literal', ['generator', 'processor', 'estate', 'restricted']]]

export function mapStyle(lang: Lang): StyleSpecification {
  const empty = { type: 'geojson', data: EMPTY } as const
  return {
    version: 8,
    'font-faces': { 'UI Regular': faces(thai400, latin400), 'UI Strong': faces(thai600, latin600) },
    sources: {
      provinces: { type: 'geojson', data: absolute('map/provinces.geojson'), attribution: 'Natural Earth' },
      'province-names': { type: 'geojson', data: absolute('map/province-labels.geojson') },
      rivers: { type: 'geojson', data: absolute('map/rivers.geojson'), attribution: 'WDBII' },
      'zone-areas': empty,
      'zone-points': empty,
      corridors: empty,
      routes: empty,
      track: empty,
      chosen: empty,
      units: { ...empty, cluster: true, clusterRadius: CLUSTER_RADIUS_PX, clusterMaxZoom: CLUSTER_MAX_ZOOM },
      alerts: empty,
    },
    layers: [
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
        paint: { 'line-color': p.edge, 'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.6, 9, 1.2] },
      },
      {
        id: 'zone-fill', type: 'fill', source: 'zone-areas',
        filter: ['!', ['in', ['get', 'kind'], ['literal', ['restricted', 'province']]]],
        paint: { 'fill-color': ['case', isSite, p.site, p.service], 'fill-opacity': 0.16 },
      },
      {
        id: 'zone-hatch', type: 'fill', source: 'zone-areas', filter: ['==', ['get', 'kind'], 'restricted'],
        paint: { 'fill-pattern': 'hatch', 'fill-opacity': 0.55 },
      },
      {
        id: 'zone-edge', type: 'line', source: 'zone-areas',
        paint: {
          'line-color': ['match', ['get', 'kind'], 'restricted', p.restricted, 'province', p.edge, ['case', isSite, p.site, p.service]],
          'line-width': 1.1, 'line-opacity': 0.8,
        },
      },
      { id: 'corridor-fill', type: 'fill', source: 'corridors', paint: { 'fill-color': p.corridor, 'fill-opacity': 0.15 } },
      {
        id: 'corridor-edge', type: 'line', source: 'corridors',
        paint: { 'line-color': p.corridor, 'line-width': 1.2, 'line-dasharray': [3, 2], 'line-opacity': 0.9 },
      },
      {
        id: 'route', type: 'line', source: 'routes', layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': p.corridor, 'line-width': 2 },
      },
      {
        id: 'track-case', type: 'line', source: 'track', filter: ['==', ['get', 'part'], 'driven'],
        layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': p.ink, 'line-width': 6, 'line-opacity': 0.8 },
      },
      {
        id: 'track', type: 'line', source: 'track', filter: ['==', ['get', 'part'], 'driven'],
        layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': p.track, 'line-width': 2.4 },
      },
      {
        id: 'track-breach', type: 'line', source: 'track', filter: ['==', ['get', 'part'], 'breach'],
        layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': p.alert, 'line-width': 3.6 },
      },
      {
        id: 'track-evidence', type: 'circle', source: 'track', filter: ['==', ['get', 'part'], 'evidence'],
        paint: {
          'circle-radius': 4, 'circle-color': p.ink, 'circle-stroke-color': p.alert, 'circle-stroke-width': 1.8,
        },
      },
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
      {
        id: 'province-labels', type: 'symbol', source: 'province-names', minzoom: 4.5, maxzoom: 11,
        layout: {
          'text-field': nameOf(lang), 'text-font': REGULAR, 'text-size': ['interpolate', ['linear'], ['zoom'], 5, 12, 9, 15],
          'text-max-width': 7, 'text-padding': 6, 'symbol-sort-key': ['-', 0, ['get', 'area']],
        },
        paint: { 'text-color': p.provinceLabel, 'text-halo-color': p.land, 'text-halo-width': 1.2 },
      },
      {
        id: 'site-labels', type: 'symbol', source: 'zone-points', minzoom: 8.6, filter: isSite,
        layout: {
          'text-field': nameOf(lang), 'text-font': REGULAR, 'text-size': 12, 'text-max-width': 9,
          'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.9, 'text-padding': 4,
          'text-justify': 'auto',
        },
        paint: { 'text-color': ['match', ['get', 'kind'], 'restricted', p.restricted, p.siteLabel], ...halo },
      },
      {
        id: 'service-labels', type: 'symbol', source: 'zone-points', minzoom: 10.5, filter: ['!', isSite],
        layout: {
          'text-field': nameOf(lang), 'text-font': REGULAR, 'text-size': 12, 'text-max-width': 9,
          'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.9,
        },
        paint: { 'text-color': p.label, ...halo },
      },
      {
        id: 'clusters', type: 'circle', source: 'units', filter: ['has', 'point_count'],
        paint: {
          'circle-color': p.sea, 'circle-opacity': 0.82, 'circle-stroke-color': p.moving, 'circle-stroke-width': 1.8,
          'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 11, 10, 20, 50, 34],
        },
      },
      {
        id: 'cluster-counts', type: 'symbol', source: 'units', filter: ['has', 'point_count'],
        layout: {
          'text-field': ['get', 'point_count_abbreviated'], 'text-font': STRONG, 'text-size': 13, 'text-allow-overlap': true,
        },
        paint: { 'text-color': p.strong },
      },
      {
        id: 'alert-halo', type: 'circle', source: 'alerts', layout: { 'circle-sort-key': ['get', 'rank'] },
        paint: {
          'circle-color': p.alert, 'circle-opacity': ['match', ['get', 'urgency'], 'immediate', 0.22, 0.1],
          'circle-radius': [
            'interpolate', ['linear'], ['zoom'],
            5, ['match', ['get', 'urgency'], 'immediate', 9, 7.5],
            8, ['match', ['get', 'urgency'], 'immediate', 17, 'today', 15, 13],
          ],
          'circle-stroke-color': p.alert, 'circle-stroke-width': ['match', ['get', 'urgency'], 'immediate', 1.8, 1.1],
          'circle-stroke-opacity': ['match', ['get', 'urgency'], 'record', 0.6, 0.95],
        },
      },
      {
        id: 'trucks', type: 'symbol', source: 'units', filter: ['!', ['has', 'point_count']],
        layout: {
          'icon-image': ['concat', 'truck-', ['get', 'state']], 'icon-rotate': ['get', 'course'],
          'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 6, 0.75, 10, 1],
        },
      },
      {
        id: 'alert-trucks', type: 'symbol', source: 'alerts',
        layout: {
          'icon-image': ['concat', 'alert-', ['get', 'state']], 'icon-rotate': ['get', 'course'],
          // Names beneath give way to them.
          'icon-rotation-alignment': 'map', 'icon-allow-overlap': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 5, 0.55, 8, 1], 'symbol-sort-key': ['get', 'rank'],
        },
      },
      {
        id: 'chosen-ring', type: 'circle', source: 'chosen',
        paint: {
          'circle-radius': 22, 'circle-opacity': 0, 'circle-color': p.strong, 'circle-stroke-color': p.strong,
          'circle-stroke-width': 2,
        },
      },
      {
        id: 'alert-plates', type: 'symbol', source: 'alerts', minzoom: 7,
        layout: {
          'text-field': ['get', 'plate'], 'text-font': STRONG, 'text-size': 13, 'text-anchor': 'bottom',
          'text-offset': [0, -1.6], 'symbol-sort-key': ['-', 0, ['get', 'rank']],
        },
        paint: { 'text-color': '#ffb3b8', ...halo, 'text-halo-width': 1.8 },
      },
      {
        id: 'plates', type: 'symbol', source: 'units', minzoom: 10.5, filter: ['!', ['has', 'point_count']],
        layout: {
          'text-field': ['get', 'plate'], 'text-font': REGULAR, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 0.9],
        },
        paint: { 'text-color': p.strong, ...halo },
      },
    ],
  }
}
