// One JSON string a line in, one answer a line out: JSON.stringify(JSON.parse(text)), or why not.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

function answer(text) {
  try {
    const ok = JSON.stringify(JSON.parse(text))
    return { ok, sha256: createHash('sha256').update(ok, 'utf8').digest('hex') }
  } catch (error) {
    return { error: error.name }
  }
}

const lines = readFileSync(0, 'utf8').split('\n').slice(0, -1)
process.stdout.write(lines.map((line) => JSON.stringify(answer(JSON.parse(line))) + '\n').join(''))
