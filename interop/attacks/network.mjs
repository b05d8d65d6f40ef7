// Where the server may be sent, and how it may be kept busy.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { Wallet } from 'ethers'
import { fileURLToPath } from 'node:url'
import { freePort } from '../e2e/server.mjs'
import { refusal, served } from './expect.mjs'

const python = fileURLToPath(new URL('../.venv/bin/python', import.meta.url))

/** How many rows the tables of a SQLite file have. */
function rows(path) {
  const code = `
import sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
names = [name for (name,) in base.execute("select name from sqlite_master where type = 'table'")]
print(sum(base.execute(f'select count(*) from "{name}"').fetchone()[0] for name in names))`
  return Number(execFileSync(python, ['-c', code, path]).toString())
}

export async function network(stage, { attack }) {
  const { consumer, world } = stage

  await attack('A20', 'addresses that are not public', async () => {
    const strict = await stage.server('strict', { PORT: String(await freePort()), ALLOW_NON_PUBLIC_IP: '' })
    const { port } = new URL(world.origin.url)
    const hosts = [
      'localhost',
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '0.0.0.0',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '[fe80::1]',
      '[fd00:ec2::254]',
      'localhost.',
      'LOCALHOST',
      '169.254.169.254',
      '10.0.0.1',
      '172.16.0.1',
      '192.168.0.1',
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255'
    ]
    const before = world.origin.requests.length
    for (const host of hosts) {
      const started = Date.now()
      const file = { type: 'url', url: `http://${host}:${port}/weather.csv`, method: 'GET' }
      const answer = served(await stage.fileInfo(file, strict.url))
      assert.equal(JSON.parse(answer.text)[0].valid, false, `${host}: ${answer.text}`)
      assert.ok(Date.now() - started < 2000, `${host} took ${Date.now() - started} ms`)
    }
    const graph = { type: 'graphql', url: `${world.origin.url}/weather.csv`, query: '{ a }' }
    assert.equal(JSON.parse(served(await stage.fileInfo(graph, strict.url)).text)[0].valid, false)
    const asset = await stage.publish()
    const ordered = await stage.order(asset, consumer)
    const answer = await stage.download(asset, consumer, ordered, {}, strict.url)
    assert.ok(answer.status >= 400, `${answer.status} ${answer.text}`)
    assert.equal(world.origin.requests.length, before, 'the origin was reached')
    await strict.kill()
    return [`${hosts.length} hosts: valid false`, `download: ${answer.status} ${answer.text}`]
  })
  await attack('A19', 'fileinfo of any URL, more often than a client may', async () => {
    const limited = await stage.server('limited', {
      PORT: String(await freePort()),
      RATE_LIMIT_PER_MINUTE: '10'
    })
    const answers = []
    for (let count = 0; count < 12; count += 1)
      answers.push(await stage.fileInfo(stage.file('/weather.csv'), limited.url))
    assert.deepEqual(
      answers.slice(0, 10).map(({ status }) => status),
      Array(10).fill(200)
    )
    const last = answers.at(-1)
    assert.equal(last.status, 429, last.text)
    assert.ok(!answers[0].text.includes('day,rain'))
    await limited.kill()
    return [answers[0].text, `${last.status} ${last.text}`]
  })
  await attack('A23', 'an unknown transaction does not keep a worker', async () => {
    const asset = await stage.publish()
    const started = Date.now()
    const wrong = `0x${'cd'.repeat(32)}`
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => stage.initialize(asset, consumer, { transferTxId: wrong }))
    )
    for (const answer of answers) assert.ok(JSON.parse(served(answer).text).providerFee)
    const seen = refusal(await stage.download(asset, consumer, wrong), /Order with tx_id/)
    const took = Date.now() - started
    assert.ok(took < 2000, `it took ${took} ms`)
    return [`20 quotes and a refusal in ${took} ms`, seen]
  })
  await attack('A23', 'unsigned requests write nothing', async () => {
    const file = `${world.folder}/main.sqlite`
    const before = rows(file)
    for (let count = 0; count < 300; count += 1) {
      const query = { userAddress: count % 3 ? Wallet.createRandom().address : `nobody ${count}` }
      const answer = await stage.ask('/api/services/nonce', { query })
      assert.ok(answer.status < 500, answer.text)
    }
    assert.equal(rows(file), before)
    return `${before} rows before and after`
  })
}
