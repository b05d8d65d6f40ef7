// Operator-service is away, slow or talks nonsense: what the client sees, and that no job runs twice
// or for ever.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { refusal, served } from '../attacks/expect.mjs'
import { COMPUTE, Jobs } from '../attacks/jobs.mjs'
import { startOperator } from '../e2e/operator.mjs'
import { freePort } from '../e2e/server.mjs'
import { failure, within } from './expect.mjs'
import { asked } from './raw.mjs'

/** `REQUEST_TIMEOUT`, and what a busy machine may add to it. */
const TIMEOUT = 1
const MARGIN = 3
/** How long a failure to get the environments is remembered. */
const REMEMBERED = 2000
/** For how long the jobs are paid that must end. */
const SECONDS = 6

const ENVIRONMENTS = '/api/services/computeEnvironments'
const NO_ENVIRONMENTS = /^Compute envs could not be retrieved for chainId 8996, check configuration\.$/
const CANNOT = /^The compute service cannot be asked now\.$/
const UNCERTAIN = /^The compute service did not confirm the job\. It may run: ask for its status/

const say = (text, status = 200, type = 'application/json') => (_, response) =>
  response.writeHead(status, { 'content-type': type }).end(text)
const page = '<html><body>http://operator.example: bad gateway</body></html>'
const stranger = `0x${'5a'.repeat(20)}`
const theirs = JSON.stringify([
  { jobId: 'f'.repeat(32), agreementId: `0x${'11'.repeat(32)}`, owner: stranger, status: 1, stopreq: 0 }
])

/** What is no answer to anything. */
const nonsense = {
  'stalls': () => {},
  'resets connections': (_, response) => response.socket.resetAndDestroy(),
  'answers with a page': say(page, 200, 'text/html'),
  'answers 500': say(page, 500, 'text/html'),
  'answers with nothing': say(''),
  'answers with half of its JSON': say('[{"jobId": "00'),
  'answers with 11 MiB': say(`["${'x'.repeat(11 << 20)}"]`),
  'answers 10,000 lists deep': say('['.repeat(10_000) + ']'.repeat(10_000)),
  'answers a byte now and then': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write('['), 200)
    response.on('close', () => clearInterval(timer))
  },
  'answers null': say('null'),
  'answers with something else': say('"queued"')
}

const part = 'x'.repeat(5000)
const partly = (then) => (_, response) => {
  response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '9000' }).write(part)
  setTimeout(() => then(response.socket), 100)
}
const inTheResult = {
  'stalls': partly(() => {}),
  'resets connections': partly((socket) => socket.resetAndDestroy()),
  'says more than it sends': partly((socket) => socket.end())
}

/** As if nothing came instead. */
function pass(operator, request, response, body) {
  const { instead } = operator
  operator.instead = null
  operator.calls.pop()
  operator.answer(request, response, body)
  operator.instead = instead
}

/** These calls come to `what` instead. */
function instead(operator, calls, what) {
  operator.instead = (request, response, body) => {
    const name = new URL(request.url, 'http://operator').pathname.split('/').at(-1)
    if (calls.includes(`${request.method} ${name}`)) return what(request, response, body)
    pass(operator, request, response, body)
  }
}

/** Starts the job and answers something else. */
const begunBut = (operator, what) => (request, response, body) => {
  const nobody = { writeHead: () => nobody, end: () => {} }
  pass(operator, request, nobody, body)
  what(request, response, body)
}

/** The same operator on a port of its own, which can be closed and opened again. */
async function front(operator) {
  const server = createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    operator.answer(request, response, Buffer.concat(parts).toString())
  })
  const open = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  await open(0)
  const { port } = server.address()
  const stop = () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    return closed
  }
  return { url: `http://127.0.0.1:${port}/`, stop, start: () => open(port) }
}

export async function operator(stage, { fault }) {
  const { consumer, worker } = stage
  const jobs = new Jobs(stage)
  const goods = await jobs.goods()
  const bought = await jobs.pay(goods)

  /** A server with an operator of its own. */
  async function pair(name) {
    const operator = await startOperator(worker.address)
    const door = await front(operator)
    const more = { OPERATOR_SERVICE_URL: door.url, REQUEST_TIMEOUT: String(TIMEOUT) }
    const server = await stage.server(name, { ...more, PORT: String(await freePort()) })
    return { operator, door, server, at: server.url }
  }
  const posts = (operator) => operator.calls.filter(({ method }) => method === 'POST').length

  // Their time is over while the others are tried.
  const ends = await pair('ends')
  const begun = []
  const unconfirmed = ['stalls', 'answers with a page', 'answers null', 'answers with half of its JSON']
  for (const what of [...unconfirmed.map((name) => nonsense[name]), say(theirs)]) {
    const environment = 'env-paid'
    const short = await jobs.pay(goods, { environment, seconds: SECONDS, at: ends.at })
    instead(ends.operator, ['POST compute'], begunBut(ends.operator, what))
    begun.push((await jobs.start(jobs.request(short, { environment }), ends.at)).status)
  }
  ends.operator.instead = null
  const over = Date.now() + SECONDS * 1000

  const pairs = await Promise.all(
    Object.keys(nonsense).map(async (name, index) => ({ name, ...(await pair(`environments-${index}`)) }))
  )
  const failed = pairs.map(async ({ name, operator, at }) => {
    instead(operator, ['GET environments'], nonsense[name])
    const before = performance.now()
    const answers = await Promise.all([
      stage.ask(ENVIRONMENTS, { at }),
      jobs.price(goods, { at }),
      jobs.start(jobs.request(bought), at)
    ])
    const took = (performance.now() - before) / 1000
    operator.instead = null
    await new Promise((resolve) => setTimeout(resolve, REMEMBERED))
    const [environments, price] = [await stage.ask(ENVIRONMENTS, { at }), await jobs.price(goods, { at })]
    return { answers, took, again: [environments, price] }
  })
  for (const [index, { name, operator, server }] of pairs.entries()) {
    await fault(`operator ${name}, asked for environments`, async () => {
      const { answers, took, again } = await failed[index]
      assert.ok(took < TIMEOUT * 4 + MARGIN, `it took ${took} s`)
      const seen = answers.map((answer) => failure(answer, 503, NO_ENVIRONMENTS))
      assert.equal(posts(operator), 0, 'a job was started')
      assert.equal(JSON.parse(served(again[0]).text)[8996].length, 2)
      served(again[1])
      await server.kill()
      const what = 'computeEnvironments, initializeCompute, start'
      return [`${what}: ${seen[0]} after ${took.toFixed(1)} s`, 'served when it is back']
    })
  }

  const { operator, door, server, at } = await pair('operator')
  served(await stage.ask(ENVIRONMENTS, { at }))
  const start = () => jobs.start(jobs.request(bought), at)

  for (const [name, what] of Object.entries(nonsense)) {
    await fault(`operator ${name}, asked to start a job`, async () => {
      instead(operator, ['POST compute'], what)
      const before = posts(operator)
      const answer = await within(TIMEOUT * 2 + MARGIN, start).finally(() => (operator.instead = null))
      const seen = failure(answer, 503, UNCERTAIN)
      assert.equal(posts(operator) - before, 1, 'it was asked to start more than one job')
      return [seen, 'one POST']
    })
  }
  await fault("operator answers with other people's jobs, asked to start one", async () => {
    instead(operator, ['POST compute'], say(theirs))
    const before = posts(operator)
    const answer = await start().finally(() => (operator.instead = null))
    assert.equal(posts(operator) - before, 1)
    assert.ok(!answer.text.includes(stranger), `they were shown: ${answer.status} ${answer.text}`)
    return failure(answer, 503, UNCERTAIN)
  })
  await fault('operator refuses to start a job', async () => {
    instead(operator, ['POST compute'], say('{"error":"no quota"}', 400))
    const answer = await start().finally(() => (operator.instead = null))
    assert.equal(answer.status, 400)
    return `${answer.status} ${answer.text}`
  })

  await fault('operator is down when a job is to start', async () => {
    const request = jobs.request(bought)
    const before = posts(operator)
    await door.stop()
    const answer = await within(TIMEOUT * 2 + MARGIN, () => jobs.start(request, at)).finally(door.start)
    const seen = failure(answer, 503, CANNOT)
    const again = refusal(await jobs.start(request, at), /nonce/)
    assert.equal(posts(operator) - before, 0)
    return [seen, `the same again when it is back: ${again}`]
  })
  await fault('operator is back when it is tried again', async () => {
    const before = posts(operator)
    await door.stop()
    setTimeout(door.start, 100)
    served(await start())
    assert.equal(posts(operator) - before, 1)
    return 'the job runs, one POST'
  })

  const [{ jobId }] = JSON.parse(served(await start()).text)
  const unsigned = { consumerAddress: consumer.address, jobId }
  const status = () => stage.ask(COMPUTE, { query: unsigned, at })
  const stop = () => jobs.send('PUT', jobs.ofJob(consumer, jobId), at)
  for (const [name, what] of Object.entries(nonsense)) {
    await fault(`operator ${name}, asked for the status and to stop`, async () => {
      instead(operator, ['GET compute', 'PUT compute'], what)
      const both = () => Promise.all([status(), stop()])
      const answers = await within(TIMEOUT * 4 + MARGIN, both).finally(() => (operator.instead = null))
      const seen = answers.map((answer) => failure(answer, 503, CANNOT))
      for (const answer of await both()) served(answer)
      return [`status, stop: ${seen[0]}`, 'served when it is back']
    })
  }
  await fault("operator answers with other people's jobs, asked for the status and to stop", async () => {
    instead(operator, ['GET compute', 'PUT compute'], say(theirs))
    const signed = () => jobs.send('GET', jobs.ofJob(consumer, jobId), at)
    const answers = [await status(), await signed(), await stop()]
    operator.instead = null
    for (const { status, text } of answers)
      assert.ok(!text.includes(stranger), `they are shown: ${status} ${text}`)
    return answers.map(({ status, text }) => `${status} ${text}`)
  })
  const result = () => {
    const query = jobs.resultOf(jobId, 0)
    return asked(`${at}/api/services/computeResult`, { query })
  }
  operator.finish(jobId, [{ type: 'output', name: 'a.csv', disposition: 'attachment', content: part }])
  for (const name of ['stalls', 'resets connections', 'answers 500']) {
    await fault(`operator ${name}, asked for a result`, async () => {
      instead(operator, ['GET getResult'], nonsense[name])
      const answer = await within(TIMEOUT * 4 + MARGIN, result).finally(() => (operator.instead = null))
      const seen = failure(answer, 503, CANNOT)
      assert.equal(served(await result()).text, part)
      return [seen, 'served when it is back']
    })
  }
  for (const [name, what] of Object.entries(inTheResult)) {
    await fault(`operator ${name} in a result`, async () => {
      instead(operator, ['GET getResult'], what)
      const answer = await within(TIMEOUT * 2 + MARGIN, result).finally(() => (operator.instead = null))
      assert.deepEqual([answer.status, answer.text, answer.whole], [200, part, false])
      return `200, broken off after ${answer.bytes.length} bytes and ${answer.took.toFixed(1)} s`
    })
  }
  await fault('operator is down', async () => {
    await door.stop()
    const seen = []
    for (const ask of [status, stop, result])
      seen.push(failure(await within(TIMEOUT * 2 + MARGIN, ask), 503, CANNOT))
    await door.start()
    return `status, stop, computeResult: ${[...new Set(seen)]}`
  })

  await fault('jobs whose start nobody confirmed are stopped when their time is over', async () => {
    const ids = ends.operator.jobs.map(({ jobId }) => jobId)
    assert.equal(ids.length, begun.length)
    const stops = () => ends.operator.calls.filter(({ method }) => method === 'PUT')
    const early = stops().length
    if (Date.now() < over) assert.equal(early, 0, 'before their time')
    while (stops().length < ids.length && Date.now() < over + 5000)
      await new Promise((resolve) => setTimeout(resolve, 100))
    await new Promise((resolve) => setTimeout(resolve, 1500))
    assert.deepEqual(stops().map(({ query }) => query.jobId).sort(), ids.sort())
    return `${ids.length} jobs, each stopped once; their starts were answered ${begun}`
  })
  await ends.server.kill()
  await server.kill()
}
