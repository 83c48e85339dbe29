/** The alert desk: incidents, what is done with them, shelves and sound, under one hand. */
import type { Centre } from '../centre.svelte'
import { unplaced } from '../settled'
import { urgencyTexts } from '../texts'
import { whomOf } from '../words'
import { Acting } from './acting.svelte'
import { Alarm } from './alarm.svelte'
import { Incidents } from './incidents.svelte'
import { Merging } from './merging.svelte'
import type { Incident } from './model'
import type { Notice } from './notices'
import { Shelving } from './shelving.svelte'
import { whySound } from './sounding'

const TICK_MS = 1000

export class Desk {
  readonly incidents: Incidents
  readonly acting: Acting
  readonly merging: Merging
  readonly shelving: Shelving
  readonly alarm = new Alarm()
  isKeysShown = $state(false)

  readonly #centre: Centre
  #me: string | null = null
  /** Of which alerts the incident was asked for since the stream began. */
  readonly #asked = new Set<string>()
  #tick: ReturnType<typeof setInterval> | undefined

  constructor(centre: Centre) {
    this.#centre = centre
    this.incidents = new Incidents(centre, () => this.alarm.once(), (detail) => this.acting.changed(detail))
    this.acting = new Acting(this.incidents)
    this.merging = new Merging(this.incidents)
    this.shelving = new Shelving(centre)
  }

  /** Begins to read, and to sound; ended by `stop`. */
  start(): void {
    this.alarm.start()
    this.incidents.start()
    this.shelving.start()
    this.#tick = setInterval(() => {
      this.incidents.forget()
      this.#findClosed()
      this.#press()
    }, TICK_MS)
    this.restarted()
  }

  stop(): void {
    clearInterval(this.#tick)
    this.incidents.stop()
    this.shelving.stop()
    this.alarm.stop()
  }

  /** The stream begins anew: what was missed is read. */
  restarted(): void {
    this.#asked.clear()
    void this.incidents.read().then(() => {
      // A server without incidents has no shelves either.
      if (this.incidents.isRead) void this.shelving.read()
      this.#seat(this.incidents.me)
    })
  }

  /** Takes an incident from the stream. */
  take(incident: Incident): void {
    const shelfBefore = this.incidents.known.get(incident.incident_id)?.shelf?.shelf_id
    this.incidents.take(incident)
    if (shelfBefore !== incident.shelf?.shelf_id) void this.shelving.read()
    // Heard at once: the ticks of a page in the background come late.
    this.#press()
  }

  /** Whether something stands before the page, so that its keys are not for the queue. */
  get isBusy(): boolean {
    return this.isKeysShown || this.alarm.isTesting || this.shelving.isListShown || this.shelving.isMaking
      || this.acting.dialog !== null || this.merging.isBusy
  }

  /** Who signs in again finds what was typed; it is not for another person. */
  #seat(me: string | null): void {
    if (me === null) return
    if (this.#me !== null && me !== this.#me) {
      this.acting.forget()
      this.merging.close()
    }
    this.#me = me
  }

  /** An open alert that is in no incident known may be in one that was closed before this page was opened: one is asked a tick. */
  #findClosed(): void {
    if (this.incidents.shows !== 'incidents' || !this.#centre.isClockKnown) return
    const { openAlerts, nowMs } = this.#centre
    const id = unplaced(openAlerts, this.incidents.known.values(), this.#asked, nowMs)
    if (id === null) return
    this.#asked.add(id)
    void this.incidents.find(id)
  }

  #press(): void {
    const shows = this.incidents.shows
    if (shows === 'incidents') this.alarm.tick(this.#pressingIncidents(), true, this.#centre.nowMs)
    // Nobody can acknowledge an alert, so that it is heard once.
    else if (shows !== 'loading') this.alarm.tick(this.#pressingAlerts(), false, this.#centre.nowMs)
  }

  #pressingIncidents(): Notice[] {
    const ours = this.incidents.open.filter((incident) => this.incidents.isOurs(incident))
    return ours.filter((incident) => whySound(incident, this.#centre.nowMs) === 'sounds').map((incident) => ({
      id: incident.incident_id,
      title: `${this.#centre.t(urgencyTexts.immediate)}: ${this.incidents.whom(incident)}`,
      body: this.#centre.lang === 'th' ? incident.reason_th : incident.reason_en,
      open: () => this.incidents.openIncident(incident),
    }))
  }

  #pressingAlerts(): Notice[] {
    const lang = this.#centre.lang
    return this.#centre.openAlerts.filter((alert) => alert.urgency === 'immediate').map((alert) => ({
      id: alert.alert_id,
      title: `${this.#centre.t(urgencyTexts.immediate)}: ${whomOf(alert, lang)}`,
      body: lang === 'th' ? alert.reason_th : alert.reason_en,
      open: () => this.#centre.open('alert', alert.alert_id),
    }))
  }
}
