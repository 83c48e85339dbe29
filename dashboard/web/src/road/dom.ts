/** Elements made by hand: the page is small, and a frame for pages would be longer to load than the page. */

type Child = Node | string | null | false | undefined
type Props = Readonly<Record<string, string | boolean | ((event: Event) => void)>>

/** An element with its attributes, listeners (`onclick` and so on) and children; what is null or false is left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false) element.setAttribute(name, value)
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== false && child !== undefined))
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

/** A line drawing of 24 by 24, for those who see; words stand beside it. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

/** Puts new content in the place of old, and keeps the focus where it was as far as that is still there. */
export function put(place: HTMLElement, ...children: Child[]): void {
  const focused = place.contains(document.activeElement) ? document.activeElement?.getAttribute('data-testid') : null
  place.replaceChildren(...children.filter((child): child is Node | string => !!child))
  if (focused) place.querySelector<HTMLElement>(`[data-testid="${focused}"]`)?.focus()
}

/** Has a place say what is new in the elements that are there, so that a thumb on one of them hits; for what listens to nothing. */
export function renew(place: Element, ...children: (ChildNode | null)[]): void {
  const there = [...place.childNodes]
  const next = children.filter((child) => child !== null)
  next.forEach((child, n) => {
    const before = there[n]
    if (before) match(before, child)
    else place.append(child)
  })
  for (const left of there.slice(next.length)) left.remove()
}

function match(before: ChildNode, next: ChildNode): void {
  if (before.isEqualNode(next)) return
  if (!(before instanceof Element && next instanceof Element && before.tagName === next.tagName)) {
    before.replaceWith(next)
    return
  }
  for (const name of before.getAttributeNames()) if (!next.hasAttribute(name)) before.removeAttribute(name)
  for (const name of next.getAttributeNames()) before.setAttribute(name, next.getAttribute(name) ?? '')
  renew(before, ...next.childNodes)
}
