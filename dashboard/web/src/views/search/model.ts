/** What look-ups answer. Times are ISO-8601 in UTC. */

export interface UnitInside {
  unit_id: string
  plate: string | null
  province: string | null
  first_at: string
  last_at: string
  fixes: number
  trip_ids: string[]
  earlier_trucks: { plate: string | null; province: string | null }[]
}

export interface UnitPassed {
  unit_id: string
  plate: string | null
  province: string | null
  from_at: string
  to_at: string
}

export interface AreaAnswer {
  inside: UnitInside[]
  inside_count: number
  passed: UnitPassed[]
  passed_count: number
  received_to: string | null
}

export type HitBy = 'plate' | 'unit' | 'carrier' | 'number' | 'name' | 'trip'

export interface TruckHit {
  unit_id: string
  plate: string | null
  province: string | null
  carrier: string | null
  valid_from: string | null
  valid_to: string | null
  seen_at: string | null
  by: HitBy
}

export interface TripHit {
  trip_id: string
  unit_id: string
  plate: string
  province: string
  permit_no: string | null
  state: string
  started_at: string
  by: HitBy
}

export interface PermitHit {
  permit_no: string
  status: string
  valid_from: string
  valid_to: string
  generator_th: string
  generator_en: string
}

export interface ManifestHit {
  manifest_no: string
  permit_no: string
  plate: string
  province: string
  status: string
  planned_depart: string | null
}

export interface FactoryHit {
  factory_no: string
  role: 'generator' | 'processor'
  name_th: string
  name_en: string
  zone_id: string
  permits: number
  permit_nos: string[]
}

export interface NamesAnswer {
  normal: string
  trucks: TruckHit[]
  trips: TripHit[]
  permits: PermitHit[]
  manifests: ManifestHit[]
  factories: FactoryHit[]
  more: string[]
}

export interface SavedView {
  view_id: number
  name: string
  address: string
  saved_at: string
}
