/** The layers that a trip adds to the base map. */
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { EMPTY } from '../../map/features'
import { type Palette, paletteNow } from '../../map/palette'
import { mapStyle } from '../../map/style'
import type { Lang } from '../../time'
import type { Tone } from './distance'

/** What the live map alone draws. */
const LIVE_SOURCES = new Set(['units', 'alerts', 'track', 'chosen'])

function toneColours(p: Palette): Record<Tone, string> {
  return { within: p.moving, near: p.near, off: p.alert, unjudged: p.track }
}

/** The farther off, the wider: the tone is not told by colour alone. */
const TONE_WIDTHS_PX: Record<Tone, number> = { within: 2.6, near: 4, off: 6, unjudged: 2.6 }

/** The whole style, in the colours of the theme that the page shows. */
export function tripStyle(lang: Lang, p: Palette = paletteNow()): StyleSpecification {
  const style = mapStyle(lang, p)
  const sources = Object.fromEntries(Object.entries(style.sources).filter(([name]) => !LIVE_SOURCES.has(name)))
  const empty = { type: 'geojson', data: EMPTY } as const
  return {
    ...style,
    sources: { ...sources, 'trip-track': empty, 'trip-pins': empty, 'trip-ends': empty, 'trip-point': empty },
    layers: [
      ...style.layers.filter((layer) => !('source' in layer) || !LIVE_SOURCES.has(layer.source)),
      ...tripLayers(p),
    ],
  }
}

const ROUND = { 'line-join': 'round', 'line-cap': 'round' } as const

function tripLayers(p: Palette): LayerSpecification[] {
  const tones = toneColours(p)
  return [
    {
      id: 'trip-gap', type: 'line', source: 'trip-track', filter: ['==', ['get', 'part'], 'gap'],
      paint: { 'line-color': p.strong, 'line-width': 2.4, 'line-dasharray': [1.2, 1.8] },
    },
    {
      id: 'trip-case', type: 'line', source: 'trip-track', filter: ['==', ['get', 'part'], 'driven'], layout: ROUND,
      paint: { 'line-color': p.ink, 'line-width': 7.5, 'line-opacity': 0.75 },
    },
    {
      id: 'trip-track', type: 'line', source: 'trip-track', filter: ['==', ['get', 'part'], 'driven'], layout: ROUND,
      paint: {
        'line-color': [
          'match', ['get', 'tone'], 'within', tones.within, 'near', tones.near, 'off', tones.off,
          tones.unjudged,
        ],
        'line-width': [
          'match', ['get', 'tone'], 'near', TONE_WIDTHS_PX.near, 'off', TONE_WIDTHS_PX.off, TONE_WIDTHS_PX.within,
        ],
      },
    },
    {
      id: 'trip-stops', type: 'circle', source: 'trip-pins', filter: ['!=', ['get', 'kind'], 'alert'],
      paint: {
        'circle-radius': 10, 'circle-color': p.ink, 'circle-stroke-width': 2.2,
        'circle-stroke-color': ['match', ['get', 'kind'], 'stop-bad', p.alert, p.service],
      },
    },
    {
      id: 'trip-stop-numbers', type: 'symbol', source: 'trip-pins', filter: ['!=', ['get', 'kind'], 'alert'],
      layout: {
        'text-field': ['get', 'label'], 'text-font': ['UI Strong'], 'text-size': 12, 'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': p.strong },
    },
    {
      id: 'trip-alerts', type: 'symbol', source: 'trip-pins', filter: ['==', ['get', 'kind'], 'alert'],
      layout: {
        'icon-image': 'alert-place', 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': 0.85,
        'icon-anchor': 'bottom', 'icon-offset': [0, -6],
      },
    },
    {
      id: 'trip-ends', type: 'symbol', source: 'trip-ends',
      layout: {
        'icon-image': ['match', ['get', 'kind'], 'origin', 'zone-generator', 'zone-processor'], 'icon-size': 1.25,
        'icon-allow-overlap': true, 'text-field': ['get', 'name'], 'text-font': ['UI Strong'], 'text-size': 13,
        'text-max-width': 12, 'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.1,
        'text-justify': 'auto', 'text-optional': true,
      },
      paint: { 'text-color': p['site-name'], 'text-halo-color': p.ink, 'text-halo-width': 1.8 },
    },
    {
      id: 'trip-point', type: 'circle', source: 'trip-point',
      paint: {
        'circle-radius': 9, 'circle-color': p.strong, 'circle-opacity': 0.25, 'circle-stroke-color': p.strong,
        'circle-stroke-width': 2.4,
      },
    },
  ]
}
