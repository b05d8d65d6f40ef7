// Between a client and the server: keeps what the client sent and was answered, of which it shows less.
import { createServer } from 'node:http'

const headers = { 'content-type': 'application/json' }

/** Starts it; only JSON passes. The exchanges are in their order. */
export async function startRelay(target) {
  const exchanges = []
  const server = createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    const { method, url } = request
    const body = parts.length > 0 ? Buffer.concat(parts).toString() : undefined
    const answer = await fetch(target + url, { method, headers, body })
    const text = await answer.text()
    exchanges.push({ method, url, body, status: answer.status, text })
    response.writeHead(answer.status, headers).end(text)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, exchanges }
}
