/** The fonts of the map's names. */
import latin400 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-400-normal.woff2?url'
import latin600 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-latin-600-normal.woff2?url'
import thai400 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-400-normal.woff2?url'
import thai600 from '@fontsource/ibm-plex-sans-thai/files/ibm-plex-sans-thai-thai-600-normal.woff2?url'

export const REGULAR = ['UI Regular']
export const STRONG = ['UI Strong']

/** The address of a file of the page, also under a path prefix. */
export function absolute(url: string): string {
  return new URL(url, document.baseURI).href
}

/** The files by their script: declared so, Thai is never drawn before its font has come. */
function faces(thai: string, latin: string): { url: string; 'unicode-range': string[] }[] {
  return [
    { url: absolute(thai), 'unicode-range': ['U+0E01-0E5B', 'U+200C-200D', 'U+25CC'] },
    { url: absolute(latin), 'unicode-range': ['U+0000-00FF', 'U+2000-206F'] },
  ]
}

/** The `font-faces` of a style. */
export function fontFaces(): Record<string, { url: string; 'unicode-range': string[] }[]> {
  return { 'UI Regular': faces(thai400, latin400), 'UI Strong': faces(thai600, latin600) }
}
