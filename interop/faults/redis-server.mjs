// A Redis of its own, from Debian's package `redis-server`.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../e2e/server.mjs'

// As that of `anvil`: the pipe closes however this process ends, and the shell then ends the Redis.
const watched = `trap '' HUP INT TERM; "$@" & exec >&-; read -r _; kill -KILL $!; wait`

/** What README asks for. */
const KEEPS = ['--appendonly', 'yes', '--appendfsync', 'always']

export class RedisServer {
  #shell

  constructor(folder, port) {
    this.folder = folder
    this.port = port
    this.url = `redis://127.0.0.1:${port}`
  }

  /** In a folder that is made; it does not run yet. */
  static async at(folder) {
    mkdirSync(folder)
    return new RedisServer(folder, await freePort())
  }

  async start(settings = KEEPS) {
    const place = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.folder]
    const log = ['--save', '', '--logfile', 'redis.log']
    this.#shell = spawn('sh', ['-c', watched, 'sh', 'redis-server', ...place, ...log, ...settings], {
      stdio: ['pipe', 'ignore', 'ignore']
    })
    for (let tries = 0; ; tries += 1) {
      if (this.#answers()) return
      if (tries > 200) throw new Error(`redis-server did not start:\n${this.#log()}`)
      await sleep(25)
    }
  }

  /** What `redis-cli` says to these words. */
  say(...words) {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
    return execFileSync('redis-cli', ['-p', String(this.port), ...words], options).trim()
  }

  /** kill -9, and until it is gone. */
  async kill() {
    this.signal('SIGKILL')
    const gone = new Promise((resolve) => this.#shell.once('close', resolve))
    this.#shell.stdin.end()
    await gone
  }

  signal(name) {
    const { pid } = this.#shell
    process.kill(parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'), 10), name)
  }

  #answers() {
    try {
      return this.say('PING') === 'PONG'
    } catch {
      return false
    }
  }

  #log() {
    try {
      return readFileSync(`${this.folder}/redis.log`, 'utf8')
    } catch {
      return ''
    }
  }
}
