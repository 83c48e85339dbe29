/**
 * Keeps the phone's page on the phone, so that it opens without signal: the shell, which is the same for all cases, and
 * what the shell loads. Of cases and files nothing is kept here; the page itself does that.
 */
const KEPT = 'road-1'
const SHELL = new URL('./o/', self.location.href).href
const IN_SHELL = /(?:src|href)="\.\/(assets\/[^"]+|favicon\.svg|road\.webmanifest)"/g

/** Fetches the shell and, before it is kept, everything that it needs: a shell without its parts would open nothing. */
async function renew() {
  const answer = await fetch(SHELL, { cache: 'no-cache' })
  if (!answer.ok) return
  const kept = await caches.open(KEPT)
  const text = await answer.clone().text()
  const parts = [...text.matchAll(IN_SHELL)].map((found) => new URL(found[1], self.location.href).href)
  const missing = []
  for (const part of parts) if (!(await kept.match(part))) missing.push(part)
  await kept.addAll(missing)
  await kept.put(SHELL, answer)
  const wanted = new Set([SHELL, ...parts])
  for (const request of await kept.keys()) if (!wanted.has(request.url)) await kept.delete(request)
}

self.addEventListener('install', (event) => {
  event.waitUntil(renew().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  if (request.mode === 'navigate') {
    event.respondWith(opened(request))
    event.waitUntil(renew().catch(() => undefined))
  } else if (new URL(request.url).pathname.includes('/assets/')) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)))
  }
})

async function opened(request) {
  return (await caches.match(SHELL)) ?? fetch(request)
}

self.addEventListener('push', (event) => {
  event.waitUntil(notify(event.data))
})

/** Shows a message, whatever came: a browser takes the right to send away from who sends and shows nothing. */
async function notify(data) {
  let told = {}
  try {
    told = data?.json() ?? {}
  } catch {
    // Shown as one that says nothing but that there is something.
  }
  await self.registration.showNotification(told.title ?? 'มีเรื่องถึงท่าน', {
    // A repeat has the same name, and takes the place of the first.
    body: told.body ?? '', tag: told.id ?? 'case', requireInteraction: told.immediate === true, lang: 'th', icon: 'favicon.svg', data: { link: told.link ?? null },
  })
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openCase(event.notification.data?.link))
})

/** Opens the case of a message, or the list of cases; never a page of another site. */
async function openCase(link) {
  const asked = link ? new URL(link, self.location.href) : null
  const page = asked?.origin === self.location.origin ? asked.href : SHELL
  for (const client of await self.clients.matchAll({ type: 'window' })) if (client.url === page) return client.focus()
  return self.clients.openWindow(page)
}
