import { get, post, refused, refusedGet, type Group, type Step } from '../step.ts'

const create = (name: string, save: string, tags: Readonly<Record<string, string>> = {}): Step =>
  post(
    'experiments/create',
    { name: `se-${name}`, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
    { save: { [save]: 'experiment_id' } },
  )

const setup = [
  create('alpha', 'a', { team: 'red' }),
  create('Beta', 'b', { team: 'blue', x: '1' }),
  create('gamma 50%', 'c', { 'with space': 'y' }),
  create('delta_x', 'd', { team: 'Red' }),
  create('deltaYx', 'g'),
  create('gone', 'gone', { team: 'red' }),
  post('experiments/delete', { experiment_id: '${gone}' }),
  post('experiments/update', { experiment_id: '${a}', new_name: 'se-alpha2' }, { why: 'changes last_update_time' }),
]

const ours = "name LIKE 'se-%'"
const find = (filter: string, more: object = {}): Step => post('experiments/search', { max_results: 100, filter, ...more })

const accepted = [
  ours,
  "name = 'se-alpha2'",
  "attribute.name = 'se-Beta'",
  "name != 'se-Beta' AND name LIKE 'se-%'",
  "name ILIKE 'SE-BETA'",
  "name LIKE 'se-delta_x'",
  "name LIKE 'SE-%'",
  "tags.team = 'red'",
  "tag.team != 'red' AND name LIKE 'se-%'",
  "tags.team LIKE 'r%' AND name LIKE 'se-%'",
  "tags.team ILIKE 'R%' AND name LIKE 'se-%'",
  "tags.team IS NULL AND name LIKE 'se-%'",
  "tags.team IS NOT NULL AND name LIKE 'se-%'",
  "tags.`with space` = 'y'",
  "tags.team = 'blue' AND tags.x = '1'",
  "experiment_id = '${a}'",
  "experiment_id != '${a}' AND name LIKE 'se-%'",
  "experiment_id IN ('${a}', '${b}')",
  "experiment_id NOT IN ('${a}') AND name LIKE 'se-%'",
  "creation_time > 0 AND name LIKE 'se-%'",
  'creation_time < 1000',
  "last_update_time >= 1000 AND name LIKE 'se-%'",
  "last_update_time != 5 AND attribute.name LIKE 'se-%'",
]

const refusedFilters: readonly (readonly [string, 'larger-grammar'?])[] = [
  ["tags.team = E'red'", 'larger-grammar'],
  ["name = 'a' OR name = 'b'", 'larger-grammar'],
  ["NOT name = 'a'", 'larger-grammar'],
  ["(name = 'a')", 'larger-grammar'],
  ["name IN ('se-alpha2')", 'larger-grammar'],
  ["tags.team IN ('red')", 'larger-grammar'],
  ['creation_time BETWEEN 1 AND 2', 'larger-grammar'],
  ["attributes.name = 'a'"],
  ["attr.name = 'a'"],
  ['metrics.a > 1'],
  ["params.a = 'x'"],
  ["nothing = 'x'"],
  ["name > 'a'"],
  ['name = 5'],
  ['name = alpha'],
  ['name IS NULL'],
  ["creation_time = 'x'"],
  ['creation_time > 1.5'],
  ["creation_time LIKE '1'"],
  ['experiment_id = 5'],
  ["experiment_id > '5'"],
  ['experiment_id IN ()'],
  ["tags.team > 'a'"],
  ['tags.team = 1'],
  ["name == 'a'"],
  ["name = 'a"],
  ['name'],
]

const orders: readonly (readonly string[])[] = [
  ['name'],
  ['name DESC'],
  ['name ASC'],
  ['experiment_id'],
  ['experiment_id DESC'],
  ['creation_time'],
  ['creation_time DESC', 'name'],
  ['last_update_time ASC'],
  ['last_update_time DESC'],
  ['attribute.name desc'],
]

const paged = [
  find(ours, { max_results: 2 }),
  { ...find(ours, { max_results: 2 }), save: { token: 'next_page_token' } },
  { ...find(ours, { max_results: 2, page_token: '${token}' }), save: { token: 'next_page_token' } },
  find(ours, { max_results: 2, page_token: '${token}' }),
  { ...find(ours, { max_results: 3, order_by: ['name'] }), save: { token: 'next_page_token' } },
  find(ours, { max_results: 3, order_by: ['name'], page_token: '${token}' }),
  find(ours, { max_results: 5 }),
  find(ours, { view_type: 'ALL' }),
  find(ours, { view_type: 'DELETED_ONLY' }),
  find(ours, { view_type: 3 }),
  find(ours, { view_type: 'ACTIVE_ONLY' }),
  find(ours, { maxResults: undefined, viewType: 'ALL', orderBy: ['name'] }),
  get(
    'experiments/search',
    { max_results: '3', filter: ours, order_by: ['name DESC', 'experiment_id'], view_type: 'ALL' },
    { save: { token: 'next_page_token' } },
  ),
  get('experiments/search', {
    max_results: '3',
    filter: ours,
    order_by: ['name DESC', 'experiment_id'],
    view_type: 'ALL',
    page_token: '${token}',
  }),
  get('experiments/search', { max_results: '1', filter: "name = 'Default'" }),
  { ...get('experiments/search'), body: JSON.stringify({ max_results: 2, filter: ours }), why: 'a GET with a body' },
]

const wrong = refused('experiments/search', [
  ['no max_results', { filter: ours }],
  ['max_results 0', { max_results: 0 }],
  ['max_results negative', { max_results: -3 }],
  ['max_results too large', { max_results: 50001 }],
  ['max_results no number', { max_results: 'all' }],
  ['filter a number', { max_results: 5, filter: 1 }],
  ['order_by a text', { max_results: 5, order_by: 'name' }],
  ['order by a tag', { max_results: 5, order_by: ['tags.team'] }],
  ['order by nothing', { max_results: 5, order_by: ['nothing'] }],
  ['order twice', { max_results: 5, order_by: ['name ASC DESC'] }],
  ['bad token', { max_results: 5, page_token: '???' }, 400, { differs: 'opaque-token' }],
])

/** Search of experiments. */
export const searchExperiments: Group = {
  name: 'search-experiments',
  steps: [
    ...setup,
    ...accepted.map((filter) => find(filter)),
    ...refusedFilters.map(([filter, differs]) => ({ ...find(filter), status: 400, ...(differs && { differs }) })),
    ...orders.map((order_by) => find(ours, { order_by })),
    ...paged,
    ...wrong,
    post(
      'experiments/search',
      { max_results: 5, filter: ours, view_type: 'SOME' },
      { why: 'an unknown view', differs: 'malformed-refused' },
    ),
    ...refusedGet('experiments/search', [
      ['no max_results', {}],
      ['too large', { max_results: '50001' }],
      ['bad filter', { max_results: '5', filter: 'nothing = 1' }],
    ]),
  ],
}
