// Two servers that share a Redis, which fails in all the ways it can.
import assert from 'node:assert/strict'
import { renameSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { refusal } from '../attacks/expect.mjs'
import { freePort } from '../e2e/server.mjs'
import { failure, within } from './expect.mjs'
import { account, buy, download, recovers, refuses, servesOnce, STALE } from './ledger.mjs'
import { Book } from './load.mjs'
import { RedisServer } from './redis-server.mjs'

/** A server on this Redis. */
async function instance(stage, redis, name) {
  return stage.server(name, { PORT: String(await freePort()), REDIS_CONNECTION: redis.url })
}

async function doesNotStart(stage, redis, words) {
  const error = await instance(stage, redis, 'no-redis').then(
    () => assert.fail('it started'),
    ({ message }) => message.trim().split('\n').at(-1)
  )
  assert.match(error, words)
  // The port is of this run alone.
  return `exit with: ${error.replace(/:\d+/g, ':…')}`
}

export async function redis(stage, { fault }) {
  const { folder, origin } = stage.world
  const redis = await RedisServer.at(`${folder}/redis`)
  const asset = await stage.publish()
  const content = origin.body('/weather.csv')
  const { who, request } = await buy(stage, asset)
  const many = () => Array.from({ length: 20 }, () => request())

  await fault('Redis is down at the start', () =>
    doesNotStart(stage, redis, /`REDIS_CONNECTION`: cannot use redis:/)
  )
  await fault('Redis keeps too little at the start', async () => {
    await redis.start(['--appendonly', 'yes', '--appendfsync', 'everysec'])
    const seen = await doesNotStart(stage, redis, /`appendfsync everysec` \(expected `always`\)/)
    await redis.kill()
    return seen
  })

  await redis.start()
  const [one, other] = [await instance(stage, redis, 'redis-1'), await instance(stage, redis, 'redis-2')]
  const at = one.url
  const token = await stage.createToken(
    stage.tokenRequest(who, { expiration: Math.floor(Date.now() / 1000) + 3600 }),
    at
  )
  const AuthToken = JSON.parse(token.text).token
  const kept = request()
  assert.equal((await download(at, kept)).status, 200)

  /** While it lasts nothing signed is served; afterwards that which was refused is, once. */
  async function passes(name, { begin, end, seconds = 1 }) {
    await fault(name, async () => {
      await begin()
      const refused = request()
      // What was served is not served again, even if nobody knows of it any more.
      const seen = await refuses(stage, at, asset, [refused, kept, ...many()], seconds)
      const query = { ...request(), signature: '' }
      const byToken = await within(seconds, () =>
        stage.ask('/api/services/download', { at, query, headers: { AuthToken } })
      )
      seen.push(`with a token ${failure(byToken, 503)}`)
      await end()
      for (const { url } of [one, other]) {
        await recovers(url)
        refusal(await download(url, kept), STALE)
      }
      seen.push(await servesOnce(at, refused, content))
      return [...seen, `at the other ${refusal(await download(other.url, refused), STALE)}`]
    })
  }

  await passes('Redis is killed and comes back', { begin: () => redis.kill(), end: () => redis.start() })
  // Two time-outs of 2 s: of the request that found out, and of the connection that was made then.
  await passes('Redis is frozen and thaws', {
    begin: () => redis.signal('SIGSTOP'),
    end: () => redis.signal('SIGCONT'),
    seconds: 5
  })
  await passes('Redis is full', {
    begin: () => redis.say('CONFIG', 'SET', 'maxmemory', '1'),
    end: () => redis.say('CONFIG', 'SET', 'maxmemory', '0')
  })
  await passes('Redis becomes a replica', {
    begin: () => redis.say('REPLICAOF', '127.0.0.1', '1'),
    end: () => redis.say('REPLICAOF', 'NO', 'ONE')
  })
  const [files, away] = [`${folder}/redis/appendonlydir`, `${folder}/away`]
  await passes('Redis comes back empty, then with what was there', {
    begin: async () => {
      await redis.kill()
      renameSync(files, away)
      await redis.start()
    },
    end: async () => {
      await redis.kill()
      rmSync(files, { recursive: true })
      renameSync(away, files)
      await redis.start()
    }
  })
  await redis.kill()
}

const KILLS = 5
const CALLERS = 16
/** In seconds: a request meets two time-outs of 2 s at most. */
const PATIENCE = 6

export async function redisUnderLoad(stage, { fault }) {
  const redis = await RedisServer.at(`${stage.world.folder}/redis-loaded`)
  await redis.start()
  const servers = []
  for (const name of ['loaded-1', 'loaded-2']) servers.push((await instance(stage, redis, name)).url)
  const asset = await stage.publish()
  const buyers = []
  for (let left = CALLERS; left > 0; left -= 1) buyers.push(await buy(stage, asset, await account(stage)))
  const book = new Book()

  // Those who ask all the time, and those who wait until it is known that nothing was lost: by their
  // next nonce the ledger would know again what it had forgotten.
  const [restless, patient] = [buyers.slice(CALLERS / 2), buyers.slice(0, CALLERS / 2)]

  await fault(`Redis is killed ${KILLS} times and frozen once under load`, async () => {
    let stopped = false
    let gate = Promise.resolve()
    const call = (buyer, ready) => calls(book, buyer, servers, ready, () => stopped)
    const callers = [
      ...restless.map((buyer) => call(buyer, () => {})),
      ...patient.map((buyer) => call(buyer, () => gate))
    ]
    const rounds = async () => {
      for (let round = 0; round < KILLS; round += 1) {
        await sleep(600 + 90 * round)
        const killed = redis.kill()
        let open
        gate = new Promise((resolve) => (open = resolve))
        await killed
        await sleep(100 + 150 * round)
        await redis.start()
        for (const at of servers) await recovers(at)
        const captured = book.accepted.filter(({ who }) => patient.some((buyer) => buyer.who === who))
        assert.ok(captured.length > 0, 'no load')
        await book.replay(servers, captured)
        open()
      }
      await sleep(1000)
      // What it was asked in vain, it does when it thaws.
      redis.signal('SIGSTOP')
      await sleep(3000)
      redis.signal('SIGCONT')
      await sleep(1000)
      stopped = true
    }
    await Promise.all([...callers, rounds()])
    assert.ok(book.answers[200] > 0 && book.answers[503] > 0, book.describe())
    assert.equal(book.answers.none, undefined, 'a server did not answer')
    assert.ok(book.slowest < PATIENCE, book.describe())
    const unserved = book.entries.length - book.accepted.length
    return `${book.describe()}; ${unserved} spent and not served`
  })
  await fault('afterwards nothing was served twice, and nothing is', async () => {
    const { size } = book.fetchedOnce(stage.world.origin)
    await book.replay(servers)
    return `${book.accepted.length} were served, ${size} files fetched; all replays refused at both`
  })
  await fault('afterwards everybody is served at both', async () => {
    for (const buyer of buyers) {
      for (const at of servers) assert.equal(await book.send(book.download(buyer), at), 200)
    }
    return `${buyers.length * servers.length} of 200`
  })
  await redis.kill()
}

/** Asks one instance, and the other where that fails, and sometimes both at once. */
async function calls(book, buyer, servers, ready, isStopped) {
  for (let turn = 0; !isStopped(); turn += 1) {
    await ready()
    const entry = book.download(buyer)
    const order = turn % 2 ? servers : servers.toReversed()
    if (turn % 4 === 0) await Promise.all(order.map((at) => book.send(entry, at)))
    for (let tries = 0; entry.accepted === 0 && entry.last?.status !== 400; tries += 1) {
      assert.ok(tries < 400, `${entry.mark} is never answered`)
      await ready()
      if ((await book.send(entry, order[tries % 2])) === 503) await sleep(25)
    }
  }
}
