/** The texts of a map's layers apart from the layers: a letter drawn before its font has come would stay as it is. Pure. */
import type { LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl'

export type TextField = NonNullable<SymbolLayerSpecification['layout']>['text-field']

/** What each layer writes, of those that write. */
export function textFields(layers: readonly LayerSpecification[]): [layer: string, text: TextField][] {
  return layers.flatMap((layer): [string, TextField][] => {
    const text = layer.type === 'symbol' ? layer.layout?.['text-field'] : undefined
    return text === undefined ? [] : [[layer.id, text]]
  })
}

/** The same layers, writing nothing; what else they draw they draw. */
export function withoutTexts(layers: readonly LayerSpecification[]): LayerSpecification[] {
  return layers.map((layer) => {
    if (layer.type !== 'symbol' || layer.layout?.['text-field'] === undefined) return layer
    const { 'text-field': _text, ...layout } = layer.layout
    return { ...layer, layout }
  })
}
