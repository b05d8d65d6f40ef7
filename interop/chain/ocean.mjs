// The published contracts, set up as the tests of their own repository do.
import { createRequire } from 'node:module'
import { Interface } from 'ethers'

const require = createRequire(import.meta.url)
const folders = {
  BPool: 'pools/balancer',
  Dispenser: 'pools/dispenser',
  ERC20Template: 'templates',
  ERC20TemplateEnterprise: 'templates',
  ERC721Factory: '',
  ERC721Template: 'templates',
  FactoryRouter: 'pools',
  FixedRateExchange: 'pools/fixedRate',
  MockERC20: 'utils/mock',
  OPFCommunityFeeCollector: 'communityFee',
  OceanToken: 'utils'
}

function artifact(contract) {
  const folder = `@oceanprotocol/contracts/artifacts/contracts/${folders[contract]}`
  return require(`${folder}/${contract}.sol/${contract}.json`)
}

const interfaces = new Map()

function interfaceOf(contract) {
  if (!interfaces.has(contract)) interfaces.set(contract, new Interface(artifact(contract).abi))
  return interfaces.get(contract)
}

/** A call as ethers writes it. */
export function encode({ contract, method, args }) {
  return interfaceOf(contract).encodeFunctionData(method, args)
}

/** A log as ethers reads it: name, and values as text. Null if it is no event of these contracts. */
export function read({ log }) {
  const indexed = (event) => event.inputs.filter(({ indexed }) => indexed).length
  for (const contract of ['ERC721Factory', 'ERC721Template', 'ERC20Template']) {
    const known = interfaceOf(contract)
    // ERC-20 and ERC-721 have a `Transfer` of the same topic.
    const event = log.topics.length > 0 && known.getEvent(log.topics[0])
    if (event && indexed(event) === log.topics.length - 1) {
      return { name: event.name, values: known.parseLog(log).args.map(String) }
    }
  }
  return null
}

export function initCode(contract, args) {
  return artifact(contract).bytecode + interfaceOf(contract).encodeDeploy(args).slice(2)
}

/** Deploys everything; `create` makes one contract, `send` sends one call. */
export async function deploy(owner, create, send) {
  const token = await create('OceanToken', [owner])
  const collector = await create('OPFCommunityFeeCollector', [owner, owner])
  const pool = await create('BPool', [])
  const router = await create('FactoryRouter', [owner, token, pool, collector, []])
  const fixedRate = await create('FixedRateExchange', [router])
  const dispenser = await create('Dispenser', [router])
  const datatoken = await create('ERC20Template', [])
  const enterprise = await create('ERC20TemplateEnterprise', [])
  const nft = await create('ERC721Template', [])
  const factory = await create('ERC721Factory', [nft, datatoken, router])
  await send('FactoryRouter', router, 'addFactory', [factory])
  await send('FactoryRouter', router, 'addFixedRateContract', [fixedRate])
  await send('FactoryRouter', router, 'addDispenserContract', [dispenser])
  await send('ERC721Factory', factory, 'addTokenTemplate', [enterprise])
  return { factory, nftTemplate: nft, datatokenTemplates: [datatoken, enterprise] }
}

/** The arguments that make an NFT and a datatoken, a clone of a template counted from one. */
export function publication({ owner, nft, datatoken, template, market }) {
  const addresses = [owner, owner, market.recipient, market.token]
  const uints = [datatoken.cap, market.amount]
  const strings = [datatoken.name, datatoken.symbol]
  return [
    { ...nft, templateIndex: 1, transferable: true, owner },
    { templateIndex: template, strings, addresses, uints, bytess: [] }
  ]
}
