// What an attack must meet.
import assert from 'node:assert/strict'
import { Tally } from '../e2e/tally.mjs'

/** Counts attacks; each says what refused it. */
export class Attacks extends Tally {
  async attack(id, what, run) {
    await this.check(`${id} ${what}`, run, (seen) => `: ${[seen].flat().join(' | ').slice(0, 600)}`)
  }
}

/** Why an answer refuses; it must be a client's mistake, and the words must fit. */
export function refusal(answer, text = /./, statuses = [400, 403]) {
  const said = `${answer.status} ${answer.text.slice(0, 300)}`
  assert.ok(statuses.includes(answer.status), `expected a refusal, found ${said}`)
  const { error, errors } = JSON.parse(answer.text)
  const words = error ?? Object.values(errors).flat().join(' ')
  assert.match(words, text)
  return `${answer.status} ${words}`
}

/** The code that refuses a computation, and what of it. */
export function notAdmitted(answer, resource, code) {
  const said = `${answer.status} ${answer.text.slice(0, 300)}`
  assert.equal(said, `400 ${JSON.stringify({ error: { [resource]: code } })}`)
  return said
}

export function served(answer, bytes) {
  assert.ok(
    [200, 201].includes(answer.status),
    `expected to be served, found ${answer.status} ${answer.text.slice(0, 300)}`
  )
  if (bytes) assert.ok(answer.bytes.equals(bytes), 'other bytes than those of the file')
  return answer
}

/** The name that a file is to be stored under; it must do no harm in a header or a folder. */
export function safeName({ headers }) {
  assert.equal(headers.get('x-evil'), null)
  const value = headers.get('content-disposition') ?? ''
  const name = value.match(/^attachment; ?filename="?([^"]*)"?$/)?.[1]
  assert.ok(name, `the header is ${JSON.stringify(value)}`)
  assert.match(name, /^[^\p{C}\p{Bidi_C}\\/":;]{1,255}$/u, name)
  assert.ok(!name.startsWith('.'), name)
  return name
}
