// The host of the files misbehaves: a download is whole, or it is visibly not.
import assert from 'node:assert/strict'
import { served } from '../attacks/expect.mjs'
import { freePort } from '../e2e/server.mjs'
import { failure } from './expect.mjs'
import { asked, listen } from './raw.mjs'

/** `REQUEST_TIMEOUT`, and what a busy machine may add to it. */
const TIMEOUT = 1
const MARGIN = 3
/** Time-outs in which a slow body must move. */
const SLOW_WINDOW = 6

const CANNOT = /^The file cannot be fetched from where it lies\.$/
const part = 'x'.repeat(5000)
const ok = (head, body = '') => `HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\n${head}\r\n\r\n${body}`
const every = (socket, milliseconds, text) => {
  const timer = setInterval(() => socket.write(text), milliseconds)
  socket.on('close', () => clearInterval(timer))
}
const redirect = (location) =>
  `HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`
/** Lets what was written arrive before the connection is reset. */
const reset = (socket) => setTimeout(() => socket.resetAndDestroy(), 100)

/** Nothing of the answer is good: the client is told before a byte of the file. */
const beforeTheFile = {
  'stalls before its answer': () => {},
  'resets the connection': (socket) => socket.resetAndDestroy(),
  'closes the connection': (socket) => socket.end(),
  'does not speak HTTP': (socket) => socket.end('220 ftp.example ready\r\n'),
  'sends headers without end, slowly': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    every(socket, 200, 'x-more: 1\r\n')
  },
  'sends headers of 64 KiB': (socket) => socket.write(ok(`x-large: ${'y'.repeat(65_536)}`)),
  'sends 1,000 headers': (socket) => socket.write(ok('x-more: 1\r\n'.repeat(1000) + 'x-last: 1')),
  'sends a length that is no number': (socket) => socket.end(ok('content-length: -5', part)),
  'sends two lengths': (socket) => socket.end(ok('content-length: 5\r\ncontent-length: 6', 'abcdef')),
  'redirects in a circle': (socket, path) => socket.end(redirect(path)),
  'redirects to a file of the machine': (socket) => socket.end(redirect('file:///etc/passwd')),
  'redirects to where nobody answers': (socket) => socket.end(redirect('http://192.0.2.1/')),
  'answers 500 with a page': (socket) =>
    socket.end('HTTP/1.1 500 Oops\r\ncontent-length: 7\r\n\r\nthe-url'),
  'answers 503': (socket) => socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n')
}

/** The answer begins well, so that all that is left is to break off. */
const inTheFile = {
  'stalls in the file': (socket) => socket.write(ok('content-length: 9000', part)),
  'stalls in a file of unknown length': (socket) => socket.write(ok('x: y', part)),
  'resets in the file': (socket) => {
    socket.write(ok('content-length: 9000', part))
    reset(socket)
  },
  'resets in a file of unknown length': (socket) => {
    socket.write(ok('x: y', part))
    reset(socket)
  },
  'says more than it sends': (socket) => socket.end(ok('content-length: 9000', part)),
  'ends without the last chunk': (socket) =>
    socket.end(ok('transfer-encoding: chunked', `1388\r\n${part}\r\n`)),
  'sends garbage for a chunk': (socket) =>
    socket.write(ok('transfer-encoding: chunked', `1388\r\n${part}\r\nzz\r\ngarbage`)),
  'sends a chunk longer than it says': (socket) =>
    socket.write(ok('transfer-encoding: chunked', `5\r\n${part}\r\n0\r\n\r\n`))
}

const asPromised = {
  'sends more than it says': [
    (socket) =>
      socket.write(ok('content-length: 5', 'right') + ok('content-length: 5', 'wrong').repeat(2)),
    'right'
  ],
  'says gzip and is not': [
    (socket) => socket.end(ok('content-encoding: gzip\r\ncontent-length: 5', 'plain')),
    'plain'
  ]
}

const trickle = (socket) => {
  socket.write(ok('content-length: 100000'))
  every(socket, 100, 'x')
}

export async function origin(stage, { fault }) {
  const { consumer, world } = stage
  const csv = world.origin.body('/weather.csv')
  const scripts = [
    ...Object.entries(beforeTheFile),
    ...Object.entries(inTheFile),
    ...Object.entries(asPromised).map(([name, [serve]]) => [name, serve]),
    ['sends a byte now and then', trickle]
  ]
  let requests = 0
  const host = await listen((socket, head) => {
    requests += 1
    const path = head.split(' ')[1]
    scripts[Number(path.slice(1))]?.[1](socket, path)
  })
  const server = await stage.server('hasty', {
    PORT: String(await freePort()),
    REQUEST_TIMEOUT: String(TIMEOUT)
  })
  const files = scripts.map((_, index) => ({ type: 'url', url: `${host.url}/${index}`, method: 'GET' }))
  const asset = await stage.publish({ files: [...files, stage.file('/weather.csv')] })
  const ordered = await stage.order(asset, consumer)
  const at = (name) => scripts.findIndex(([each]) => each === name)
  const download = (fileIndex, url = server.url) => {
    const query = stage.request(asset, consumer, ordered, { fileIndex })
    return asked(`${url}/api/services/download`, { query })
  }

  // A nonce must be greater than the one before, so that each waits until the request before it has
  // come to the origin: the answers then overlap.
  const downloads = new Map()
  for (const [index, [name]] of scripts.entries()) {
    const before = requests
    const answer = download(index)
    downloads.set(name, answer)
    let answered = false
    answer.then(() => (answered = true))
    while (requests === before && !answered) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  await fault('while origins stall, others are served', async () => {
    const answer = served(await download(files.length), csv)
    assert.ok(answer.whole && answer.took < 1, `it took ${answer.took} s`)
    const sealing = performance.now()
    await stage.seal('sealed meanwhile')
    const sealed = performance.now() - sealing
    assert.ok(sealed < 1000, `encrypt took ${sealed} ms`)
    return [`a download in ${Math.round(answer.took * 1000)} ms`, `encrypt in ${Math.round(sealed)} ms`]
  })

  for (const name of Object.keys(beforeTheFile)) {
    await fault(`origin ${name}`, async () => {
      const answer = await downloads.get(name)
      assert.ok(answer.took < TIMEOUT + MARGIN, `it took ${answer.took} s`)
      assert.ok(answer.whole)
      return `${failure(answer, 502, CANNOT)} after ${answer.took.toFixed(1)} s`
    })
  }
  for (const name of Object.keys(inTheFile)) {
    await fault(`origin ${name}`, async () => {
      const answer = await downloads.get(name)
      assert.equal(answer.status, 200, answer.text.slice(0, 300))
      assert.equal(answer.whole, false, `an answer of ${answer.bytes.length} bytes looks whole`)
      assert.ok(part.startsWith(answer.text), 'bytes that the file does not have')
      assert.ok(answer.took < TIMEOUT + MARGIN, `it took ${answer.took} s`)
      return `200, broken off after ${answer.bytes.length} bytes and ${answer.took.toFixed(1)} s`
    })
  }
  for (const [name, [, text]] of Object.entries(asPromised)) {
    await fault(`origin ${name}`, async () => {
      const answer = await downloads.get(name)
      assert.deepEqual([answer.status, answer.text, answer.whole], [200, text, true])
      const again = await download(at(name))
      assert.deepEqual([again.status, again.text, again.whole], [200, text, true])
      return `200 ${JSON.stringify(text)}, and again`
    })
  }
  await fault('fileinfo of them', async () => {
    // Lengths that disagree are those of a body, and HEAD has none.
    const names = Object.keys(beforeTheFile).filter((name) => name !== 'sends two lengths')
    const answers = await Promise.all(names.map((name) => stage.fileInfo(files[at(name)], server.url)))
    for (const [which, answer] of answers.entries()) {
      const [info] = JSON.parse(served(answer).text)
      assert.deepEqual(info, { index: 0, type: 'url', valid: false }, names[which])
    }
    return `${names.length} times ${answers[0].text}`
  })

  await fault('the circle was left after six requests, and nothing was tried twice', async () => {
    const before = requests
    await download(at('redirects in a circle'))
    assert.equal(requests - before, 6)
    const once = requests
    await download(at('resets the connection'))
    assert.equal(requests - once, 1)
    return '6 requests, 1 request'
  })

  // A redirect to such an address needs an origin that is public; the tests of the server have one
  // of their own for it.
  await fault('origin at an address that is not public', async () => {
    const strict = await stage.server('public', { PORT: String(await freePort()), ALLOW_NON_PUBLIC_IP: '' })
    const before = requests
    const answer = await download(0, strict.url)
    await strict.kill()
    assert.equal(requests, before, 'it was asked')
    return failure(answer, 502, CANNOT)
  })

  await fault('origin sends a byte now and then', async () => {
    const answer = await downloads.get('sends a byte now and then')
    assert.deepEqual([answer.status, answer.whole], [200, false])
    const most = TIMEOUT * SLOW_WINDOW + MARGIN
    assert.ok(answer.took > TIMEOUT && answer.took < most, `it took ${answer.took} s`)
    return `200, broken off after ${answer.bytes.length} bytes and ${answer.took.toFixed(1)} s`
  })

  await fault('after all of it a file is served', async () => {
    const answer = served(await download(files.length), csv)
    assert.ok(answer.whole)
    return `200, ${answer.bytes.length} bytes`
  })
  await server.kill()
  host.close()
}
