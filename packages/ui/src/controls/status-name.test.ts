import { RUN_STATUS } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { statusName } from './status-name.ts'

test('a status has one name on all pages', () => {
  expect(Object.keys(RUN_STATUS).map(statusName)).toEqual(['Running', 'Scheduled', 'Finished', 'Failed', 'Killed'])
  expect(['LOGGED_MODEL_UPLOAD_FAILED', 'READY', 'PENDING_REGISTRATION'].map(statusName)).toEqual([
    'Upload failed',
    'Ready',
    'Pending registration',
  ])
})
