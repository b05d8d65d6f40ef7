// What may run on which data, and for how long.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { ask } from '../e2e/expect.mjs'
import { freePort } from '../e2e/server.mjs'
import { notAdmitted, refusal, served } from './expect.mjs'
import { CONTAINER, Jobs, RAW } from './jobs.mjs'
import { URL_SECRET } from './stage.mjs'

/** What 2.3 Ocean a minute pay for, in seconds. */
const seconds = (amount) => Number((BigInt(amount) * 600n) / (23n * 10n ** 18n))

/** Serves an algorithm that its publisher can exchange. */
async function exchangeable(body) {
  const origin = { body }
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/x-python', 'content-length': origin.body.length })
    response.end(origin.body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}/algorithm.py?token=${URL_SECRET}`
  return Object.assign(origin, { file: { type: 'url', url, method: 'GET' }, close: () => server.close() })
}

export async function trust(stage, { attack }) {
  const { attacker, publisher, worker } = stage
  const jobs = new Jobs(stage)
  const rules = ({ dataset }) => dataset.ddo.services[0].compute

  /** Neither a price nor a job; operator-service hears of nothing. */
  const refused = (bought, resource, code) =>
    jobs.acts([], async () => {
      notAdmitted(await jobs.price(bought), resource, code)
      return notAdmitted(await jobs.start(jobs.request(bought)), resource, code)
    })

  await attack('A27', 'any algorithm where both lists of trust are empty', async () => {
    const bought = await jobs.bought()
    const [trusted] = rules(bought).publisherTrustedAlgorithms
    const lists = async (publisherTrustedAlgorithms, publisherTrustedAlgorithmPublishers) => {
      const compute = { publisherTrustedAlgorithms, publisherTrustedAlgorithmPublishers }
      await jobs.change(bought.dataset, ({ services }) => Object.assign(services[0].compute, compute))
    }
    const seen = []
    for (const [algorithms, publishers] of [
      [[], undefined],
      [[], []],
      [undefined, []],
      [undefined, undefined],
      [null, null]
    ]) {
      await lists(algorithms, publishers)
      const told = await refused(bought, 'dataset', 'not_trusted_algo')
      seen.push(`${JSON.stringify({ algorithms, publishers })} ${told}`)
    }
    // An empty list beside one that is not is neutral.
    await lists([], [publisher.address])
    await jobs.run(bought)
    await lists([trusted], [])
    await jobs.run(bought)
    return seen
  })
  await attack('A28', 'an algorithm whose owner is a trusted publisher, says the cache', async () => {
    const bought = await jobs.pay(await jobs.goods({ by: attacker }))
    const { algorithm, dataset } = bought
    await jobs.change(dataset, () =>
      Object.assign(rules(bought), {
        publisherTrustedAlgorithms: undefined,
        publisherTrustedAlgorithmPublishers: [publisher.address.toLowerCase()]
      })
    )
    const place = `${stage.world.cache.url}/api/aquarius/assets/ddo/${algorithm.did}`
    const says = async (owner) => {
      const document = JSON.parse(served(await ask(place)).text)
      served(await ask(place, { method: 'PUT', json: { ...document, nft: { ...document.nft, owner } } }))
    }
    const seen = []
    for (const owner of [publisher.address, publisher.address.toLowerCase()]) {
      await says(owner)
      seen.push(await refused(bought, 'dataset', 'not_trusted_algo_publisher'))
    }
    // The chain decides, whatever the cache says and however the list spells it.
    const give = [attacker.address, publisher.address, 1]
    await stage.invoke(attacker, algorithm.nft, 'ERC721Template', 'transferFrom', give)
    await says(attacker.address)
    await jobs.run(bought)
    return [...new Set(seen)]
  })
  await attack('A29', 'another file than the one that was trusted', async () => {
    const honest = Buffer.from('print("mean")\n')
    const evil = Buffer.from('print("steal")\n')
    const origin = await exchangeable(honest)
    const PORT = String(await freePort())
    const server = await stage.server('exchanged', { PORT })
    const at = server.url
    const bought = await jobs.pay(await jobs.goods({ by: attacker, file: origin.file, body: honest }))
    const { algorithm } = bought
    const fetched = () => stage.download(algorithm, worker, algorithm.order, {}, at)
    // Before the start.
    origin.body = evil
    const seen = [await refused(bought, 'dataset', 'algorithm_file_checksum_mismatch')]
    origin.body = honest
    await jobs.run(bought, { at })
    served(await fetched(), honest)
    // After it, of any length, and also where the server does not live as long as the job.
    for (const body of [evil, Buffer.alloc(2_000_000)]) {
      origin.body = body
      seen.push(refusal(await fetched(), /not the one that was trusted/, [409]))
    }
    await server.kill()
    await stage.server('exchanged', { PORT })
    seen.push(refusal(await fetched(), /not the one that was trusted/, [409]))
    origin.body = honest
    served(await fetched(), honest)
    origin.close()
    return seen
  })
  await attack('A30', 'another image with the checksum of the trusted one', async () => {
    const bought = await jobs.pay(await jobs.goods({ by: attacker }))
    const container = (changes) =>
      jobs.change(bought.algorithm, ({ metadata }) => {
        metadata.algorithm.container = { ...CONTAINER, ...changes }
      })
    await container({ tag: 'evil', dockerfile: 'FROM evil' })
    await jobs.run(bought)
    const { tag, ...pinned } = CONTAINER
    const { algorithm } = jobs.payload().workflow.stages[0]
    assert.deepEqual(algorithm.container, pinned)
    const other = `sha256:${'66'.repeat(32)}`
    const seen = [`the job gets ${JSON.stringify(algorithm.container)} without \`${tag}\``]
    for (const [changes, resource, code] of [
      // A digest in the name would stand before the one that was trusted.
      [{ image: `library/python@${other}` }, 'algorithm.container', 'checksum_prefix'],
      [{ checksum: other }, 'dataset', 'algorithm_container_checksum_mismatch'],
      [{ entrypoint: 'sh -c evil' }, 'dataset', 'algorithm_container_checksum_mismatch'],
      [{ checksum: '' }, 'dataset', 'algorithm_container_checksum_mismatch']
    ]) {
      await container(changes)
      seen.push(await refused(bought, resource, code))
    }
    await container({})
    await jobs.run(bought)
    return seen
  })
  await attack('A31', 'five seconds that were paid, on a server that is killed meanwhile', async () => {
    const PORT = String(await freePort())
    const server = await stage.server('overdue', { PORT })
    const at = server.url
    const environment = 'env-paid'
    const patient = await jobs.run(await jobs.bought({ at, environment, seconds: 600 }), { at, environment })
    const goods = await jobs.goods()
    const brief = await jobs.pay(goods, { at, environment, seconds: 5 })
    const jobId = await jobs.run(brief, { at, environment })
    const started = Date.now()
    const { maxtime } = jobs.payload().workflow.stages[0].compute
    assert.ok(maxtime >= 1 && maxtime <= 5, `the job may last ${maxtime} s`)
    await server.kill()
    await stage.server('overdue', { PORT })
    const stopped = (id) => jobs.operator.jobs.find((job) => job.jobId === id).stopreq
    await jobs.acts(['PUT compute'], async () => {
      while (!stopped(jobId) && Date.now() - started < 9000) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })
    const took = Date.now() - started
    assert.deepEqual([stopped(jobId), stopped(patient)], [1, 0])
    assert.ok(took > (maxtime - 1) * 1000, `it was stopped after ${took} ms`)
    const late = await jobs.acts([], () => jobs.start(jobs.request(brief, { environment }), at))
    const seen = notAdmitted(late, 'algorithm', 'in_use_or_not_on_chain')
    return [`${maxtime} s were paid, it was stopped after ${took} ms`, 'ten minutes run on', seen]
  })
  await attack('A31', 'the fee of another environment, or of another time', async () => {
    const environment = 'env-paid'
    const bought = await jobs.bought()
    const free = await jobs.acts([], () => jobs.start(jobs.request(bought, { environment })))
    const seen = [notAdmitted(free, 'dataset.serviceId', 'order_invalid')]
    // Whole days are paid as well.
    for (const wanted of [30, 86_430, 30 * 86_400 + 90]) {
      const answer = served(await jobs.price(bought, { environment, seconds: wanted }))
      const { datasets } = JSON.parse(answer.text)
      const paid = seconds(datasets[0].providerFee.providerFeeAmount)
      assert.ok(paid >= wanted - 2 && paid <= wanted, `${wanted} s cost as much as ${paid} s`)
      seen.push(`${wanted} s: ${datasets[0].providerFee.providerFeeAmount}`)
    }
    await jobs.run(await jobs.bought({ environment }), { environment })
    return seen
  })
  await attack('A32', 'a dataset through its access service', async () => {
    const { algorithm, dataset } = await jobs.goods()
    // It can be downloaded as well. The algorithm is trusted, until its order is paid.
    const victim = await jobs.dataset({ publisherTrustedAlgorithms: [jobs.trust(algorithm)] }, (ddo) => {
      const { compute, ...service } = ddo.services[0]
      ddo.services.push({ ...service, id: 'access', type: 'access' })
      return ddo
    })
    const additional = [{ ...victim, service: 'access' }]
    const bought = await jobs.pay({ dataset, algorithm, additional })
    await jobs.run(bought)
    await jobs.change(victim, ({ services }) => {
      services[0].compute.publisherTrustedAlgorithms = []
    })
    return refused(bought, 'datasets[1]', 'not_trusted_algo')
  })
  await attack('A33', 'raw code where it is not allowed by true', async () => {
    const { dataset } = await jobs.goods({ allowRawAlgorithm: true })
    const bought = await jobs.pay({ dataset, algorithm: RAW })
    const seen = []
    for (const value of ['false', 'true', null, 0, 1, false, undefined]) {
      await jobs.change(dataset, ({ services }) => {
        services[0].compute.allowRawAlgorithm = value
      })
      seen.push(`${JSON.stringify(value)} ${await refused(bought, 'dataset', 'no_raw_algo_allowed')}`)
    }
    await jobs.change(dataset, ({ services }) => {
      services[0].compute.allowRawAlgorithm = true
    })
    await jobs.run(bought)
    return seen
  })
}
