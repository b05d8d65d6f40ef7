// What is for sale to jobs, how an honest consumer has one run, and what operator-service was asked for.
import assert from 'node:assert/strict'
import { served } from './expect.mjs'
import { INPUT_SECRET, sha256 } from './stage.mjs'

export const COMPUTE = '/api/services/compute'
export const CONTAINER = {
  entrypoint: 'python $ALGO',
  image: 'library/python',
  tag: '3.12-slim',
  checksum: `sha256:${'5a'.repeat(32)}`
}
/** In place of an algorithm that was published. */
export const RAW = { meta: { rawcode: `print("${INPUT_SECRET}")`, container: CONTAINER } }

const item = ({ did, service, order, meta }) =>
  meta ? { meta } : { documentId: did, serviceId: service, transferTxId: order }

export class Jobs {
  constructor(stage) {
    this.stage = stage
    this.operator = stage.world.operator
  }

  /** Runs this; operator-service must be asked to do just that meanwhile, such as `POST compute`. */
  async acts(expected, run) {
    const from = this.operator.calls.length
    const value = await run()
    const acts = this.operator.calls
      .slice(from)
      .map(({ method, name }) => `${method} ${name}`)
      .filter((call) => !['GET environments', 'GET compute'].includes(call))
    assert.deepEqual(acts, expected, `operator-service heard ${JSON.stringify(acts)}`)
    return value
  }

  /** What the service that runs jobs was told last. */
  payload() {
    return JSON.parse(this.operator.calls.findLast(({ method }) => method === 'POST').body)
  }

  // The publishers.

  algorithm({ by, file = this.stage.file('/algorithm.py') } = {}) {
    const alter = (ddo) => {
      ddo.metadata.algorithm = { container: CONTAINER }
      return ddo
    }
    return this.stage.publish({ by, type: 'algorithm', files: [file], alter })
  }

  /** The entry of a dataset that trusts an algorithm as it is. */
  trust({ did }, body = this.stage.world.origin.body('/algorithm.py')) {
    const { entrypoint, checksum } = CONTAINER
    return { did, filesChecksum: sha256(body), containerSectionChecksum: sha256(entrypoint + checksum) }
  }

  /** A dataset for jobs. What is undefined is not in its document. */
  dataset(compute, alter = (ddo) => ddo) {
    const rules = { allowRawAlgorithm: false, allowNetworkAccess: false, ...compute }
    return this.stage.publish({
      alter: (ddo) => {
        Object.assign(ddo.services[0], { id: 'compute', type: 'compute', compute: rules })
        return alter(ddo)
      }
    })
  }

  /** An algorithm, and a dataset that trusts it. */
  async goods({ by, file, body, ...compute } = {}) {
    const algorithm = await this.algorithm({ by, file })
    const trusted = [this.trust(algorithm, body)]
    return { algorithm, dataset: await this.dataset({ publisherTrustedAlgorithms: trusted, ...compute }) }
  }

  /** The publisher changes the document on the chain, now and for good. */
  change(asset, edit) {
    edit(asset.ddo)
    return this.stage.announce(asset.by, asset.nft, JSON.stringify(asset.ddo))
  }

  // The consumer.

  price({ dataset, additional = [], algorithm }, { environment = 'env-free', seconds = 600, at } = {}) {
    const json = {
      datasets: [dataset, ...additional].map(item),
      algorithm: item(algorithm),
      compute: { env: environment, validUntil: Math.floor(Date.now() / 1000) + seconds },
      consumerAddress: this.stage.consumer.address
    }
    return this.stage.ask('/api/services/initializeCompute', { method: 'POST', json, at })
  }

  /** Orders all that is for sale among it, for the jobs of the environment; the same with orders. */
  async pay({ dataset, additional = [], algorithm }, how) {
    const answer = served(await this.price({ dataset, additional, algorithm }, how))
    const quoted = JSON.parse(answer.text)
    const order = async (asset, { providerFee }) => {
      await this.#fund(asset, providerFee)
      const { consumer, worker } = this.stage
      const use = { consumer: worker, index: asset.ddo.services.findIndex(({ id }) => id === asset.service) }
      return { ...asset, order: await this.stage.order(asset, consumer, providerFee, use) }
    }
    const [main, ...others] = quoted.datasets
    const bought = { dataset: await order(dataset, main), additional: [] }
    for (const [index, quote] of others.entries())
      bought.additional.push(await order(additional[index], quote))
    bought.algorithm = algorithm.meta ? algorithm : await order(algorithm, quoted.algorithm)
    return bought
  }

  /** The consumer gets what the fee is, and lets the datatoken take it. */
  async #fund({ datatoken }, { providerFeeToken: token, providerFeeAmount: amount }) {
    if (BigInt(amount) === 0n) return
    const { consumer, chain } = this.stage
    await this.stage.invoke(chain.accounts.deployer, token, 'OceanToken', 'mint', [consumer.address, amount])
    await this.stage.invoke(consumer, token, 'OceanToken', 'approve', [datatoken, amount])
  }

  async bought(how) {
    return this.pay(await this.goods(), how)
  }

  /** The body of a start, signed. */
  request({ dataset, additional = [], algorithm }, { environment = 'env-free' } = {}) {
    const { consumer } = this.stage
    const nonce = this.stage.nonce()
    return {
      consumerAddress: consumer.address,
      environment,
      dataset: { ...item(dataset), userdata: { note: INPUT_SECRET } },
      additionalDatasets: additional.map(item),
      algorithm: { ...item(algorithm), algocustomdata: { note: INPUT_SECRET } },
      nonce,
      signature: this.stage.sign(consumer, consumer.address + dataset.did + nonce)
    }
  }

  start(request, at) {
    return this.stage.ask(COMPUTE, { method: 'POST', json: request, at })
  }

  /** An honest start is served, and operator-service hears of it once; the id of the job. */
  async run(bought, { at, ...how } = {}) {
    const start = async () => served(await this.start(this.request(bought, how), at))
    const answer = await this.acts(['POST compute'], start)
    return JSON.parse(answer.text)[0].jobId
  }

  /** Status, stop or delete of a job, signed as ocean.py does. */
  ofJob(who, jobId, did = '') {
    const nonce = this.stage.nonce()
    const signature = this.stage.sign(who, who.address + jobId + did + nonce)
    return { consumerAddress: who.address, jobId, ...(did && { documentId: did }), nonce, signature }
  }

  send(method, query, at) {
    return this.stage.ask(COMPUTE, { method, query, at })
  }

  /** The parameters of a result, signed. */
  resultOf(jobId, index, nonce = this.stage.nonce()) {
    const { consumer } = this.stage
    const signature = this.stage.sign(consumer, consumer.address + jobId + index + nonce)
    return { consumerAddress: consumer.address, jobId, index, nonce, signature }
  }

  result(query, at) {
    return this.stage.ask('/api/services/computeResult', { query, at })
  }
}
