// The node of the chain is away, slow, wrong or contradicts itself: nobody is served what he may not
// have paid, and no nonce is lost.
import assert from 'node:assert/strict'
import { refusal, served } from '../attacks/expect.mjs'
import { start } from '../chain/anvil.mjs'
import { freePort } from '../e2e/server.mjs'
import { failure, within } from './expect.mjs'
import { altered, startNode } from './rpc.mjs'

/** `REQUEST_TIMEOUT`, and what a busy machine may add to it. */
const TIMEOUT = 1
const MARGIN = 3

const CANNOT = /^The chain cannot be asked now\.$/
const RECEIPT = 'eth_getTransactionReceipt'
const BLOCK = 'eth_getBlockByNumber'
const error = (code, message) => ({ jsonrpc: '2.0', id: 0, error: { code, message } })
const page = '<html><body><h1>502 Bad Gateway</h1>http://node.example</body></html>'

/** No answer of the node is one. */
const away = {
  'stalls': () => {},
  'resets connections': (_, { socket }) => socket.resetAndDestroy(),
  'answers with a page': (_, { send }) => send(page),
  'answers 502 with a page': (_, { send }) => send(page, 502),
  'answers 429': (_, { send }) => send('slow down', 429),
  'answers with nothing': (_, { send }) => send(''),
  'answers null': (_, { send }) => send('null'),
  'answers with a list': async (_, { send, forward }) => send([await forward()]),
  'answers with half of its JSON': async (_, { send, forward }) =>
    send(JSON.stringify(await forward()).slice(0, -20)),
  'answers with 11 MiB': async (call, { send }) =>
    send({ jsonrpc: '2.0', id: call.id, result: `0x${'0'.repeat(11 << 20)}` }),
  'answers with an error': (call, { send }) =>
    send({ ...error(-32005, 'limit of http://node.example exceeded'), id: call.id }),
  'answers every question with 0x': (call, { send }) => send({ jsonrpc: '2.0', id: call.id, result: '0x' }),
  'answers every question with null': (call, { send }) =>
    send({ jsonrpc: '2.0', id: call.id, result: null })
}

export async function node(stage, { fault }) {
  const { attacker, chain, consumer, world } = stage
  const csv = world.origin.body('/weather.csv')
  const asset = await stage.publish()
  const ordered = await stage.order(asset, consumer)
  const other = await stage.publish()
  const elsewhere = await stage.order(other, consumer)
  const rpc = await startNode(chain.rpc)
  const more = { NETWORK_URL: rpc.url, REQUEST_TIMEOUT: String(TIMEOUT) }
  const server = await stage.server('node', { ...more, PORT: String(await freePort()) })
  const at = server.url

  /** A download, a quote for the order, a decryption and a nonce, all at once; again the same. */
  const requests = (transaction = ordered) => {
    const query = stage.request(asset, consumer, transaction)
    const json = stage.decryption(asset.nft, { transactionId: asset.transaction })
    return async () => {
      const [download, initialize, decrypt, nonce] = await Promise.all([
        stage.ask('/api/services/download', { query, at }),
        stage.initialize(asset, consumer, { transferTxId: transaction }, at),
        stage.ask('/api/services/decrypt', { method: 'POST', json, at }),
        stage.ask('/api/services/nonce', { query: { userAddress: consumer.address }, at })
      ])
      return { download, initialize, decrypt, nonce }
    }
  }
  /** What is served when nothing is wrong. */
  const good = ({ download, initialize, decrypt }) => {
    served(download, csv)
    assert.deepEqual(JSON.parse(served(initialize).text), { validOrder: ordered })
    assert.equal(served(decrypt).text, asset.text)
  }
  const bad = ({ download, initialize, decrypt, nonce }) => {
    const seen = [download, initialize, decrypt].map((answer) => failure(answer, 503, CANNOT))
    assert.equal(new Set(seen).size, 1)
    assert.equal(served(nonce).status, 200)
    return `download, initialize, decrypt: ${seen[0]}; nonce: 200`
  }
  /** While the fault lasts, the answers must fit; then the same requests must be served. */
  async function during(instead, judge) {
    const send = requests()
    rpc.instead = instead
    const seen = await within(TIMEOUT * 2 + MARGIN, send).finally(() => (rpc.instead = null))
    const said = judge(seen)
    good(await send())
    return [said, 'after it the same requests are served']
  }

  for (const [name, instead] of Object.entries(away)) {
    await fault(`node ${name}`, () => during(instead, bad))
  }
  await fault('node is down', async () => {
    const send = requests()
    await rpc.stop()
    const seen = await within(TIMEOUT * 2 + MARGIN, send).finally(rpc.start)
    const said = bad(seen)
    good(await send())
    return [said, 'after it the same requests are served']
  })
  await fault('node is slow, within its time', async () => {
    rpc.instead = async (_, { forward, send }) => {
      await new Promise((resolve) => setTimeout(resolve, TIMEOUT * 600))
      send(await forward())
    }
    const before = performance.now()
    const seen = await requests()().finally(() => (rpc.instead = null))
    const took = (performance.now() - before) / 1000
    good(seen)
    assert.ok(took > TIMEOUT * 0.6 && took < TIMEOUT * 4 + MARGIN, `it took ${took} s`)
    return `all served after ${took.toFixed(1)} s`
  })

  // What a node says of a paid transaction.
  const receipt = (change) => altered(RECEIPT, change)
  const unlike = {
    'gives the receipt of another transaction': receipt(() => chain.ask(RECEIPT, [elsewhere])),
    'gives a receipt with another block hash': receipt((found) => ({
      ...found,
      blockHash: `0x${'ab'.repeat(32)}`
    })),
    'gives a receipt with another block number': receipt((found) => ({
      ...found,
      blockNumber: '0x1',
      blockHash: `0x${'ab'.repeat(32)}`
    })),
    'gives a receipt of another chain': receipt((found) => ({ ...found, chainId: '0x1' })),
    'gives a receipt without logs': receipt(({ logs, ...found }) => found),
    'gives a receipt without a status': receipt(({ status, ...found }) => found),
    'gives a receipt with removed logs': receipt((found) => ({
      ...found,
      logs: found.logs.map((log) => ({ ...log, removed: true }))
    })),
    'gives logs of another block': receipt((found) => ({
      ...found,
      logs: found.logs.map((log) => ({ ...log, blockNumber: '0x1' }))
    }))
  }
  for (const [name, instead] of Object.entries(unlike))
    await fault(`node ${name}`, () => during(instead, bad))

  await fault('node gives the logs of the order with another transaction', async () => {
    const send = requests(elsewhere)
    const paid = await chain.ask(RECEIPT, [ordered])
    // The time that anvil adds to a log would tell.
    const logs = paid.logs.map(({ blockTimestamp, ...log }) => log)
    rpc.instead = altered(RECEIPT, (found) => ({ ...found, logs }))
    const { download, initialize } = await send().finally(() => (rpc.instead = null))
    const seen = [download, initialize].map((answer) => failure(answer, 503, CANNOT))
    const { download: refused } = await send()
    return [seen[0], `and without the fault ${refusal(refused, /could not be validated/)}`]
  })

  /** A transaction that the chain does not have: nothing is served, and a fee is quoted. */
  const unknown = ({ download, initialize, decrypt }) => {
    const seen = `${download.status} ${download.text}`
    assert.deepEqual([download.status, decrypt.status], [400, 400], seen + decrypt.text)
    assert.match(JSON.parse(download.text).error, /could not be validated due to error: /)
    const quote = JSON.parse(served(initialize).text)
    assert.ok(quote.providerFee && !quote.validOrder, initialize.text)
    return `download: ${seen}; initialize: a fee; decrypt: ${decrypt.status}`
  }
  const missing = {
    'finds no receipt yet': receipt(() => null),
    'gives a receipt without a block': receipt((found) => ({ ...found, blockNumber: null, blockHash: null })),
    'gives a receipt of a transaction that failed': receipt((found) => ({ ...found, status: '0x0' }))
  }
  for (const [name, instead] of Object.entries(missing))
    await fault(`node ${name}`, () => during(instead, unknown))

  // Its time is not known yet, so that the block is asked for.
  await fault('node does not have the block of the receipt', async () => {
    const fresh = await stage.publish()
    const transaction = await stage.order(fresh, consumer)
    const query = stage.request(fresh, consumer, transaction)
    const send = () => stage.ask('/api/services/download', { query, at })
    const seen = []
    const blocks = [
      () => null,
      (block) => ({ ...block, hash: `0x${'cd'.repeat(32)}` }),
      (block) => ({ ...block, number: '0x1' }),
      ({ timestamp, ...block }) => block
    ]
    for (const block of blocks) {
      rpc.instead = altered(BLOCK, block)
      seen.push(failure(await send(), 503, CANNOT))
    }
    rpc.instead = null
    served(await send(), csv)
    return [`${seen.length} times ${seen[0]}`, 'after it the same request is served']
  })

  await fault('node is replaced by that of another chain', async () => {
    const send = requests()
    rpc.rpc = (await start('--chain-id', '137')).url
    const seen = await send()
    rpc.rpc = chain.rpc
    const said = bad(seen)
    good(await send())
    return [said, 'after it the same requests are served']
  })

  const refuses = async (name, variables, text) => {
    const { message } = await within(20, () =>
      stage.server(name, variables).then(
        () => assert.fail('it started'),
        (error) => error
      )
    )
    assert.match(message, text)
    assert.doesNotMatch(message, /127\.0\.0\.1|http:/, 'it says where the node is')
    return message.split('\n')[1].replace(/^\S+ +/, '')
  }
  await fault('node is of another chain at the start', async () => {
    const { privateKey } = chain.accounts.provider
    rpc.instead = altered('eth_chainId', () => '0x89')
    const seen = await refuses(
      'other',
      {
        ...more,
        PORT: String(await freePort()),
        NETWORK_URL: JSON.stringify({ [chain.chainId]: rpc.url }),
        PROVIDER_PRIVATE_KEY: JSON.stringify({ [chain.chainId]: privateKey }),
        UNIVERSAL_PRIVATE_KEY: privateKey
      },
      /node is on chain 137, expected 8996/
    )
    rpc.instead = null
    return `it does not start: ${seen}`
  })
  await fault('node is down at the start', async () => {
    await rpc.stop()
    const variables = { ...more, PORT: String(await freePort()) }
    const seen = await refuses('down', variables, /connection to the node failed/)
    await rpc.start()
    return `it does not start: ${seen}`
  })
  await server.kill()
}
