// One question a line in, one answer a line out: {ok}, or {error} if the peer refuses.
// Which eciesjs answers is the argument.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { signRequest } from '@oceanprotocol/lib'
import { getBytes, id, verifyMessage, Wallet } from 'ethers'

const name = process.argv[2]
const { encrypt, decrypt } = await import(name)
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const bytes = (text) => Buffer.from(text, 'hex')

function versions({ names }) {
  const version = (name) =>
    JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url))).version
  return Object.fromEntries(names.map((name) => [name, version(name)]))
}

// `id` is Keccak-256 of the UTF-8 text.
const signed = { wire: (text) => getBytes(id(text)), text: (text) => text, hex: (text) => id(text) }

const tasks = {
  versions,
  seal: ({ to, plaintext }) => hex(encrypt(to, bytes(plaintext))),
  unseal: ({ key, sealed }) => hex(decrypt(key, bytes(sealed))),
  sign({ key, text, form }) {
    const wallet = new Wallet(key)
    if (form === 'library') return signRequest(wallet, text)
    if (form === 'raw') return wallet.signingKey.sign(id(text)).serialized
    return wallet.signMessage(signed[form](text))
  },
  recover: ({ text, signature, form }) => verifyMessage(signed[form](text), signature)
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
