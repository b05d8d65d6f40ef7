// The clock of the machine is set while the server runs: nothing that was spent or revoked comes back
// by it, and nothing waits for a time that has gone. Monotonic time goes on, as it does on a machine.
import assert from 'node:assert/strict'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { refusal, served } from '../attacks/expect.mjs'
import { Jobs } from '../attacks/jobs.mjs'
import { startOperator } from '../e2e/operator.mjs'
import { freePort } from '../e2e/server.mjs'
import { failure, within } from './expect.mjs'
import { listen } from './raw.mjs'

const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find(existsSync)

const HOUR = 3600
const TIMEOUT = 1
const MARGIN = 3
/** For how long a job is paid. */
const SECONDS = 2
const now = () => Math.floor(Date.now() / 1000)
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export async function clock(stage, { fault, skip }) {
  if (!library) return skip('clock', 'there is no libfaketime (Debian package `faketime`)')
  const { consumer, worker, world } = stage
  const csv = world.origin.body('/weather.csv')
  const file = `${world.folder}/clock`
  /** Sets the clock of the servers, so many seconds from ours. */
  const set = (seconds) => {
    writeFileSync(`${file}.new`, seconds < 0 ? String(seconds) : `+${seconds}`)
    renameSync(`${file}.new`, file)
  }
  set(0)
  const operator = await startOperator(worker.address)
  const variables = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    OPERATOR_SERVICE_URL: operator.url,
    REQUEST_TIMEOUT: String(TIMEOUT)
  }
  const server = await stage.server('clock', { ...variables, PORT: String(await freePort()) })
  const at = server.url

  const silent = await listen(() => {})
  const files = [stage.file('/weather.csv'), { type: 'url', url: `${silent.url}/`, method: 'GET' }]
  const asset = await stage.publish({ files, timeout: HOUR })
  const ordered = await stage.order(asset, consumer)
  const download = (changes = {}) => stage.download(asset, consumer, ordered, changes, at)
  const read = (answer) => JSON.parse(served(answer).text).token
  const token = async (seconds) =>
    read(await stage.createToken(stage.tokenRequest(consumer, { expiration: now() + seconds }), at))
  const revoke = async (token) =>
    served(await stage.deleteToken(stage.tokenRequest(consumer, { token }), at))
  const use = (token) => {
    const { signature, ...query } = stage.request(asset, consumer, ordered)
    return stage.ask('/api/services/download', { query, headers: { AuthToken: token }, at })
  }
  const spent = stage.request(asset, consumer, ordered)
  const again = async () => {
    const answer = await stage.ask('/api/services/download', { query: spent, at })
    return refusal(answer, /nonce/)
  }
  served(await stage.ask('/api/services/download', { query: spent, at }), csv)

  // The set clock must be the one that the server reads, or nothing below means anything.
  await fault('clock goes ahead by 2 h: what lasts 1 h is over, until it is back', async () => {
    const mine = await token(HOUR)
    served(await download(), csv)
    served(await use(mine), csv)
    set(2 * HOUR)
    const seen = [refusal(await download(), /order has expired/), refusal(await use(mine), /ignature/)]
    set(0)
    served(await download(), csv)
    served(await use(mine), csv)
    return [`order: ${seen[0]}`, `token: ${seen[1]}`, 'then both are served']
  })
  await fault('clock goes back by 2 h: what is good stays so, within the limits', async () => {
    const [mine, longest] = [await token(HOUR), await token(24 * HOUR)]
    set(-2 * HOUR)
    served(await download(), csv)
    served(await use(mine), csv)
    const seen = refusal(await use(longest), /ignature/)
    set(0)
    served(await use(longest), csv)
    return ['order and token of 1 h are served', `token of 24 h: ${seen}, and served when it is back`]
  })

  await fault('clock goes ahead and back: a spent nonce stays spent, a revoked token revoked', async () => {
    const [revoked, long] = [await token(HOUR / 2), await token(24 * HOUR)]
    await revoke(revoked)
    await revoke(long)
    const seen = new Set()
    // A revocation makes the server forget those that it holds for over, an hour after their tokens.
    for (const [index, seconds] of [2 * HOUR, 0, -2 * HOUR, 0, HOUR, 0].entries()) {
      set(seconds)
      seen.add(await again())
      seen.add(refusal(await use(long), /ignature/))
      seen.add(refusal(await use(revoked), /ignature/))
      await revoke(await token(seconds + HOUR + index + 1))
    }
    set(0)
    return [...new Set([...seen].map((text) => text.replaceAll(/\d{13}/g, '…')))]
  })

  await fault('clock steps while an origin stalls: it is left in time', async () => {
    const seen = []
    for (const seconds of [2 * HOUR, -2 * HOUR]) {
      const stalled = within(TIMEOUT + MARGIN, () => download({ fileIndex: 1 }))
      await pause(300)
      set(seconds)
      seen.push(failure(await stalled, 502))
      set(0)
    }
    return seen
  })

  await fault('clock steps: who has asked too often may not ask at once, nor wait for hours', async () => {
    const more = { PORT: String(await freePort()), RATE_LIMIT_PER_MINUTE: '60' }
    const limited = await stage.server('limited', { ...variables, ...more })
    const ask = async () => {
      const query = { userAddress: consumer.address }
      return (await stage.ask('/api/services/nonce', { query, at: limited.url })).status
    }
    const seen = []
    for (const seconds of [2 * HOUR, -2 * HOUR]) {
      let count = 0
      while ((await ask()) === 200) count += 1
      assert.ok(count < 70, `${count} requests`)
      set(seconds)
      const at = await ask()
      await pause(1500)
      const later = await ask()
      set(0)
      assert.deepEqual([at, later], [429, 200])
      seen.push(`${count} more requests, 429, and 200 after 1.5 s`)
    }
    await limited.kill()
    return seen
  })

  const jobs = new Jobs(stage)
  const environment = 'env-paid'
  const goods = await jobs.goods()
  /** Starts a job that is paid for so many seconds. */
  const run = async (seconds) => {
    const bought = await jobs.pay(goods, { environment, seconds, at })
    return JSON.parse(served(await jobs.start(jobs.request(bought, { environment }), at)).text)[0].jobId
  }
  const stops = (id) =>
    operator.calls.filter(({ method, query }) => method === 'PUT' && query.jobId === id).length
  /** Waits until it was asked to stop, and whether it is once more. */
  const stoppedOnce = async (id) => {
    for (let count = 0; count < 50 && stops(id) === 0; count += 1) await pause(100)
    await pause(1200)
    assert.equal(stops(id), 1)
  }
  await fault('clock steps: a job whose time is over by it is stopped once', async () => {
    const [short, long] = [await run(SECONDS), await run(HOUR / 2)]
    set(-2 * HOUR)
    await pause((SECONDS + 1.5) * 1000)
    assert.deepEqual([stops(short), stops(long)], [0, 0])
    set(0)
    await stoppedOnce(short)
    assert.equal(stops(long), 0)
    set(2 * HOUR)
    await stoppedOnce(long)
    set(0)
    assert.equal(stops(short), 1)
    return [
      '2 h back: none is stopped',
      `back again: that of ${SECONDS} s is`,
      '2 h ahead: that of 30 min is as well'
    ]
  })
  await server.kill()
  silent.close()
}
