/**
 * Bounds of the wire, each named once. Lengths count Unicode code points. "refuse": over it the request fails; "cut": the value is
 * shortened to it (refused when MLFLOW_TRUNCATE_LONG_VALUES is false). Source: MLflow's validation.
 * A stored text holds no NUL, which PostgreSQL does not take.
 */
export const LIMITS = {
  /** Values of a JSON body, objects and lists among them, in fields that the endpoint knows; refuse */
  bodyValues: 500_000,
  /** Bytes of the body of runs/log-inputs, which may hold a profile of the largest length; refuse */
  logInputsBody: 24 * 1024 * 1024,
  /** Bytes of a JSON body of GraphQL and of what concerns artifacts, which is parsed in the main thread; refuse */
  smallBody: 1024 * 1024,
  /** Bytes of an answer over GraphQL, and of what it is made of; refuse */
  graphqlAnswer: 16 * 1024 * 1024,
  /** Where a column of the PostgreSQL schema is shorter than what MLflow checks, its length is the limit on both databases; refuse */
  experimentName: 256,
  experimentLocation: 256,
  runName: 250,
  userId: 256,
  runId: 32,
  datasetSourceType: 36,
  loggedModelName: 500,
  loggedModelType: 500,
  loggedModelKey: 255,
  registeredModelName: 256,
  registeredModelTagValue: 5000,
  registryDescription: 5000,
  versionSource: 500,
  versionRunLink: 500,
  /** refuse; MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH of MLflow */
  artifactLocation: 2048,
  /** Keys of metrics, params and tags of all kinds; refuse */
  key: 250,
  /** refuse */
  experimentTagValue: 20_000,
  /** cut */
  paramValue: 6000,
  /** cut */
  runTagValue: 8000,
  /** refuse */
  registryTagValue: 100_000,
  /** refuse */
  alias: 255,
  /** Dataset fields; refuse */
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  /** Tags of an input; refuse */
  inputTagKey: 255,
  inputTagValue: 500,
  /** Items of one log-batch; refuse */
  batchMetrics: 1000,
  batchParams: 100,
  batchTags: 100,
  batchTotal: 1000,
  /** Rows of a page; refuse */
  searchPage: 50_000,
  searchDefault: 1000,
  registeredModelsPage: 1000,
  /** Registered models of a page whose size is not given */
  registeredModelsDefault: 100,
  modelVersionsPage: 200_000,
  /** Runs of one bulk history request; refuse */
  bulkRuns: 100,
  /** Points of one bulk history; cut */
  bulkPoints: 25_000,
  /** Points a run of a sampled history; refuse */
  sampledPoints: 2500,
  /** Bytes of a file uploaded by the UI's route; refuse */
  uiUploadBytes: 10 * 1024 * 1024,
  /** Custom view tags an experiment may hold; refuse */
  customViewTags: 50,
  /** Experiments of one dataset search; refuse */
  datasetSearchExperiments: 20,
  /** Rows of a dataset search; cut */
  datasetSearchRows: 1000,
  /** Rows of a page of logged models: where the client gives none, and where it gives 0 */
  loggedModelsDefault: 50,
  loggedModelsZero: 100,
  /** Runs of a page of runs/query, and where the client gives no number; refuse */
  queryPage: 1000,
  queryDefault: 100,
  /** Runs that runs/columns looks at, and where the client gives no number; refuse */
  columnsSample: 20_000,
  columnsSampleDefault: 2000,
  /** Runs that runs/query looks at to choose columns where the client gives no number; refuse. Metrics and params that are chosen; cut */
  automaticSampleDefault: 100,
  automaticMetrics: 4,
  automaticParams: 6,
  /** Keys of a projection, of column statistics or of a bulk change; refuse */
  queryKeys: 1000,
  /** Extremes of metrics that runs/query gives of each run; refuse */
  queryExtremes: 20,
  /** Groups of a page of runs/groups, and where the client gives no number; refuse */
  groupsPage: 1000,
  groupsDefault: 100,
  /** Properties that runs are grouped by, metrics and params of each group, run ids given of each group; refuse */
  groupBy: 3,
  groupMetrics: 50,
  groupParams: 50,
  groupRunIds: 1000,
  groupRunIdsDefault: 20,
  /** Different values of a param that are counted in a group (the table of runs knows this number, too), and characters of the common value; cut */
  groupParamValues: 100,
  groupParamCharacters: 500,
  /** Runs of one bulk change; refuse */
  changedRuns: 1000,
  /** Experiments of one summary; refuse */
  summaryExperiments: 200,
  /** Metrics of one chart request, runs of a band, groups of one request; refuse */
  chartKeys: 100,
  bandRuns: 1000,
  bandGroups: 50,
  /** Buckets of a chart; refuse. What a request without any gets, of points and of bands */
  buckets: 2000,
  historyBuckets: 500,
  bandBuckets: 200,
  /** Saved views: lengths of name and kind, bytes of the state, views of one kind; refuse */
  viewName: 250,
  viewKind: 50,
  viewStateBytes: 64 * 1024,
  views: 1000,
  /** Streams of changes that are open at a time; refuse */
  eventStreams: 256,
  /** Metric keys that an event names for one run; with more it names none, which stands for all. */
  eventKeys: 50,
  /** Files of one archive; refuse */
  archiveFiles: 50_000,
} as const
