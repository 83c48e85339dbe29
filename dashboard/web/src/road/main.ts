/** The phone's page: opens the case of the link in the address, or lists the cases that this phone knows. */
import './road.css'
import { clock } from './api'
import { put } from './dom'
import { ListPage } from './listPage'
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
  const [cases, acts] = store ? await Promise.all([store.all('cases'), store.all('acts')]) : [[], []]
  let page = new ListPage(again)
  const here = new Here(show)
  function show(): void {
    page.show(cases, acts, here.spot, clock.now())
  }
  function again(): void {
    page = new ListPage(again)
    put(place, page.element)
    show()
  }
  again()
  setInterval(show, 1_000)
  void here.followIfAllowed()
}
