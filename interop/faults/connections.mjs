// Two thousand connections of one client that takes its time: others are answered, memory stays small,
// and the server rids itself of them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect } from 'node:net'
import { served } from '../attacks/expect.mjs'
import { freePort } from '../e2e/server.mjs'
import { asked, listen } from './raw.mjs'

/** Seconds after which all of them are closed: 10 for a head, 60 for a body or a pause in reading. */
const CLOSED = 100
/** Within how many seconds others are answered meanwhile. */
const PROMPT = 2
/** What the server takes at most. */
const MEBIBYTES = 192
/** The client and the others; loopback has many addresses. */
const [SLOW, OTHERS, READER] = ['127.0.0.2', '127.0.0.3', '127.0.0.4']
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const questions = 'GET / HTTP/1.1\r\nhost: slow\r\n\r\n'.repeat(200)
const kinds = {
  'a head, a header a second': {
    count: 500,
    begin: (socket) => socket.write('GET /health HTTP/1.1\r\nhost: slow\r\n'),
    goOn: (socket) => socket.write('x-slow: 1\r\n')
  },
  'nothing': { count: 100, begin: () => {}, goOn: () => {} },
  'a body, a byte a second': {
    count: 700,
    begin: (socket) =>
      socket.write(
        'POST /api/services/fileinfo HTTP/1.1\r\nhost: slow\r\n' +
          'content-type: application/json\r\ncontent-length: 5000\r\n\r\n{'
      ),
    goOn: (socket) => socket.write(' ')
  },
  'questions, and reads no answer': {
    count: 700,
    begin: (socket) => socket.pause().write(questions),
    goOn: (socket) => socket.writableLength < 65_536 && socket.write(questions)
  }
}

/** Connections that send this, as slowly as they may. */
function open(port, { count, begin, goOn }) {
  const all = Array.from({ length: count }, () => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: SLOW })
    socket.on('error', () => {}).on('data', () => {}).on('connect', () => begin(socket))
    return socket
  })
  const timer = setInterval(() => {
    for (const socket of all) if (!socket.destroyed && !socket.connecting) goOn(socket)
  }, 1000)
  return {
    left: () => all.filter((socket) => !socket.destroyed).length,
    end: () => {
      clearInterval(timer)
      for (const socket of all) socket.destroy()
    }
  }
}

/** Reads so many bytes a second, until it is told to hurry; the length that came. */
function readSlowly(url, rate, hurry) {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent: false, localAddress: READER }, (answer) => {
      let [length, inThisSecond] = [0, 0]
      const timer = setInterval(() => {
        inThisSecond = 0
        answer.resume()
      }, 1000)
      answer.on('data', (part) => {
        length += part.length
        inThisSecond += part.length
        if (inThisSecond > rate && !hurry.now) answer.pause()
      })
      answer.on('error', () => {}).on('close', () => {
        clearInterval(timer)
        resolve({ status: answer.statusCode, length, whole: answer.complete })
      })
    })
    sent.on('error', reject)
  })
}

export async function connections(stage, { fault }) {
  const { consumer, world } = stage
  const csv = world.origin.body('/weather.csv')
  const server = await stage.server('slow', { PORT: String(await freePort()) })
  const port = Number(new URL(server.url).port)
  const memory = () => {
    const text = readFileSync(`/proc/${server.pid()}/status`, 'utf8')
    return Math.round(Number(text.match(/^VmHWM:\s+(\d+) kB$/m)[1]) / 1024)
  }
  const before = memory()

  const size = 48 << 20
  const large = await listen((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`)
    socket.end(Buffer.alloc(size, 'x'))
  })
  const files = [stage.file('/weather.csv'), { type: 'url', url: `${large.url}/`, method: 'GET' }]
  const asset = await stage.publish({ files })
  const ordered = await stage.order(asset, consumer)
  const download = `${server.url}/api/services/download`

  // Somebody with a slow line, who reads all the time.
  const hurry = { now: false }
  const query = new URLSearchParams(stage.request(asset, consumer, ordered, { fileIndex: 1 }))
  const reading = readSlowly(`${download}?${query}`, 256 << 10, hurry)
  await pause(500)

  const began = performance.now()
  const slow = Object.values(kinds).map((kind) => open(port, kind))
  const left = () => slow.map((each) => each.left())
  const total = () => left().reduce((sum, count) => sum + count, 0)
  const most = Object.values(kinds).reduce((sum, { count }) => sum + count, 0)
  const closed = Object.keys(kinds).map(() => null)
  const others = []
  const seconds = () => (performance.now() - began) / 1000
  while (seconds() < CLOSED && total() > 0) {
    const at = seconds()
    const one = { at, took: null }
    others.push(one)
    const request = { query: stage.request(asset, consumer, ordered), localAddress: OTHERS }
    const health = asked(`${server.url}/health`, { localAddress: OTHERS })
    const asking = Promise.all([health, asked(download, request)]).then((answers) => {
      one.took = seconds() - at
      one.good = answers[0].status === 200 && answers[1].bytes.equals(csv)
      one.seen = answers.map(({ status }) => status)
    })
    // One after the other, since a download that is late has a nonce that is too low.
    await Promise.all([asking, pause(1000)])
    for (const [index, count] of left().entries())
      if (count === 0) closed[index] ??= Math.round(seconds())
  }
  const lasted = seconds()

  await fault(`slow connections, ${most} of one client: others are answered`, () => {
    const late = others.filter(({ took, good }) => !good || took > PROMPT)
    const said = `${late.length} of ${others.length} were not, such as ${JSON.stringify(late.slice(0, 2))}`
    assert.equal(late.length, 0, said)
    const longest = Math.max(...others.map(({ took }) => took))
    return `${others.length} times health and a download, each in ${Math.round(longest * 1000)} ms at most`
  })
  for (const [index, [name, { count }]] of Object.entries(kinds).entries()) {
    await fault(`slow connections, ${count} that send ${name}, are closed`, () => {
      assert.notEqual(closed[index], null, `${left()[index]} are open after ${lasted.toFixed(0)} s`)
      return `the last after ${closed[index]} s at most`
    })
  }
  await fault('slow connections take little memory', () => {
    const now = memory()
    assert.ok(now < MEBIBYTES, `${now} MiB`)
    return `${now} MiB at most, ${before} MiB before`
  })
  await fault('whoever reads slowly, but reads, gets his file', async () => {
    const after = Math.round(seconds())
    hurry.now = true
    const answer = await reading
    assert.deepEqual(answer, { status: 200, length: size, whole: true })
    return `${size} bytes, with 256 KiB a second for ${after} s`
  })
  for (const each of slow) each.end()
  await fault('after all of them', async () => {
    await pause(1000)
    const request = { query: stage.request(asset, consumer, ordered) }
    served(await asked(download, request), csv)
    return '200'
  })
  large.close()
  await server.kill()
}
