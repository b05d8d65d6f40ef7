// One question a line in, one answer a line out: {ok}, or {error} if the peer refuses.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { start } from './anvil.mjs'
import { forger } from './forger.mjs'
import { deploy, encode, initCode, publication, read } from './ocean.mjs'

const rpc = await start()
const [owner] = await rpc('eth_accounts')
// Enough for everything; an estimate would refuse what reverts.
const gas = '0xe4e1c0'

function versions({ names }) {
  const version = (name) =>
    JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url))).version
  return Object.fromEntries(names.map((name) => [name, version(name)]))
}

/** The receipt as the chain gives it, when its block was, and why it reverted. */
async function send({ from = owner, to, data }) {
  const reason = await rpc('eth_call', [{ from, to, data, gas }]).then(() => null, (error) => error.message)
  const receipt = await rpc('eth_sendTransactionSync', [{ from, to, data, gas }])
  const { timestamp } = await rpc('eth_getBlockByNumber', [receipt.blockNumber, false])
  return { receipt, timestamp: Number(timestamp), reason }
}

async function sure(transaction) {
  const { receipt, reason } = await send(transaction)
  if (receipt.status !== '0x1') throw new Error(reason)
  return receipt
}

const create = async (data) => (await sure({ data })).contractAddress

const tasks = {
  versions,
  encode,
  read,
  send,
  /** Gives an account enough to send transactions; nobody needs its key. */
  fund: ({ account }) => rpc('anvil_setBalance', [account, '0x3635c9adc5dea00000']),
  call: ({ to, data }) => rpc('eth_call', [{ to, data }]),
  create: ({ contract, args }) => create(initCode(contract, args)),
  async deploy() {
    const make = (contract, args) => create(initCode(contract, args))
    const invoke = (contract, to, method, args) => sure({ to, data: encode({ contract, method, args }) })
    return { chainId: Number(await rpc('eth_chainId')), ...(await deploy(owner, make, invoke)) }
  },
  forger: ({ logs }) => create(forger(logs)),
  invoke: ({ from, to, ...call }) => send({ from, to, data: encode(call) }),
  /** The newest block: its number and time. */
  async latest() {
    const { number, timestamp } = await rpc('eth_getBlockByNumber', ['latest', false])
    return { number: Number(number), timestamp: Number(timestamp) }
  },
  async pass({ seconds }) {
    await rpc('evm_increaseTime', [seconds])
    await rpc('evm_mine')
    return tasks.latest()
  },
  publish({ factory, ...what }) {
    const data = encode({ contract: 'ERC721Factory', method: 'createNftWithErc20', args: publication(what) })
    return send({ from: what.owner, to: factory, data })
  }
}

async function answer({ task, ...question }) {
  try {
    return { ok: await tasks[task](question) }
  } catch (error) {
    return { error: `${error.name}: ${error.message}` }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n')
}
process.exit()
