// What clients see of a ledger that cannot be asked or written: whatever happens to it, no nonce
// that served a request serves another.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { Wallet } from 'ethers'
import { refusal, served } from '../attacks/expect.mjs'
import { ask } from '../e2e/expect.mjs'
import { failure, within } from './expect.mjs'

/** How a nonce is refused that is not above the last. */
export const STALE = /^Invalid signature expected nonce \(\d+\) > current nonce \(\d+\)\.$/

const UNAVAILABLE = /^the nonce ledger is unavailable$/

/** An account of its own, which can pay for transactions. */
export async function account(stage) {
  const wallet = Wallet.createRandom()
  await stage.chain.ask('anvil_setBalance', [wallet.address, '0x8ac7230489e80000'])
  return wallet
}

/** Buys a file, for any number of requests. */
export async function buy(stage, asset, who = stage.consumer) {
  const order = await stage.order(asset, who)
  return { who, request: () => stage.request(asset, who, order) }
}

export const download = (at, query) => ask(`${at}/api/services/download`, { query })
const health = async (at) => (await ask(`${at}/health`)).status
export const lastNonce = async (at, { address }) => {
  const answer = await ask(`${at}/api/services/nonce`, { query: { userAddress: address } })
  assert.equal(answer.status, 200, answer.text)
  return BigInt(JSON.parse(answer.text).nonce)
}

/** Whether it serves what needs no nonce. */
async function servesUnsigned(stage, at, asset) {
  assert.equal((await ask(at)).status, 200)
  served(await stage.initialize(asset, stage.consumer, {}, at))
}

/** Signed requests are refused within so many seconds, also many at once, and no file is fetched. */
export async function refuses(stage, at, asset, requests, seconds) {
  const { origin } = stage.world
  const fetched = origin.requests.length
  const before = performance.now()
  const [first, ...others] = await within(seconds, () =>
    Promise.all(requests.map((request) => download(at, request)))
  )
  const took = ((performance.now() - before) / 1000).toFixed(1)
  const seen = failure(first, 503, UNAVAILABLE)
  for (const other of others) failure(other, 503, UNAVAILABLE)
  assert.equal(origin.requests.length, fetched, 'the file was fetched')
  assert.equal(await within(seconds, () => health(at)), 503, '/health')
  await servesUnsigned(stage, at, asset)
  return [`${requests.length} signed in ${took} s: ${seen}`, '/health 503', 'unsigned 200']
}

/** It goes on without anybody's help, in so many seconds. */
export async function recovers(at, seconds = 5) {
  const before = performance.now()
  while ((await health(at)) !== 200) {
    assert.ok(performance.now() - before < seconds * 1000, `/health is not 200 after ${seconds} s`)
    await sleep(50)
  }
}

/** What was refused for want of the ledger is served now, once. */
export async function servesOnce(at, request, content) {
  served(await download(at, request), content)
  return `then 200, again ${refusal(await download(at, request), STALE)}`
}
