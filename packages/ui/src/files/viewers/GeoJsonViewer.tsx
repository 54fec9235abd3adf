import { geoArea, geoEqualEarth, geoGraticule10, geoMercator, geoBounds, geoPath, type GeoPermissibleObjects } from 'd3-geo'
import { type ReactNode, useMemo, useState } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { plural } from '../../format.ts'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import { type OpenFile, useText } from '../read-file.ts'
import { type Feature, featuresOf, wound } from './geojson.ts'
import { JsonTree } from './JsonTree.tsx'
import own from './viewers.module.css'

const WIDTH = 960
const HEIGHT = 540
/** Features that are drawn. */
const MOST = 5_000

/** GeoJSON as shapes on an empty map (no tiles: they would be asked of somebody else). A click shows a shape's properties. */
export function GeoJsonViewer({ file }: { file: OpenFile }): ReactNode {
  const { data, error, refetch } = useText(file)
  const parsed = useMemo(() => (data === undefined ? undefined : attempt(data)), [data])
  const [chosen, setChosen] = useState<number | undefined>()
  if (error) return <Broken file={file} error={error} retry={() => void refetch()} />
  if (!parsed) return <Loading />
  if (parsed instanceof Error) return <Broken file={file} error={parsed} />
  const properties = chosen === undefined ? undefined : parsed[chosen]?.properties
  return (
    <>
      <div className={styles['bar']}>
        {plural(parsed.length, 'shape')}
        {parsed.length > MOST && `, the first ${MOST} are drawn`}
      </div>
      <Map features={parsed.slice(0, MOST)} name={file.name} chosen={chosen} onChoose={setChosen} />
      {properties && <JsonTree value={properties} name={`shape ${(chosen ?? 0) + 1}`} />}
    </>
  )
}

const ringArea = (ring: unknown): number => geoArea({ type: 'Polygon', coordinates: [ring] } as unknown as GeoPermissibleObjects)

function attempt(text: string): Feature[] | Error {
  try {
    return featuresOf(JSON.parse(text)).map((feature) => wound(feature, ringArea))
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function Map({
  features,
  name,
  chosen,
  onChoose,
}: {
  features: readonly Feature[]
  name: string
  chosen: number | undefined
  onChoose: (index: number) => void
}): ReactNode {
  const shapes = useMemo(() => draw(features), [features])
  return (
    <svg className={own['map']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={`Map of ${name}`}>
      <path d={shapes.grid} data-grid />
      {shapes.paths.map(({ d, line, title }, index) => (
        <path
          key={index}
          d={d}
          data-line={line || undefined}
          data-chosen={index === chosen || undefined}
          role="button"
          // Attributes of SVG are written as they stand, and this one is known in small letters only.
          {...{ tabindex: index === (chosen ?? 0) ? 0 : -1 }}
          aria-label={title}
          onClick={() => onChoose(index)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ' ') onChoose(index)
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            if (step === 0) return
            const next = (index + step + shapes.paths.length) % shapes.paths.length
            onChoose(next)
            ;(event.currentTarget.parentElement?.querySelectorAll('path[role]')[next] as SVGElement | undefined)?.focus()
          }}
        >
          <title>{title}</title>
        </path>
      ))}
    </svg>
  )
}

function draw(features: readonly Feature[]): { grid: string; paths: { d: string; line: boolean; title: string }[] } {
  const collection = { type: 'FeatureCollection', features } as unknown as GeoPermissibleObjects
  const [[west, south], [east, north]] = geoBounds(collection)
  // The whole earth keeps its areas; a town keeps its angles.
  const wide = east < west || east - west > 120 || Math.max(Math.abs(north), Math.abs(south)) > 80
  const projection = wide ? geoEqualEarth() : geoMercator()
  projection.fitExtent(
    [
      [24, 24],
      [WIDTH - 24, HEIGHT - 24],
    ],
    collection,
  )
  // One point alone has no extent.
  if (!Number.isFinite(projection.scale()) || projection.scale() > 4e6)
    projection
      .scale(4_000)
      .center([west, south])
      .translate([WIDTH / 2, HEIGHT / 2])
  const path = geoPath(projection).pointRadius(5)
  return {
    grid: path(geoGraticule10()) ?? '',
    paths: features.map((feature, index) => ({
      d: path(feature as unknown as GeoPermissibleObjects) ?? '',
      line: /Line/.test(feature.geometry?.type ?? ''),
      title: String(feature.properties?.['name'] ?? feature.properties?.['id'] ?? `${feature.geometry?.type ?? 'shape'} ${index + 1}`),
    })),
  }
}
