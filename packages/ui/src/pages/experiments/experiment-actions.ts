import type { Experiment } from '@tailrace/contract'
import { deleteExperiment, deleteExperimentTag, restoreExperiment, setExperimentTag, updateExperiment } from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { plural } from '../../format.ts'
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

async function forEach(experiments: readonly Experiment[], run: (request: { experiment_id: string }) => Promise<unknown>): Promise<void> {
  try {
    for (const { experiment_id } of experiments) await run({ experiment_id })
  } catch (error) {
    toastError(error)
  }
  await experimentsChanged()
}

const named = (experiments: readonly Experiment[]): string =>
  experiments.length === 1 ? (experiments[0]?.name ?? '') : plural(experiments.length, 'experiment')

/** Moves experiments into the trash; it can be undone. */
export async function trashExperiments(experiments: readonly Experiment[]): Promise<void> {
  await forEach(experiments, (request) => deleteExperiment(request))
  toast(`Moved ${named(experiments)} to the trash`, { undo: () => forEach(experiments, (request) => restoreExperiment(request)) })
}

/** Takes experiments out of the trash; it can be undone. */
export async function restoreExperiments(experiments: readonly Experiment[]): Promise<void> {
  await forEach(experiments, (request) => restoreExperiment(request))
  toast(`Restored ${named(experiments)}`, { undo: () => forEach(experiments, (request) => deleteExperiment(request)) })
}

/** Sets a tag of experiments; it can be undone. */
export async function tagExperiments(experiments: readonly Experiment[], key: string, value: string): Promise<void> {
  const back = experiments.map((experiment) => ({ experiment, before: tagOf(experiment.tags, key) }))
  await forEach(experiments, ({ experiment_id }) => setExperimentTag({ experiment_id, key, value }))
  toast(`Tagged ${named(experiments)}: ${key}`, {
    undo: async () => {
      for (const { experiment, before } of back)
        await forEach([experiment], ({ experiment_id }) =>
          before === undefined ? deleteExperimentTag({ experiment_id, key }) : setExperimentTag({ experiment_id, key, value: before }),
        )
    },
  })
}

/** Takes a tag off an experiment; it can be undone. */
export async function untagExperiment(experiment: Experiment, key: string): Promise<void> {
  const value = tagOf(experiment.tags, key) ?? ''
  await forEach([experiment], ({ experiment_id }) => deleteExperimentTag({ experiment_id, key }))
  toast(`Took the tag ${key} off ${experiment.name}`, {
    undo: () => forEach([experiment], ({ experiment_id }) => setExperimentTag({ experiment_id, key, value })),
  })
}

/** Renames an experiment; it can be undone. @throws ApiError, e.g. when the name is taken */
export async function renameExperiment({ experiment_id, name }: Experiment, new_name: string): Promise<void> {
  await updateExperiment({ experiment_id, new_name })
  await experimentsChanged()
  toast(`Renamed ${name} to ${new_name}`, {
    undo: () => updateExperiment({ experiment_id, new_name: name }).then(experimentsChanged, toastError),
  })
}
