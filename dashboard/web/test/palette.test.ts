import { describe, expect, it, vi } from 'vitest'
import css from '../src/app.css?raw'
import { palettes } from '../src/map/palette'
import { mapStyle, paintChanges } from '../src/map/style'
import { readChoice, type Theme, themeOf } from '../src/theme'

const components = import.meta.glob<string>('../src/**/*.svelte', { query: '?raw', import: 'default', eager: true })

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? ''
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1] ?? '', found[2] ?? '']))
}
const themes: Record<Theme, Record<string, string>> = { dark: tokens(':root'), light: tokens(":root[data-theme='light']") }

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The contrast of two colours as WCAG 2 has it, from 1 to 21. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const TEXT: readonly [ground: string, texts: readonly string[]][] = [
  ['panel', ['strong', 'muted', 'moving', 'idle', 'today', 'late', 'record', 'alert', 'alert-text', 'corridor']],
  ['card', ['strong', 'muted', 'moving', 'idle', 'today', 'late', 'alert-text']],
  ['card-hover', ['strong', 'muted']],
  ['alert-card', ['strong', 'muted', 'alert-text', 'moving']],
  ['alert-card-hover', ['strong', 'muted']],
  ['sea', ['strong', 'muted', 'corridor']],
  ['land', ['strong', 'muted', 'place-name', 'site-name', 'restricted', 'corridor', 'alert-text']],
  ['field', ['strong', 'muted']],
  ['warn-card', ['warn-text']],
  ['alert-fill', ['on-fill']],
]
const MARKS = ['free', 'moving', 'idle', 'parked', 'late', 'silent', 'record', 'today', 'alert', 'site', 'service', 'restricted', 'corridor', 'near', 'far', 'track']
/** On what a field stands; its own ground lies on the other side of its edge. */
const FIELD_GROUNDS = ['field', 'panel', 'sea', 'card', 'card-hover']
const pairs = (['dark', 'light'] as const).flatMap((theme) => [
  ...TEXT.flatMap(([ground, texts]) => texts.map((text) => [theme, text, ground, 4.5] as const)),
  ...['land', 'sea', 'panel', 'ink'].flatMap((ground) => MARKS.map((mark) => [theme, mark, ground, 3] as const)),
  ...FIELD_GROUNDS.map((ground) => [theme, 'field-edge', ground, 3] as const),
])

describe('colours', () => {
  it.each(pairs)('%s: %s on %s has at least %d : 1', (theme, above, below, least) => {
    expect(contrast(themes[theme][above] ?? '', themes[theme][below] ?? '')).toBeGreaterThanOrEqual(least)
  })

  it.each(['dark', 'light'] as const)('%s: the map draws with the colours of the page', (theme) => {
    expect(Object.keys(palettes[theme])).toEqual(expect.arrayContaining(['sea', 'land', 'alert']))
    expect(palettes[theme]).toEqual(Object.fromEntries(Object.keys(palettes[theme]).map((name) => [name, themes[theme][name]])))
  })

  it('has every colour in both themes', () => {
    expect(Object.keys(themes.light)).toEqual(Object.keys(themes.dark))
  })

  it('contrast is that of the standard', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  })

  it.each(Object.entries(components))('%s has none of its own', (_, source) => {
    const style = source.split('<style')[1] ?? ''
    // A shadow is black in both themes.
    const values = style.replace(/rgb\(0 0 0 \/ [\d.]+%?\)/g, '').match(/:[^;{}]*(#[0-9a-f]{3,8}\b|rgba?\()[^;{}]*/gi)
    expect(values ?? []).toEqual([])
  })

  it.each(Object.entries(components))('%s gives no field the colour of the sea', (_, source) => {
    const rules = (source.split('<style')[1] ?? '').match(/[^{};]*\b(input|select|textarea)\b[^{}]*\{[^}]*\bbackground: var\(--sea\)/g)
    expect(rules ?? []).toEqual([])
  })
})

describe('the theme', () => {
  it.each([
    ['nothing remembered is dark, whatever the computer has', null, true, 'dark'],
    ['what was chosen', 'light', false, 'light'],
    ['as the computer has it, where that was chosen', 'auto', true, 'light'],
    ['as the computer has it, where that is dark', 'auto', false, 'dark'],
    ['an unknown word is dark', 'pink', true, 'dark'],
  ])('%s', (_, remembered, prefersLight, theme) => {
    expect(themeOf(readChoice(remembered), prefersLight)).toBe(theme)
  })

  it('paints anew what differs, and nothing where nothing does', () => {
    vi.stubGlobal('document', { baseURI: 'http://centre.example/' })
    const layers = (theme: Theme): ReturnType<typeof mapStyle>['layers'] => mapStyle('th', palettes[theme]).layers
    expect(paintChanges(layers('dark'), layers('dark'))).toEqual([])
    const changes = paintChanges(layers('dark'), layers('light'))
    expect(changes).toContainEqual({ layer: 'land', property: 'fill-color', value: palettes.light.land })
  })
})
