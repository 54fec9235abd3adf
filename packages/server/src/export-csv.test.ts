import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const PATH = '/api/tailrace/1.0/runs/export-csv'

describe('runs as CSV', async () => {
  const { app, call } = await testServer()
  const { experiment_id } = (await call('POST', '/api/2.0/mlflow/experiments/create', { name: 'csv' })) as { experiment_id: string }
  for (const run_name of ['größe', 'b']) {
    const { run } = (await call('POST', '/api/2.0/mlflow/runs/create', { experiment_id, run_name })) as {
      run: { info: { run_id: string } }
    }
    await call('POST', '/api/2.0/mlflow/runs/log-parameter', { run_id: run.info.run_id, key: 'lr', value: `${run_name}=1` })
  }

  test('is a file to keep, streamed', async () => {
    const reply = await app.inject({ url: `${PATH}?experiment_ids=${experiment_id}&order_by=run_name&tags=&metrics=` })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(reply.headers['content-disposition']).toBe('attachment; filename="runs.csv"')
    const [head, ...lines] = reply.body.trimEnd().split('\r\n')
    expect(head).toBe('run_id,name,status,start,end,duration,user,source,params.lr')
    expect(lines.map((line) => line.replace(/^\w+,/, ''))).toEqual(['b,RUNNING,,,,,,b=1', 'größe,RUNNING,,,,,,größe=1'])
  })

  test('takes lists as repeated arguments', async () => {
    const query = `experiment_ids=0&experiment_ids=${experiment_id}&params=lr&params=none&metrics=acc&tags=`
    const { body } = await app.inject({ url: `/ajax-api/tailrace/1.0/runs/export-csv?${query}` })
    expect(body.split('\r\n')[0]).toBe('run_id,name,status,start,end,duration,user,source,params.lr,params.none,metrics.acc')
    expect(body.trimEnd().split('\r\n')).toHaveLength(3)
  })

  test('refuses as JSON', async () => {
    const reply = await app.inject({ url: `${PATH}?filter=x` })
    expectEnvelope(reply, 400, 'INVALID_PARAMETER_VALUE')
    expect(reply.headers['content-disposition']).toBeUndefined()
  })
})
