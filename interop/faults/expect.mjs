// What a fault must look like from outside.
import assert from 'node:assert/strict'
import { Tally } from '../e2e/tally.mjs'

/** Counts faults; each says what the client saw. */
export class Faults extends Tally {
  skipped = 0

  async fault(name, run) {
    await this.check(name, run, (seen) => `: ${[seen].flat().join(' | ').slice(0, 600)}`)
  }

  /** One that cannot be tried here. */
  skip(name, why) {
    this.skipped += 1
    console.log(`SKIP ${name}: ${why}`)
  }

  finish() {
    const skipped = this.skipped ? `, ${this.skipped} skipped` : ''
    console.log(`${this.passed} passed, ${this.failed} failed${skipped}`)
    process.exit(this.failed ? 1 : 0)
  }
}

/** A failure that is not the client's, and says nothing of where the fault lies. */
export function failure(answer, status, text = /./) {
  const said = `${answer.status} ${answer.text.slice(0, 300)}`
  assert.equal(answer.status, status, said)
  const json = JSON.parse(answer.text)
  assert.deepEqual(Object.keys(json), ['error'], said)
  assert.match(json.error, text)
  const all = answer.text + JSON.stringify([...answer.headers])
  assert.doesNotMatch(all, /127\.0\.0\.1|localhost|https?:|:\d{4,5}\b/, said)
  return `${answer.status} ${json.error}`
}

/** Runs it, which must take so many seconds at most. */
export async function within(seconds, run) {
  const before = performance.now()
  const result = await run()
  const took = (performance.now() - before) / 1000
  assert.ok(took <= seconds, `it took ${took.toFixed(1)} s, expected at most ${seconds} s`)
  return result
}
