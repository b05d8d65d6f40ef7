// Clients that ask without end, and what they remember of it.
import assert from 'node:assert/strict'

/** Whoever waits longer is given up. */
const PATIENCE = 20_000
/** Replays under way. */
const AT_ONCE = 16

const STALE = /"Invalid signature expected nonce \(\d+\) > current nonce \(\d+\)\."/
const isStale = ({ status, text }) => status === 400 && STALE.test(text)

/** Signed requests, and how often each was accepted, over all the times that it was sent. */
export class Book {
  entries = []
  /** How many answers of each status there were; `none` where the connection broke. */
  answers = {}
  slowest = 0

  /** A request of an account. `mark` is for those who hear of it behind the server. */
  add(who, nonce) {
    const entry = { who, nonce, mark: who.address + nonce, accepted: 0 }
    this.entries.push(entry)
    return entry
  }

  /** A download of a file, with the mark for its origin. */
  download({ who, request }) {
    const query = request()
    const entry = this.add(who, query.nonce)
    const search = new URLSearchParams({ ...query, userdata: JSON.stringify({ mark: entry.mark }) })
    const send = (at, how) => fetch(`${at}/api/services/download?${search}`, how)
    return Object.assign(entry, { send })
  }

  /** It is accepted once the client sees the status, even if nothing else comes. */
  async send(entry, at) {
    const before = performance.now()
    let status = 'none'
    let text = ''
    try {
      const response = await entry.send(at, { signal: AbortSignal.timeout(PATIENCE) })
      status = response.status
      if (status === 200) entry.accepted += 1
      text = await response.text()
    } catch {
      // The server is gone, or does not answer.
    }
    this.slowest = Math.max(this.slowest, (performance.now() - before) / 1000)
    this.answers[status] = (this.answers[status] ?? 0) + 1
    entry.last = { status, text }
    const expected = ['none', 200, 503].includes(status) || isStale(entry.last)
    assert.ok(expected, `${entry.mark}: ${status} ${text.slice(0, 300)}`)
    return status
  }

  get accepted() {
    return this.entries.filter(({ accepted }) => accepted > 0)
  }

  /** What was accepted was so once, and is refused now. */
  async replay(servers, entries = this.accepted) {
    const turns = entries.flatMap((entry) => servers.map((at) => [entry, at])).values()
    const replay = async () => {
      for (const [entry, at] of turns) {
        await this.send(entry, at)
        assert.equal(entry.accepted, 1, `${entry.mark} was accepted twice`)
        assert.ok(isStale(entry.last), `${entry.mark}: ${entry.last.status} ${entry.last.text}`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, replay))
  }

  /** The greatest nonce of each account that was accepted. */
  greatest() {
    const greatest = new Map()
    for (const { who, nonce } of this.accepted) {
      const last = greatest.get(who) ?? 0n
      if (BigInt(nonce) > last) greatest.set(who, BigInt(nonce))
    }
    return greatest
  }

  /** For no request a file was fetched twice. The marks of those for which it was. */
  fetchedOnce(origin) {
    const known = new Set(this.entries.map(({ mark }) => mark))
    const marks = origin.requests.map((line) => line.match(/^GET \S*[?&]mark=(\w+)/)?.[1])
    return once(marks.filter((mark) => known.has(mark)))
  }

  describe() {
    const counts = Object.entries(this.answers).map(([status, count]) => `${count} of ${status}`)
    const slowest = this.slowest.toFixed(1)
    return `${this.entries.length} requests, answers: ${counts.join(', ')}, slowest ${slowest} s`
  }
}

/** Each of the marks, which are there once; what is undefined is none. */
export function once(marks) {
  const all = new Set()
  for (const mark of marks.filter(Boolean)) {
    assert.ok(!all.has(mark), `${mark}: it was done twice`)
    all.add(mark)
  }
  return all
}
