// What a check may expect of an answer.
import assert from 'node:assert/strict'

/** Asks over plain HTTP, where a client has no function for it. */
export async function ask(url, { method = 'GET', query, json, headers = {}, body } = {}) {
  const target = query ? `${url}?${new URLSearchParams(query)}` : url
  const content = json === undefined ? body : JSON.stringify(json)
  if (json !== undefined) headers = { 'content-type': 'application/json', ...headers }
  const response = await fetch(target, { method, headers, body: content })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() }
}

/** A refusal as the reference has them, with this text, or one that fits. */
export function refused(answer, text, status = 400) {
  assert.equal(answer.status, status, `${answer.status} ${answer.text.slice(0, 300)}`)
  const json = JSON.parse(answer.text)
  assert.deepEqual(Object.keys(json), ['error'], answer.text)
  says(json.error, text)
}

/** A refusal of a parameter, in the shape of the reference's validation. */
export function invalid(answer, field, text) {
  assert.equal(answer.status, 400, `${answer.status} ${answer.text.slice(0, 300)}`)
  const { success, message, errors } = JSON.parse(answer.text)
  assert.deepEqual([success, message], [false, 'Validation error'], answer.text)
  assert.deepEqual(Object.keys(errors), [field], answer.text)
  says([errors[field]].flat().join(' '), text)
}

export function says(found, text) {
  if (text instanceof RegExp) assert.match(found, text)
  else assert.equal(found, text)
}

/** What a client throws; its words must fit. */
export async function throws(run, text) {
  const error = await run().then(
    (value) => assert.fail(`it went through: ${JSON.stringify(value)?.slice(0, 300)}`),
    (error) => error
  )
  if (error.code === 'ERR_ASSERTION') throw error
  says(error.message, text)
}
