/**
 * Prints the schema of a database as JSON, to renew `fixtures/`: `node record-schema.ts <uri> > fixtures/schema.<dialect>.json`, where the
 * database is one that MLflow made: `mlflow db upgrade sqlite:///fresh.db`.
 */
import { openForTests } from './open-for-tests.ts'
import { reflectSchema } from './reflect-schema.ts'

const uri = process.argv[2]
if (uri === undefined) throw new Error('usage: node record-schema.ts <database uri>')
const db = await openForTests(uri)
console.log(JSON.stringify(await reflectSchema(db), null, 2))
await db.close()
