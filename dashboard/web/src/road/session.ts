/** A case on the screen: heard anew again and again, what is told and taken kept first and sent after, signal or not. */
import { clock, newKey, readCase, Refused, tellOpened } from './api'
import { CasePage } from './casePage'
import { put } from './dom'
import { lang } from './lang'
import type { Act, KeptAct, KeptCase, KeptFile, RoadCase } from './model'
import { Outbox } from './outbox'
import { afterPending, NEEDS_VERSION } from './pending'
import { Here } from './place'
import { refusalPage, waitingPage } from './plainPages'
import type { Store } from './store'
import { askToKeep, finishKept, keepFile } from './taking'
import { Telling } from './telling'

const HEAR_MS = 30_000

/** What the page shows. */
export interface View {
  shown: RoadCase
  heardMs: number
  isOffline: boolean
  here: Here
  acts: readonly KeptAct[]
  files: readonly KeptFile[]
  sent: ReadonlyMap<string, number>
  keeps: 'yes' | 'not_promised' | 'no' | 'not_secure'
  failed: { name: string; why: string } | null
  nowMs: number
}

/** Opens the case of a link: as this phone knows it at once, as the centre has it as soon as there is signal. */
export async function startCase(root: HTMLElement, token: string, store: Store | null): Promise<void> {
  const session = new Session(root, token, store)
  await session.open()
}

class Session {
  #kept: KeptCase | null = null
  #acts: KeptAct[] = []
  #files: KeptFile[] = []
  #isOffline = false
  #keeps: View['keeps'] = 'yes'
  #failed: View['failed'] = null
  #told = false
  #page: CasePage | null = null
  readonly #sent = new Map<string, number>()
  readonly #here = new Here(() => this.#show())
  readonly #outbox: Outbox | null
  readonly #telling: Telling

  constructor(private readonly root: HTMLElement, private readonly token: string, private readonly store: Store | null) {
    this.#outbox = store && new Outbox(store, {
      changed: () => void this.#read(), heard: (shown) => void this.#take(shown), lang,
      sent: (file, bytes) => { this.#sent.set(file.sha256 ?? '', bytes); this.#show() },
    })
    this.#telling = new Telling(token, store, this.#here, {
      changed: () => this.#read(), ready: () => void this.#outbox?.flush(), heard: (shown) => this.#take(shown),
    })
    if (!store) this.#keeps = isSecureContext ? 'no' : 'not_secure'
    else if (!isSecureContext) this.#keeps = 'not_secure'
  }

  async open(): Promise<void> {
    void this.#here.followIfAllowed()
    this.#kept = (await this.store?.all('cases'))?.find((one) => one.token === this.token) ?? null
    await this.#read()
    await this.#hear()
    if (this.store && isSecureContext) await finishKept(this.store)
    await this.#read()
    addEventListener('online', () => { void this.#hear(); void this.#outbox?.flush() })
    addEventListener('offline', () => { this.#isOffline = true; this.#show() })
    document.addEventListener('visibilitychange', () => { if (!document.hidden) void this.#hear() })
    setInterval(() => { if (!document.hidden) void this.#hear() }, HEAR_MS)
    setInterval(() => this.#show(), 1_000)
    void this.#outbox?.flush()
  }

  /** Does or tells something: kept at once, then sent; says whether the phone or the centre has it. */
  async tell(name: Act, text?: string): Promise<boolean> {
    if (!this.#kept?.shown) return false
    this.#here.follow()
    const place = this.#here.spot
    const told: KeptAct = {
      incident_id: this.#kept.incident_id, key: newKey(),
      body: {
        act: name, ...(NEEDS_VERSION.has(name) ? { version: this.#kept.shown.version } : {}), ...(text ? { text } : {}), ...(place ? { place } : {}),
      },
    }
    return this.#telling.tell(told, name !== 'acknowledge' && name !== 'help' && this.#here.fresh === null)
  }

  /** Keeps files that were taken just now; resolves when all are on the disk. */
  async takeFiles(files: readonly File[]): Promise<void> {
    if (!this.store || !this.#kept) return
    // Not waited for: some browsers ask the officer, who may be looking elsewhere.
    if (this.#keeps === 'yes') void askToKeep().catch(() => false).then((is) => { if (!is) { this.#keeps = 'not_promised'; this.#show() } })
    const ready = (): void => void this.#outbox?.flush()
    for (const file of files) {
      try {
        await keepFile(this.store, this.#here, this.#kept.incident_id, file, Date.now(), ready)
        this.#failed = null
      } catch (error) {
        this.#failed = { name: file.name, why: error instanceof Error ? error.name : String(error) }
      }
      await this.#read()
    }
  }

  /** Takes something off this phone that the centre does not take. */
  async drop(kind: 'acts' | 'files', id: number): Promise<void> {
    this.#telling.unkept = this.#telling.unkept.filter((one) => (one.id ?? 0) !== id)
    await this.store?.remove(kind, id)
    await this.#read()
  }

  follow(): void {
    this.#here.follow()
  }

  again(): void {
    this.#page = null
    this.#show()
  }

  async #hear(): Promise<void> {
    try {
      await this.#take(await readCase(this.token))
      if (!this.#told && !document.hidden) {
        await tellOpened(this.token)
        this.#told = true
      }
    } catch (error) {
      if (error instanceof Refused && !error.isForNow) return this.#refused(error)
      this.#isOffline = true
      this.#show()
    }
  }

  async #take(shown: RoadCase): Promise<void> {
    if (this.#kept && shown.incident_id !== this.#kept.incident_id) {
      // The outbox sends for all cases; what it hears of another one is for that one's own page.
      const other = (await this.store?.all('cases'))?.find((one) => one.incident_id === shown.incident_id)
      if (other) await this.store?.put('cases', { ...other, shown, heardMs: Date.now() })
      return
    }
    this.#kept = { incident_id: shown.incident_id, token: this.token, heardMs: Date.now(), shown }
    this.#isOffline = false
    await this.store?.put('cases', this.#kept).catch(() => undefined)
    // With what waits as it now is: what the centre has just recorded must not stand there as waiting too.
    await this.#read()
  }

  async #refused(error: Refused): Promise<void> {
    // What the case said is nothing for a phone whose link was taken back; what it has not sent stays for another link.
    if (this.#kept && error.reason) await this.store?.put('cases', { ...this.#kept, shown: null })
    this.#kept = null
    this.#page = null
    put(this.root, refusalPage(error))
  }

  async #read(): Promise<void> {
    const mine = <T extends { incident_id: string }>(all: T[]): T[] => all.filter((one) => one.incident_id === this.#kept?.incident_id)
    this.#acts = mine([...(await this.store?.all('acts')) ?? [], ...this.#telling.unkept])
    if (this.store) {
      this.#files = mine(await this.store.all('files'))
    }
    this.#show()
  }

  #show(): void {
    if (!this.#kept?.shown) {
      if (!this.#page && !this.root.querySelector('[data-testid=refusal]')) put(this.root, waitingPage(this.#isOffline))
      return
    }
    if (!this.#page) {
      this.#page = new CasePage(this)
      put(this.root, this.#page.element)
    }
    const nowMs = clock.now()
    this.#page.show({
      shown: afterPending(this.#kept.shown, this.#acts, nowMs), heardMs: this.#kept.heardMs, isOffline: this.#isOffline, here: this.#here,
      acts: this.#acts, files: this.#files, sent: this.#sent, keeps: this.#keeps, failed: this.#failed, nowMs,
    })
  }

  get linkToken(): string {
    return this.token
  }
}

/** What the page may ask of its case. */
export type Deeds = Pick<Session, 'tell' | 'takeFiles' | 'drop' | 'follow' | 'again' | 'linkToken'>
