// One JSON text of a document a line in (as a JSON string), ddo.js' answer a line out: its verdict, and the keys of its errors.
import { createInterface } from 'node:readline'
import { validateDDO } from '@oceanprotocol/ddo-js'

for await (const line of createInterface({ input: process.stdin })) {
  const [valid, errors] = await validateDDO(JSON.parse(JSON.parse(line)))
  process.stdout.write(JSON.stringify({ valid, errors: Object.keys(errors) }) + '\n')
}
