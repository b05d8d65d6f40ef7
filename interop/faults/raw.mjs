// Plain sockets at both ends: what no library would send, and how an answer really ended.
import { request } from 'node:http'
import { createServer } from 'node:net'

/** A server on TCP; `serve` is told of each request's head, or of its first bytes. */
export async function listen(serve) {
  const sockets = new Set()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    socket.on('data', (data) => serve(socket, String(data)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { url: `http://127.0.0.1:${server.address().port}`, close }
}

/**
 * Asks over a connection of its own; `status` is 0 where no answer began. `whole` says whether it
 * ended as its head had said.
 */
export function asked(url, { method = 'GET', query, json, headers = {}, localAddress } = {}) {
  const target = query ? `${url}?${new URLSearchParams(query)}` : url
  const before = performance.now()
  return new Promise((resolve) => {
    const body = json === undefined ? undefined : JSON.stringify(json)
    const more = body === undefined ? {} : { 'content-type': 'application/json' }
    const sent = request(target, { method, agent: false, localAddress, headers: { ...more, ...headers } })
    const parts = []
    let answer
    const done = () => {
      const bytes = Buffer.concat(parts)
      resolve({
        status: answer?.statusCode ?? 0,
        headers: new Headers(answer?.headers),
        bytes,
        text: bytes.toString(),
        whole: answer?.complete ?? false,
        took: (performance.now() - before) / 1000
      })
    }
    sent.on('error', done)
    sent.on('response', (response) => {
      answer = response
      response.on('data', (part) => parts.push(part))
      response.on('error', () => {}).on('close', done)
    })
    sent.end(body)
  })
}
