import { OPERATOR } from '../caller.ts'
import { openStore } from '../open-store.ts'
import type { CallerStore, Store } from '../store.ts'

/** A store together with its operations on behalf of the operator. */
export type OperatorStore = Store & CallerStore

/** Lets a test call operations on the store itself. */
export const operatorStore = (store: Store): OperatorStore => ({ ...store, ...store.as(OPERATOR) })

/** Opens a database as `openStore` does. */
export const openOperatorStore = async (...args: Parameters<typeof openStore>): Promise<OperatorStore> =>
  operatorStore(await openStore(...args))
