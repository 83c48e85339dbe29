/** The phone's page: opens the case of the link in the address, or lists the cases that this phone knows. */
import './road.css'
import { put } from './dom'
import { listPage } from './listPage'
import { Here } from './place'
import { Store } from './store'
import { startCase } from './session'

const root = document.getElementById('road')
if (!root) throw new Error('road.html has no #road')
void start(root)

async function start(place: HTMLElement): Promise<void> {
  const store = await Store.open().catch(() => null)
  const token = location.pathname.split('/o/')[1] ?? ''
  if (token) await startCase(place, token, store)
  else await showList(place, store)
  if ('serviceWorker' in navigator) {
    const scope = new URL('o/', document.baseURI).href
    await navigator.serviceWorker.register(new URL('road-sw.js', document.baseURI), { scope }).catch(() => undefined)
  }
}

async function showList(place: HTMLElement, store: Store | null): Promise<void> {
  const cases = (await store?.all('cases')) ?? []
  const show = (): void => put(place, listPage(cases, here.spot, show))
  const here = new Here(show)
  show()
  here.follow()
}
