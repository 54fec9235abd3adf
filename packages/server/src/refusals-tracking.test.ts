import { ABSENT, testRefusals } from './testing/refused.ts'

// Recorded from the reference, request by request.
testRefusals([
  [
    'POST /api/2.0/mlflow/experiments/create',
    { name: '$name' },
    [
      ['name', ABSENT, 'missing'],
      ['name', 7, 'wrong type'],
      ['artifact_location', 7, 'wrong type'],
      ['tags', '', 'wrong type'],
      [
        'tags',
        [{ key: 'a$', value: '1', timestamp: 1 }],
        `400 Invalid value "a$" for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'tags',
        [
          {
            key: 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
            value: '1',
            timestamp: 1,
          },
        ],
        "400 'key' exceeds the maximum length of 250 characters",
      ],
    ],
  ],
  [
    'POST /api/2.0/mlflow/experiments/delete',
    {},
    [
      ['experiment_id', ABSENT, 'missing'],
      ['experiment_id', 7, 'wrong type'],
      ['experiment_id', 'x', "400 Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['experiment_id', '987654', '404 No Experiment with id=987654 exists'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/experiments/delete-experiment-tag',
    { key: 'k', experiment_id: '$exp' },
    [
      ['experiment_id', ABSENT, 'missing'],
      ['experiment_id', 7, 'wrong type'],
      ['experiment_id', 'x', "400 Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['experiment_id', '987654', '404 No Experiment with id=987654 exists'],
      ['key', ABSENT, 'missing'],
      ['key', 7, 'wrong type'],
      ['key', 'x', '404 No tag with name: x in experiment with id $exp'],
      ['key', 'a$b', '404 No tag with name: a$b in experiment with id $exp'],
      ['key', '../a', '404 No tag with name: ../a in experiment with id $exp'],
    ],
  ],
  [
    'GET /api/2.0/mlflow/experiments/get',
    {},
    [
      ['experiment_id', ABSENT, 'missing'],
      ['experiment_id', 'x', "400 Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['experiment_id', -1, '404 No Experiment with id=-1 exists'],
    ],
  ],
  [
    'GET /api/2.0/mlflow/experiments/get-by-name',
    {},
    [
      ['experiment_name', ABSENT, 'missing'],
      ['experiment_name', 7, "404 Could not find experiment with name '7'"],
    ],
  ],
  [
    'POST /api/2.0/mlflow/experiments/restore',
    {},
    [
      ['experiment_id', ABSENT, 'missing'],
      ['experiment_id', 7, 'wrong type'],
      ['experiment_id', 'x', "400 Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['experiment_id', '987654', '404 No Experiment with id=987654 exists'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/experiments/search',
    { max_results: 5 },
    [
      ['max_results', '', 'wrong type'],
      ['max_results', 99999999, "400 Invalid value 99999999 for parameter 'max_results' supplied. It must be at most 50000"],
      ['page_token', 7, 'wrong type'],
      ['page_token', 'x', '400 Invalid page token, could not base64-decode'],
      ['filter', 7, 'wrong type'],
      ['filter', 'x', '400 Invalid clause(s) in filter string: x'],
      ['order_by', '', 'wrong type'],
    ],
  ],
  [
    'GET /api/2.0/mlflow/experiments/search',
    { max_results: 5 },
    [
      ['max_results', '', 'wrong type'],
      ['max_results', 99999999, "400 Invalid value 99999999 for parameter 'max_results' supplied. It must be at most 50000"],
      ['page_token', 7, '400 Invalid page token, could not base64-decode'],
      ['filter', 'x', '400 Invalid clause(s) in filter string: x'],
      ['order_by', '', "400 Invalid order_by clause ''. Could not be parsed."],
    ],
  ],
  [
    'POST /api/2.0/mlflow/experiments/set-experiment-tag',
    { key: 'k', value: '1', experiment_id: '$exp' },
    [
      ['experiment_id', ABSENT, 'missing'],
      ['experiment_id', 7, 'wrong type'],
      ['experiment_id', 'x', "400 Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['experiment_id', '987654', '404 No Experiment with id=987654 exists'],
      ['key', ABSENT, 'missing'],
      ['key', 7, 'wrong type'],
      [
        'key',
        'a$b',
        `400 Invalid value "a$b" for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'key',
        '../a',
        `400 Invalid value "../a" for parameter 'key' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '../a'`,
      ],
      [
        'key',
        'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
        "400 'key' exceeds the maximum length of 250 characters",
      ],
      ['value', 7, 'wrong type'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/experiments/update',
    { new_name: 'other', experiment_id: '$exp' },
    [
      ['experiment_id', ABSENT, 'missing'],
      ['experiment_id', 7, 'wrong type'],
      ['experiment_id', 'x', "400 Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['experiment_id', '987654', '404 No Experiment with id=987654 exists'],
      ['new_name', ABSENT, 'missing'],
      ['new_name', 7, 'wrong type'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/create',
    { experiment_id: '$exp' },
    [
      ['experiment_id', 7, 'wrong type'],
      ['experiment_id', 'x', "400 Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['experiment_id', '987654', '404 No Experiment with id=987654 exists'],
      ['run_name', 7, 'wrong type'],
      ['start_time', '', 'wrong type'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/delete',
    {},
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/delete-tag',
    { key: 'k', run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['key', ABSENT, 'missing'],
      ['key', 7, 'wrong type'],
      ['key', 'x', '404 No tag with name: x in run with id $run'],
      ['key', 'a$b', '404 No tag with name: a$b in run with id $run'],
      ['key', '../a', '404 No tag with name: ../a in run with id $run'],
    ],
  ],
  [
    'GET /api/2.0/mlflow/runs/get',
    {},
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, '404 Run with id=7 not found'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/log-batch',
    { run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['run_id', 'a$b', `400 Invalid value "a$b" for parameter 'run_id' supplied.`],
      ['metrics', '', 'wrong type'],
      [
        'metrics',
        [{ key: 'a$', value: '1', timestamp: 1 }],
        `400 Invalid value "a$" for parameter 'metrics[0].name' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'metrics',
        [{ value: '1', timestamp: 1 }],
        "400 Missing value for required parameter 'metrics[0].key'. See the API docs for more information about request parameters.",
      ],
      [
        'metrics',
        [
          {
            key: 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
            value: '1',
            timestamp: 1,
          },
        ],
        "400 'Metric name' exceeds the maximum length of 250 characters",
      ],
      ['params', '', 'wrong type'],
      [
        'params',
        [{ key: 'a$', value: '1', timestamp: 1 }],
        `400 Invalid value "a$" for parameter 'params[0].key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'params',
        [{ value: '1', timestamp: 1 }],
        "400 Missing value for required parameter 'params[0].key'. See the API docs for more information about request parameters.",
      ],
      [
        'params',
        [
          {
            key: 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
            value: '1',
            timestamp: 1,
          },
        ],
        "400 'Param key' exceeds the maximum length of 250 characters",
      ],
      ['tags', '', 'wrong type'],
      [
        'tags',
        [{ key: 'a$', value: '1', timestamp: 1 }],
        `400 Invalid value "a$" for parameter 'tags[0].key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'tags',
        [{ value: '1', timestamp: 1 }],
        "400 Missing value for required parameter 'tags[0].key'. See the API docs for more information about request parameters.",
      ],
      [
        'tags',
        [
          {
            key: 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
            value: '1',
            timestamp: 1,
          },
        ],
        "400 'tags[0].key' exceeds the maximum length of 250 characters",
      ],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/log-metric',
    { key: 'k', value: 1, timestamp: 1, run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['key', ABSENT, 'missing'],
      ['key', 7, 'wrong type'],
      [
        'key',
        'a$b',
        `400 Invalid value "a$b" for parameter 'name' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'key',
        '../a',
        `400 Invalid value "../a" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '../a'`,
      ],
      [
        'key',
        'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
        "400 'Metric name' exceeds the maximum length of 250 characters",
      ],
      ['value', ABSENT, 'missing'],
      ['value', 'x', 'wrong type'],
      ['timestamp', ABSENT, 'missing'],
      ['timestamp', 'x', 'wrong type'],
      [
        'timestamp',
        -1,
        "400 Invalid value -1 for parameter 'timestamp' supplied: metric 'k' (value=1.0). Timestamp must be a nonnegative long (64-bit integer) ",
      ],
      ['step', '', 'wrong type'],
      ['model_id', 7, 'wrong type'],
      ['dataset_name', 7, 'wrong type'],
      ['dataset_name', 'x', '400 Both dataset_name and dataset_digest must be provided if one is provided'],
      ['dataset_digest', 7, 'wrong type'],
      ['dataset_digest', 'x', '400 Both dataset_name and dataset_digest must be provided if one is provided'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/log-model',
    { model_json: '{}', run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['model_json', ABSENT, 'missing'],
      ['model_json', 7, 'wrong type'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/log-parameter',
    { key: 'k', value: '1', run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['key', ABSENT, 'missing'],
      ['key', 7, 'wrong type'],
      [
        'key',
        'a$b',
        `400 Invalid value "a$b" for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'key',
        '../a',
        `400 Invalid value "../a" for parameter 'key' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '../a'`,
      ],
      [
        'key',
        'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
        "400 'Param key' exceeds the maximum length of 250 characters",
      ],
      ['value', 7, 'wrong type'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/restore',
    {},
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/search',
    { max_results: 5, experiment_ids: ['$exp'] },
    [
      ['experiment_ids', '', 'wrong type'],
      ['filter', 7, 'wrong type'],
      ['filter', 'x', "400 Invalid clause(s) in filter string: 'x'"],
      ['max_results', '', 'wrong type'],
      ['max_results', -1, "400 Invalid value -1 for parameter 'max_results' supplied. It must be a positive integer"],
      ['order_by', '', 'wrong type'],
      ['page_token', 'x', '400 Invalid page token, could not base64-decode'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/set-tag',
    { key: 'k', value: '1', run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['key', ABSENT, 'missing'],
      ['key', 7, 'wrong type'],
      [
        'key',
        'a$b',
        `400 Invalid value "a$b" for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
      [
        'key',
        '../a',
        `400 Invalid value "../a" for parameter 'key' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '../a'`,
      ],
      [
        'key',
        'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk',
        "400 'key' exceeds the maximum length of 250 characters",
      ],
      ['value', 7, 'wrong type'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/update',
    { status: 2, run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['status', 7, 'wrong type'],
      ['end_time', '', 'wrong type'],
    ],
  ],
  [
    'GET /api/2.0/mlflow/metrics/get-history',
    { metric_key: 'm', max_results: 5, run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['metric_key', ABSENT, 'missing'],
      ['page_token', 7, '400 Invalid page token, could not base64-decode'],
      ['max_results', -1, "400 Invalid value -1 for parameter 'max_results' supplied. It must be a positive integer."],
    ],
  ],
  [
    'GET /ajax-api/2.0/mlflow/metrics/get-history-bulk',
    { metric_key: 'm', max_results: 5, run_id: '$run' },
    [
      ['run_id', ABSENT, '400 GetMetricHistoryBulk request must specify at least one run_id.'],
      ['metric_key', ABSENT, '400 GetMetricHistoryBulk request must specify a metric_key.'],
    ],
  ],
  [
    'GET /api/2.0/mlflow/metrics/get-history-bulk-interval',
    { metric_key: 'm', max_results: 5, run_ids: ['$run'] },
    [
      ['run_ids', ABSENT, 'missing'],
      ['metric_key', ABSENT, 'missing'],
      ['start_step', '', 'wrong type'],
      ['start_step', 7, '400 If either start step or end step are specified, both must be specified.'],
      ['end_step', '', 'wrong type'],
      ['end_step', 7, '400 If either start step or end step are specified, both must be specified.'],
      ['max_results', '', 'wrong type'],
      ['max_results', -1, '400 max_results must be between 1 and 2500. See the API docs for more information about request parameters.'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/log-inputs',
    { models: [{ model_id: '$model' }], run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['datasets', '', 'wrong type'],
      ['models', '', 'wrong type'],
    ],
  ],
  [
    'POST /api/2.0/mlflow/runs/outputs',
    { models: [{ model_id: '$model' }], run_id: '$run' },
    [
      ['run_id', ABSENT, 'missing'],
      ['run_id', 7, 'wrong type'],
      ['run_id', 'x', '404 Run with id=x not found'],
      ['models', ABSENT, 'missing'],
      ['models', 7, 'wrong type'],
    ],
  ],
  [
    'POST /ajax-api/2.0/mlflow/experiments/search-datasets',
    {},
    [['experiment_ids', ABSENT, '400 SearchDatasets request must specify at least one experiment_id.']],
  ],
])
