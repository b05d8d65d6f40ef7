// Jobs that are started, stopped or looked at by whoever captured or guessed a request.
import assert from 'node:assert/strict'
import { freePort } from '../e2e/server.mjs'
import { refusal, safeName, served } from './expect.mjs'
import { COMPUTE, Jobs } from './jobs.mjs'

const STALE = /expected nonce \(\d+\) > current nonce/

export async function compute(stage, { attack }) {
  const { attacker, consumer } = stage
  const jobs = new Jobs(stage)
  const { operator } = jobs
  const bought = await jobs.bought()
  const upper = `0x${consumer.address.slice(2).toUpperCase()}`
  const spelled = [consumer.address, consumer.address.toLowerCase(), upper]
  /** None of them reaches operator-service. */
  const refused = async (requests, send, reason = STALE) => {
    const run = async () => {
      const seen = []
      for (const request of requests) seen.push(refusal(await send(request), reason))
      return seen
    }
    return [...new Set(await jobs.acts([], run))]
  }

  await attack('A11', 'a start that is sent again', async () => {
    const request = jobs.request(bought)
    await jobs.acts(['POST compute'], async () => served(await jobs.start(request)))
    const spellings = spelled.map((consumerAddress) => ({ ...request, consumerAddress }))
    const seen = await refused(spellings, (request) => jobs.start(request))
    await jobs.run(bought)
    return seen
  })
  await attack('A11', 'the same start 32 times at once', async () => {
    const request = jobs.request(bought)
    const send = () => Promise.all(Array.from({ length: 32 }, () => jobs.start(request)))
    const answers = await jobs.acts(['POST compute'], send)
    const seen = answers.filter(({ status }) => status !== 200).map((answer) => refusal(answer, STALE))
    assert.equal(seen.length, 31)
    return ['1 served', `31 times ${seen[0]}`]
  })
  await attack('A11', 'a start, while it is under way and after kill -9 in its midst', async () => {
    const PORT = String(await freePort())
    const killed = await stage.server('killed-start', { PORT })
    const at = killed.url
    // It now has the environments, so that it is the start that meets silence.
    const paid = await jobs.bought({ at })
    const request = jobs.request(paid)
    const heard = new Promise((resolve) => (operator.instead = (_, response) => resolve(response)))
    try {
      const seen = await jobs.acts(['POST compute'], async () => {
        const answer = jobs.start(request, at).catch(() => null)
        const silent = await Promise.race([heard, answer])
        assert.ok(silent?.socket, `operator-service was not asked: ${silent?.text}`)
        const waiting = refusal(await jobs.start(request, at), STALE)
        await killed.kill()
        assert.equal(await answer, null)
        silent.destroy()
        operator.instead = null
        await stage.server('killed-start', { PORT })
        return [waiting, refusal(await jobs.start(request, at), STALE)]
      })
      await jobs.run(paid, { at })
      return seen
    } finally {
      operator.instead = null
    }
  })
  await attack('A11', 'a stop, a delete and a result that are sent again', async () => {
    const jobId = await jobs.run(bought)
    const seen = []
    for (const method of ['PUT', 'DELETE']) {
      const query = jobs.ofJob(consumer, jobId, bought.dataset.did)
      await jobs.acts([`${method} compute`], async () => served(await jobs.send(method, query)))
      const spellings = spelled.map((consumerAddress) => ({ ...query, consumerAddress }))
      seen.push(...(await refused(spellings, (query) => jobs.send(method, query))))
    }
    operator.finish(jobId, [{ type: 'output', name: 'a.csv', disposition: 'attachment', content: 'ok' }])
    const query = jobs.resultOf(jobId, 0)
    await jobs.acts(['GET getResult'], async () => served(await jobs.result(query), Buffer.from('ok')))
    return [...seen, ...(await refused([query], (query) => jobs.result(query)))]
  })
  await attack('A11', 'a stop and a delete with the signature of a status', async () => {
    const jobId = await jobs.run(bought)
    const query = jobs.ofJob(consumer, jobId, bought.dataset.did)
    served(await jobs.send('GET', query))
    const seen = await refused(['PUT', 'DELETE'], (method) => jobs.send(method, query))
    const job = operator.jobs.find((job) => job.jobId === jobId)
    assert.deepEqual([job.stopreq, job.removed], [0, 0])
    return seen
  })
  await attack('A34', "other people's jobs", async () => {
    const jobId = await jobs.run(bought)
    operator.finish(jobId, [{ type: 'output', name: 'secret.csv', disposition: 'attachment', content: 'ok' }])
    const job = operator.jobs.find((job) => job.jobId === jobId)
    const { did } = bought.dataset
    const hidden = [consumer.address, did, bought.algorithm.did, 'secret.csv', job.agreementId]
    const told = (answer) => JSON.parse(served(answer).text)
    let shown
    for (const query of [{}, { jobId }, { documentId: did }]) {
      for (const consumerAddress of spelled) {
        const answer = await jobs.send('GET', { ...query, consumerAddress })
        const list = told(answer)
        shown = list.find((job) => job.jobId === jobId)
        assert.ok(shown, answer.text)
        for (const job of list) {
          const members = ['dateCreated', 'dateFinished', 'jobId', 'status', 'statusText']
          assert.deepEqual(Object.keys(job).sort(), members)
        }
        for (const word of hidden) {
          assert.ok(!answer.text.toLowerCase().includes(word.toLowerCase()), answer.text)
        }
      }
    }
    const forged = { ...jobs.ofJob(attacker, jobId, did), consumerAddress: consumer.address }
    const seen = [JSON.stringify(shown), refusal(await jobs.send('GET', forged), /ignature/)]
    const token = async (who) => {
      const expiration = Math.floor(Date.now() / 1000) + 60
      const { token } = told(await stage.createToken(stage.tokenRequest(who, { expiration })))
      stage.secrets.add(token)
      return { AuthToken: token }
    }
    const asOwner = { consumerAddress: consumer.address, jobId, nonce: stage.nonce() }
    const stolen = { query: asOwner, headers: await token(attacker) }
    seen.push(refusal(await stage.ask(COMPUTE, stolen), /ignature/))
    assert.equal(await stage.refusals('computeStatus', 'signature_other_signer'), 1)
    assert.equal(await stage.refusals('computeStatus', 'token_other_address'), 1)
    // Also where the service shows the jobs of everybody to anybody.
    operator.instead = (_, response) => response.end(JSON.stringify(operator.jobs))
    try {
      assert.deepEqual(told(await jobs.send('GET', jobs.ofJob(attacker, jobId, did))), [])
      assert.deepEqual(told(await jobs.send('GET', { consumerAddress: attacker.address })), [])
    } finally {
      operator.instead = null
    }
    // The owner is told all, by signature and by token.
    assert.deepEqual(told(await jobs.send('GET', jobs.ofJob(consumer, jobId, did))), [job])
    const headers = await token(consumer)
    const own = { query: { ...asOwner, nonce: stage.nonce() }, headers }
    assert.deepEqual(told(await stage.ask(COMPUTE, own)), [job])
    return [...seen, 'all of it to the owner']
  })
  await attack('A25', 'names of results that leave the folder, or the header', async () => {
    const jobId = await jobs.run(bought)
    // Node takes text for Latin-1; on the wire it is UTF-8.
    const utf8 = (text) => Buffer.from(text).toString('latin1')
    const dispositions = [
      'attachment; filename=../../x',
      'attachment; filename="..\\..\\x"',
      'attachment; filename="a\\"b;c=d.csv"',
      "attachment; filename*=UTF-8''%2e%2e%2fx%0d%0aX-Evil%3a%201",
      utf8('attachment; filename="\u202evsc.exe"'),
      utf8('attachment; filename="a\u0085b\u2066c\u2028d.csv"'),
      'attachment; filename=".."',
      'attachment; filename=.hidden',
      `attachment; filename=${'n'.repeat(900)}.csv`,
      'inline'
    ]
    const results = dispositions.map((disposition) => ({
      type: 'output',
      name: 'x',
      disposition,
      content: 'ok'
    }))
    operator.finish(jobId, results)
    const seen = []
    for (const index of results.keys()) {
      const answer = await jobs.result(jobs.resultOf(jobId, index))
      seen.push(safeName(served(answer, Buffer.from('ok'))).slice(0, 40))
    }
    // A line of its own, which the service sends itself.
    const head = 'HTTP/1.1 200 OK\r\ncontent-disposition: attachment; filename="y\r\nX-Evil: 1\r\n'
    operator.instead = (request, response) => response.socket.end(`${head}content-length: 2\r\n\r\nok`)
    try {
      const answer = await jobs.result(jobs.resultOf(jobId, 0))
      seen.push(safeName(served(answer, Buffer.from('ok'))))
    } finally {
      operator.instead = null
    }
    operator.finish(jobId, [{ ...results[0], disposition: 'attachment; filename="honest.csv"' }])
    const honest = served(await jobs.result(jobs.resultOf(jobId, 0)), Buffer.from('ok'))
    assert.equal(safeName(honest), 'honest.csv')
    return seen
  })
  await attack('A49', 'digits that move from the nonce to the index of a result, or to the job', async () => {
    // A ledger of its own, since the nonces here are larger than those of today.
    const server = await stage.server('digits', { PORT: String(await freePort()) })
    const at = server.url
    const jobId = await jobs.run(bought)
    const results = Array.from({ length: 13 }, (_, index) => ({
      name: 'x',
      disposition: '',
      content: `${index}`
    }))
    operator.finish(jobId, results)
    const nonce = stage.nonce()
    const captured = jobs.resultOf(jobId, 12, nonce)
    served(await jobs.result(captured, at), Buffer.from('12'))
    const moved = [
      { ...captured, index: 1, nonce: `2${nonce}` },
      { ...captured, jobId: `${jobId}1`, index: 2 }
    ]
    const seen = await refused(moved, (query) => jobs.result(query, at), /nonce/)
    // Not because of the signature, which is right: the text was there before.
    assert.equal(await stage.refusals('computeResult', 'nonce_text_spent', at), 1)
    assert.equal(await stage.refusals('computeResult', 'nonce_not_greater', at), 1)
    // Neither locked the owner out, and the same with a signature of its own passes: nothing but the
    // spent text stands against it.
    served(await jobs.result(jobs.resultOf(jobId, 1), at), Buffer.from('1'))
    served(await jobs.result(jobs.resultOf(jobId, 1, `3${nonce}`), at), Buffer.from('1'))
    await server.kill()
    return seen
  })
}
