// Runs one task many times a line and answers the processor time it took.
// In: {task, input, runs}. Out: {microseconds, result}. The argument is the eciesjs that runs.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { validateDDO } from '@oceanprotocol/ddo-js'
import { generateDid, getHash } from '@oceanprotocol/lib'
import {
  Interface,
  Signature,
  getAddress,
  getBytes,
  sha256,
  solidityPackedKeccak256,
  toUtf8Bytes,
  toUtf8String,
  verifyMessage
} from 'ethers'

const chainId = 137
const require = createRequire(import.meta.url)
const [datatoken, nft] = ['ERC20Template', 'ERC721Template'].map((name) => {
  const path = `@oceanprotocol/contracts/artifacts/contracts/templates/${name}.sol/${name}.json`
  return new Interface(require(path).abi)
})
const { encrypt, decrypt } = process.argv[2] ? await import(process.argv[2]) : {}

// The bytes that the tasks without an input work on.
const kept = {}

function keep(text) {
  for (const [name, hex] of Object.entries(JSON.parse(text))) kept[name] = Buffer.from(hex, 'hex')
  return ''
}

function version(folder) {
  const path = new URL(`../node_modules/${folder}/package.json`, import.meta.url)
  const { name, version } = JSON.parse(readFileSync(path))
  return `${name} ${version}`
}

// Who signed the last fee, the last order's consumer, and its amount.
function order(text) {
  const events = JSON.parse(text).logs.map((log) => datatoken.parseLog(log))
  const last = (name) => events.findLast((event) => event?.name === name)?.args
  const fee = last('ProviderFee')
  if (JSON.parse(toUtf8String(fee.providerData)).id !== '0') throw new Error('another service')
  const hash = solidityPackedKeccak256(
    ['bytes', 'address', 'address', 'uint256', 'uint256'],
    [fee.providerData, fee.providerFeeAddress, fee.providerFeeToken, fee.providerFeeAmount, fee.validUntil]
  )
  const signer = verifyMessage(getBytes(hash), Signature.from({ r: fee.r, s: fee.s, v: fee.v }))
  const { consumer, amount } = last('OrderStarted')
  return `${signer} ${consumer} ${amount}`
}

const tasks = {
  pretty: (text) => JSON.stringify(JSON.parse(text), null, 2),
  Node: (text) =>
    createHash('sha256').update(JSON.stringify(JSON.parse(text)), 'utf8').digest('hex'),
  'ocean.js': (text) => getHash(JSON.stringify(JSON.parse(text))),
  'ethers 6': (nft) => 'did:op:' + sha256(toUtf8Bytes(getAddress(nft) + chainId)).slice(2),
  generateDid: (nft) => generateDid(nft, chainId),
  'ddo.js': async (text) => String((await validateDDO(JSON.parse(text)))[0]),
  version,
  keep,
  open: () => decrypt(kept.key, kept.sealed),
  seal: () => encrypt(kept.to, kept.plaintext),
  recover: (signature) => verifyMessage(kept.digest, signature),
  order,
  log: (text) => nft.parseLog(JSON.parse(text)).args
}

// How results become text, which is not timed.
const show = {
  open: (plaintext) => createHash('sha256').update(plaintext).digest('hex'),
  seal: (sealed) => Buffer.from(sealed).toString('hex'),
  log: (args) => `${args.createdBy} ${args.decryptorUrl} ${args.metaDataHash} ${args.data}`
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
  return { microseconds: user + system, result: show[task] ? show[task](result) : result }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n')
}
