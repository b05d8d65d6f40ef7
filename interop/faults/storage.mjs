// The SQLite file of nonces: what it may be at the start, and what can happen to it later.
import assert from 'node:assert/strict'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { refusal, served } from '../attacks/expect.mjs'
import { Jobs } from '../attacks/jobs.mjs'
import { freePort } from '../e2e/server.mjs'
import { failure, within } from './expect.mjs'
import { buy, download, recovers, refuses, servesOnce, STALE } from './ledger.mjs'
import { fill, freeze, lock, mount, sql } from './storage-files.mjs'

async function start(stage, path) {
  return stage.server('storage', { PORT: String(await freePort()), STORAGE_PATH: path })
}

export async function storage(stage, known) {
  const ledger = `${stage.world.folder}/ledger.sqlite`
  const server = await start(stage, ledger)
  const asset = await stage.publish()
  const bought = await buy(stage, asset)
  served(await download(server.url, bought.request()))
  await server.kill()
  sql(ledger, 'PRAGMA wal_checkpoint(TRUNCATE)')
  await atStart(stage, ledger, known)
  await whileRunning(stage, asset, bought, known)
  await jobs(stage, known)
}

/** Says why it does not start, and leaves the file as it is. */
async function doesNotStart(stage, path, words) {
  const before = existsSync(path) && readFileSync(path)
  const error = await start(stage, path).then(
    () => assert.fail('it started'),
    ({ message }) => message.trim().split('\n').at(-1)
  )
  assert.match(error, words)
  if (before) assert.ok(readFileSync(path).equals(before), 'the file was changed')
  return `exit with: ${error.replaceAll(stage.world.folder, '…')}`
}

const changed = (ledger, change) => (path) => {
  copyFileSync(ledger, path)
  change(path)
}

/** What may stand where the ledger is to be. */
async function atStart(stage, ledger, { fault, skip }) {
  const cases = [
    ['the folder is missing', 'missing/ledger', () => {}, /cannot open the ledger `.*`: unable to open/],
    ['the file is garbage', 'garbage', (path) => writeFileSync(path, '?'.repeat(9000)), /not of SQLite/],
    [
      'the file is cut off',
      'cut',
      changed(ledger, (path) => truncateSync(path, statSync(path).size / 2)),
      /cannot open the ledger `.*`: database disk image is malformed/
    ],
    [
      "the file is another program's",
      'foreign',
      (path) => sql(path, 'CREATE TABLE notes (text); PRAGMA application_id = 99'),
      /a database of another program, with application id 99/
    ],
    [
      "the file is a Python Provider's",
      'reference',
      (path) => sql(path, 'CREATE TABLE user_nonce (address VARCHAR PRIMARY KEY, nonce VARCHAR)'),
      /database of a reference Provider: .*`provider-server import --sqlite`/
    ],
    [
      "the file is a newer server's",
      'newer',
      changed(ledger, (path) => sql(path, 'PRAGMA user_version = 2')),
      /expected a ledger of version 1 at `.*`, found version 2/
    ],
    [
      "the file of jobs is another program's",
      'jobs',
      (path) => sql(`${path}.jobs`, 'CREATE TABLE notes (text)'),
      /expected a file of jobs or a new file at `.*\.jobs`, found another program's/
    ]
  ]
  for (const [name, file, make, words] of cases) {
    await fault(`${name} at the start`, () => {
      const path = `${stage.world.folder}/${file}.sqlite`
      make(path)
      return doesNotStart(stage, path, words)
    })
  }

  const name = 'the file is read-only at the start'
  // Root does not mind the mode of a file.
  chmodSync(ledger, 0o444)
  const thaw = process.geteuid() === 0 ? freeze([ledger]) : () => {}
  if (!thaw) return skip(name, 'root may write here whatever is said of a file')
  const refused = () => doesNotStart(stage, ledger, /expected a ledger that can be written at/)
  await fault(name, () => refused().finally(thaw))
}

/** What happens to the file of a server that runs, and ends again. */
async function whileRunning(stage, asset, { request }, { fault, skip }) {
  const { folder, origin } = stage.world
  const content = origin.body('/weather.csv')

  /** Meanwhile nothing signed is served; afterwards that which was refused is, once. */
  async function passes(name, path, begin, seconds = 1) {
    await fault(name, async () => {
      const server = await start(stage, path)
      const at = server.url
      const spent = request()
      served(await download(at, spent), content)
      const end = await begin()
      const refused = request()
      const many = Array.from({ length: 20 }, () => request())
      const seen = await refuses(stage, at, asset, [refused, ...many], seconds).finally(end)
      await recovers(at)
      refusal(await download(at, spent), STALE)
      seen.push(await servesOnce(at, refused, content))
      await server.kill()
      // It is in the file, and what was refused for want of it is not.
      const next = await start(stage, path)
      for (const request of [spent, refused]) refusal(await download(next.url, request), STALE)
      served(await download(next.url, many.at(-1)), content)
      await next.kill()
      return seen
    })
  }

  // A request waits for its own transaction and for the one before, each of which waits for 2 s.
  const locked = `${folder}/locked.sqlite`
  await passes('another process locks the file', locked, () => lock(locked), 5)

  const full = 'the disk is full'
  const unmount = mount(`${folder}/disk`, 4 << 20)
  if (unmount) {
    const rest = `${folder}/disk/rest`
    const begin = () => {
      fill(rest)
      return () => rmSync(rest)
    }
    await passes(full, `${folder}/disk/ledger.sqlite`, begin)
    unmount()
  } else {
    skip(full, 'no disk can be mounted here')
  }

  const readOnly = 'the file becomes read-only'
  const frozen = `${folder}/frozen.sqlite`
  const files = ['', '-wal'].map((suffix) => frozen + suffix)
  writeFileSync(frozen, '')
  const thaw = freeze([frozen])
  if (!thaw) return skip(readOnly, 'who has a file open may write to it here')
  thaw()
  await passes(readOnly, frozen, () => freeze(files))
}

/** Jobs have a file of their own. What is not written there is not started. */
async function jobs(stage, { fault }) {
  const path = `${stage.world.folder}/jobs-locked.sqlite`
  const jobs = new Jobs(stage)
  const bought = await jobs.bought()
  await fault('another process locks the file of jobs', async () => {
    const server = await start(stage, path)
    const request = jobs.request(bought)
    const unlock = await lock(`${path}.jobs`)
    const answer = await jobs.acts([], () => within(5, () => jobs.start(request, server.url))).finally(unlock)
    const seen = [failure(answer, 503, /^The compute service cannot be asked now\.$/)]
    // The nonce was spent first, so that the client signs anew.
    seen.push(refusal(await jobs.start(request, server.url), STALE))
    await jobs.run(bought, { at: server.url })
    await server.kill()
    return [...seen, 'a new request 200']
  })
}
