// Everything a Provider and its clients need: a chain with contracts, files, an indexer, a service that
// runs jobs, the server.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { startCache } from './cache.mjs'
import { startChain } from './chain.mjs'
import { startOperator } from './operator.mjs'
import { startOrigin } from './origin.mjs'
import { freePort, startServer } from './server.mjs'

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

/** Starts it all; without a world, nothing passes. */
export async function startWorld(variables) {
  try {
    return await start(variables)
  } catch (error) {
    console.log(`${error.message}\n0 passed, 1 failed`)
    return process.exit(1)
  }
}

/** In a folder that goes with this process; the server with these variables too. */
async function start(ours = {}) {
  const folder = mkdtempSync(`${tmpdir()}/provider-e2e-`)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const chain = await startChain(folder)
  const origin = await startOrigin()
  const cache = await startCache(chain)
  const operator = await startOperator(chain.accounts.worker.address)
  const port = String(await freePort())

  /** The variables of the reference, for a server with files of its own. */
  function variables(name, more) {
    const { PORT = port } = more
    return {
      PORT,
      OCEAN_PROVIDER_URL: `http://127.0.0.1:${PORT}`,
      NETWORK_URL: chain.rpc,
      PROVIDER_PRIVATE_KEY: chain.accounts.provider.privateKey,
      ADDRESS_FILE: chain.addressFile,
      AQUARIUS_URL: cache.url,
      OPERATOR_SERVICE_URL: operator.url,
      STORAGE_PATH: `${folder}/${name}.sqlite`,
      ALLOW_NON_PUBLIC_IP: 'true',
      MAX_CHECKSUM_LENGTH: '1000000',
      ...ours,
      ...more
    }
  }
  const startOther = (name, more = {}) => startServer(variables(name, more))
  const server = await startOther('main')

  /** What a client in another process needs to know. */
  const known = JSON.stringify({
    rpc: chain.rpc,
    chainId: chain.chainId,
    accounts: chain.accounts,
    origin: origin.url,
    cache: cache.url,
    operator: operator.url,
    provider: server.url
  })
  const env = { ...process.env, ADDRESS_FILE: chain.addressFile, E2E_WORLD: known }
  return { chain, origin, cache, operator, server, startOther, env, folder }
}
