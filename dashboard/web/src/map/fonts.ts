/** The fonts of the map's texts. */
import latin400 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-400-normal.woff2?url'
import latin600 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-600-normal.woff2?url'
import thai400 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-400-normal.woff2?url'
import thai600 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-600-normal.woff2?url'
import { untilDone } from '../again'

export const REGULAR = ['UI Regular']
export const STRONG = ['UI Strong']

const THAI = 'U+0E01-0E5B, U+200C-200D, U+25CC'
const LATIN = 'U+0000-00FF, U+2000-206F'
const FILES = [
  { names: REGULAR, url: thai400, range: THAI },
  { names: REGULAR, url: latin400, range: LATIN },
  { names: STRONG, url: thai600, range: THAI },
  { names: STRONG, url: latin600, range: LATIN },
] as const

let coming: Promise<void> | null = null
let areHere = false

/** The address of a file of the page, also under a path prefix. */
export function absolute(url: string): string {
  return new URL(url, document.baseURI).href
}

/** Whether the map can draw every letter in its own font by now. */
export function hasFonts(): boolean {
  return areHere
}

/** Resolves once it can; a file that cannot be had is asked for again. */
export function fontsHere(): Promise<void> {
  coming ??= Promise.all(FILES.map((file) => untilDone(() => load(file)))).then(() => { areHere = true })
  return coming
}

/** The map looks for a font by its name, and draws with another one for good where there is none yet. */
async function load({ names, url, range }: (typeof FILES)[number]): Promise<void> {
  for (const name of names) {
    const face = new FontFace(name, `url("${absolute(url)}")`, { unicodeRange: range })
    document.fonts.add(await face.load())
  }
}
