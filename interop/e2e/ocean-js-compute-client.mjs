// How ocean.js 3.4.6, unchanged, has algorithms trusted, pays for jobs and starts them; and what the
// stand-in for operator-service got.
import assert from 'node:assert/strict'
import { ask } from './expect.mjs'
import {
  accounts,
  approveWei,
  cache,
  chainId,
  ConfigHelper,
  consumer,
  Datatoken,
  ethers,
  getHash,
  operator,
  origin,
  provider,
  ProviderInstance,
  publish,
  publisher,
  signer,
  table
} from './ocean-js-client.mjs'
import { startRelay } from './relay.mjs'

export const relay = await startRelay(provider)
/** The account of the jobs. */
export const worker = signer(accounts.worker)
const config = new ConfigHelper().getConfig(chainId)
export const container = {
  entrypoint: 'python $ALGO',
  image: 'library/python',
  tag: '3.11',
  checksum: `sha256:${'5a'.repeat(32)}`
}
export const script = { type: 'url', url: `${origin}/algorithm.py`, method: 'GET' }

export const publishAlgorithm = (name) =>
  publish(name, {
    files: [script],
    metadata: { type: 'algorithm', algorithm: { language: 'python', version: '0.1', container } }
  })

/** An entry of `publisherTrustedAlgorithms`. */
export async function trusted({ did, service }) {
  const files = await ProviderInstance.checkDidFiles(did, service, provider, true)
  return {
    did,
    filesChecksum: files.map(({ checksum }) => checksum).join(''),
    containerSectionChecksum: getHash(container.entrypoint + container.checksum)
  }
}

export const publishForJobs = (name, algorithms) =>
  publish(name, {
    files: [table],
    service: {
      id: 'compute',
      type: 'compute',
      compute: {
        allowRawAlgorithm: false,
        allowNetworkAccess: true,
        publisherTrustedAlgorithms: algorithms,
        publisherTrustedAlgorithmPublishers: []
      }
    }
  })

/** Changes the file of the algorithms while something is done. */
export async function withChangedScript(run) {
  const { bytes } = await ask(script.url)
  await ask(script.url, { method: 'PUT', body: `${bytes}print("changed")\n` })
  try {
    return await run()
  } finally {
    await ask(script.url, { method: 'PUT', body: bytes })
  }
}

// Orders.

const ocean = new ethers.Contract(
  config.oceanTokenAddress,
  ['function mint(address, uint256)', 'function balanceOf(address) view returns (uint256)'],
  signer(accounts.deployer)
)
export const oceanToken = ethers.utils.getAddress(ocean.address)
await (await ocean.mint(consumer.address, ethers.utils.parseEther('1000'))).wait()
export const balance = () => ocean.balanceOf(consumer.address)

export const named = ({ did, service }, transferTxId, more) => ({
  documentId: did,
  serviceId: service,
  ...(transferTxId && { transferTxId }),
  ...more
})

export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds

export const quote = (environment, until, datasets, algorithm) =>
  ProviderInstance.initializeCompute(datasets, algorithm, environment.id, until, provider, consumer.address)

/** What a fee says, and for how many seconds it was quoted. */
export function feeFacts({ providerFeeAmount, providerData, validUntil }) {
  const data = JSON.parse(ethers.utils.toUtf8String(providerData))
  return { amount: providerFeeAmount, ...data, seconds: validUntil - data.timestamp }
}

/** Of these seconds in the environment where a minute costs 2.3: cut, not rounded. */
export const cost = (seconds) => String((BigInt(seconds) * 23n * 10n ** 17n) / 60n)

/** Orders if it has to be, as ocean.js's own example does: the transaction that holds. */
export async function pay({ validOrder, providerFee }, { datatoken }, environment) {
  if (!providerFee) return validOrder
  const { providerFeeToken, providerFeeAmount } = providerFee
  await approveWei(consumer, config, consumer.address, providerFeeToken, datatoken, providerFeeAmount)
  const tokens = new Datatoken(consumer, chainId)
  if (validOrder) return (await tokens.reuseOrder(datatoken, validOrder, providerFee)).hash
  await new Datatoken(publisher, chainId).mint(datatoken, publisher.address, '1', consumer.address)
  return (await tokens.startOrder(datatoken, environment.consumerAddress, 0, providerFee)).hash
}

/** Asks what a job costs and orders all of it: the transactions, the algorithm's last. */
export async function payAll(environment, until, datasets, algorithm) {
  const each = datasets.map((dataset) => named(dataset))
  const quoted = await quote(environment, until, each, named(algorithm))
  const orders = []
  for (const [index, dataset] of datasets.entries()) {
    orders.push(await pay(quoted.datasets[index], dataset, environment))
  }
  return [...orders, await pay(quoted.algorithm, algorithm, environment)]
}

// Jobs.

/** What the stand-in was asked by this method. */
export async function calls(method) {
  const all = JSON.parse((await ask(`${operator}calls`)).text)
  return all.filter((call) => call.method === method && call.name === 'compute')
}

export const finish = (jobId, results) =>
  ask(`${operator}jobs/${jobId}`, { method: 'PUT', json: results })

/** Starts a job; `exchange` is what went over the wire for it. */
export async function start(environment, [dataset, ...more], algorithm) {
  const additional = more.length > 0 ? more : undefined
  const jobs = await ProviderInstance.computeStart(
    relay.url,
    consumer,
    environment.id,
    dataset,
    algorithm,
    undefined,
    additional
  )
  return { jobs, exchange: relay.exchanges.at(-1) }
}

/** A start that operator-service gets once: the job, what was sent there, and the request. */
export async function started(...job) {
  const before = (await calls('POST')).length
  const { jobs, exchange } = await start(...job)
  assert.equal(exchange.status, 200, exchange.text)
  const sent = (await calls('POST')).slice(before)
  assert.equal(sent.length, 1)
  assert.equal(jobs.length, 1)
  return { job: jobs[0], body: sent[0].body, exchange }
}

/** A start that is refused, and of which operator-service does not hear. */
export async function notStarted(job, error) {
  const before = (await calls('POST')).length
  const { jobs, exchange } = await start(...job)
  assert.equal(jobs, null)
  assert.deepEqual([exchange.status, JSON.parse(exchange.text)], [400, { error }])
  assert.equal((await calls('POST')).length, before)
}

/** The Provider's signature: over 32 bytes, with 0 or 1 for `v`. */
export function mustBeSigned(signature, message) {
  assert.match(signature, /^0x[0-9a-f]{128}0[01]$/)
  const bytes = ethers.utils.arrayify(ethers.utils.id(message))
  assert.equal(ethers.utils.verifyMessage(bytes, signature), accounts.provider.address)
}

/**
 * What was sent to operator-service must be this, letter by letter. Answers with the seconds that the job
 * may run, and when it was sent.
 */
export function mustBeSent(body, { environment, until, agreementId, inputs, algorithm }) {
  const [, nonce] = body.match(/"nonce":(\d{19}),"chainId":\d+}$/) ?? []
  assert.ok(nonce, body)
  const { providerSignature, workflow } = JSON.parse(body)
  mustBeSigned(providerSignature, consumer.address + nonce)
  const { maxtime } = workflow.stages[0].compute
  const expected = {
    workflow: {
      stages: [
        {
          index: 0,
          input: inputs.map(([id, remote], index) => ({ index, id, remote })),
          compute: { Instances: 1, namespace: 'ocean-compute', maxtime },
          algorithm,
          output: { metadataUri: cache }
        }
      ]
    },
    providerSignature,
    agreementId,
    owner: consumer.address,
    providerAddress: accounts.provider.address,
    environment: environment.id,
    validUntil: until,
    nonce: 'as it is',
    chainId
  }
  assert.equal(body, JSON.stringify(expected).replace('"as it is"', nonce))
  return { maxtime, at: Math.floor(Number(nonce) / 1e9) }
}

/** The algorithm in it: by the digest of its image, and without its address. */
export const sentAlgorithm = ({ did, service }, txId, algocustomdata = null) => ({
  id: did,
  rawcode: '',
  container: { entrypoint: container.entrypoint, image: container.image, checksum: container.checksum },
  algouserdata: null,
  remote: { serviceEndpoint: provider, txId, serviceId: service, userData: null },
  algocustomdata
})
