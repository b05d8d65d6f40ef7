// The honest publisher and consumer, and the attacker: what each can do with the chain and the
// server, by hand.
import { createHash } from 'node:crypto'
import { getBytes, id, Interface, Wallet } from 'ethers'
import { encode, publication, read } from '../chain/ocean.mjs'
import { didOf } from '../e2e/cache.mjs'
import { ask } from '../e2e/expect.mjs'
import { freePort } from '../e2e/server.mjs'

export const ZERO = '0x0000000000000000000000000000000000000000'
export const ONE = 10n ** 18n
const NO_MARKET = { consumeMarketFeeAddress: ZERO, consumeMarketFeeToken: ZERO, consumeMarketFeeAmount: 0 }

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
export const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`

/** Words that no answer and no line of a log may have, beside signatures and tokens. */
export const URL_SECRET = 'secret-of-the-url'
export const DOCUMENT_SECRET = 'secret-of-the-document'
export const INPUT_SECRET = 'secret-of-the-input'

export class Stage {
  /** Signatures and tokens that were sent, and what was answered. */
  secrets = new Set()
  answers = []
  servers = []
  #nonce = 0n
  #reference

  constructor(world) {
    this.world = world
    this.chain = world.chain
    this.at = world.server.url
    this.servers.push(world.server)
    const role = (name) => new Wallet(world.chain.accounts[name].privateKey)
    this.publisher = role('publisher')
    this.consumer = role('consumer')
    this.attacker = role('attacker')
    this.worker = role('worker')
  }

  /** Another server in the same world. */
  async server(name, more) {
    const server = await this.world.startOther(name, more)
    this.servers.push(server)
    return server
  }

  /** One that does as the reference, where it can be told to. */
  async reference() {
    const compat = { OCEAN_PROVIDER_COMPAT: 'reference' }
    this.#reference ??= this.server('reference', { PORT: String(await freePort()), ...compat })
    return this.#reference
  }

  // The chain.

  async send(from, transaction) {
    const receipt = await this.chain.ask('eth_sendTransactionSync', [
      { from: from.address, gas: '0xe4e1c0', ...transaction }
    ])
    if (receipt.status !== '0x1') throw new Error('a transaction of the attack failed')
    return receipt
  }

  invoke(from, to, contract, method, args) {
    return this.send(from, { to, data: encode({ contract, method, args }) })
  }

  async mint(from, to = from) {
    const what = {
      owner: from.address,
      nft: { name: 'Attacks', symbol: 'ATT', tokenURI: '' },
      datatoken: { cap: ONE * 1000n, name: 'Token', symbol: 'TOK' },
      template: 1,
      market: { recipient: ZERO, token: ZERO, amount: 0 }
    }
    const receipt = await this.invoke(
      from,
      this.chain.factory,
      'ERC721Factory',
      'createNftWithErc20',
      publication(what)
    )
    const events = receipt.logs.map((log) => read({ log })).filter(Boolean)
    const address = (name) => events.find((event) => event.name === name).values[0]
    return {
      nft: address('NFTCreated'),
      datatoken: address('TokenCreated'),
      did: didOf(address('NFTCreated'), this.chain.chainId)
    }
  }

  /** An asset on the chain. `alter` may change its document, `files` its list or the sealed text. */
  async publish({
    by = this.publisher,
    files,
    alter = (ddo) => ddo,
    timeout = 3600,
    credentials,
    type = 'dataset',
    version = '4.1.0'
  } = {}) {
    const token = await this.mint(by)
    const list = files ?? [this.file('/weather.csv')]
    const sealed =
      typeof list === 'string'
        ? list
        : await this.seal({ datatokenAddress: token.datatoken, nftAddress: token.nft, files: list })
    const now = '2026-01-02T03:04:05Z'
    const ddo = alter({
      '@context': ['https://w3id.org/did/v1'],
      id: token.did,
      version,
      chainId: this.chain.chainId,
      nftAddress: token.nft,
      metadata: {
        created: now,
        updated: now,
        type,
        name: 'Attacked',
        description: DOCUMENT_SECRET,
        author: 'e2e',
        license: 'CC0'
      },
      services: [
        {
          id: 'access',
          type: 'access',
          files: sealed,
          datatokenAddress: token.datatoken,
          serviceEndpoint: this.at,
          timeout
        }
      ],
      ...(credentials && { credentials })
    })
    const text = JSON.stringify(ddo)
    const transaction = await this.announce(by, token.nft, text)
    return { ...token, by, ddo, text, sealed, transaction, service: ddo.services[0].id }
  }

  /** `setMetaData`, sealed by the server. */
  async announce(by, nft, text, state = 0) {
    const data = await this.seal(text)
    const args = [state, this.at, by.address, '0x02', data, `0x${sha256(text)}`, []]
    return (await this.invoke(by, nft, 'ERC721Template', 'setMetaData', args)).transactionHash
  }

  /** Whom the datatoken's minter lets have one, and the order, if need be for another consumer. */
  async order(asset, who, fee, { consumer = who, index = 0 } = {}) {
    await this.invoke(asset.by, asset.datatoken, 'ERC20Template', 'mint', [who.address, ONE])
    const providerFee = fee ?? (await this.quote(asset, who)).providerFee
    const args = [consumer.address, index, providerFee, NO_MARKET]
    return (await this.invoke(who, asset.datatoken, 'ERC20Template', 'startOrder', args)).transactionHash
  }

  // The server.

  file(path, more = {}) {
    return { type: 'url', url: `${this.world.origin.url}${path}?token=${URL_SECRET}`, method: 'GET', ...more }
  }

  nonce() {
    const now = BigInt(Date.now())
    this.#nonce = this.#nonce >= now ? this.#nonce + 1n : now
    return String(this.#nonce)
  }

  /** A request signature over the text; it is watched from now on. */
  sign(who, text) {
    const signature = who.signMessageSync(getBytes(id(text)))
    this.secrets.add(signature.slice(2))
    return signature
  }

  async ask(route, { at = this.at, ...request } = {}) {
    const answer = await ask(`${at}${route}`, request)
    this.answers.push({
      route,
      text: answer.text.slice(0, 4000),
      headers: JSON.stringify([...answer.headers])
    })
    return answer
  }

  /** How often the server has refused requests of an endpoint with this code, as it says itself. */
  async refusals(endpoint, code, at) {
    const { text } = await this.ask('/metrics', { at })
    const name = `ocean_provider_refusals_total{endpoint="${endpoint}",code="${code}"} `
    const line = text.split('\n').find((line) => line.startsWith(name))
    return Number(line?.slice(name.length) ?? 0)
  }

  async seal(content) {
    const body = Buffer.from(
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content)
    )
    const headers = { 'content-type': 'application/octet-stream' }
    const answer = await this.ask(`/api/services/encrypt?chainId=${this.chain.chainId}`, {
      method: 'POST',
      body,
      headers
    })
    if (answer.status !== 201) throw new Error(`encrypt: ${answer.status} ${answer.text}`)
    return answer.text
  }

  async quote({ did, service }, who, more = {}) {
    const query = { documentId: did, serviceId: service, consumerAddress: who.address, ...more }
    const answer = await this.ask('/api/services/initialize', { query })
    if (answer.status !== 200) throw new Error(`initialize: ${answer.status} ${answer.text}`)
    return JSON.parse(answer.text)
  }

  initialize({ did, service }, who, more = {}, at) {
    const query = { documentId: did, serviceId: service, consumerAddress: who.address, ...more }
    return this.ask('/api/services/initialize', { query, at })
  }

  /** The parameters of a download, signed. */
  request({ did, service }, who, transaction, changes = {}) {
    const nonce = changes.nonce ?? this.nonce()
    return {
      documentId: did,
      serviceId: service,
      consumerAddress: who.address,
      transferTxId: transaction,
      fileIndex: 0,
      nonce,
      signature: this.sign(who, did + nonce),
      ...changes
    }
  }

  download(asset, who, transaction, changes = {}, at) {
    return this.ask('/api/services/download', { query: this.request(asset, who, transaction, changes), at })
  }

  fileInfo(json, at) {
    return this.ask('/api/services/fileinfo', { method: 'POST', json, at })
  }

  decryption(nft, form, who = this.attacker, { nonce = this.nonce(), chainId = this.chain.chainId } = {}) {
    const subject = form.transactionId ?? nft
    const signature = this.sign(who, `${subject}${who.address}${chainId}${nonce}`)
    return { decrypterAddress: who.address, chainId, dataNftAddress: nft, nonce, signature, ...form }
  }

  decrypt(nft, form, who, how, at) {
    return this.ask('/api/services/decrypt', {
      method: 'POST',
      json: this.decryption(nft, form, who, how),
      at
    })
  }

  tokenRequest(who, more, nonce = this.nonce()) {
    return { address: who.address, nonce, signature: this.sign(who, who.address + nonce), ...more }
  }

  createToken(query, at) {
    return this.ask('/api/services/createAuthToken', { query, at })
  }

  deleteToken(query, at) {
    return this.ask('/api/services/deleteAuthToken', { method: 'DELETE', query, at })
  }
}

/** Names and types of what the contracts emit, for forgeries. */
export const events = new Interface([
  'event OrderStarted(address indexed consumer, address payer, uint256 amount, uint256 serviceIndex, uint256 timestamp, address indexed publishMarketAddress, uint256 blockNumber)',
  'event ProviderFee(address indexed providerFeeAddress, address indexed providerFeeToken, uint256 providerFeeAmount, bytes providerData, uint8 v, bytes32 r, bytes32 s, uint256 validUntil)',
  'event MetadataCreated(address indexed createdBy, uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 metaDataHash, uint256 timestamp, uint256 blockNumber)'
])
