// The whole story as ocean.js 3.4.6 tells it: publish, index, buy, download; and what is refused.
import assert from 'node:assert/strict'
import { ask, invalid, refused, throws } from './expect.mjs'
import {
  accounts,
  bodies,
  cache,
  chainId,
  consumer,
  createToken,
  csv,
  Datatoken,
  decrypt,
  download,
  ethers,
  initialize,
  Nft,
  node,
  order,
  orderText,
  origin,
  prefix,
  provider,
  ProviderInstance,
  publish,
  publisher,
  route,
  same,
  setState,
  sha256,
  signed,
  stranger,
  table,
  url,
  withToken
} from './ocean-js-client.mjs'
import { Tally } from './tally.mjs'

const tally = new Tally()
const check = tally.check.bind(tally)

// The server and its files.

await check('the root answer names the provider of the chain', async () => {
  assert.ok(await ProviderInstance.isValidProvider(provider))
  const root = await ProviderInstance.getEndpoints(provider)
  assert.deepEqual(root.providerAddresses, { [chainId]: accounts.provider.address })
  assert.deepEqual(root.chainIds, [chainId])
})
await check('encrypt seals files and documents, each time otherwise', async () => {
  const seal = () => ProviderInstance.encrypt({ files: [csv] }, chainId, provider)
  const [one, other] = [await seal(), await seal()]
  assert.match(one, /^0x[0-9a-f]+$/)
  assert.equal(one.length, 2 + 2 * (97 + JSON.stringify({ files: [csv] }).length))
  assert.notEqual(one, other)
})
await check(
  'encrypt for another chain is refused, which ocean.js hands on as if it were sealed',
  async () => {
    const text = await ProviderInstance.encrypt({ files: [csv] }, 1, provider)
    assert.equal(text, '{"error":"Failed to encrypt."}')
  }
)
await check('fileinfo of a file object', async () => {
  const [info] = await ProviderInstance.getFileInfo(csv, provider)
  assert.equal(info.valid, true)
  assert.deepEqual([info.index, info.type], [0, 'url'])
  assert.deepEqual([info.contentLength, info.contentType], [String(bodies.csv.length), 'text/csv'])
})
await check('fileinfo of a file that is not there is no error', async () => {
  const info = await ProviderInstance.getFileInfo({ ...csv, url: `${origin}/nowhere` }, provider)
  assert.deepEqual(info, [{ index: 0, type: 'url', valid: false }])
})

await check('a page of another origin may ask', async () => {
  const headers = {
    origin: 'https://market.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type'
  }
  const preflight = await ask(await route('fileinfo'), { method: 'OPTIONS', headers })
  assert.equal(preflight.status, 200)
  assert.equal(preflight.headers.get('access-control-allow-origin'), headers.origin)
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type')
  assert.match(preflight.headers.get('access-control-allow-methods'), /\bPOST\b/)
})

// Publish and index.

const asset = await check('publish, and be indexed through decrypt', () => publish('Weather'))
const denied = await check('publish with a deny list', () =>
  publish('Not for everybody', { credentials: { deny: [{ type: 'address', values: [stranger.address] }] } })
)
const brief = await check('publish with a service of one second', () => publish('Brief', { timeout: 1 }))
const briefOrder = await check('order what lasts a second', () => order(brief, consumer))

const document = () => Buffer.from(JSON.stringify(asset.ddo))
const metadata = await check('the document on the chain is sealed', async () => {
  const receipt = await node.getTransactionReceipt(asset.asset.event.tx)
  const contract = new ethers.utils.Interface(new Nft(publisher, chainId).getDefaultAbi())
  const log = receipt.logs.map((log) => contract.parseLog(log)).find(({ name }) => name === 'MetadataCreated')
  const { flags, data, metaDataHash } = log.args
  assert.equal(flags, '0x02')
  assert.equal(metaDataHash, `0x${sha256(document())}`)
  return { encryptedDocument: data, flags: 2, documentHash: metaDataHash }
})
await check('decrypt by transaction', async () => {
  const answer = await decrypt(asset, { transactionId: asset.asset.event.tx })
  assert.equal(answer.status, 201, answer.text)
  assert.equal(answer.text, document().toString())
  assert.match(answer.headers.get('content-type'), /^text\/plain/)
})
await check('decrypt by arguments', async () => {
  const answer = await decrypt(asset, metadata)
  assert.equal(answer.status, 201, answer.text)
  assert.equal(answer.text, document().toString())
})
await check('fileinfo of an asset', async () => {
  const infos = await ProviderInstance.checkDidFiles(asset.did, asset.service, provider)
  const facts = infos.map(({ valid, contentLength, contentType }) => [valid, contentLength, contentType])
  assert.deepEqual(facts, [
    [true, String(bodies.csv.length), 'text/csv'],
    [true, String(bodies.table.length), 'application/octet-stream']
  ])
})

// Buy and consume.

await check('initialize quotes a fee of the provider, for nothing', async () => {
  const { datatoken, providerFee } = await initialize(asset, consumer)
  assert.equal(datatoken, asset.datatoken)
  assert.equal(providerFee.providerFeeAddress, accounts.provider.address)
  assert.equal(providerFee.providerFeeAmount, '0')
  const data = JSON.parse(ethers.utils.toUtf8String(providerFee.providerData))
  assert.deepEqual([data.dt, data.id], [asset.datatoken, asset.service])
})
const bought = await check('startOrder with the fee', () => order(asset, consumer))
await check('initialize tells that the order is valid', async () => {
  const query = {
    documentId: asset.did,
    serviceId: asset.service,
    consumerAddress: consumer.address,
    transferTxId: bought
  }
  const answer = await ask(await route('initialize'), { query })
  assert.equal(answer.text, JSON.stringify({ validOrder: bought }))
})
await check('download both files', async () => {
  const first = await download(asset, bought, 0)
  same(first.bytes, 'csv')
  assert.equal(first.name, 'weather.csv')
  const { headers } = await ask(await url(asset, bought, 0), {
    headers: { origin: 'https://market.example' }
  })
  assert.equal(headers.get('access-control-allow-origin'), '*')
  assert.equal(headers.get('access-control-expose-headers'), 'Content-Disposition')
  const second = await download(asset, bought, 1)
  same(second.bytes, 'table')
  assert.equal(second.name, 'table.bin')
})
await check('download a range', async () => {
  const response = await fetch(await url(asset, bought, 1), { headers: { range: 'bytes=100000-200000' } })
  assert.equal(response.status, 206)
  const bytes = Buffer.from(await response.arrayBuffer())
  assert.ok(bytes.equals(bodies.table.subarray(100_000, 200_001)))
  const beyond = await ask(await url(asset, bought, 1), { headers: { range: 'bytes=300007-' } })
  assert.equal(beyond.status, 416, beyond.text.slice(0, 100))
})
const reused = await check('reuseOrder', async () => {
  const { providerFee } = await initialize(asset, consumer)
  const sent = await new Datatoken(consumer, chainId).reuseOrder(asset.datatoken, bought, providerFee)
  assert.ok(sent, 'reuseOrder failed')
  return sent.hash
})
await check('download with the reused order', async () =>
  same((await download(asset, reused, 0)).bytes, 'csv')
)

// Tokens.

const token = await check('create a token', () => createToken())
await check('download with the token', async () => {
  const answer = await withToken(asset, bought, token)
  assert.equal(answer.status, 200, answer.text)
  same(answer.bytes, 'csv')
})
await check('a token does not do for another address', async () =>
  invalid(
    await withToken(asset, bought, token, stranger),
    'signature',
    'Invalid signature provided. Please check the nonce or documentId.'
  )
)
await check('delete the token', async () => {
  const json = { address: consumer.address, token, ...(await signed(consumer, consumer.address)) }
  const answer = await ask(await route('delete_auth_token'), { method: 'DELETE', json })
  assert.equal(answer.text, '{"success":"Token has been deactivated."}')
})
await check('a deleted token is refused', async () =>
  invalid(
    await withToken(asset, bought, token),
    'signature',
    'Invalid signature provided. Please check the nonce or documentId.'
  )
)
await check('a deleted token cannot be deleted', async () => {
  const json = { address: consumer.address, token, ...(await signed(consumer, consumer.address)) }
  refused(await ask(await route('delete_auth_token'), { method: 'DELETE', json }), 'Token is deleted.')
})
await check('a token for the past is refused', async () => {
  const query = {
    address: consumer.address,
    expiration: 1_600_000_000,
    ...(await signed(consumer, consumer.address))
  }
  invalid(await ask(await route('create_auth_token'), { query }), 'expiration', 'Invalid timestamp provided.')
})

// Refusals.

await check('no order: an unknown transaction is refused at once', async () => {
  const transaction = `0x${'ab'.repeat(32)}`
  const before = Date.now()
  refused(await ask(await url(asset, transaction)), orderText(transaction, ''))
  assert.ok(Date.now() - before < 2000)
})
await check('no order: a transaction that orders nothing', async () => {
  const transaction = asset.asset.event.tx
  refused(
    await ask(await url(asset, transaction)),
    orderText(transaction, `${prefix}Cannot find the event for the provider fee in tx id ${transaction}.`)
  )
})
await check('the order of another asset', async () => {
  refused(await ask(await url(asset, briefOrder)), orderText(briefOrder, ''))
})
await check('a denied request burns no nonce, a served one does', async () => {
  const link = await url(asset, `0x${'cd'.repeat(32)}`)
  refused(await ask(link), /^Provider Ganache: Order with tx_id/)
  const served = link.replace(`0x${'cd'.repeat(32)}`, bought)
  assert.equal((await ask(served)).status, 200)
  const nonce = new URL(served).searchParams.get('nonce')
  invalid(
    await ask(served),
    'signature',
    `Invalid signature expected nonce (${nonce}) > current nonce (${nonce}).`
  )
})
await check('a lower nonce', async () => {
  const query = Object.fromEntries(new URL(await url(asset, bought)).searchParams)
  const last = Number(query.nonce) - 1
  query.nonce = '1'
  query.signature = await ProviderInstance.signProviderRequest(consumer, `${asset.did}1`)
  invalid(
    await ask(await route('download'), { query }),
    'signature',
    `Invalid signature expected nonce (${last}) > current nonce (1).`
  )
})
await check("another's signature", async () => {
  const link = await url(asset, bought, 0, stranger)
  const claimed = link.replace(stranger.address, consumer.address)
  const nonce = String((await ProviderInstance.getNonce(provider, consumer.address)) + 1)
  const signature = await ProviderInstance.signProviderRequest(stranger, asset.did + nonce)
  const query = { ...Object.fromEntries(new URL(claimed).searchParams), nonce, signature }
  invalid(
    await ask(await route('download'), { query }),
    'signature',
    'Invalid signature provided. Please check the nonce or documentId.'
  )
})
await check("another's order", async () => {
  refused(
    await ask(await url(asset, bought, 0, stranger)),
    orderText(bought, `${prefix}sender of order transaction is not the consumer/payer\\.`)
  )
})
await check('who is on the deny list gets no quote', () =>
  throws(
    () => initialize(denied, stranger),
    JSON.stringify({
      error: `${prefix}Error: Access to asset ${denied.did} was denied with code: ConsumableCodes.CREDENTIAL_IN_DENY_LIST.`
    })
  )
)
await check('who is on the deny list gets no file that he paid for', async () => {
  const { providerFee } = await initialize(denied, consumer)
  const paid = await order(denied, stranger, providerFee)
  refused(
    await ask(await url(denied, paid, 0, stranger)),
    `${prefix}Error: Access to asset ${denied.did} was denied with code: ConsumableCodes.CREDENTIAL_IN_DENY_LIST.`
  )
})
await check('fileIndex out of range', async () => {
  refused(await ask(await url(asset, bought, 2)), 'list index out of range')
  refused(await ask(await url(asset, bought, 7)), `${prefix}No such fileIndex 7`)
  const answer = await ask(await url(asset, bought, -1))
  assert.equal(answer.status, 400, answer.text)
})
await check('an unknown asset and an unknown service', async () => {
  const did = `did:op:${'0'.repeat(64)}`
  refused(await ask(await url({ ...asset, did }, bought)), 'Cannot resolve DID')
  await throws(() => initialize({ ...asset, did }, consumer), '{"error":"Cannot resolve DID"}')
  await throws(
    () => initialize({ ...asset, service: 'nothing' }, consumer),
    JSON.stringify({ error: `${prefix}Invalid serviceId.` })
  )
})
await check('an expired order', async () => {
  const { timestamp } = await node.getBlock((await node.getTransactionReceipt(briefOrder)).blockNumber)
  // It holds for a second; the rest of it has passed with what came before, or nearly.
  const left = (timestamp + 2) * 1000 - Date.now()
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
  refused(await ask(await url(brief, briefOrder)), orderText(briefOrder, `${prefix}The order has expired\\.`))
})
await check('a tampered document is not decrypted', async () => {
  const { encryptedDocument } = metadata
  const last = encryptedDocument.endsWith('0') ? '1' : '0'
  const altered = encryptedDocument.slice(0, -1) + last
  refused(await decrypt(asset, { ...metadata, encryptedDocument: altered }), 'Failed to decrypt.')
  refused(await decrypt(asset, { ...metadata, documentHash: `0x${'11'.repeat(32)}` }), 'Failed to decrypt.')
  refused(await decrypt(asset, { ...metadata, flags: 0 }), 'Failed to decrypt.')
  refused(await decrypt(asset, { ...metadata, flags: 3 }), 'Failed to decrypt.')
})
await check('decrypt of what is no publication', async () => {
  refused(await decrypt(asset, { transactionId: bought }), 'Failed to process transaction id.')
  refused(
    await decrypt(asset, { transactionId: `0x${'ee'.repeat(32)}` }),
    'Failed to process transaction id.'
  )
})
await check('decrypt for another chain', async () =>
  refused(
    await decrypt(asset, { transactionId: asset.asset.event.tx }, { chain: 1 }),
    'Unconfigured chain_id'
  )
)
await check('decrypt for an NFT of nobody', async () =>
  refused(
    await decrypt({ ...asset, nft: stranger.address }, metadata),
    'Asset not deployed by the data NFT factory.'
  )
)
await check('a document of the cache with files of another asset', async () => {
  const lie = structuredClone(brief.asset)
  lie.services[0].files = asset.ddo.services[0].files
  const path = `${cache}/api/aquarius/assets/ddo/${brief.did}`
  await ask(path, { method: 'PUT', json: { ...lie, services: [{ ...lie.services[0], timeout: 3600 }] } })
  const answer = await ask(await url(brief, briefOrder))
  await ask(path, { method: 'PUT', json: brief.asset })
  refused(answer, "object of type 'NoneType' has no len()")
})
await check('a document of the cache with the datatoken of another asset', async () => {
  const lie = structuredClone(asset.asset)
  lie.services[0].datatokenAddress = brief.datatoken
  const path = `${cache}/api/aquarius/assets/ddo/${asset.did}`
  await ask(path, { method: 'PUT', json: lie })
  const answer = await ask(await url(asset, briefOrder))
  await ask(path, { method: 'PUT', json: asset.asset })
  refused(answer, /^Provider Ganache: Order with tx_id/)
})
await check('a document of the cache for another chain', async () => {
  const path = `${cache}/api/aquarius/assets/ddo/${asset.did}`
  await ask(path, { method: 'PUT', json: { ...asset.asset, chainId: 1 } })
  const answer = await ask(await url(asset, bought))
  await ask(path, { method: 'PUT', json: asset.asset })
  refused(
    answer,
    /^(Provider Unknown: Asset malformed or disabled\.|Cannot resolve DID|Unconfigured chain_id)$/
  )
})

// The states of an asset; the last one stays.

for (const [state, text] of [
  [5, null],
  [4, null],
  [1, 'Asset end of life'],
  [2, 'Asset deprecated'],
  [3, 'Asset revoked']
]) {
  await check(`state ${state}: ${text ?? 'decrypt'}${state === 5 ? ' and download' : ''}`, async () => {
    assert.ok(await setState(asset, state))
    const answer = await decrypt(asset, { transactionId: asset.asset.event.tx })
    if (text) refused(answer, text, 403)
    else assert.equal(answer.status, 201, answer.text)
    // Aquarius strips what is deprecated or revoked of all that a Provider needs.
    const disabled =
      state === 2 || state === 3
        ? /^Provider \w+: (Asset malformed or disabled|Asset is not consumable)\.$/
        : `${prefix}Asset is not consumable.`
    if (state === 5) return same((await download(asset, bought, 0)).bytes, 'csv')
    refused(await ask(await url(asset, bought)), disabled)
    await throws(
      () => initialize(asset, consumer),
      disabled instanceof RegExp ? /Asset/ : JSON.stringify({ error: disabled })
    )
  })
}
tally.finish()
