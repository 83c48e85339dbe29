/** Ways to other pages. */
import type { Centre } from '../../centre.svelte'

/** What playback needs in its address: these units over this period; it begins where the first of them was seen. */
export function playbackOf(unitIds: readonly string[], fromMs: number, toMs: number): Record<string, string> {
  return { units: unitIds.join(','), from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
}

/** Follows a link without loading the page again, unless another tab was asked for. */
export function goes(event: MouseEvent, centre: Centre, view: string, given: Readonly<Record<string, string>>): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  centre.go(view, given)
}
