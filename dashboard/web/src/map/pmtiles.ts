/** Tiles in one PMTiles file, of which only the pieces in view are asked for. */
import { addProtocol } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import type { Tiles } from './tiles'

const TILE_PX = 256

let protocol: Protocol | null = null

function ours(): Protocol {
  if (protocol === null) {
    protocol = new Protocol()
    addProtocol('pmtiles', protocol.tile)
  }
  return protocol
}

/** What a file at this address has, pictures or vector tiles; an error where it cannot be read. */
export async function readArchive(url: string): Promise<Tiles> {
  const file = new PMTiles(url)
  const { tileType } = await file.getHeader()
  const source = `pmtiles://${url}`
  ours().add(file)
  if (tileType !== TileType.Mvt) return { source: { type: 'raster', url: source, tileSize: TILE_PX }, parts: [] }
  return { source: { type: 'vector', url: source }, parts: partsOf(await file.getMetadata()) }
}

/** The names of the layers in a file's own description. */
function partsOf(metadata: unknown): string[] {
  const layers = (metadata as { vector_layers?: { id?: unknown }[] } | null)?.vector_layers ?? []
  return layers.flatMap((layer) => (typeof layer.id === 'string' ? [layer.id] : []))
}
