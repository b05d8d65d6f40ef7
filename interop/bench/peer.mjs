// Runs one task many times a line and answers the processor time it took.
// In: {task, input, runs}. Out: {microseconds, result}.
import { createHash } from 'node:crypto'
import { validateDDO } from '@oceanprotocol/ddo-js'
import { generateDid, getHash } from '@oceanprotocol/lib'
import { getAddress, sha256, toUtf8Bytes } from 'ethers'

const chainId = 137

const tasks = {
  pretty: (text) => JSON.stringify(JSON.parse(text), null, 2),
  Node: (text) =>
    createHash('sha256').update(JSON.stringify(JSON.parse(text)), 'utf8').digest('hex'),
  'ocean.js': (text) => getHash(JSON.stringify(JSON.parse(text))),
  'ethers 6': (nft) => 'did:op:' + sha256(toUtf8Bytes(getAddress(nft) + chainId)).slice(2),
  generateDid: (nft) => generateDid(nft, chainId),
  'ddo.js': async (text) => String((await validateDDO(JSON.parse(text)))[0])
}

async function answer({ task, input, runs }) {
  const run = tasks[task]
  const start = process.cpuUsage()
  let result
  for (let i = 0; i < runs; i++) {
    result = run(input)
    if (result instanceof Promise) result = await result
  }
  const { user, system } = process.cpuUsage(start)
  return { microseconds: user + system, result }
}

let pending = ''
process.stdin.setEncoding('utf8')
for await (const chunk of process.stdin) {
  const lines = (pending + chunk).split('\n')
  pending = lines.pop()
  for (const line of lines) process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n')
}
