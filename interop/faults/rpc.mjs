// A node that can be made to misbehave: a proxy in front of the chain.
import { createServer } from 'node:http'

const type = { 'content-type': 'application/json' }

/** Starts it. What `instead` says comes before the chain: it is told the call, and how to answer. */
export async function startNode(rpc) {
  const node = { rpc, instead: null, calls: [] }
  const server = createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    const call = JSON.parse(body)
    node.calls.push(call.method)
    const forward = async () =>
      (await fetch(node.rpc, { method: 'POST', headers: type, body })).json()
    const send = (value, status = 200) =>
      response.writeHead(status, type).end(typeof value === 'string' ? value : JSON.stringify(value))
    if (node.instead) return node.instead(call, { forward, send, socket: response.socket })
    send(await forward())
  })
  const open = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  await open(0)
  const { port } = server.address()
  node.url = `http://127.0.0.1:${port}`

  /** Nobody listens any more; and somebody does again. */
  node.stop = () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    return closed
  }
  node.start = () => open(port)
  return node
}

/** Changes what the chain answers to one method; a function that answers with the new `result`. */
export const altered = (method, change) => async (call, { forward, send }) => {
  const answer = await forward()
  if (call.method !== method) return send(answer)
  send({ ...answer, result: await change(answer.result, call) })
}
