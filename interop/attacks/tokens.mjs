// Auth tokens that nobody meant to make, or that were taken back.
import assert from 'node:assert/strict'
import { freePort } from '../e2e/server.mjs'
import { refusal, served } from './expect.mjs'
import { Jobs } from './jobs.mjs'

const DAY = 24 * 3600
const now = () => Math.floor(Date.now() / 1000)
const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))

export async function tokens(stage, { attack }) {
  const { consumer, attacker } = stage
  const asset = await stage.publish()
  const ordered = await stage.order(asset, consumer)
  const read = (answer) => {
    const { token } = JSON.parse(served(answer).text)
    stage.secrets.add(token)
    return token
  }
  const use = (token, at) => {
    const { signature, ...query } = stage.request(asset, consumer, ordered)
    return stage.ask('/api/services/download', { query, headers: { AuthToken: token }, at })
  }

  await attack('A13', 'a token from the signature of a stop of all jobs', async () => {
    const jobs = new Jobs(stage)
    const jobId = await jobs.run(await jobs.bought())
    const reference = await stage.reference()
    const seen = []
    for (const method of ['PUT', 'DELETE']) {
      for (const job of [{}, { jobId: '' }]) {
        // No switch brings it back.
        for (const at of [stage.at, reference.url]) {
          const nonce = stage.nonce()
          const signature = stage.sign(consumer, consumer.address + nonce)
          const query = { consumerAddress: consumer.address, nonce, signature, ...job }
          const send = () => jobs.send(method, query, at)
          seen.push(refusal(await jobs.acts([], send), /The jobId field is required/))
          const token = { address: consumer.address, expiration: now() + 60, nonce, signature }
          refusal(await stage.createToken(token, at), /expected nonce/)
        }
      }
      // One of a single job is heard.
      const query = jobs.ofJob(consumer, jobId)
      served(await jobs.acts([`${method} compute`], () => jobs.send(method, query)))
    }
    return [...new Set(seen)]
  })
  await attack(
    'A13',
    'a token from the signature of a stop of one job, of a download, of a decrypt',
    async () => {
      const expiration = now() + 60
      const nonce = stage.nonce()
      const messages = [
        `${consumer.address}job-7${asset.did}`,
        `${consumer.address}job7`,
        asset.did,
        `${asset.nft}${consumer.address}8996`
      ]
      const seen = []
      for (const message of messages) {
        const query = {
          address: consumer.address,
          expiration,
          nonce,
          signature: stage.sign(consumer, message + nonce)
        }
        seen.push(refusal(await stage.createToken(query), /ignature/))
      }
      return [...new Set(seen)]
    }
  )
  await attack('A13', 'a deletion with the signature of the creation', async () => {
    const query = stage.tokenRequest(consumer, { expiration: now() + 60 })
    const token = read(await stage.createToken(query))
    const seen = refusal(await stage.deleteToken({ ...query, token }), /nonce/)
    served(await use(token))
    return seen
  })
  await attack('A14', 'another expiration in a captured request', async () => {
    const query = stage.tokenRequest(consumer, { expiration: now() + 60 })
    read(await stage.createToken(query))
    const far = now() + 3650 * DAY
    const seen = refusal(await stage.createToken({ ...query, expiration: far }), /nonce/)
    const unserved = await stage.createToken(stage.tokenRequest(consumer, { expiration: far }))
    const left = claims(read(unserved)).exp - now()
    assert.ok(left <= DAY, `it expires in ${left} seconds`)
    const reference = await stage.reference()
    const answer = await stage.createToken(stage.tokenRequest(consumer, { expiration: far }), reference.url)
    assert.equal(claims(read(answer)).exp, far)
    return [seen, `capped to ${left} s`, "by the reference's rules it is not"]
  })
  await attack('A15', 'a revoked token comes back', async () => {
    const PORT = String(await freePort())
    let server = await stage.server('revoked', { PORT })
    const at = server.url
    const query = stage.tokenRequest(consumer, { expiration: now() + 3600 })
    const token = read(await stage.createToken(query, at))
    served(await use(token, at))
    served(await stage.deleteToken(stage.tokenRequest(consumer, { token }), at))
    const seen = [refusal(await use(token, at), /ignature/)]
    seen.push(refusal(await stage.createToken(query, at), /nonce/))
    // The same expiration makes the same text, signed anew.
    const again = await stage.createToken(stage.tokenRequest(consumer, { expiration: query.expiration }), at)
    if (again.status === 200) seen.push(refusal(await use(read(again), at), /ignature/))
    else seen.push(refusal(again))
    await server.kill()
    server = await stage.server('revoked', { PORT })
    seen.push(refusal(await use(token, at), /ignature/))
    await server.kill()
    return seen
  })
  await attack('A15', 'a token of another, or of nobody', async () => {
    const token = read(await stage.createToken(stage.tokenRequest(attacker, { expiration: now() + 60 })))
    const [header, payload, mac] = token.split('.')
    const wide = Buffer.from(JSON.stringify({ exp: now() + 60, address: consumer.address })).toString(
      'base64url'
    )
    const none = Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url')
    const forged = [token, `${header}.${wide}.${mac}`, `${none}.${wide}.`, `${header}.${payload}`]
    const seen = []
    for (const text of forged) seen.push(refusal(await use(text), /ignature/))
    return [...new Set(seen)]
  })
}
