// A stand-in for Aquarius 5.1.8: reads the chain, has documents decrypted as it does, and answers
// what servers and clients ask it for. It validates nothing, so that any document gets in.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { Contract, getBytes, id, Interface, JsonRpcProvider, keccak256, Wallet } from 'ethers'

const nft = new Interface([
  'event MetadataCreated(address indexed createdBy, uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 metaDataHash, uint256 timestamp, uint256 blockNumber)',
  'event MetadataUpdated(address indexed updatedBy, uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 metaDataHash, uint256 timestamp, uint256 blockNumber)',
  'event MetadataState(address indexed updatedBy, uint8 state, uint256 timestamp, uint256 blockNumber)',
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function metaDataState() view returns (uint8)',
  'function tokenURI(uint256) view returns (string)',
  'function ownerOf(uint256) view returns (address)'
])
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const topics = ['MetadataCreated', 'MetadataUpdated', 'MetadataState'].map(
  (name) => nft.getEvent(name).topicHash
)

/** The asset of an NFT. */
export const didOf = (address, chainId) => `did:op:${sha256(address + chainId)}`

class Index {
  documents = new Map()
  errors = new Map()
  #next = 0
  #turn = Promise.resolve()

  constructor({ rpc, chainId, accounts }) {
    this.node = new JsonRpcProvider(rpc, chainId, { staticNetwork: true, cacheTimeout: -1, batchMaxCount: 1 })
    this.wallet = new Wallet(accounts.indexer.privateKey)
    this.chainId = chainId
  }

  /** Reads what is new on the chain; one at a time. */
  follow() {
    this.#turn = this.#turn.then(() => this.#read())
    return this.#turn
  }

  async #read() {
    const toBlock = await this.node.getBlockNumber()
    if (toBlock < this.#next) return
    const logs = await this.node.getLogs({ fromBlock: this.#next, toBlock, topics: [topics] })
    this.#next = toBlock + 1
    for (const log of logs) {
      const did = didOf(log.address, this.chainId)
      try {
        await this.#event(did, log)
      } catch (error) {
        this.errors.set(did, error.message)
      }
    }
  }

  async #event(did, log) {
    const { name, args } = nft.parseLog(log)
    if (name === 'MetadataState') return this.#state(did, Number(args.state))
    const bytes = await this.#decrypt(log, args)
    if (!args.metaDataHash.endsWith(sha256(bytes))) throw new Error('Hash check failed')
    const document = JSON.parse(bytes.toString())
    this.documents.set(document.id, { ...document, ...(await this.#facts(log, document)) })
  }

  /** Aquarius reduces the documents of deprecated and revoked assets to what it added. */
  #state(did, state) {
    const document = this.documents.get(did)
    if (!document) return
    const { event, nft, datatokens, stats } = document
    const kept = state === 2 || state === 3 ? { event, datatokens, stats } : document
    this.documents.set(did, { ...kept, nft: { ...nft, state } })
  }

  async #decrypt(log, { decryptorUrl }) {
    const nonce = String(process.hrtime.bigint() + BigInt(Date.now()) * 1_000_000n)
    const text = log.transactionHash + this.wallet.address + this.chainId + nonce
    const body = JSON.stringify({
      transactionId: log.transactionHash,
      chainId: this.chainId,
      decrypterAddress: this.wallet.address,
      dataNftAddress: log.address,
      signature: await this.wallet.signMessage(getBytes(id(text))),
      nonce
    })
    const headers = { 'content-type': 'application/json' }
    const url = `${decryptorUrl}/api/services/decrypt`
    const response = await fetch(url, { method: 'POST', headers, body })
    if (response.status !== 201) throw new Error(`decrypt: ${response.status} ${await response.text()}`)
    return Buffer.from(await response.arrayBuffer())
  }

  async #facts(log, { services }) {
    const { from } = await this.node.getTransaction(log.transactionHash)
    const { timestamp } = await this.node.getBlock(log.blockNumber)
    const datetime = new Date(timestamp * 1000).toISOString().slice(0, 19)
    const contract = new Contract(log.address, nft, this.node)
    const token = ({ datatokenAddress: address, id: serviceId }) => ({
      address,
      serviceId,
      name: '',
      symbol: ''
    })
    return {
      event: { tx: log.transactionHash, block: log.blockNumber, from, contract: log.address, datetime },
      nft: {
        address: log.address,
        name: await contract.name(),
        symbol: await contract.symbol(),
        state: Number(await contract.metaDataState()),
        tokenURI: await contract.tokenURI(1),
        owner: await contract.ownerOf(1),
        created: datetime
      },
      datatokens: services.map(token),
      stats: { allocated: 0, orders: 0, price: {} },
      purgatory: { state: false }
    }
  }

  /** The proof that goes on the chain beside the hash. */
  async validate(bytes) {
    const hash = `0x${sha256(bytes)}`
    const { r, s, v } = this.wallet.signingKey.sign(prefixed(hash))
    return { hash, publicKey: this.wallet.address, r: [r], s: [s], v }
  }
}

function prefixed(hash) {
  const text = Buffer.from('\x19Ethereum Signed Message:\n32')
  return keccak256(Buffer.concat([text, getBytes(hash)]))
}

async function answer(index, { method, url }, body) {
  const base = '/api/aquarius/assets/ddo/'
  if (url === '/') return [200, { software: 'Aquarius', version: '5.1.8' }]
  if (method === 'POST' && url === `${base}validate`) return [200, await index.validate(body)]
  if (method === 'PUT' && url.startsWith(base)) {
    index.documents.set(url.slice(base.length), JSON.parse(body))
    return [200, {}]
  }
  if (url.startsWith(base)) {
    await index.follow()
    const did = url.slice(base.length)
    const document = index.documents.get(did)
    if (document) return [200, document]
    return [404, { error: `Asset DID ${did} not found in Elasticsearch.`, why: index.errors.get(did) }]
  }
  return [404, { error: 'Not Found' }]
}

/** Starts it. A `PUT` of a document makes it lie. */
export async function startCache(chain) {
  const index = new Index(chain)
  const server = createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    const [status, json] = await answer(index, request, Buffer.concat(parts)).catch((error) => [
      500,
      { error: error.message }
    ])
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(json))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}` }
}
