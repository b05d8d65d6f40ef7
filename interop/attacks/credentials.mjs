// Rules for who may consume that the reference passes over.
import { refusal, served } from './expect.mjs'

export async function credentials(stage, { attack }) {
  const { consumer, attacker, publisher } = stage
  const csv = stage.world.origin.body('/weather.csv')
  const address = (...wallets) => ({
    type: 'address',
    values: wallets.map(({ address }) => address.toLowerCase())
  })

  /** He gets no quote, and no file that he paid for with the quote of another asset's text. */
  async function denied(credentials, may) {
    const asset = await stage.publish({ credentials })
    const seen = [refusal(await stage.initialize(asset, attacker), /denied|credentials/i)]
    // Whoever may is served; the attacker pays with the quote that was made for him.
    if (may) {
      const { providerFee } = await stage.quote(asset, may)
      served(await stage.download(asset, may, await stage.order(asset, may)), csv)
      const ordered = await stage.order(asset, attacker, providerFee)
      seen.push(refusal(await stage.download(asset, attacker, ordered), /denied|credentials/i))
    }
    return seen
  }

  await attack('A35', 'on the deny list, and on the allow list', () =>
    denied({ allow: [address(attacker, consumer)], deny: [address(attacker)] }, consumer)
  )
  await attack('A38', 'denied in the second rule only', () =>
    denied({ deny: [address(publisher), address(attacker)] }, consumer)
  )
  const access = { type: 'accessList', chainId: stage.chain.chainId, accessList: publisher.address }
  const deny = {
    ADDRESS: { ...address(attacker), type: 'ADDRESS' },
    accessList: access,
    unknown: { ...address(attacker), type: 'somethingElse' }
  }
  const allow = {
    ADDRESS: { ...address(consumer), type: 'ADDRESS' },
    accessList: access,
    unknown: { ...address(attacker), type: 'somethingElse' }
  }
  for (const [name, rule] of Object.entries(deny)) {
    await attack('A36', `a deny rule of the type ${name}`, () => denied({ deny: [rule] }))
  }
  for (const [name, rule] of Object.entries(allow)) {
    await attack('A36', `an allow rule of the type ${name}`, () => denied({ allow: [rule] }))
  }
}
