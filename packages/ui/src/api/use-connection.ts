import { useSyncExternalStore } from 'react'
import { type Connection, connection, onConnection } from './connection.ts'

export const useConnection = (): Connection => useSyncExternalStore(onConnection, connection)
