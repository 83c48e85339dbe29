/** How the page of look-ups draws on the map, bottom up. */
import type { Layers } from '../../map/plain'

const ROUND = { 'line-join': 'round', 'line-cap': 'round' } as const

export const areaLayers: Layers = (colour) => [
  {
    id: 'area-fill', type: 'fill', source: 'area', filter: ['==', ['get', 'part'], 'area'],
    paint: { 'fill-color': colour('idle'), 'fill-opacity': 0.16 },
  },
  {
    id: 'area-edge', type: 'line', source: 'area', filter: ['in', ['get', 'part'], ['literal', ['area', 'edge']]],
    layout: ROUND, paint: { 'line-color': colour('idle'), 'line-width': 2 },
  },
  {
    id: 'way', type: 'line', source: 'way', filter: ['==', ['get', 'part'], 'way'], layout: ROUND,
    paint: { 'line-color': colour('strong'), 'line-width': 2.4 },
  },
  {
    id: 'way-gap', type: 'line', source: 'way', filter: ['==', ['get', 'part'], 'gap'],
    paint: { 'line-color': colour('muted'), 'line-width': 1.6, 'line-dasharray': [2, 3] },
  },
  {
    id: 'way-fixes', type: 'circle', source: 'way', filter: ['==', ['get', 'part'], 'fix'], minzoom: 9,
    paint: { 'circle-radius': 2.6, 'circle-color': colour('moving') },
  },
  {
    id: 'corners', type: 'circle', source: 'area', filter: ['==', ['get', 'part'], 'corner'],
    paint: {
      'circle-radius': 9, 'circle-color': colour('panel'), 'circle-stroke-color': colour('idle'), 'circle-stroke-width': 2,
    },
  },
  {
    id: 'corner-numbers', type: 'symbol', source: 'area', filter: ['==', ['get', 'part'], 'corner'],
    layout: { 'text-field': ['get', 'n'], 'text-font': ['UI Strong'], 'text-size': 12, 'text-allow-overlap': true },
    paint: { 'text-color': colour('strong') },
  },
  {
    id: 'found', type: 'symbol', source: 'found',
    layout: {
      'icon-image': ['concat', 'truck-', ['get', 'state']], 'icon-rotate': ['get', 'course'], 'icon-rotation-alignment': 'map',
      'icon-allow-overlap': true, 'icon-ignore-placement': true,
    },
  },
  {
    id: 'found-plates', type: 'symbol', source: 'found',
    layout: {
      'text-field': ['get', 'plate'], 'text-font': ['UI Strong'], 'text-size': 13, 'text-anchor': 'top', 'text-offset': [0, 0.9],
    },
    paint: { 'text-color': colour('strong'), 'text-halo-color': colour('panel'), 'text-halo-width': 1.6 },
  },
]
