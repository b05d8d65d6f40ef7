// A local EVM that lives as long as this process.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

// The one platform whose package is pinned. No script of it has to run at its installation.
const program = createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/bin/anvil')

// The pipe closes however this process ends, and the shell then ends the chain. It keeps no output
// open, so that ours ends with the chain's.
const watched = `trap '' HUP INT TERM; "$@" & exec >&-; read -r _; kill -KILL $!; wait`

/** Starts it on a free port; answers with how to ask it, and under which `url`. */
export async function start(...more) {
  const options = ['--host', '127.0.0.1', '--port', '0', '--no-cors', '--auto-impersonate', ...more]
  const anvil = spawn('sh', ['-c', watched, 'sh', program, ...options], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const lines = createInterface({ input: anvil.stdout })
  let address
  for await (const line of lines) {
    address = line.match(/^Listening on (127\.0\.0\.1:\d+)$/)?.[1]
    if (address) break
  }
  if (!address) throw new Error('anvil did not start')
  anvil.stdout.resume()
  const url = `http://${address}`
  return Object.assign((method, params = []) => request(url, method, params), { url })
}

async function request(url, method, params) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body })
  const { result, error } = await response.json()
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}
