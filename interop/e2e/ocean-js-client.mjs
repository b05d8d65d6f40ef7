// What is done with ocean.js 3.4.6, unchanged. What it has no function for (decrypt, tokens) is signed
// by it and sent with fetch.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { ask } from './expect.mjs'

const require = createRequire(import.meta.url)
const ocean = require('ocean-js-3-4')
export const { ethers } = createRequire(require.resolve('ocean-js-3-4'))('ethers')
export const { approveWei, ConfigHelper, Datatoken, downloadFile, getHash, Nft, ProviderInstance } = ocean
const { Aquarius, createAsset } = ocean
ocean.LoggerInstance.setLevel(ocean.LogLevel.None)

export const { rpc, chainId, accounts, origin, cache, operator, provider } = JSON.parse(
  process.env.E2E_WORLD
)
export const node = new ethers.providers.JsonRpcProvider(rpc)
// It looks every four seconds otherwise, at a chain that mines at once.
node.pollingInterval = 20
export const signer = ({ privateKey }) => new ethers.Wallet(privateKey, node)
export const publisher = signer(accounts.jsPublisher)
export const consumer = signer(accounts.jsConsumer)
export const stranger = signer(accounts.jsStranger)
const aquarius = new Aquarius(cache)
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
export const csv = { type: 'url', url: `${origin}/weather.csv?token=e2e-secret`, method: 'GET' }
export const table = { type: 'url', url: `${origin}/table.bin`, method: 'GET' }

/** With one service, for downloads unless it is said otherwise. */
export async function publish(name, how = {}) {
  const { files = [csv, table], timeout = 3600, credentials, metadata, service } = how
  const now = new Date().toISOString()
  const ddo = {
    '@context': ['https://w3id.org/did/v1'],
    id: '',
    version: '4.1.0',
    chainId,
    nftAddress: '0x',
    metadata: {
      created: now,
      updated: now,
      type: 'dataset',
      name,
      description: name,
      author: 'e2e',
      license: 'CC0',
      ...metadata
    },
    services: [
      {
        id: 'access',
        type: 'access',
        files: '',
        datatokenAddress: '0x0',
        serviceEndpoint: provider,
        timeout,
        ...service
      }
    ],
    ...(credentials && { credentials })
  }
  const did = await createAsset(
    name,
    'E2E',
    publisher,
    { files },
    1,
    ddo,
    true,
    provider,
    ethers.constants.AddressZero,
    aquarius
  )
  const asset = await aquarius.waitForIndexer(did, null, null, 50, 20)
  assert.ok(asset, JSON.stringify((await ask(`${cache}/api/aquarius/assets/ddo/${did}`)).text))
  return {
    did,
    ddo,
    asset,
    nft: ddo.nftAddress,
    datatoken: ddo.services[0].datatokenAddress,
    service: ddo.services[0].id
  }
}

export const initialize = ({ did, service }, who, file = 0) =>
  ProviderInstance.initialize(did, service, file, who.address, provider)

export async function order(what, who, fee) {
  const token = new Datatoken(publisher, chainId)
  await token.mint(what.datatoken, publisher.address, '1', who.address)
  const providerFee = fee ?? (await initialize(what, who)).providerFee
  const sent = await new Datatoken(who, chainId).startOrder(what.datatoken, who.address, 0, providerFee)
  assert.ok(sent, 'startOrder failed')
  return sent.hash
}

export const url = ({ did, service }, transaction, file = 0, who = consumer) =>
  ProviderInstance.getDownloadUrl(did, service, file, transaction, provider, who)

export async function download(what, transaction, file, who) {
  const response = await downloadFile(await url(what, transaction, file, who))
  return { bytes: Buffer.from(response.data), name: response.filename }
}

export const bodies = {}
export const same = (bytes, file) => assert.equal(sha256(bytes), sha256(bodies[file]))
for (const [name, { url }] of Object.entries({ csv, table })) {
  bodies[name] = Buffer.from(await (await fetch(url)).arrayBuffer())
}

/** The route of a name, as it finds them. */
export async function route(name) {
  const endpoints = await ProviderInstance.getEndpoints(provider)
  return ProviderInstance.getEndpointURL(
    await ProviderInstance.getServiceEndpoints(provider, endpoints),
    name
  ).urlPath
}

/** A nonce and its signature, as it makes them for its own requests. */
export async function signed(who, message) {
  const nonce = String((await ProviderInstance.getNonce(provider, who.address)) + 1)
  return { nonce, signature: await ProviderInstance.signProviderRequest(who, message + nonce) }
}

export async function decrypt(what, form, { chain = chainId, who = consumer } = {}) {
  const subject = form.transactionId ?? what.nft
  const signature = await signed(who, subject + who.address + chain)
  const json = {
    decrypterAddress: who.address,
    chainId: chain,
    dataNftAddress: what.nft,
    ...form,
    ...signature
  }
  return ask(await route('decrypt'), { method: 'POST', json })
}

export async function createToken(who = consumer, expiration = Math.floor(Date.now() / 1000) + 3600) {
  const query = { address: who.address, expiration, ...(await signed(who, who.address)) }
  const answer = await ask(await route('create_auth_token'), { query })
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text).token
}

export async function withToken(what, transaction, token, who = consumer) {
  const { nonce } = await signed(who, '')
  const query = { documentId: what.did, serviceId: what.service, transferTxId: transaction, fileIndex: 0 }
  return ask(await route('download'), {
    query: { ...query, consumerAddress: who.address, nonce },
    headers: { AuthToken: token }
  })
}

export const setState = ({ nft }, state) =>
  new Nft(publisher, chainId).setMetadataState(nft, publisher.address, state)
export const prefix = 'Provider Ganache: '
export const orderText = (transaction, text) =>
  new RegExp(`^${prefix}Order with tx_id ${transaction} could not be validated due to error: ${text}`)
