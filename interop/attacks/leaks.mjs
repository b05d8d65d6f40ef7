// What was said and written during all of this.
import assert from 'node:assert/strict'
import { DOCUMENT_SECRET, URL_SECRET } from './stage.mjs'

export async function leaks(stage, { attack }) {
  const key = stage.chain.accounts.provider.privateKey.slice(2)
  const signatures = [...stage.secrets]

  for (const path of ['/metrics', '/health', '/']) await stage.ask(path)
  await attack('A22', 'signatures, keys and addresses of files in answers', () => {
    for (const { route, text, headers } of stage.answers) {
      for (const word of [key, URL_SECRET, ...signatures.filter((word) => !word.includes('.'))]) {
        assert.ok(!`${text}${headers}`.includes(word), `${route}: ${text}`)
      }
    }
    return `${stage.answers.length} answers, ${signatures.length} signatures and tokens`
  })
  await attack('A22', 'signatures, tokens, keys, documents and addresses of files in logs', () => {
    let lines = 0
    for (const server of stage.servers) {
      const log = server.log()
      lines += log.split('\n').length - 1
      for (const word of [key, URL_SECRET, DOCUMENT_SECRET, 'day,rain', ...signatures]) {
        assert.ok(
          !log.includes(word),
          log.split('\n').find((line) => line.includes(word))
        )
      }
    }
    return `${lines} lines of ${stage.servers.length} servers`
  })
}
