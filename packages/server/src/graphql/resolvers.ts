import {
  type Endpoint,
  type ModelVersion,
  type RequestOf,
  type ResponseOf,
  type Run,
  getExperiment,
  getMetricHistoryBulkInterval,
  getRun,
  listArtifacts,
  parseRequest,
  searchDatasets,
  searchModelVersions,
  searchRuns,
} from '@tailrace/contract'
import { snakeCase } from './default-value.ts'

/** Answers an endpoint of the JSON API. */
export type Ask = <E extends Endpoint>(endpoint: E, request: RequestOf<E>) => Promise<ResponseOf<E>>

type Input = Readonly<Record<string, unknown>>
type Resolver = (args: { input?: Input; inputString?: string }) => Promise<unknown>

/** Versions of a model that one search answers; a run rarely has more than a few. */
const VERSIONS_PAGE = 1000

/** The root fields of one request, each the endpoint of its name. */
export function rootFields(ask: Ask): Record<string, Resolver> {
  const of =
    (endpoint: Endpoint): Resolver =>
    ({ input = {} }) =>
      ask(endpoint, parseRequest(endpoint.request, wireNames(input)) as RequestOf<Endpoint>)
  const versions = new VersionsOfRuns(ask)
  const experiments = new Map<string, Promise<unknown>>()
  const withLinks = (run: Run) => ({
    ...run,
    experiment: () => {
      const { experiment_id } = run.info
      let experiment = experiments.get(experiment_id)
      if (!experiment)
        experiments.set(experiment_id, (experiment = ask(getExperiment, { experiment_id }).then((answer) => answer.experiment)))
      return experiment
    },
    model_versions: () => versions.of(run.info.run_id),
  })
  const runs: Resolver = async (args) => {
    const answer = (await of(searchRuns)(args)) as ResponseOf<typeof searchRuns>
    return { ...answer, runs: (answer.runs ?? []).map(withLinks) }
  }
  return {
    mlflowGetExperiment: of(getExperiment),
    mlflowGetMetricHistoryBulkInterval: of(getMetricHistoryBulkInterval),
    mlflowGetRun: async (args) => ({ run: withLinks(((await of(getRun)(args)) as ResponseOf<typeof getRun>).run) }),
    mlflowListArtifacts: of(listArtifacts),
    mlflowSearchModelVersions: of(searchModelVersions),
    mlflowSearchRuns: runs,
    mlflowSearchDatasets: of(searchDatasets),
    test: async ({ inputString }) => ({ output: inputString }),
    testMutation: async ({ inputString }) => ({ output: inputString }),
  }
}

const wireNames = (input: Input): Input => Object.fromEntries(Object.entries(input).map(([name, value]) => [snakeCase(name), value]))

/** Finds the model versions of several runs with one search: the runs of a list ask one by one. */
class VersionsOfRuns {
  readonly #ask: Ask
  #wanted: string[] = []
  #found: Promise<Map<string, ModelVersion[]>> | undefined

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async of(runId: string): Promise<ModelVersion[]> {
    this.#wanted.push(runId)
    this.#found ??= Promise.resolve().then(() => this.#search())
    return (await this.#found).get(runId) ?? []
  }

  async #search(): Promise<Map<string, ModelVersion[]>> {
    const ids = this.#wanted.map((id) => `'${id}'`).join(', ')
    this.#wanted = []
    this.#found = undefined
    const found: ModelVersion[] = []
    for (let token: string | undefined; ;) {
      const page = await this.#ask(searchModelVersions, {
        filter: `run_id IN (${ids})`,
        max_results: VERSIONS_PAGE,
        ...(token && { page_token: token }),
      })
      found.push(...(page.model_versions ?? []))
      token = page.next_page_token
      if (!token) return Map.groupBy(found, ({ run_id }) => run_id ?? '')
    }
  }
}
