/** What the centre asks of the road. */
import { apiUrl, get, post } from '../api'
import type { Link, Officer, Out, Revoking, RoadStory } from './model'

const of = (incidentId: string): string => `incidents/${encodeURIComponent(incidentId)}`

export const officersApi = {
  out: async () => (await get<{ items: Officer[] }>('officers')).items,
  story: (incidentId: string) => get<RoadStory>(`${of(incidentId)}/road`),
  reached: (incidentId: string, person: string, text: string) => post<Out>(`${of(incidentId)}/reached`, { person, text }),
  link: (incidentId: string, person: string) => post<{ link: string; expires_at: string }>(`${of(incidentId)}/links`, { person }),
  links: async (incidentId: string) => (await get<{ items: Link[] }>(`${of(incidentId)}/links`)).items,
  revoke: (incidentId: string, said: Revoking) => post<void>(`${of(incidentId)}/links/revoke`, said),
  fileUrl: (incidentId: string, fileId: string) => apiUrl(`${of(incidentId)}/files/${encodeURIComponent(fileId)}`),
}
