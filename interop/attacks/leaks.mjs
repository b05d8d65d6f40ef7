// What was said and written during all of this.
import assert from 'node:assert/strict'
import { DOCUMENT_SECRET, INPUT_SECRET, URL_SECRET } from './stage.mjs'

export async function leaks(stage, { attack }) {
  const key = stage.chain.accounts.provider.privateKey.slice(2)
  const { calls, url: operator } = stage.world.operator
  // Beside those of clients, the Provider's own for the service that runs jobs.
  const own = calls.flatMap(({ query, body }) => [query, JSON.parse(body || '{}')])
  const signed = own.flatMap(({ providerSignature }) => providerSignature?.slice(2) ?? [])
  const signatures = [...stage.secrets, ...signed]
  const always = [key, URL_SECRET, INPUT_SECRET, new URL(operator).host]
  const routes = ['compute', 'computeResult', 'initializeCompute']

  for (const path of ['/metrics', '/health', '/']) await stage.ask(path)
  await attack('A22', 'signatures, keys, inputs and addresses of files in answers', () => {
    assert.ok(calls.some(({ body }) => body.includes(INPUT_SECRET)) && signed.length > 0)
    const asked = new Set(stage.answers.map(({ route }) => route))
    for (const route of routes) assert.ok(asked.has(`/api/services/${route}`), route)
    for (const { route, text, headers } of stage.answers) {
      for (const word of [...always, ...signatures.filter((word) => !word.includes('.'))]) {
        assert.ok(!`${text}${headers}`.includes(word), `${route}: ${text}`)
      }
    }
    return `${stage.answers.length} answers, ${signatures.length} signatures and tokens`
  })
  await attack('A22', 'signatures, tokens, keys, inputs, documents and addresses of files in logs', () => {
    let lines = 0
    for (const server of stage.servers) {
      const log = server.log()
      lines += log.split('\n').length - 1
      for (const word of [...always, DOCUMENT_SECRET, 'day,rain', ...signatures]) {
        assert.ok(
          !log.includes(word),
          log.split('\n').find((line) => line.includes(word))
        )
      }
    }
    return `${lines} lines of ${stage.servers.length} servers`
  })
}
