import type { Experiment } from '@tailrace/contract'
import { deleteExperiment, deleteExperimentTag, restoreExperiment, setExperimentTag, updateExperiment } from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { plural } from '../../format.ts'
import { perform } from '../../frame/mutation.ts'
import { toast, toastError } from '../../frame/toast.tsx'
import { tagOf } from './experiment-rows.ts'

/** Experiments are shown in the rail, the list and their own pages. */
export async function experimentsChanged(): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['experiments'] }),
    queries.invalidateQueries({ queryKey: ['experiment'] }),
    queries.invalidateQueries({ queryKey: ['runs'] }),
  ])
}

type Request = { experiment_id: string }

/** Does something to each experiment; `undo` takes it back from each. */
async function forEach(
  experiments: readonly Experiment[],
  run: (request: Request) => Promise<unknown>,
  said: string,
  undo: (request: Request, experiment: Experiment) => Promise<unknown>,
): Promise<boolean> {
  const all = async (each: (request: Request, experiment: Experiment) => Promise<unknown>): Promise<void> => {
    for (const experiment of experiments) await each({ experiment_id: experiment.experiment_id }, experiment)
  }
  return perform({ run: () => all(run), said, undo: () => all(undo), after: experimentsChanged })
}

const named = (experiments: readonly Experiment[]): string =>
  experiments.length === 1 ? (experiments[0]?.name ?? '') : plural(experiments.length, 'experiment')

/** Moves experiments into the trash; it can be undone. Says whether it worked. */
export async function trashExperiments(experiments: readonly Experiment[]): Promise<boolean> {
  return forEach(
    experiments,
    (request) => deleteExperiment(request),
    `Moved ${named(experiments)} to the trash`,
    (request) => restoreExperiment(request),
  )
}

/** Takes experiments out of the trash; it can be undone. Says whether it worked. */
export async function restoreExperiments(experiments: readonly Experiment[]): Promise<boolean> {
  return forEach(
    experiments,
    (request) => restoreExperiment(request),
    `Restored ${named(experiments)}`,
    (request) => deleteExperiment(request),
  )
}

/** Sets a tag of experiments; it can be undone. Says whether it worked. */
export async function tagExperiments(experiments: readonly Experiment[], key: string, value: string): Promise<boolean> {
  return forEach(
    experiments,
    ({ experiment_id }) => setExperimentTag({ experiment_id, key, value }),
    `Tagged ${named(experiments)}: ${key}`,
    ({ experiment_id }, { tags }) => {
      const before = tagOf(tags, key)
      return before === undefined ? deleteExperimentTag({ experiment_id, key }) : setExperimentTag({ experiment_id, key, value: before })
    },
  )
}

/** Takes a tag off an experiment; it can be undone. Says whether it worked. */
export async function untagExperiment(experiment: Experiment, key: string): Promise<boolean> {
  const value = tagOf(experiment.tags, key) ?? ''
  return forEach(
    [experiment],
    ({ experiment_id }) => deleteExperimentTag({ experiment_id, key }),
    `Removed tag "${key}" from ${experiment.name}`,
    ({ experiment_id }) => setExperimentTag({ experiment_id, key, value }),
  )
}

/** Renames an experiment; it can be undone. @throws ApiError, e.g. when the name is taken */
export async function renameExperiment({ experiment_id, name }: Experiment, new_name: string): Promise<void> {
  await updateExperiment({ experiment_id, new_name })
  toast(`Renamed ${name} to ${new_name}`, {
    undo: () => updateExperiment({ experiment_id, new_name: name }).then(experimentsChanged, toastError),
  })
  await experimentsChanged()
}
