// Orders that were not paid, or no longer hold.
import { forger } from '../chain/forger.mjs'
import { refusal, served } from './expect.mjs'
import { events, ONE, ZERO } from './stage.mjs'

/** The logs of a paid order, which anybody may write. */
function forgery({ providerFee: fee }, who, timestamp) {
  const started = [who.address, who.address, ONE, 0, timestamp, ZERO, 1]
  const paid = [
    fee.providerFeeAddress,
    fee.providerFeeToken,
    fee.providerFeeAmount,
    fee.providerData,
    fee.v,
    fee.r,
    fee.s,
    fee.validUntil
  ]
  return [events.encodeEventLog('OrderStarted', started), events.encodeEventLog('ProviderFee', paid)]
}

/** A transaction of the attacker whose receipt has these logs. */
export async function emit(stage, logs) {
  const { contractAddress } = await stage.send(stage.attacker, { data: forger(logs) })
  return (await stage.send(stage.attacker, { to: contractAddress })).transactionHash
}

export async function orders(stage, { attack }) {
  const { attacker, consumer } = stage
  const asset = await stage.publish()
  const now = () => Math.floor(Date.now() / 1000)
  let forged

  await attack('A01', 'logs of an own contract', async () => {
    forged = await emit(stage, forgery(await stage.quote(asset, attacker), attacker, now()))
    return refusal(await stage.download(asset, attacker, forged), /comes from/)
  })
  await attack('A02', 'an order of an own datatoken with the fee for another', async () => {
    const own = { ...(await stage.mint(attacker)), by: attacker }
    const { providerFee } = await stage.quote(asset, attacker)
    const transaction = await stage.order(own, attacker, providerFee)
    return refusal(await stage.download(asset, attacker, transaction), /comes from/)
  })
  await attack('A03', 'a reuse of a forged order', async () => {
    const { providerFee } = await stage.quote(asset, attacker)
    const args = [forged, providerFee]
    const { transactionHash } = await stage.invoke(
      attacker,
      asset.datatoken,
      'ERC20Template',
      'reuseOrder',
      args
    )
    return refusal(await stage.download(asset, attacker, transactionHash), /comes from/)
  })
  await attack('A04', 'a renewal of an expired order for nothing', async () => {
    const reference = await stage.reference()
    const brief = await stage.publish({ timeout: 2 })
    const ordered = await stage.order(brief, consumer)
    const { blockNumber } = await stage.chain.ask('eth_getTransactionReceipt', [ordered])
    const { timestamp } = await stage.chain.ask('eth_getBlockByNumber', [blockNumber, false])
    const left = (Number(timestamp) + 3) * 1000 - Date.now()
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
    const expired = refusal(await stage.download(brief, consumer, ordered), /expired/)
    const { providerFee } = await stage.quote(brief, consumer)
    const args = [ordered, providerFee]
    const { transactionHash } = await stage.invoke(
      consumer,
      brief.datatoken,
      'ERC20Template',
      'reuseOrder',
      args
    )
    const renewed = refusal(await stage.download(brief, consumer, transactionHash), /expired/)
    const quoted = await stage.quote(brief, consumer, { transferTxId: transactionHash })
    if (quoted.validOrder) throw new Error('initialize holds the renewal for valid')
    served(await stage.download(brief, consumer, transactionHash, {}, reference.url))
    return [expired, renewed, "by the reference's rules it is served"]
  })
  await attack('A01', 'and the true order is served', async () => {
    const ordered = await stage.order(asset, consumer)
    return served(await stage.download(asset, consumer, ordered), stage.world.origin.body('/weather.csv'))
      .status
  })
}
