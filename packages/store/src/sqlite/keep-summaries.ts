import { existsSync, rmSync } from 'node:fs'
import type { StoreSettings } from '../database.ts'
import { summariesPath } from '../metrics/summaries/file.ts'
import { SummaryKeeper } from '../metrics/summaries/keeper.ts'
import { SqliteConnection } from './connection.ts'
import { QuietWork } from './quiet-work.ts'

/** Codes of SQLite: held by another process; not a database any more. */
const BUSY = 5
const BROKEN = new Set([11, 26])

interface Place {
  readonly path: string
  readonly settings: StoreSettings
  /** Called when summaries cannot be kept, with the reason. */
  readonly warn: (text: string) => void
}

/** Keeps summaries of long metrics in a file beside a database, made when there is the first one, while nothing else is asked. */
export function keepSummaries(main: SqliteConnection, { path, settings, warn }: Place): { asked(): void; close(): void } {
  const file = summariesPath(path)
  const keeper = new SummaryKeeper(main, {
    open: (create) => {
      if (!create && !existsSync(file)) return undefined
      const side = new SqliteConnection(file, settings)
      side.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -1000')
      return side
    },
  })
  const work = new QuietWork(async () => {
    try {
      return await keeper.step()
    } catch (error) {
      const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff
      if (code === BUSY) return false
      keeper.close()
      if (BROKEN.has(code)) {
        for (const name of ['', '-wal', '-shm']) rmSync(file + name, { force: true })
        return true
      }
      work.stop()
      warn(`Charts of long metrics take longer: ${file} cannot be written (${(error as Error).message}).`)
      return false
    }
  })
  return {
    asked: () => work.asked(),
    close: () => {
      work.stop()
      keeper.close()
    },
  }
}
