// Both clients, one after the other, downloads and jobs, in one world, then proofs of download; the last
// line counts the checks.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { proofs } from './proofs.mjs'
import { Tally } from './tally.mjs'
import { startWorld } from './world.mjs'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const clients = [
  ['ocean.js 3.4.6', process.execPath, ['--no-warnings', path('ocean-js.mjs')]],
  ['ocean.js 3.4.6, jobs', process.execPath, ['--no-warnings', path('ocean-js-compute.mjs')]],
  ['ocean.py 3.1.2', path('../.venv/bin/python'), ['-W', 'ignore', path('ocean_py.py')]],
  ['ocean.py 3.1.2, jobs', path('../.venv/bin/python'), ['-W', 'ignore', path('ocean_py_compute.py')]]
]

/** Runs a client, whose own words go to nobody unless it ends before it has counted. */
async function run([name, program, args], env) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  const noise = []
  child.stderr.on('data', (data) => noise.push(String(data)))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const before = Date.now()
  let counts
  for await (const line of createInterface({ input: child.stdout })) {
    if (/^(ok|FAILED) /.test(line)) console.log(`${name}: ${line}`)
    else noise.push(`${line}\n`)
    counts = line.match(/^(\d+) passed, (\d+) failed$/) ?? counts
  }
  await ended
  const seconds = ((Date.now() - before) / 1000).toFixed(1)
  if (counts) {
    console.log(`${name}: ${counts[0]} in ${seconds} s`)
    return { passed: Number(counts[1]), failed: Number(counts[2]) }
  }
  console.log(`${name}: FAILED before its last line\n${noise.join('').slice(-4000)}`)
  return { passed: 0, failed: 1 }
}

const world = await startWorld()
console.log(`provider-server answered after ${world.server.readyAfter} ms`)
let [passed, failed] = [0, 0]
for (const client of clients) {
  const counts = await run(client, world.env)
  passed += counts.passed
  failed += counts.failed
}
const tally = new Tally()
await proofs(world, tally).catch((error) =>
  tally.check('proofs of download', () => {
    throw error
  })
)
passed += tally.passed
failed += tally.failed
if (failed > 0) console.log(world.server.log())
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
