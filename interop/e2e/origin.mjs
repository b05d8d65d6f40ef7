// Where the files are: an HTTP server with HEAD and ranges, as any CDN. A `PUT` changes a file.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

/** The same bytes every time. */
function bytes(name, size) {
  const blocks = []
  for (let at = 0; at < size; at += 32) blocks.push(createHash('sha256').update(`${name} ${at}`).digest())
  return Buffer.concat(blocks).subarray(0, size)
}

const files = {
  '/weather.csv': { type: 'text/csv', body: Buffer.from('day,rain\n' + '1,0.5\n'.repeat(2000)) },
  '/table.bin': { type: 'application/octet-stream', body: bytes('table', 300_007) },
  '/algorithm.py': { type: 'text/x-python', body: Buffer.from('print("hello")\n') }
}

function range(header, size) {
  const [, from, to] = header?.match(/^bytes=(\d+)-(\d*)$/) ?? []
  if (from === undefined) return null
  return { from: Number(from), to: Math.min(to ? Number(to) : size - 1, size - 1) }
}

function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://origin')
  const file = files[pathname]
  if (!file) return response.writeHead(404).end('not here')
  const { type, body } = file
  const headers = { 'content-type': type, 'accept-ranges': 'bytes' }
  const part = range(request.headers.range, body.length)
  if (part && part.from >= body.length) {
    return response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end()
  }
  const content = part ? body.subarray(part.from, part.to + 1) : body
  headers['content-length'] = content.length
  if (part) headers['content-range'] = `bytes ${part.from}-${part.to}/${body.length}`
  response.writeHead(part ? 206 : 200, headers)
  response.end(request.method === 'HEAD' ? undefined : content)
}

async function put(request, response) {
  const parts = []
  for await (const part of request) parts.push(part)
  files[request.url].body = Buffer.concat(parts)
  response.end()
}

/** Starts it; `requests` are the lines of those that came. */
export async function startOrigin() {
  const requests = []
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    if (request.method === 'PUT' && files[request.url]) await put(request, response)
    else serve(request, response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const body = (path) => files[path].body
  return { url: `http://127.0.0.1:${server.address().port}`, requests, body }
}
