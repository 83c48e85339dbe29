/** The fleet and the alerts on the map: which stand alone, which may be grouped, and what changed since. */
import type { GeoJSONSource } from 'maplibre-gl'
import { type Look, lookOf } from '../look'
import type { Alert, Unit } from '../model'
import { type Feature, Numbers, placeAlertFeatures, unitFeature } from './features'
import { Feeder } from './feeder'
import { CLUSTER_MAX_ZOOM, CLUSTER_RADIUS_PX } from './style'

/** Trucks in immediate alarm stand outside the groups, so that none hides; more than so many would hide the country. */
export const MOST_ALONE = 200
/** Up to so many trucks, groups hold together up to this zoom: a small fleet falls apart into trucks early. */
const CLUSTER_TIERS: readonly [units: number, maxZoom: number][] = [[300, 5], [1500, 7], [Infinity, 8]]

export interface Parted { grouped: Map<number, Feature>; alone: Map<number, Feature>; urgentStandAlone: boolean }

/** Features are kept as long as nothing of theirs changes, so that a difference can be told by identity. */
export class Features {
  #numbers = new Numbers()
  #known = new Map<string, { unit: Unit; look: Look; feature: Feature }>()

  /** All features of now, by number, in the two sources that they belong to. */
  part(units: ReadonlyMap<string, Unit>, alerts: Iterable<Alert>, nowMs: number): Parted {
    const grouped = new Map<number, Feature>()
    const urgent = new Map<number, Feature>()
    if (this.#known.size > 2 * units.size) this.#known.clear()
    for (const unit of units.values()) {
      const look = lookOf(unit, nowMs)
      const feature = this.#featureOf(unit, look)
      ;(look === 'immediate' ? urgent : grouped).set(feature.id as number, feature)
    }
    const alone = urgent.size <= MOST_ALONE ? urgent : new Map<number, Feature>()
    if (alone !== urgent) for (const [id, feature] of urgent) grouped.set(id, feature)
    for (const feature of placeAlertFeatures(alerts, units, this.#numbers)) alone.set(feature.id as number, feature)
    return { grouped, alone, urgentStandAlone: alone === urgent }
  }

  #featureOf(unit: Unit, look: Look): Feature {
    const known = this.#known.get(unit.unit_id)
    if (known?.unit === unit && known.look === look) return known.feature
    const feature = unitFeature(unit, this.#numbers, look)
    this.#known.set(unit.unit_id, { unit, look, feature })
    return feature
  }
}

export class Crowd {
  #features = new Features()
  #grouped: Feeder
  #alone: Feeder
  #clusterMaxZoom = CLUSTER_MAX_ZOOM

  constructor(private readonly units: GeoJSONSource, alerts: GeoJSONSource) {
    this.#grouped = new Feeder(units)
    this.#alone = new Feeder(alerts)
  }

  /** Shows these; whether trucks in immediate alarm stand alone, so that something may be hung on them. */
  show(units: ReadonlyMap<string, Unit>, alerts: Iterable<Alert>, nowMs: number): boolean {
    const clusterMaxZoom = CLUSTER_TIERS.find(([most]) => units.size <= most)?.[1] ?? CLUSTER_MAX_ZOOM
    if (clusterMaxZoom !== this.#clusterMaxZoom) {
      this.#clusterMaxZoom = clusterMaxZoom
      void this.units.setClusterOptions({ cluster: true, clusterRadius: CLUSTER_RADIUS_PX, clusterMaxZoom })
    }
    const { grouped, alone, urgentStandAlone } = this.#features.part(units, alerts, nowMs)
    this.#grouped.show(grouped)
    this.#alone.show(alone)
    return urgentStandAlone
  }

  /** Resolves when nothing is on its way to the map. */
  async settled(): Promise<void> {
    await this.#grouped.settled()
    await this.#alone.settled()
  }
}
