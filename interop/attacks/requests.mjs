// Requests that were captured, and are sent again.
import assert from 'node:assert/strict'
import { startChain } from '../e2e/chain.mjs'
import { freePort } from '../e2e/server.mjs'
import { refusal, served } from './expect.mjs'
import { sha256, Stage } from './stage.mjs'

const STALE = /expected nonce|nonce/

export async function requests(stage, { attack }) {
  const { attacker, consumer } = stage
  const asset = await stage.publish()
  const ordered = await stage.order(asset, consumer)
  const get = (query, at) => stage.ask('/api/services/download', { query, at })
  const whole = stage.world.origin.body('/weather.csv')

  await attack('A07', 'a replay with another spelling of the address', async () => {
    const query = stage.request(asset, consumer, ordered)
    served(await get(query), whole)
    const lower = consumer.address.toLowerCase()
    const upper = `0x${lower.slice(2).toUpperCase()}`
    const spelled = [lower, upper, consumer.address]
    const seen = []
    for (const consumerAddress of spelled) seen.push(refusal(await get({ ...query, consumerAddress }), STALE))
    return [...new Set(seen)]
  })
  await attack('A08', 'other spellings of a spent nonce', async () => {
    const nonce = stage.nonce()
    served(await stage.download(asset, consumer, ordered, { nonce }), whole)
    const spellings = [
      nonce,
      `0${nonce}`,
      ` ${nonce}`,
      `${nonce} `,
      `+${nonce}`,
      `${nonce}.0`,
      `${nonce}.`,
      `${nonce.slice(0, 1)}_${nonce.slice(1)}`,
      `${nonce}e0`,
      '1e30',
      '1e3',
      'NaN',
      'Infinity',
      '-1',
      '0x7fffffffffffffff',
      '１７９５２１７５９３７１３'
    ]
    const seen = []
    for (const spelling of spellings) {
      seen.push(
        `\`${spelling}\` ${refusal(await stage.download(asset, consumer, ordered, { nonce: spelling }))}`
      )
    }
    served(await stage.download(asset, consumer, ordered), whole)
    return seen
  })
  await attack('A08', 'a spent nonce as a JSON number', async () => {
    const nonce = Number(stage.nonce())
    const form = { transactionId: asset.transaction }
    const json = stage.decryption(asset.nft, form, consumer, { nonce: String(nonce) })
    const send = (json) => stage.ask('/api/services/decrypt', { method: 'POST', json })
    served(await send(json))
    return refusal(await send({ ...json, nonce }), STALE)
  })
  await attack('A09', 'the same request 24 times at once', async () => {
    const query = stage.request(asset, consumer, ordered)
    const answers = await Promise.all(Array.from({ length: 24 }, () => get(query)))
    const count = answers.filter(({ status }) => status === 200).length
    assert.equal(count, 1)
    const seen = answers.filter(({ status }) => status !== 200).map((answer) => refusal(answer, STALE))
    return [`${count} served`, `${seen.length} times ${seen[0]}`]
  })
  await attack('A09', 'the same token request 24 times at once', async () => {
    const query = stage.tokenRequest(consumer, { expiration: Math.floor(Date.now() / 1000) + 60 })
    const answers = await Promise.all(Array.from({ length: 24 }, () => stage.createToken(query)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    const [seen] = answers.filter(({ status }) => status !== 200).map((answer) => refusal(answer, STALE))
    return ['1 served', seen]
  })
  await attack('A10', 'replays after kill -9 in the midst of requests', async () => {
    const PORT = String(await freePort())
    const killed = await stage.server('killed', { PORT })
    const at = killed.url
    const queries = Array.from({ length: 400 }, () => stage.request(asset, consumer, ordered))
    // One after the other, so that some are served, and the server dies while one is under way.
    const done = []
    const sending = (async () => {
      for (const query of queries) {
        const answer = await get(query, at).catch(() => null)
        if (!answer) return
        served(answer)
        done.push(query)
        if (done.length === 8) killed.kill()
      }
    })()
    await sending
    assert.ok(done.length >= 8 && done.length < queries.length, `${done.length} were served`)
    await killed.kill()
    const again = await stage.server('killed', { PORT })
    const seen = []
    for (const query of done) seen.push(refusal(await get(query, at), STALE))
    served(await get(stage.request(asset, consumer, ordered), at), whole)
    await again.kill()
    return [`${done.length} served before, all refused after`, seen.at(-1)]
  })
  await attack('A49', 'digits that move from the nonce to the chain', () => movedDigits(stage))
  await attack('A12', 'a served signature for another asset, file or transaction', async () => {
    const query = stage.request(asset, consumer, ordered)
    served(await get(query), whole)
    const other = await stage.publish({ files: [stage.file('/weather.csv'), stage.file('/table.bin')] })
    const paid = await stage.order(other, consumer)
    return [
      refusal(await get({ ...query, transferTxId: paid }), STALE),
      refusal(await get({ ...query, fileIndex: 1 }), STALE),
      refusal(await get({ ...query, documentId: other.did, transferTxId: paid }), /ignature/)
    ]
  })
}

/**
 * Chains 8996 and 899 where the same accounts did the same: the NFT has one address on both, and
 * decrypt by arguments signs address, chain and nonce with nothing between them.
 */
async function movedDigits(stage) {
  const { world } = stage
  const small = await startChain(world.folder, { chainId: 899, network: 'small' })
  const large = await startChain(world.folder, { chainId: 8996, network: 'development' })
  const { privateKey } = large.accounts.provider
  const map = (value) => JSON.stringify({ 899: value(small), 8996: value(large) })
  const server = await stage.server('moved', {
    PORT: String(await freePort()),
    NETWORK_URL: map(({ rpc }) => rpc),
    PROVIDER_PRIVATE_KEY: map(() => privateKey),
    UNIVERSAL_PRIVATE_KEY: privateKey,
    ADDRESS_FILE: large.addressFile
  })
  const of = async (chain) => {
    const own = new Stage({ ...world, chain, server })
    const asset = await own.publish()
    return {
      own,
      asset,
      form: {
        encryptedDocument: `0x${Buffer.from(asset.text).toString('hex')}`,
        flags: 0,
        documentHash: `0x${sha256(asset.text)}`
      }
    }
  }
  const [on899, on8996] = [await of(small), await of(large)]
  assert.equal(on899.asset.nft, on8996.asset.nft)
  const nonce = '1000000000000'
  const { nft } = on8996.asset
  const signed = stage.decryption(nft, on8996.form, stage.consumer, { nonce, chainId: 8996 })
  const send = (json) => stage.ask('/api/services/decrypt', { method: 'POST', json, at: server.url })
  served(await send(signed))
  const moved = { ...signed, ...on899.form, chainId: 899, nonce: `6${nonce}` }
  const seen = refusal(await send(moved), /ignature|nonce|spent/)
  // The same with a signature of its own passes: nothing but the spent text stands against it.
  served(await send(stage.decryption(nft, on899.form, stage.attacker, { nonce: `6${nonce}`, chainId: 899 })))
  return seen
}
