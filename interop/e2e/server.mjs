// The server under test, as a process.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const program =
  process.env.PROVIDER_SERVER ??
  fileURLToPath(new URL('../../target/release/provider-server', import.meta.url))

// The pipe closes however this process ends, and the shell then ends the server. When the server ends,
// so does the shell.
const watched = `
  trap '' HUP INT TERM
  exec 3<&0
  "$@" 3<&- & server=$!
  { read -r _ <&3; kill -KILL $server; } > /dev/null 2>&1 &
  wait $server
  kill -KILL $!`

export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts it with these variables and none of ours, and waits until it answers. */
export async function startServer(variables) {
  const url = `http://127.0.0.1:${variables.PORT}`
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables }
  const child = spawn('sh', ['-c', watched, 'sh', program], { stdio: ['pipe', 'pipe', 'pipe'], env })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data))
  const log = () => Buffer.concat(output).toString()
  let [ended, killed] = [false, false]
  const end = new Promise((resolve) => child.once('close', resolve)).then(() => (ended = true))

  const before = Date.now()
  for (;;) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) break
    if (ended || Date.now() - before > 20_000) throw new Error(`provider-server did not start:\n${log()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }

  /** Of the server, which is the first child of the shell. */
  const pid = () => parseInt(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'), 10)

  /** kill -9, and until it is gone. */
  function kill() {
    if (!killed) process.kill(pid(), 'SIGKILL')
    killed = true
    return end
  }
  return { url, log, kill, pid, readyAfter: Date.now() - before }
}
