/** The calls of a trip's page. */
import { apiUrl, get } from '../../api'
import type { Story, Why } from './model'

export const FILE_FORMS = ['gpx', 'kml', 'geojson', 'csv'] as const
export type FileForm = (typeof FILE_FORMS)[number]

export function readStory(tripId: string): Promise<Story> {
  return get<Story>(`trips/${encodeURIComponent(tripId)}/story`)
}

export function readWhy(alertId: string): Promise<Why> {
  return get<Why>(`alerts/${encodeURIComponent(alertId)}/why`)
}

/** Where a trip's pings can be had as a file. */
export function fileUrl(tripId: string, form: FileForm): string {
  return apiUrl(`trips/${encodeURIComponent(tripId)}/track.${form}`)
}
