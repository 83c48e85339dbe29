/** Names on the map follow the language. */
import type { ExpressionSpecification } from 'maplibre-gl'
import type { Lang } from '../time'
import type { Palette } from './palette'

export function nameOf(lang: Lang): ExpressionSpecification {
  return ['get', lang === 'th' ? 'name_th' : 'name_en']
}

/** The edge around letters that keeps them readable over anything. */
export function halo(p: Palette): { 'text-halo-color': string; 'text-halo-width': number } {
  return { 'text-halo-color': p.ink, 'text-halo-width': 1.4 }
}
