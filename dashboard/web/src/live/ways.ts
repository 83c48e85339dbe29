/** How a tab comes to the hub: a shared worker, else the tab that holds a lock, else a hub of its own. */
import { type FromTab, HERE_EVERY_MS, hubOver, type ToTab } from './hub'
import workerUrl from './worker?worker&url'

export type Way = 'worker' | 'leader' | 'own'

/** The best way that a browser has. */
export function wayOf(has: { sharedWorker: boolean; locks: boolean; channel: boolean }): Way {
  if (has.sharedWorker) return 'worker'
  return has.locks && has.channel ? 'leader' : 'own'
}

/** A connection to the hub: words go there with `say`, what the hub tells comes to the function given at the opening. */
interface Link { say(word: FromTab): void; end(): void }

type Tell = (message: ToTab) => void

/** A worker that does not answer for so long is taken for dead; the first answer waits until its file is loaded. */
const ANSWER_MS = 30_000

/** Where the stream is, and for whom: what one person is told is not another's, also in the same browser. */
export function hubName(url: string, who: string): string {
  return `${url}#${encodeURIComponent(who)}`
}

/** Joins the hub that this person has in this browser, and stays joined until the function it returns is called. */
export function join(url: string, who: string, tell: Tell): () => void {
  const has = {
    sharedWorker: typeof SharedWorker !== 'undefined', locks: 'locks' in navigator, channel: typeof BroadcastChannel !== 'undefined',
  }
  const name = hubName(url, who)
  let link: Link = open(wayOf(has), name, tell, () => {
    link.end()
    link = own(name, tell)
    here()
  })
  const here = (): void => link.say({ kind: 'here', isSeen: !document.hidden })
  const gone = (): void => link.say({ kind: 'gone' })
  const timer = setInterval(here, HERE_EVERY_MS)
  document.addEventListener('visibilitychange', here)
  addEventListener('pagehide', gone)
  addEventListener('pageshow', here)
  here()
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', here)
    removeEventListener('pagehide', gone)
    removeEventListener('pageshow', here)
    gone()
    link.end()
  }
}

function open(way: Way, name: string, tell: Tell, failed: () => void): Link {
  if (way === 'worker') return worker(name, tell, failed)
  return way === 'leader' ? leader(name, tell) : own(name, tell)
}

function worker(name: string, tell: Tell, failed: () => void): Link {
  const shared = new SharedWorker(new URL(workerUrl, document.baseURI), { type: 'module', name })
  let watchdog: ReturnType<typeof setTimeout> | undefined
  // The file of a version that the server no longer has.
  shared.onerror = () => failed()
  shared.port.onmessage = (message: MessageEvent<ToTab>) => {
    clearTimeout(watchdog)
    watchdog = undefined
    tell(message.data)
  }
  return {
    say: (word) => {
      shared.port.postMessage(word)
      if (word.kind === 'here') watchdog ??= setTimeout(failed, ANSWER_MS)
    },
    end: () => {
      clearTimeout(watchdog)
      shared.onerror = null
      shared.port.onmessage = null
      shared.port.close()
    },
  }
}

function own(name: string, tell: Tell): Link {
  const hub = hubOver<'tab'>(name)
  return { say: (word) => hub.take('tab', tell, word), end: () => hub.close() }
}

type OnChannel = { from: string; word: FromTab } | { to: string; message: ToTab } | { leads: true }

/** The tab that gets the lock holds the hub; the others speak with it through a channel, and one follows when it goes. */
function leader(name: string, tell: Tell): Link {
  const me = crypto.randomUUID()
  const channel = new BroadcastChannel(name)
  const ended = new AbortController()
  let hub: ReturnType<typeof hubOver<string>> | null = null
  let last: FromTab = { kind: 'here', isSeen: true }
  const say = (word: FromTab): void => {
    last = word
    if (hub) hub.take(me, tell, word)
    else channel.postMessage({ from: me, word } satisfies OnChannel)
  }
  channel.onmessage = ({ data }: MessageEvent<OnChannel>) => {
    if ('leads' in data) say(last)
    else if ('to' in data) {
      if (data.to === me && !hub) tell(data.message)
    } else hub?.take(data.from, (message) => channel.postMessage({ to: data.from, message } satisfies OnChannel), data.word)
  }
  const lead = async (): Promise<void> => {
    hub = hubOver<string>(name)
    hub.take(me, tell, last)
    // Those who wait for word from the one that went join the new one.
    channel.postMessage({ leads: true } satisfies OnChannel)
    await new Promise<void>((resolve) => ended.signal.addEventListener('abort', () => resolve()))
  }
  navigator.locks.request(name, { signal: ended.signal }, lead).catch(() => undefined)
  return {
    say,
    end: () => {
      ended.abort()
      hub?.close()
      channel.close()
    },
  }
}
