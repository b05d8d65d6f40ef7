// A stand-in for operator-service: keeps what it was asked, and runs nothing.
import { createServer } from 'node:http'

const BASE = '/api/v1/operator/'

function environment(id, priceMin, consumerAddress) {
  return {
    id,
    desc: 'Runs nothing',
    cpuType: 'x86_64',
    nCPU: 2,
    gpuType: '',
    nGPU: 0,
    ramGB: 4,
    diskGB: 10,
    priceMin,
    currentJobs: 0,
    maxJobs: 8,
    maxJobDuration: 3600,
    storageExpiry: 604_800,
    consumerAddress,
    lastSeen: String(Math.floor(Date.now() / 1000))
  }
}

const matches = (query) => (job) =>
  ['owner', 'jobId', 'agreementId'].every((key) => query[key] === undefined || job[key] === query[key])

class Operator {
  /** What it was asked, in order: method, name, query and body. */
  calls = []
  jobs = []
  /** Results by job and index: `{ disposition, type, content }`. */
  results = new Map()
  /** What answers instead, if it is set: a function of request, response and body. */
  instead = null

  constructor(worker) {
    this.environments = [environment('env-free', '0', worker), environment('env-paid', '2.3', worker)]
  }

  #start({ workflow, agreementId, owner }) {
    const [stage] = workflow.stages
    const job = {
      agreementId,
      jobId: (this.jobs.length + 1).toString(16).padStart(32, '0'),
      owner,
      status: 1,
      statusText: 'Warming up',
      dateCreated: `${Math.floor(Date.now() / 1000)}.00000`,
      dateFinished: null,
      results: '',
      stopreq: 0,
      removed: 0,
      algoDID: stage.algorithm.id,
      inputDID: stage.input.map(({ id }) => id)
    }
    this.jobs.push(job)
    return [job]
  }

  #change(query, change) {
    return this.jobs.filter(matches(query)).map((job) => Object.assign(job, change))
  }

  /** Ends a job with these results. */
  finish(jobId, results) {
    const listed = results.map(({ type, name, content }, index) => {
      return { type, filename: name, filesize: Buffer.byteLength(content), index }
    })
    this.#change(
      { jobId },
      { status: 70, statusText: 'Job finished', dateFinished: `${Date.now() / 1000}`, results: listed }
    )
    results.forEach((result, index) => this.results.set(`${jobId} ${index}`, result))
  }

  answer(request, response, body) {
    const { pathname, searchParams } = new URL(request.url, 'http://operator')
    const query = Object.fromEntries(searchParams)
    const name = pathname.slice(BASE.length)
    this.calls.push({ method: request.method, name, query, body })
    if (this.instead) return this.instead(request, response, body)
    const json = (value, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    switch (`${request.method} ${name}`) {
      case 'GET environments':
        return json(this.environments)
      case 'POST compute':
        return json(this.#start(JSON.parse(body)))
      case 'GET compute':
        return json(this.jobs.filter(matches(query)))
      case 'PUT compute':
        return json(this.#change(query, { stopreq: 1 }))
      case 'DELETE compute':
        return json(this.#change(query, { removed: 1 }))
      case 'GET getResult': {
        const { jobId, owner, index } = query
        const isOwn = this.jobs.some(matches({ jobId, owner }))
        const result = isOwn && this.results.get(`${jobId} ${index}`)
        if (!result) return json({ error: 'no such result' }, 404)
        const { disposition, content } = result
        const headers = { 'content-type': 'text/csv', 'content-disposition': disposition }
        return response.writeHead(200, headers).end(content)
      }
      default:
        return json({ error: 'no such route' }, 404)
    }
  }
}

/** Other processes read its calls at `/calls`, and end a job by a `PUT` of its results. */
function control(operator, request, response, body) {
  if (request.method === 'PUT') operator.finish(request.url.slice('/jobs/'.length), JSON.parse(body))
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(operator.calls))
}

/** Starts it; the jobs of its environments fetch their data as `worker`. */
export async function startOperator(worker) {
  const operator = new Operator(worker)
  const server = createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts).toString()
    if (request.url.startsWith(BASE)) operator.answer(request, response, body)
    else control(operator, request, response, body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  operator.url = `http://127.0.0.1:${server.address().port}/`
  return operator
}
