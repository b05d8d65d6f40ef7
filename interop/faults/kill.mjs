// A server that is killed under load and started again on the same files.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { refusal, served } from '../attacks/expect.mjs'
import { COMPUTE, Jobs } from '../attacks/jobs.mjs'
import { Stage } from '../attacks/stage.mjs'
import { freePort } from '../e2e/server.mjs'
import { account, buy, download, lastNonce } from './ledger.mjs'
import { Book, once } from './load.mjs'

const KILLS = 20
/** Of each kind. */
const CALLERS = 4
const HOUR = 3600

export async function kill(stage, { fault }) {
  const killed = await Killed.prepare(stage)
  await fault(`kill -9 under load, ${KILLS} times`, async () => {
    for (let round = 0; round < KILLS; round += 1) await killed.round(100 + 40 * round)
    const { book, revoked } = killed
    const unserved = book.entries.length - book.accepted.length
    return [
      book.describe(),
      `${book.accepted.length} accepted and never again, ${unserved} spent and not served`,
      `${revoked.length} tokens revoked`,
      `started in ${killed.slowest} ms at most`
    ]
  })
  await fault('no file was fetched twice for one nonce', () => {
    const marks = killed.book.fetchedOnce(stage.world.origin)
    const downloads = killed.book.accepted.filter(({ isStart }) => !isStart)
    for (const { mark } of downloads) assert.ok(marks.has(mark), `${mark}: 200, and nothing was fetched`)
    return `${marks.size} fetched, ${downloads.length} downloads of 200`
  })
  await fault('no job was started twice for one nonce', () => killed.startedOnce())
  await fault('jobs whose time is over meanwhile are stopped after the restart', () => killed.stopped())
  await killed.server.kill()
}

/** The server, its clients, and what must stay as it is. */
class Killed {
  book = new Book()
  /** Tokens of which somebody was told that they are revoked. */
  revoked = []
  slowest = 0
  #expiration = Math.floor(Date.now() / 1000) + HOUR

  constructor(stage, port) {
    this.stage = stage
    this.variables = { PORT: port, RUST_LOG: 'warn' }
  }

  static async prepare(stage) {
    const killed = new Killed(stage, String(await freePort()))
    await killed.start()
    const asset = await stage.publish()
    killed.content = stage.world.origin.body('/weather.csv')
    killed.buyers = await several(async () => buy(stage, asset, await account(stage)))
    const goods = await new Jobs(stage).goods()
    killed.employers = await several(async () => {
      const own = Object.assign(new Stage(stage.world), { consumer: await account(stage) })
      const jobs = new Jobs(own)
      return { who: own.consumer, jobs, bought: await jobs.pay(goods, { seconds: HOUR }) }
    })
    killed.goods = goods
    killed.holder = await buy(stage, asset, await account(stage))
    killed.live = await killed.token()
    const short = await stage.publish({ timeout: 2 })
    killed.late = await buy(stage, short, await account(stage))
    served(await download(killed.at, killed.late.request()))
    await sleep(3000)
    return killed
  }

  async start() {
    this.server = await this.stage.world.startOther('killed', this.variables)
    this.at = this.server.url
    this.slowest = Math.max(this.slowest, this.server.readyAfter)
  }

  /** Load, the end of it, and what the next one must know. */
  async round(milliseconds) {
    const loads = [
      ...this.buyers.map((buyer) => this.load(() => this.book.download(buyer))),
      ...this.employers.map((employer) => this.load(() => this.job(employer))),
      this.revokeTokens()
    ]
    const end = sleep(milliseconds).then(() => this.server.kill())
    await Promise.all([...loads, end])
    await this.start()
    for (const [who, nonce] of this.book.greatest()) {
      const last = await lastNonce(this.at, who)
      assert.ok(last >= nonce, `nonce ${nonce} was accepted, the last is said to be ${last}`)
    }
    // Whoever had no answer asks once more, and may have been served.
    const open = this.book.entries.filter(({ last }) => last.status === 'none')
    for (const entry of open) assert.notEqual(await this.book.send(entry, this.at), 'none')
    await this.book.replay([this.at])
    refusal(await download(this.at, this.late.request()), /could not be validated/)
    for (const token of this.revoked) refusal(await this.use(token), /^Invalid signature provided/)
    served(await this.use(this.live), this.content)
  }

  /** Asks until nobody answers. */
  async load(next) {
    while ((await this.book.send(next(), this.at)) !== 'none');
  }

  job({ who, jobs, bought }) {
    const request = jobs.request(bought)
    const entry = this.book.add(who, request.nonce)
    request.dataset.userdata = { mark: entry.mark }
    const headers = { 'content-type': 'application/json' }
    const options = { method: 'POST', headers, body: JSON.stringify(request) }
    const send = (at, how) => fetch(at + COMPUTE, { ...options, ...how })
    return Object.assign(entry, { send, isStart: true })
  }

  async token() {
    const { stage, at, holder } = this
    // Two with the same are the same token.
    this.#expiration += 1
    const expiration = this.#expiration
    const query = stage.tokenRequest(holder.who, { expiration })
    return JSON.parse(served(await stage.createToken(query, at)).text).token
  }

  /** Makes tokens and revokes them, until nobody answers. */
  async revokeTokens() {
    const { stage, at, holder } = this
    for (;;) {
      const token = await this.token().catch(() => null)
      if (!token) return
      const query = stage.tokenRequest(holder.who, { token })
      const answer = await stage.deleteToken(query, at).catch(() => null)
      if (!answer) return
      served(answer)
      this.revoked.push(token)
    }
  }

  use(token) {
    const query = { ...this.holder.request(), signature: '' }
    return this.stage.ask('/api/services/download', { at: this.at, query, headers: { AuthToken: token } })
  }

  /** What operator-service was asked to start. */
  startedOnce() {
    const starting = this.stage.world.operator.calls.filter(({ method }) => method === 'POST')
    const inputs = starting.map(({ body }) => JSON.parse(body).workflow.stages[0].input[0])
    const marks = once(inputs.map(({ remote }) => remote.userdata?.mark))
    const starts = this.book.accepted.filter(({ isStart }) => isStart)
    for (const { mark } of starts) assert.ok(marks.has(mark), `${mark}: 200, and no job was started`)
    return `${marks.size} jobs, ${starts.length} starts of 200`
  }

  /** One that was confirmed, one of which only operator-service knows, and one that has time left. */
  async stopped() {
    const { operator } = this.stage.world
    const [{ jobs, bought }] = this.employers
    const seconds = 6
    const how = { environment: 'env-paid', seconds }
    const short = [await jobs.pay(this.goods, how), await jobs.pay(this.goods, how)]
    const start = async (request) => JSON.parse(served(await jobs.start(request, this.at)).text)[0]
    const confirmed = await start(jobs.request(short[0], how))
    const long = await start(jobs.request(bought))
    const response = unanswered(operator)
    const silent = jobs.start(jobs.request(short[1], how), this.at).catch(() => null)
    const owed = await response
    await this.server.kill()
    owed.destroy()
    assert.equal(await silent, null)
    const unconfirmed = operator.jobs.at(-1)
    await sleep(1000 * (seconds + 1))
    await this.start()
    const before = performance.now()
    const find = ({ jobId }) => operator.jobs.find((job) => job.jobId === jobId)
    while (!(find(confirmed).stopreq && find(unconfirmed).stopreq)) {
      assert.ok(performance.now() - before < 10_000, 'they were not stopped within 10 s')
      await sleep(50)
    }
    assert.equal(find(long).stopreq, 0, 'a job with time left was stopped')
    const took = ((performance.now() - before) / 1000).toFixed(1)
    return `2 stopped ${took} s after the start, 1 with time left runs`
  }
}

/** operator-service starts the next job, and does not say so; the answer that it owes. */
function unanswered(operator) {
  return new Promise((resolve) => {
    operator.instead = function hold(request, response, body) {
      operator.instead = null
      // It is counted once more.
      operator.calls.pop()
      const isStart = request.method === 'POST'
      const nobody = { writeHead: () => ({ end: () => resolve(response) }) }
      operator.answer(request, isStart ? nobody : response, body)
      if (!isStart) operator.instead = hold
    }
  })
}

async function several(make) {
  const all = []
  for (let left = CALLERS; left > 0; left -= 1) all.push(await make())
  return all
}
