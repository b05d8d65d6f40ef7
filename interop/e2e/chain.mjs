// Chains of their own with the published contracts.
import { readFile, writeFile } from 'node:fs/promises'
import { HDNodeWallet, Mnemonic } from 'ethers'
import { start } from '../chain/anvil.mjs'
import { deploy, encode, initCode } from '../chain/ocean.mjs'

// anvil's own accounts, which have ether from the start. All that is secret here is public.
const mnemonic = Mnemonic.fromPhrase('test test test test test test test test test test test junk')
const roles = [
  'deployer',
  'provider',
  'indexer',
  'jsPublisher',
  'jsConsumer',
  'jsStranger',
  'pyPublisher',
  'pyConsumer',
  'pyStranger',
  'publisher',
  'consumer',
  'attacker',
  'worker'
]

function account(index) {
  const { address, privateKey } = HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`)
  return { address, privateKey }
}

/** The chain as Ocean's clients have it for a local one. */
export const LOCAL = { chainId: 8996, network: 'development' }

/** Starts it and deploys; adds it to the file that `ADDRESS_FILE` names, in the folder. */
export async function startChain(folder, { chainId, network } = LOCAL) {
  const ask = await start('--chain-id', String(chainId), '--accounts', String(roles.length))
  const accounts = Object.fromEntries(roles.map((role, index) => [role, account(index)]))
  const from = accounts.deployer.address

  async function send(transaction) {
    const receipt = await ask('eth_sendTransactionSync', [{ from, ...transaction }])
    if (receipt.status !== '0x1') throw new Error('a contract cannot be set up')
    return receipt
  }

  const at = {}
  async function create(contract, args) {
    const { contractAddress } = await send({ data: initCode(contract, args) })
    at[contract] = contractAddress
    return contractAddress
  }
  const invoke = (contract, to, method, args) => send({ to, data: encode({ contract, method, args }) })
  const { factory } = await deploy(from, create, invoke)

  const addresses = {
    chainId,
    Ocean: at.OceanToken,
    Router: at.FactoryRouter,
    FixedPrice: at.FixedRateExchange,
    Dispenser: at.Dispenser,
    OPFCommunityFeeCollector: at.OPFCommunityFeeCollector,
    ERC20Template: { 1: at.ERC20Template, 2: at.ERC20TemplateEnterprise },
    ERC721Template: { 1: at.ERC721Template },
    ERC721Factory: factory
  }
  const addressFile = `${folder}/addresses.json`
  const others = await readFile(addressFile).then(JSON.parse, () => ({}))
  await writeFile(addressFile, JSON.stringify({ ...others, [network]: addresses }))
  return { ask, rpc: ask.url, chainId, addressFile, accounts, factory }
}
