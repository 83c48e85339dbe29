/** Notices on the desktop, one for each incident that is to be heard. */

export interface Notice { id: string; title: string; body: string; open: () => void }

export type NoticePermission = NotificationPermission | 'impossible'

export function noticePermission(): NoticePermission {
  return typeof Notification === 'undefined' ? 'impossible' : Notification.permission
}

/** Asks for leave to show notices; to be called in answer to a click. */
export async function askForNotices(): Promise<NoticePermission> {
  if (noticePermission() !== 'default') return noticePermission()
  return Notification.requestPermission().catch(() => 'denied' as const)
}

export class Notices {
  readonly #shown = new Map<string, Notification>()

  /** Shows these, each anew, and takes away all others. */
  show(notices: readonly Notice[]): void {
    this.keep(new Set(notices.map((notice) => notice.id)))
    if (noticePermission() !== 'granted') return
    for (const notice of notices) {
      // One tag an incident: a repeat takes the place of the last notice instead of adding one, and is noticed again.
      const options = { body: notice.body, tag: `wastetrack ${notice.id}`, renotify: true, requireInteraction: true, silent: true }
      try {
        const shown = new Notification(notice.title, options)
        shown.onclick = () => {
          window.focus()
          notice.open()
        }
        this.#shown.set(notice.id, shown)
      } catch {
        // Some browsers allow notices only to a service worker; the sound and the queue are there without them.
        return
      }
    }
  }

  /** Takes away those that are no longer to be heard. */
  keep(ids: ReadonlySet<string>): void {
    for (const [id, shown] of this.#shown) {
      if (ids.has(id)) continue
      shown.close()
      this.#shown.delete(id)
    }
  }
}
