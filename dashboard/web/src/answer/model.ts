/** What the server sends of a case to the party that was asked about it. Times are ISO-8601 in UTC. */

export interface PartyCase {
  incident_id: string
  party: string
  name: string
  asked_at: string
  until: string
  titles_th: string
  titles_en: string
  question_th: string
  question_en: string
  since: string
  plate: string | null
  province: string | null
  permit_no: string | null
  lat: number | null
  lon: number | null
  place_th: string
  place_en: string
  answers: { at: string; text: string }[]
  files: { file_id: string; name: string; sha256: string; size: number; came_at: string }[]
  largest_mb: number
  /** Who asks; null where the settings named nobody. */
  authority: { name_th: string; name_en: string; phone: string } | null
}

/** A file that was chosen here: on its way, or not taken and why (`again`: to be tried once more). */
export interface Sending {
  file: File
  percent: number
  failed: string | null
  again: boolean
}
