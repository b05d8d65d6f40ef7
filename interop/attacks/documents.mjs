// Documents that are not this NFT's, or not documents at all.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { refusal, served } from './expect.mjs'
import { emit } from './orders.mjs'
import { events, hex, sha256 } from './stage.mjs'

const python = fileURLToPath(new URL('../.venv/bin/python', import.meta.url))
const lzma = (code) =>
  execFileSync(python, ['-c', `import lzma,sys; sys.stdout.buffer.write(${code})`], { maxBuffer: 64 << 20 })

/** The most memory that the server ever had, in MiB. */
function peak(server) {
  const status = readFileSync(`/proc/${server.pid()}/status`, 'utf8')
  return Number(status.match(/^VmHWM:\s+(\d+) kB$/m)[1]) / 1024
}

export async function documents(stage, { attack }) {
  const { attacker, publisher, consumer } = stage
  const [victim, own] = [await stage.publish(), await stage.publish({ by: attacker })]
  const arguments_ = (sealed, plain) => ({
    encryptedDocument: sealed,
    flags: 2,
    documentHash: `0x${sha256(plain)}`
  })

  await attack('A16', 'a revoked document through an NFT of his own', async () => {
    const revoked = await stage.publish()
    const sealed = await stage.seal(revoked.text)
    served(await stage.decrypt(revoked.nft, arguments_(sealed, revoked.text)))
    await stage.invoke(publisher, revoked.nft, 'ERC721Template', 'setMetaDataState', [3])
    const seen = [refusal(await stage.decrypt(revoked.nft, arguments_(sealed, revoked.text)), /revoked/)]
    seen.push(refusal(await stage.decrypt(own.nft, arguments_(sealed, revoked.text)), /decrypt/))
    seen.push(refusal(await stage.decrypt(own.nft, { transactionId: revoked.transaction }), /transaction/))
    const copied = [0, stage.at, attacker.address, '0x02', sealed, `0x${sha256(revoked.text)}`, []]
    const { transactionHash } = await stage.invoke(attacker, own.nft, 'ERC721Template', 'setMetaData', copied)
    seen.push(refusal(await stage.decrypt(own.nft, { transactionId: transactionHash }), /decrypt/))
    return seen
  })
  await attack('A17', 'an oracle for sealed files', async () => {
    const { datatoken: datatokenAddress, nft: nftAddress, sealed } = victim
    const plain = JSON.stringify({ datatokenAddress, nftAddress, files: [stage.file('/weather.csv')] })
    const guesses = []
    for (const text of [plain, `${plain} `]) {
      for (const nft of [own.nft, victim.nft]) {
        guesses.push(refusal(await stage.decrypt(nft, arguments_(sealed, text))))
      }
    }
    // A right guess must look like a wrong one.
    assert.equal(new Set(guesses).size, 1, guesses.join(' | '))
    return guesses[0]
  })
  await attack('A46', 'a metadata event of another contract', async () => {
    const text = JSON.stringify({ ...victim.ddo, metadata: { ...victim.ddo.metadata, name: 'Forged' } })
    const data = await stage.seal(text)
    const args = [attacker.address, 0, stage.at, '0x02', data, `0x${sha256(text)}`, 1, 1]
    const log = events.encodeEventLog('MetadataCreated', args)
    const transactionId = await emit(stage, [log])
    return [
      refusal(await stage.decrypt(victim.nft, { transactionId }), /transaction/),
      refusal(await stage.decrypt(own.nft, { transactionId }), /transaction/)
    ]
  })
  await attack('A44', 'an xz bomb of 400 MiB, and dictionaries of 4 GiB', async () => {
    const [server] = stage.servers
    const before = peak(server)
    const bomb = lzma('lzma.compress(bytes(400 << 20), preset=1)')
    // LZMA alone: properties, the size of the dictionary, an unknown length, then zeros.
    const alone = Buffer.concat([
      Buffer.from([0x5d, 0xff, 0xff, 0xff, 0xff]),
      Buffer.alloc(8, 0xff),
      Buffer.alloc(64)
    ])
    const wide = lzma('lzma.compress(b"{}", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])')
    const seen = []
    for (const [name, bytes] of Object.entries({ bomb, alone, wide })) {
      const started = Date.now()
      const form = { encryptedDocument: hex(bytes), flags: 1, documentHash: `0x${'22'.repeat(32)}` }
      seen.push(
        `${name} of ${bytes.length} bytes: ${refusal(await stage.decrypt(own.nft, form), /decrypt|decompress/)}`
      )
      assert.ok(Date.now() - started < 5000, `${name} took ${Date.now() - started} ms`)
    }
    const grown = peak(server) - before
    assert.ok(grown < 128, `the server grew by ${grown} MiB`)
    return [...seen, `grew by ${Math.round(grown)} MiB`]
  })
  await attack('A44', 'an xz bomb that an NFT announces', async () => {
    const bomb = await stage.seal(lzma('lzma.compress(bytes(64 << 20), preset=1)'))
    const args = [0, stage.at, consumer.address, '0x03', bomb, `0x${'33'.repeat(32)}`, []]
    const { transactionHash } = await stage.invoke(attacker, own.nft, 'ERC721Template', 'setMetaData', args)
    return refusal(await stage.decrypt(own.nft, { transactionId: transactionHash }), /decrypt|decompress/)
  })
}
