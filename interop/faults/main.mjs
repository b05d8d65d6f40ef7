// Faults around the server and in what it relies on: what the client sees of each. The last line
// counts them.
import { Stage } from '../attacks/stage.mjs'
import { startWorld } from '../e2e/world.mjs'
import { clock } from './clock.mjs'
import { connections } from './connections.mjs'
import { Faults } from './expect.mjs'
import { kill } from './kill.mjs'
import { node } from './node.mjs'
import { operator } from './operator.mjs'
import { origin } from './origin.mjs'
import { redis, redisUnderLoad } from './redis.mjs'
import { storage } from './storage.mjs'

const quick = [origin, node, operator, clock, storage, redis]
const heavy = [connections, kill, redisUnderLoad]

const faults = new Faults()
const names = process.argv.slice(2)
const groups =
  names.length === 0 ? quick
  : names[0] === 'heavy' ? heavy
  : [...quick, ...heavy].filter(({ name }) => names.includes(name))
const known = { fault: faults.fault.bind(faults), skip: faults.skip.bind(faults) }
const world = await startWorld({ RATE_LIMIT_PER_MINUTE: '0' })
const stage = new Stage(world)
for (const group of groups) {
  const before = performance.now()
  try {
    await group(stage, known)
  } catch (error) {
    await faults.fault(`${group.name} cannot be prepared`, () => {
      throw error
    })
  }
  console.log(`${group.name}: ${((performance.now() - before) / 1000).toFixed(1)} s`)
}
if (faults.failed > 0) console.log(stage.servers.map((server) => server.log()).join('\n'))
faults.finish()
