/** The shared worker: holds the hub for all tabs of this browser that run the same version of the page. */
import { type FromTab, type Hub, hubOver } from './hub'

const scope = self as unknown as { onconnect: (event: MessageEvent) => void; name: string }
let hub: Hub<MessagePort> | null = null

scope.onconnect = (event) => {
  const [port] = event.ports
  if (!port) return
  // Its name is that of the hub: tabs under another path prefix, or of another person, have another worker.
  hub ??= hubOver(scope.name)
  const known = hub
  port.onmessage = (word: MessageEvent<FromTab>) => known.take(port, (message) => port.postMessage(message), word.data)
}
