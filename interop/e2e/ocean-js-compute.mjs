// Jobs as ocean.js 3.4.6 tells of them: publish and trust, pay, start, watch, fetch; and what is refused.
// Its functions that no Provider understands are checked as they are, and what they mean is sent by hand.
import assert from 'node:assert/strict'
import { ask, invalid, refused, throws } from './expect.mjs'
import {
  accounts,
  cache,
  chainId,
  consumer,
  download,
  downloadFile,
  orderText,
  prefix,
  provider,
  ProviderInstance,
  route,
  same,
  sha256,
  signed,
  url
} from './ocean-js-client.mjs'
import {
  balance,
  calls,
  container,
  cost,
  feeFacts,
  finish,
  inSeconds,
  mustBeSent,
  mustBeSigned,
  named,
  notStarted,
  oceanToken,
  pay,
  payAll,
  publishAlgorithm,
  publishForJobs,
  quote,
  script,
  sentAlgorithm,
  start,
  started,
  trusted,
  withChangedScript,
  worker
} from './ocean-js-compute-client.mjs'
import { Tally } from './tally.mjs'

const tally = new Tally()
const check = tally.check.bind(tally)

// Publish and trust.

const algorithm = await check('publish an algorithm, and be indexed through decrypt', () =>
  publishAlgorithm('Mean')
)
const stranger = await check('publish an algorithm that nobody trusts', () => publishAlgorithm('Copy'))
const dataset = await check('publish a dataset that trusts it, by the checksums of fileinfo', async () => {
  const entry = await trusted(algorithm)
  const { bytes } = await ask(script.url)
  assert.equal(entry.filesChecksum, sha256(bytes))
  assert.equal(entry.containerSectionChecksum, sha256(container.entrypoint + container.checksum))
  return publishForJobs('Levels', [entry])
})
const second = await check('publish another one', async () =>
  publishForJobs('More levels', [await trusted(algorithm)])
)
await check('fileinfo tells no checksum of a dataset', async () => {
  const [info] = await ProviderInstance.checkDidFiles(dataset.did, dataset.service, provider, true)
  assert.deepEqual(Object.keys(info), ['index', 'valid', 'type', 'contentLength', 'contentType'])
})

// Where nothing costs anything.

const inTenMinutes = inSeconds(600)

const environments = await check('computeEnvironments', async () => {
  const byChain = await ProviderInstance.getComputeEnvironments(provider)
  assert.deepEqual(Object.keys(byChain), [String(chainId)])
  const list = byChain[chainId]
  assert.deepEqual(
    list.map(({ id, priceMin }) => [id, priceMin]),
    [
      ['env-free', '0'],
      ['env-paid', '2.3']
    ]
  )
  for (const { feeToken, consumerAddress } of list) {
    assert.deepEqual([feeToken, consumerAddress], [oceanToken, worker.address])
  }
  return list
})
const [free, paid] = environments ?? []
await check('initializeCompute quotes fees of nothing', async () => {
  const quoted = await quote(free, inTenMinutes, [named(dataset)], named(algorithm))
  assert.deepEqual(Object.keys(quoted).sort(), ['algorithm', 'datasets'])
  for (const [{ datatoken, providerFee }, asset] of [
    [quoted.datasets[0], dataset],
    [quoted.algorithm, algorithm]
  ]) {
    assert.equal(datatoken, asset.datatoken)
    assert.equal(providerFee.providerFeeAddress, accounts.provider.address)
    assert.equal(providerFee.providerFeeToken, oceanToken)
    const { amount, environment, dt, id } = feeFacts(providerFee)
    assert.deepEqual([amount, environment, dt, id], ['0', free.id, asset.datatoken, asset.service])
  }
})
const orders = await check('startOrder of both, for the account of the jobs', () =>
  payAll(free, inTenMinutes, [dataset], algorithm)
)
const [ordered, orderedCode] = orders ?? []
await check('initializeCompute tells that the orders are valid', async () => {
  const quoted = await quote(free, inTenMinutes, [named(dataset, ordered)], named(algorithm, orderedCode))
  assert.deepEqual(quoted, { datasets: [{ validOrder: ordered }], algorithm: { validOrder: orderedCode } })
})
const first = await check('computeStart: operator-service gets it once, letter by letter', async () => {
  const custom = { window: 7 }
  const first = await started(
    free,
    [named(dataset, ordered, { userdata: { river: 'Lea' } })],
    named(algorithm, orderedCode, { algocustomdata: custom })
  )
  const { maxtime, at } = mustBeSent(first.body, {
    environment: free,
    until: inTenMinutes,
    agreementId: ordered,
    inputs: [[dataset.did, { txId: ordered, serviceId: 'compute', userdata: { river: 'Lea' } }]],
    algorithm: sentAlgorithm(algorithm, orderedCode, custom)
  })
  // The fee of a dataset counts for 90 s more, since blocks may be late: its order is the one that lasts.
  const left = inTenMinutes + 90 - at
  assert.ok(maxtime >= left && maxtime <= left + 10, `maxtime ${maxtime}, not ${left}`)
  // Where the data is, nobody is told.
  assert.ok(!/table\.bin|algorithm\.py/.test(first.body))
  return first
})
const job = first?.job
await check('a captured start is refused, and operator-service does not hear of it', async () => {
  const before = (await calls('POST')).length
  const { method, body } = first.exchange
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(await route('computeStart'), { method, body, headers })
  const { nonce } = JSON.parse(body)
  const text = `Invalid signature expected nonce (${nonce}) > current nonce (${nonce}).`
  invalid(answer, 'signature', text)
  assert.equal((await calls('POST')).length, before)
})
await check('computeStatus, which ocean.js does not sign: ids, states and dates only', async () => {
  const [status, ...more] = await ProviderInstance.computeStatus(provider, consumer.address, job.jobId)
  assert.equal(more.length, 0)
  const { jobId, dateCreated } = job
  assert.deepEqual(status, { jobId, status: 1, statusText: 'Warming up', dateCreated, dateFinished: null })
})
await check('the job downloads dataset and algorithm with the orders, who paid does not', async () => {
  same((await download(dataset, ordered, 0, worker)).bytes, 'table')
  const code = await download(algorithm, orderedCode, 0, worker)
  assert.deepEqual([code.name, code.bytes], ['algorithm.py', (await ask(script.url)).bytes])
  const text = `${prefix}Service with index=compute is not an access service.`
  refused(await ask(await url(dataset, ordered)), text)
  const another = `order is for environment \`${free.id}\`, which is not the caller's`
  refused(await ask(await url(algorithm, orderedCode)), orderText(orderedCode, another))
})
await check('the job gets no algorithm that was changed after it had been trusted', async () => {
  const answer = await withChangedScript(async () => ask(await url(algorithm, orderedCode, 0, worker)))
  refused(answer, 'The algorithm is not the one that was trusted when the job was started.', 409)
})
const results = [
  {
    type: 'output',
    name: 'levels.csv',
    disposition: 'attachment; filename="levels.csv"',
    content: 'mean\n1.5\n'
  },
  {
    type: 'algorithmLog',
    name: 'algorithm.log',
    disposition: 'attachment;filename=algorithm.log',
    content: 'done\n'
  }
]
await check('getComputeResultUrl, and its download with a name', async () => {
  await finish(job.jobId, results)
  const [status] = await ProviderInstance.computeStatus(provider, consumer.address, job.jobId)
  assert.deepEqual([status.status, status.statusText], [70, 'Job finished'])
  for (const [index, { name, content }] of results.entries()) {
    const link = await ProviderInstance.getComputeResultUrl(provider, consumer, job.jobId, index)
    const { data, filename } = await downloadFile(link)
    assert.deepEqual([filename, Buffer.from(data).toString()], [name, content])
    invalid(await ask(link), 'signature', /^Invalid signature expected nonce/)
  }
  const link = await ProviderInstance.getComputeResultUrl(provider, consumer, job.jobId, 2)
  refused(await ask(link), 'The compute service has no such result for this consumer.', 404)
})

// Stop and delete.

/** A stop or a delete, signed as it has to be. */
async function change(method, { jobId }) {
  const { address } = consumer
  const json = { consumerAddress: address, documentId: dataset.did, jobId }
  const signature = await signed(consumer, address + jobId + dataset.did)
  const before = (await calls(method)).length
  const answer = await ask(await route('computeStop'), { method, json: { ...json, ...signature } })
  assert.equal(answer.status, 200, answer.text)
  const [{ query }, ...more] = (await calls(method)).slice(before)
  assert.equal(more.length, 0)
  const { nonce, providerSignature, ...rest } = query
  mustBeSigned(providerSignature, address + jobId + nonce)
  assert.deepEqual(rest, {
    providerAddress: accounts.provider.address,
    owner: address,
    jobId,
    documentId: dataset.did
  })
  return JSON.parse(answer.text)[0]
}

await check('computeStop, which signs neither nonce nor DID, is refused', async () => {
  const stop = () =>
    ProviderInstance.computeStop(dataset.did, consumer.address, job.jobId, provider, consumer, ordered)
  const errors = { signature: 'Invalid signature provided. Please check the nonce or documentId.' }
  const before = await calls('PUT')
  await throws(stop, JSON.stringify({ success: false, message: 'Validation error', errors }))
  assert.deepEqual(await calls('PUT'), before)
})
await check('computeDelete, which sends no nonce, is refused', async () => {
  const remove = () => ProviderInstance.computeDelete(dataset.did, consumer, job.jobId, provider)
  const errors = { nonce: ['The nonce field is required.'] }
  const before = await calls('DELETE')
  await throws(remove, JSON.stringify({ success: false, message: 'Validation error', errors }))
  assert.deepEqual(await calls('DELETE'), before)
})
await check('a stop and a delete that are signed as they must be reach operator-service', async () => {
  const stopped = await change('PUT', job)
  assert.deepEqual([stopped.jobId, stopped.stopreq], [job.jobId, 1])
  const removed = await change('DELETE', job)
  assert.deepEqual([removed.jobId, removed.removed], [job.jobId, 1])
})

// Where a minute costs 2.3.

const minute = await check('initializeCompute quotes a minute, on the first dataset alone', async () => {
  const quoted = await quote(paid, inSeconds(60), [named(dataset), named(second)], named(algorithm))
  const [{ amount, environment, seconds }, ...others] = [...quoted.datasets, quoted.algorithm].map(
    ({ providerFee }) => feeFacts(providerFee)
  )
  assert.equal(environment, paid.id)
  assert.equal(amount, cost(seconds))
  assert.ok(seconds >= 50 && seconds <= 60, `${seconds} s`)
  assert.deepEqual(
    others.map(({ amount }) => amount),
    ['0', '0']
  )
  return quoted
})
await check('initializeCompute counts whole days', async () => {
  const quoted = await quote(paid, inSeconds(86_400 + 60), [named(dataset)], named(algorithm))
  const { amount, seconds } = feeFacts(quoted.datasets[0].providerFee)
  assert.equal(amount, cost(seconds))
  assert.ok(seconds > 86_400, `${seconds} s`)
})
const bought = await check('startOrder with the fee, which the consumer pays to the last unit', async () => {
  const before = await balance()
  const first = await pay(minute.datasets[0], dataset, paid)
  const { amount } = feeFacts(minute.datasets[0].providerFee)
  assert.equal(String(before.sub(await balance())), amount)
  return [first, await pay(minute.datasets[1], second, paid), await pay(minute.algorithm, algorithm, paid)]
})

/** A job on both datasets, with these orders, in the environment that costs something. */
const both = ([order, more, code]) => [
  paid,
  [named(dataset, order), named(second, more)],
  // Providers ask for `algouserdata`, which ocean.js does not know.
  named(algorithm, code, { userdata: { unread: true } })
]

/** What operator-service must get of it. */
const bothSent = ([order, more, code], until) => ({
  environment: paid,
  until,
  agreementId: order,
  inputs: [
    [dataset.did, { txId: order, serviceId: 'compute' }],
    [second.did, { txId: more, serviceId: 'compute' }]
  ],
  algorithm: sentAlgorithm(algorithm, code)
})

await check('computeStart on two datasets; `userdata` of the algorithm is read by nobody', async () => {
  const { body } = await started(...both(bought))
  const { providerFee } = minute.datasets[0]
  const { maxtime } = mustBeSent(body, bothSent(bought, providerFee.validUntil))
  // As long as it was paid.
  assert.equal(maxtime, feeFacts(providerFee).seconds)
})
await check('reuseOrder with a fee for more time', async () => {
  const until = inSeconds(300)
  const assets = [dataset, second, algorithm]
  const items = assets.map((asset, index) => named(asset, bought[index]))
  const quoted = await quote(paid, until, items.slice(0, 2), items[2])
  const each = [...quoted.datasets, quoted.algorithm]
  assert.deepEqual(
    each.map(({ validOrder }) => validOrder),
    bought
  )
  const { amount, seconds } = feeFacts(each[0].providerFee)
  assert.equal(amount, cost(seconds))
  const before = await balance()
  const reused = []
  for (const [index, asset] of assets.entries()) reused.push(await pay(each[index], asset, paid))
  assert.equal(String(before.sub(await balance())), amount)
  const { body } = await started(...both(reused))
  const { maxtime } = mustBeSent(body, bothSent(reused, until))
  assert.equal(maxtime, seconds)
})

// Refusals. Of a start ocean.js shows nothing but null: what was answered the relay knows.

const data = [named(dataset, ordered)]
const code = named(algorithm, orderedCode)

await check('an algorithm that is not trusted, of which computeStart shows null alone', async () => {
  const error = { dataset: 'not_trusted_algo' }
  await throws(() => quote(free, inTenMinutes, [named(dataset)], named(stranger)), JSON.stringify({ error }))
  await notStarted([free, data, named(stranger, orderedCode)], error)
})
await check('code that nobody published', async () => {
  const meta = { rawcode: 'print(1)', language: 'python', version: '0.1', container }
  const error = { dataset: 'no_raw_algo_allowed' }
  await throws(() => quote(free, inTenMinutes, [named(dataset)], { meta }), JSON.stringify({ error }))
  await notStarted([free, data, { meta }], error)
})
await check('an algorithm whose file was changed', async () => {
  const error = { dataset: 'algorithm_file_checksum_mismatch' }
  await withChangedScript(async () => {
    const asked = () => quote(free, inTenMinutes, [named(dataset)], named(algorithm))
    await throws(asked, JSON.stringify({ error }))
    await notStarted([free, data, code], error)
  })
})
await check('an algorithm with another image, in a document of the cache', async () => {
  const path = `${cache}/api/aquarius/assets/ddo/${algorithm.did}`
  const lie = structuredClone(algorithm.asset)
  lie.metadata.algorithm.container.checksum = `sha256:${'5b'.repeat(32)}`
  await ask(path, { method: 'PUT', json: lie })
  try {
    await notStarted([free, data, code], { dataset: 'algorithm_container_checksum_mismatch' })
  } finally {
    await ask(path, { method: 'PUT', json: algorithm.asset })
  }
})
await check('no order', async () => {
  const unknown = `0x${'ab'.repeat(32)}`
  await notStarted([free, [named(dataset, unknown)], code], { 'dataset.serviceId': 'order_invalid' })
  const error = { algorithm: 'in_use_or_not_on_chain' }
  await notStarted([free, data, named(algorithm, unknown)], error)
  const { jobs, exchange } = await start(free, [named(dataset)], code)
  assert.equal(jobs, null)
  const text = 'The dataset.transferTxId field is required.'
  invalid(exchange, 'dataset.transferTxId', text)
})
await check('an order for another environment, and of another dataset', async () => {
  const error = { 'dataset.serviceId': 'order_invalid' }
  await notStarted([paid, data, code], error)
  await notStarted([free, [named(second, ordered)], code], error)
})
await check('a fee that was not paid', async () => {
  // The fee was due on the first dataset, which is left out.
  const job = [paid, [named(second, bought[1])], named(algorithm, bought[2])]
  await notStarted(job, { order: 'fees_not_paid' })
})
await check('an unknown environment, and a time that is over', async () => {
  const asked = (environment, until) => () => quote(environment, until, [named(dataset)], named(algorithm))
  const unknown = { id: 'env-other' }
  const text = 'Compute environment does not exist'
  await throws(asked(unknown, inTenMinutes), JSON.stringify({ error: text }))
  const over = JSON.stringify({ error: 'The validUntil value is not correct.' })
  await throws(asked(free, inSeconds(-1)), over)
  await notStarted([unknown, data, code], { environment: 'not_found' })
})
await check('computeStatus of an order, which nobody reads, is that of all jobs', async () => {
  const all = await ProviderInstance.computeStatus(provider, consumer.address, undefined, ordered)
  assert.equal(all.length, 3)
})
await check("another's job, and its result", async () => {
  assert.deepEqual(await ProviderInstance.computeStatus(provider, worker.address, job.jobId), [])
  const link = await ProviderInstance.getComputeResultUrl(provider, worker, job.jobId, 0)
  refused(await ask(link), 'The compute service has no such result for this consumer.', 404)
})
tally.finish()
