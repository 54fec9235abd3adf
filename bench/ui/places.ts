import type { Seed } from '../seed.ts'
import { modelName } from '../seed-registry.ts'
import type { LongRuns } from './database.ts'
import type { Places } from './pages.ts'

interface FoundRun {
  info: { run_id: string; run_name: string }
}

const MODEL = 'bench-model'

/** Logs what pages show beyond the seeded runs (a file, a model with versions), and finds the ids that pages are opened on. */
export async function fillPlaces(url: string, seed: Seed, long: LongRuns): Promise<Places> {
  const ask = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${url}/api/2.0/mlflow/${path}`, { method, ...(body && { body: JSON.stringify(body), headers }) })
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as Answer
  }
  const experiment = seed.experiments.at(-1) ?? ''
  const { experiment: found } = await ask<{ experiment: { name: string } }>('GET', `experiments/get?experiment_id=${experiment}`)
  const { runs } = await ask<{ runs: FoundRun[] }>('POST', 'runs/search', {
    experiment_ids: [experiment],
    max_results: 100,
    order_by: ['attributes.start_time DESC'],
  })
  const [first] = runs
  if (!first) throw new Error('the seeded experiment has no run')
  await upload(url, experiment, first.info.run_id)
  await ask('POST', 'registered-models/create', { name: MODEL })
  for (let at = 0; at < 20; at++) {
    const source = `mlflow-artifacts:/${experiment}/${first.info.run_id}/artifacts`
    await ask('POST', 'model-versions/create', { name: MODEL, source, run_id: first.info.run_id, description: 'what this version is' })
    await ask('POST', 'registered-models/create', { name: `other-model-${at}` })
  }
  return {
    experiment,
    experimentName: found.name,
    run: first.info.run_id,
    runName: first.info.run_name,
    runs: runs.map(({ info }) => info.run_id),
    longRun: long.run,
    longExperiment: long.experiment,
    many: long.many,
    model: MODEL,
    seededModel: modelName(7),
  }
}

async function upload(url: string, experiment: string, run: string): Promise<void> {
  const address = `${url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/${run}/artifacts/notes.txt`
  const reply = await fetch(address, { method: 'PUT', body: 'the text of the notes\n'.repeat(100) })
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`)
}
