// Files that were not bought, and what their names and failures give away.
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { freePort } from '../e2e/server.mjs'
import { refusal, safeName, served } from './expect.mjs'
import { URL_SECRET } from './stage.mjs'

/** A server that answers with these bytes, whatever they are; to HEAD without the body. */
async function raw(answer) {
  const head = `${answer.split('\r\n\r\n')[0]}\r\nconnection: close\r\n\r\n`
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  const serve = (socket, request) => socket.end(request.startsWith('HEAD') ? head : head + body)
  const server = createServer((socket) =>
    socket.on('error', () => {}).once('data', (request) => serve(socket, String(request)))
  )
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

export async function files(stage, { attack }) {
  const { attacker, consumer } = stage
  const csv = stage.world.origin.body('/weather.csv')

  await attack('A18', 'the name and the hash of a file that he has not bought', async () => {
    const asset = await stage.publish()
    const [info] = JSON.parse(
      served(await stage.fileInfo({ did: asset.did, serviceId: 'access', checksum: 1 })).text
    )
    assert.deepEqual(Object.keys(info).sort(), ['contentLength', 'contentType', 'index', 'type', 'valid'])
    assert.equal(info.valid, true)
    const reference = await stage.reference()
    const answer = await stage.fileInfo({ did: asset.did, serviceId: 'access', checksum: 1 }, reference.url)
    const [told] = JSON.parse(served(answer).text)
    assert.deepEqual([told.filename, told.checksumType], ['weather.csv', 'sha256'])
    return [JSON.stringify(info), `by the reference's rules ${JSON.stringify(told)}`]
  })
  await attack('A18', 'and the hash of an algorithm is told', async () => {
    const asset = await stage.publish({
      type: 'algorithm',
      files: [stage.file('/algorithm.py')],
      alter: (ddo) => {
        ddo.metadata.algorithm = {
          container: {
            entrypoint: 'python $ALGO',
            image: 'i',
            tag: 't',
            checksum: `sha256:${'0'.repeat(64)}`
          }
        }
        return ddo
      }
    })
    const [info] = JSON.parse(
      served(await stage.fileInfo({ did: asset.did, serviceId: 'access', checksum: 1 })).text
    )
    assert.equal(info.checksumType, 'sha256')
    assert.equal(info.filename, undefined)
    return JSON.stringify(info)
  })
  await attack('A21', 'errors of the origin', async () => {
    const closed = await freePort()
    const broken = await raw('this is not HTTP, and says secret-of-the-body\r\n\r\n')
    const failing = await raw('HTTP/1.1 500 Oops\r\ncontent-length: 18\r\n\r\nsecret-of-the-body')
    const places = {
      closed: `http://127.0.0.1:${closed}/${URL_SECRET}/data.csv?token=${URL_SECRET}`,
      unknown: `http://host-${URL_SECRET}.invalid/${URL_SECRET}`,
      broken: `${broken.url}/${URL_SECRET}`,
      failing: `${failing.url}/${URL_SECRET}`,
      missing: `${stage.world.origin.url}/${URL_SECRET}`,
      malformed: `http://${URL_SECRET}:notaport/`
    }
    const seen = []
    for (const [name, url] of Object.entries(places)) {
      const file = { type: 'url', url, method: 'GET' }
      const asset = await stage.publish({ files: [file] })
      const ordered = await stage.order(asset, consumer)
      const answers = [
        await stage.download(asset, consumer, ordered),
        await stage.fileInfo({ did: asset.did, serviceId: 'access' }),
        await stage.fileInfo(file),
        await stage.initialize(asset, consumer, { fileIndex: 0 })
      ]
      for (const { text, headers } of answers) {
        const whole = text + JSON.stringify([...headers])
        for (const part of [URL_SECRET, 'secret-of-the-body', '127.0.0.1', '.invalid', String(closed)]) {
          assert.ok(!whole.includes(part), `${name}: ${whole}`)
        }
      }
      assert.ok(answers[0].status >= 400, `${name}: ${answers[0].status}`)
      seen.push(`${name}: ${answers[0].status} ${answers[0].text}`)
    }
    for (const { close } of [broken, failing]) close()
    return seen
  })
  await attack('A21', 'an origin that never answers', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}))
    await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${silent.address().port}/${URL_SECRET}`
    const more = { PORT: String(await freePort()), REQUEST_TIMEOUT: '1', REQUEST_RETRIES: '0' }
    const hasty = await stage.server('hasty', more)
    const started = Date.now()
    const answer = await stage.fileInfo({ type: 'url', url, method: 'GET' }, hasty.url)
    const took = Date.now() - started
    assert.deepEqual(JSON.parse(served(answer).text), [{ index: 0, type: 'url', valid: false }])
    assert.ok(took < 4000, `it took ${took} ms`)
    await hasty.kill()
    silent.close()
    return `${answer.text} after ${took} ms`
  })
  await attack('A25', 'names that leave the folder, or the header', async () => {
    const paths = [
      '..%2f..%2fevil.csv',
      'a%0d%0aX-Evil:%201',
      '%22quoted%22;x=.csv',
      '%E2%80%AEvsc.exe',
      '.hidden',
      `${'n'.repeat(900)}.csv`,
      '%00.csv',
      '..'
    ]
    const disposition = (text) =>
      raw(
        `HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-disposition: ${text}\r\ncontent-length: 2\r\n\r\nok`
      )
    const origins = await Promise.all([
      disposition('attachment; filename=../../evil.csv'),
      disposition('attachment; filename="..\\..\\evil.csv"'),
      disposition('attachment; filename="a\\"b;c=d.csv"'),
      disposition("attachment; filename*=UTF-8''%2e%2e%2fevil%0d%0aX-Evil%3a1.csv"),
      disposition('attachment; filename="\u202evsc.exe"')
    ])
    const plain = await raw('HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-length: 2\r\n\r\nok')
    const urls = [...paths.map((path) => `${plain.url}/${path}`), ...origins.map(({ url }) => `${url}/x.csv`)]
    const asset = await stage.publish({ files: urls.map((url) => ({ type: 'url', url, method: 'GET' })) })
    const ordered = await stage.order(asset, consumer)
    const seen = []
    for (const fileIndex of urls.keys()) {
      const answer = await stage.download(asset, consumer, ordered, { fileIndex })
      seen.push(safeName(served(answer, Buffer.from('ok'))).slice(0, 40))
    }
    for (const { close } of [...origins, plain]) close()
    return seen
  })
  await attack('A26', 'file indices that are none', async () => {
    const asset = await stage.publish()
    const ordered = await stage.order(asset, consumer)
    const seen = []
    for (const fileIndex of [
      '-1',
      '1',
      '99999999999999999999999999',
      '1.0',
      '0.0',
      '0x0',
      ' 0',
      '+0',
      '٠',
      'a'
    ]) {
      const answer = await stage.download(asset, consumer, ordered, { fileIndex })
      seen.push(`\`${fileIndex}\` ${refusal(answer)}`)
      refusal(await stage.initialize(asset, consumer, { fileIndex }))
    }
    served(await stage.download(asset, consumer, ordered), csv)
    return seen
  })
  await attack('A42', 'a bare list of files in a document of version 4.0.0', async () => {
    const legacy = await stage.seal([stage.file('/weather.csv')])
    const asset = await stage.publish({ by: attacker, files: legacy, version: '4.0.0' })
    const ordered = await stage.order(asset, attacker)
    return [
      refusal(await stage.download(asset, attacker, ordered)),
      refusal(await stage.fileInfo({ did: asset.did, serviceId: 'access' }), /Unable to get dataset files/)
    ]
  })
  await attack('A43', "a victim's sealed files in an asset of his own", async () => {
    const victim = await stage.publish()
    const asset = await stage.publish({ by: attacker, files: victim.sealed })
    const ordered = await stage.order(asset, attacker)
    return [
      refusal(await stage.download(asset, attacker, ordered)),
      refusal(await stage.fileInfo({ did: asset.did, serviceId: 'access' }), /Unable to get dataset files/)
    ]
  })
}
