/** The list behind a figure, as a page and the words of its address; null where there is no such list. */
import { VIEWS } from '..'

export type Figure =
  | { of: 'open-trips' }
  | { of: 'fleet' }
  | { of: 'alert'; alertId: string }
  | { of: 'truck'; name: string }

export interface Place { view: string; query: Readonly<Record<string, string>> }

export function behind(figure: Figure, known: readonly string[] = VIEWS.map((view) => view.name)): Place | null {
  const place = placeOf(figure)
  return known.includes(place.view) ? place : null
}

function placeOf(figure: Figure): Place {
  switch (figure.of) {
    case 'alert': return { view: 'live', query: { alert: figure.alertId } }
    case 'truck': return { view: 'search', query: { q: figure.name } }
    case 'open-trips':
    case 'fleet': return { view: 'live', query: {} }
  }
}
