// The attacks that clients can try, on a running server; the last line counts them.
import { startWorld } from '../e2e/world.mjs'
import { compute } from './compute.mjs'
import { credentials } from './credentials.mjs'
import { documents } from './documents.mjs'
import { Attacks } from './expect.mjs'
import { files } from './files.mjs'
import { leaks } from './leaks.mjs'
import { network } from './network.mjs'
import { orders } from './orders.mjs'
import { requests } from './requests.mjs'
import { Stage } from './stage.mjs'
import { tokens } from './tokens.mjs'
import { trust } from './trust.mjs'

const attacks = new Attacks()
const attack = attacks.attack.bind(attacks)
// The limit of unsigned requests has an attack of its own, and so have logs.
const world = await startWorld({ RATE_LIMIT_PER_MINUTE: '0', RUST_LOG: 'trace' })
const stage = new Stage(world)
const groups = [orders, requests, tokens, documents, files, network, credentials, compute, trust, leaks]
for (const group of groups) {
  try {
    await group(stage, { attack })
  } catch (error) {
    await attack(group.name, 'cannot be prepared', () => {
      throw error
    })
  }
}
if (attacks.failed > 0) console.log(stage.servers.map((server) => server.log()).join('\n'))
attacks.finish()
