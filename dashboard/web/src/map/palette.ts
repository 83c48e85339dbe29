/** The colours that the map draws with, by theme; `app.css` has the same under the same names for the rest of the page. */
import { shownTheme, type Theme } from '../theme'

const dark = {
  sea: '#0d1c2e', land: '#1b2738', coast: '#2f5580', border: '#34465f', river: '#2c5c86', muted: '#9db0c9', strong: '#e3ebf5',
  'place-name': '#8b9eb9', site: '#b49cf5', 'site-name': '#c9bdf5', service: '#8fa2bb', restricted: '#e8925a',
  free: '#8fa2bb', moving: '#2fd6b5', late: '#d4de5f', silent: '#909dae', record: '#dcb6ca', today: '#f5b83d', alert: '#ff4d57',
  'alert-text': '#ff8a90', corridor: '#4aa8ff', track: '#e3ebf5', near: '#f5b83d', far: '#ff8a5c', ink: '#0b121c',
}

export type Palette = Readonly<typeof dark>

const light: Palette = {
  sea: '#d3e0eb', land: '#f6f7f4', coast: '#9fb9d0', border: '#b4c0cc', river: '#7fabcf', muted: '#475a70', strong: '#14202e',
  'place-name': '#56657a', site: '#6a3cc0', 'site-name': '#5a30ad', service: '#56677c', restricted: '#a24707',
  free: '#56677c', moving: '#00705f', late: '#5f6400', silent: '#5d6875', record: '#8a3f68', today: '#845200', alert: '#c8102e',
  'alert-text': '#ad0c26', corridor: '#0a5cba', track: '#14202e', near: '#8a5600', far: '#b23a00', ink: '#ffffff',
}

export const palettes: Readonly<Record<Theme, Palette>> = { dark, light }

/** The colours of the theme that the page shows now. */
export function paletteNow(): Palette {
  return palettes[shownTheme()]
}
