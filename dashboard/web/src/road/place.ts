/** Where this phone is, as far as it may be known. */
import type { Spot } from './model'

const FRESH_MS = 60_000
/** So long the place is waited for, whatever the browser does meanwhile. */
export const PATIENCE_MS = 8_000

/** Follows the phone's place once it was asked for, and tells of each. */
export class Here {
  spot: Spot | null = null
  refused = false
  #follows = false

  constructor(private readonly tell: () => void) {}

  /** Begins to follow; the browser asks the officer the first time. */
  follow(): void {
    if (this.#follows || !('geolocation' in navigator)) return
    this.#follows = true
    navigator.geolocation.watchPosition((found) => this.#take(found), (error) => this.#fail(error), {
      enableHighAccuracy: true, maximumAge: FRESH_MS,
    })
  }

  /** Begins to follow where the browser lets this page already; it asks nobody. */
  async followIfAllowed(): Promise<void> {
    // A browser that does not tell may ask: there the first tap does.
    const known = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
    if (known?.state === 'granted') this.follow()
  }

  /** The last place where it is fresh enough to be the place now. */
  get fresh(): Spot | null {
    return this.spot && Date.now() - Date.parse(this.spot.at) < FRESH_MS ? this.spot : null
  }

  /** The place now, or the last one that is fresh enough; null where none comes within some seconds. */
  async now(): Promise<Spot | null> {
    this.follow()
    if (this.fresh) return this.fresh
    if (!('geolocation' in navigator) || this.refused) return null
    return new Promise((resolve) => {
      // The browser counts its own patience only from when the officer has answered whether the place may be known.
      setTimeout(() => resolve(null), PATIENCE_MS)
      navigator.geolocation.getCurrentPosition(
        (found) => resolve(this.#take(found)), (error) => { this.#fail(error); resolve(null) },
        { enableHighAccuracy: true, maximumAge: FRESH_MS, timeout: PATIENCE_MS },
      )
    })
  }

  #take({ coords, timestamp }: GeolocationPosition): Spot {
    this.refused = false
    this.spot = { lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy, at: new Date(timestamp).toISOString() }
    this.tell()
    return this.spot
  }

  #fail(error: GeolocationPositionError): void {
    this.refused = error.code === error.PERMISSION_DENIED
    this.tell()
  }
}
