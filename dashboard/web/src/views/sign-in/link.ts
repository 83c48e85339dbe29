/** A wall screen's link carries its token behind the #, where no server and no log of one sees it. */
export function wallToken(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('wall')
  return token ? token : null
}

/** The whole link of a wall screen, for the page's own address. */
export function wallLink(page: string, link: string): string {
  return new URL(link, page.replace(/[?#].*$/, '')).href
}
