// Proofs of download: what the datatoken takes on chain, and what a server of the operator is posted.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { concat, getBytes, hexlify, keccak256, toUtf8Bytes, verifyMessage, Wallet } from 'ethers'
import { Stage } from '../attacks/stage.mjs'
import { read } from '../chain/ocean.mjs'
import { freePort } from './server.mjs'

const RECEIVER_SECRET = 'secret-of-the-receiver'

/** Whose signature this is of a statement, as Ocean has statements signed. */
const signer = (statement, signature) => verifyMessage(getBytes(keccak256(statement)), signature)

/** Asks until there is an answer. */
async function until(what, find) {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((go) => setTimeout(go, 20))) {
    const found = await find()
    if (found) return found
  }
  throw new Error(`no ${what} in ten seconds`)
}

/** Keeps the forms that are posted to it. */
async function startReceiver() {
  const forms = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    forms.push({ type: request.headers['content-type'], form: Object.fromEntries(new URLSearchParams(body)) })
    response.end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/?key=${RECEIVER_SECRET}`, forms }
}

/** In a world that runs, with two servers more. */
export async function proofs(world, tally) {
  const stage = new Stage(world)
  const { chain, consumer } = stage
  const provider = new Wallet(chain.accounts.provider.privateKey)
  const asset = await stage.publish()
  const order = await stage.order(asset, consumer)
  const receiver = await startReceiver()
  const server = async (name, more) => {
    const PORT = String(await freePort())
    return stage.server(name, { PORT, USE_CHAIN_PROOF: 'true', RUST_LOG: 'trace', ...more })
  }
  const paying = await server('chain-proofs')
  const posting = await server('http-proofs', { USE_HTTP_PROOF: receiver.url })

  /** What Provider 2.1.6 states. */
  const stated = `{"documentId":"${asset.did}","serviceId":"access","fileIndex":0,"downloadedBytes":0}`

  /** A download that is served, and its query. */
  async function download({ url }, { who = consumer, transaction = order, token } = {}) {
    const query = stage.request(asset, who, transaction)
    if (token) delete query.signature
    const headers = token ? { AuthToken: token } : {}
    const answer = await stage.ask('/api/services/download', { query, headers, at: url })
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(answer.bytes, world.origin.body('/weather.csv'))
    return query
  }

  /** Transactions of the Provider that are in a block or wait for one. */
  const sent = () => chain.ask('eth_getTransactionCount', [provider.address, 'pending']).then(Number)
  const executed = async () => {
    const logs = await chain.ask('eth_getLogs', [{ fromBlock: '0x0', address: asset.datatoken }])
    return logs.map((log) => ({ log, ...read({ log }) })).filter(({ name }) => name === 'OrderExecuted')
  }
  /** Until the server says that it did not send one, for this reason. */
  const dropped = ({ url }, code) =>
    until(code, async () => {
      const { text } = await stage.ask('/metrics', { at: url })
      return text.includes(`ocean_provider_failures_total{peer="proof",code="${code}"} 1\n`)
    })

  await tally.check(
    'the datatoken takes the signatures of both sides',
    async () => {
      const { nonce, signature } = await download(paying)
      const [{ log, values }] = await until('event', () => executed().then((all) => all.length > 0 && all))
      const [by, of, transaction, providerData, providerSignature, consumerData, consumerSignature] = values
      assert.deepEqual([by, of, transaction], [provider.address, consumer.address, order])
      assert.equal(providerData, hexlify(toUtf8Bytes(stated)))
      assert.equal(consumerData, hexlify(toUtf8Bytes(asset.did + nonce)))
      assert.equal(consumerSignature, signature)
      assert.equal(signer(concat([order, providerData]), providerSignature), provider.address)
      assert.equal(signer(consumerData, consumerSignature), consumer.address)
      return chain.ask('eth_getTransactionReceipt', [log.transactionHash])
    },
    ({ gasUsed, type }) => `: ${Number(gasUsed)} gas, type ${Number(type)}`
  )

  await tally.check('downloads that follow each other are each told to it', async () => {
    const [count, before] = [await sent(), (await executed()).length]
    for (let times = 0; times < 5; times += 1) await download(paying)
    await until('event for each', () => executed().then((all) => all.length === before + 5))
    assert.equal(await sent(), count + 5)
  })

  await tally.check('for a token nothing is sent on chain', async () => {
    const count = await sent()
    const expiration = Math.floor(Date.now() / 1000) + 600
    const { text } = await stage.createToken(stage.tokenRequest(consumer, { expiration }), paying.url)
    await download(paying, { token: JSON.parse(text).token })
    await dropped(paying, 'proof_no_signature')
    assert.equal(await sent(), count)
  })

  await tally.check('what the contract refuses is not paid for', async () => {
    // The Provider cannot be its own consumer there.
    const transaction = await stage.order(asset, provider)
    const count = await sent()
    await download(paying, { who: provider, transaction })
    await dropped(paying, 'chain_reverted')
    assert.equal(await sent(), count)
  })

  await tally.check('a server is posted the form of the reference, and the chain is left alone', async () => {
    const count = await sent()
    const { nonce, signature } = await download(posting)
    const [{ type, form }] = await until('form', () => receiver.forms.length > 0 && receiver.forms)
    const { providerSignature, ...rest } = form
    assert.equal(type, 'application/x-www-form-urlencoded')
    assert.deepEqual(rest, {
      orderTxId: order,
      providerData: stated,
      consumerData: asset.did + nonce,
      consumerSignature: signature,
      consumerAddress: consumer.address
    })
    assert.match(providerSignature, /^0x[0-9a-f]{128}0[01]$/)
    assert.equal(signer(toUtf8Bytes(stated), providerSignature), provider.address)
    assert.equal(signer(toUtf8Bytes(form.consumerData), signature), consumer.address)
    assert.equal(await sent(), count)
  })

  await tally.check('no log shows a proof, or where it goes', () => {
    for (const { log } of [paying, posting]) {
      const lines = log().split('\n')
      assert.ok(lines.length > 2)
      for (const word of [RECEIVER_SECRET, asset.did, order.slice(2), ...stage.secrets]) {
        assert.equal(
          lines.find((line) => line.includes(word)),
          undefined
        )
      }
    }
  })
}
