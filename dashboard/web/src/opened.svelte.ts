/** The alert or the truck that is opened, and what belongs to it: permit, trip and track, read once and then kept current. */
import { api, ApiError } from './api'
import type { Alert, Fix, Permit, Trip, Unit } from './model'
import { msOf } from './time'
import { extendTrack, isOver, trackWindow } from './track'

const UNIT_TRACK_MS = 2 * 3_600_000

export type Selection = { kind: 'alert' | 'unit'; id: string } | null
export type Loading = 'no' | 'yes' | 'failed'

/** What belongs to the opened alert or truck. */
export interface Detail {
  alert: Alert | null
  trip: Trip | null
  permit: Permit | null
  permitMissing: boolean
  track: readonly Fix[]
  trackLoading: Loading
  /** Why what a link names is not there: the server does not know it, or did not answer. */
  missing: 'unknown' | 'failed' | null
}

const NO_DETAIL: Detail = {
  alert: null, trip: null, permit: null, permitMissing: false, track: [], trackLoading: 'no', missing: null,
}

/** What is known beside it, and the time now. */
export interface Known {
  readonly units: ReadonlyMap<string, Unit>
  readonly alerts: ReadonlyMap<string, Alert>
  readonly nowMs: number
}

type Put = (part: Partial<Detail>) => void

export class Opened {
  selection = $state.raw<Selection>(null)
  detail = $state.raw<Detail>(NO_DETAIL)
  /** Asks the map to go to what is opened, also when it already was. */
  focusCount = $state(0)

  readonly #known: Known
  readonly alert = $derived.by(() => {
    if (this.selection?.kind !== 'alert') return null
    const live = this.#known.alerts.get(this.selection.id) ?? null
    const read = this.detail.alert
    return live && read ? (live.version >= read.version ? { ...live, history: read.history ?? [] } : read) : live ?? read
  })
  readonly unit = $derived.by(() => {
    if (!this.selection) return null
    const id = this.selection.kind === 'unit' ? this.selection.id : this.alert?.unit_id
    return id ? this.#known.units.get(id) ?? null : null
  })

  constructor(known: Known, alertId: string | null) {
    this.#known = known
    if (alertId) this.selection = { kind: 'alert', id: alertId }
  }

  /** The opened alert, for the address. */
  get alertId(): string | null {
    return this.selection?.kind === 'alert' ? this.selection.id : null
  }

  /** Whether another one is opened now than before. */
  open(kind: 'alert' | 'unit', id: string): boolean {
    this.focusCount += 1
    if (this.selection?.kind === kind && this.selection.id === id) return false
    this.selection = { kind, id }
    this.readAnew()
    return true
  }

  close(): void {
    this.selection = null
    this.detail = NO_DETAIL
  }

  /** Reads what belongs to it, as if nothing of it were known. */
  readAnew(): void {
    this.detail = NO_DETAIL
    this.read()
  }

  /** Reads what belongs to it; what is shown stays until it has come. */
  read(): void {
    if (this.selection) void this.#readDetail(this.selection)
  }

  /** Lays the truck's newest position at the end of its track, where what is shown goes on. */
  takeUnits(): void {
    const unit = this.unit
    const stillOn = this.selection?.kind === 'unit' || (this.alert !== null && !isOver(this.alert))
    if (!unit || !stillOn || this.detail.track.length === 0) return
    const keepMs = this.selection?.kind === 'unit' ? UNIT_TRACK_MS : undefined
    const track = extendTrack(this.detail.track, fixOf(unit), keepMs)
    if (track !== this.detail.track) this.detail = { ...this.detail, track }
  }

  takeTrip(trip: Trip): void {
    if (this.detail.trip?.trip_id === trip.trip_id && trip.version > this.detail.trip.version) {
      this.detail = { ...this.detail, trip: { ...this.detail.trip, ...trip } }
    }
  }

  /** Adds what an alert has become to its history. */
  takeStep(alert: Alert, event: { type: string; time: string }): void {
    const read = this.detail.alert
    if (read?.alert_id !== alert.alert_id || read.history?.some((step) => step.version === alert.version)) return
    const step = { version: alert.version, type: event.type, time: event.time }
    this.detail = { ...this.detail, alert: { ...read, history: [...(read.history ?? []), step] } }
  }

  async #readDetail(selection: NonNullable<Selection>): Promise<void> {
    const current = (): boolean => this.selection === selection
    const put: Put = (part) => {
      if (current()) this.detail = { ...this.detail, ...part }
    }
    put({ trackLoading: 'yes' })
    let alert: Alert | null = null
    if (selection.kind === 'alert') {
      const read = await this.#readAlert(selection.id)
      if (!current()) return
      if (read === 'unknown' || read === 'failed') {
        put({ missing: read, trackLoading: 'no' })
        return
      }
      alert = read
      put({ alert })
      this.focusCount += 1
    }
    const unitId = alert ? alert.unit_id : selection.id
    const unit = unitId ? this.#known.units.get(unitId) : undefined
    const tripId = alert ? alert.trip_id : unit?.trip_id
    const permitNo = alert ? alert.permit_no : unit?.permit_no
    await Promise.all([
      this.#readPermit(permitNo, put),
      this.#readTripAndTrack(alert, unitId, tripId, put),
    ])
  }

  async #readAlert(alertId: string): Promise<Alert | 'unknown' | 'failed'> {
    try {
      return await api.alert(alertId)
    } catch (error) {
      const isUnknown = error instanceof ApiError && error.status === 404
      return this.#known.alerts.get(alertId) ?? (isUnknown ? 'unknown' : 'failed')
    }
  }

  async #readPermit(permitNo: string | null | undefined, put: Put): Promise<void> {
    if (!permitNo) return
    try {
      put({ permit: await api.permit(permitNo) })
    } catch {
      put({ permitMissing: true })
    }
  }

  async #readTripAndTrack(
    alert: Alert | null, unitId: string | null | undefined, tripId: string | null | undefined, put: Put,
  ): Promise<void> {
    const trip = tripId ? await api.trip(tripId).catch(() => null) : null
    put({ trip })
    if (!unitId) {
      put({ trackLoading: 'no' })
      return
    }
    const lastMs = msOf(this.#known.units.get(unitId)?.utc_ts)
    const endMs = Number.isFinite(lastMs) ? lastMs + 1000 : this.#known.nowMs
    const window = alert
      ? trackWindow(alert, trip, this.#known.nowMs)
      : { fromMs: endMs - UNIT_TRACK_MS, toMs: endMs }
    try {
      put({ track: await api.track(unitId, window.fromMs, window.toMs), trackLoading: 'no' })
    } catch {
      put({ trackLoading: 'failed' })
    }
  }
}

function fixOf({ utc_ts, lat, lon, speed, course }: Unit): Fix {
  return { utc_ts, lat, lon, speed, course }
}
