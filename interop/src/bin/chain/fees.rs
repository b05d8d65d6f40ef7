use alloy_primitives::{Address, B256, U256, keccak256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_keys::ProviderKey;
use ocean_orders::{ProviderFee, UnsignedFee, calls::ReuseOrder};

use crate::{
    asset::{Asset, Market},
    chain::Chain,
};

/// The order of the curve's group.
pub(crate) const CURVE_ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
]);

/// The contract takes a fee just when its signature verifies here. It is asked with `reuseOrder`,
/// which looks at nothing else.
pub(crate) fn check(chain: &mut Chain, count: usize, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    let asset = Asset::publish(chain, 1, Market::NONE, rng)?;
    let key = chain.account(rng)?;
    for at in 0..count {
        let fee = fee(&key, at, rng)?;
        let takes = takes(chain, &asset, &fee)?;
        let agree = fee.verify().is_ok() && takes;
        tally.compare("accepted", agree, || format!("{fee:?}"));

        let twin = ProviderFee {
            v: 55 - fee.v,
            s: (CURVE_ORDER - U256::from_be_bytes(fee.s.0)).into(),
            ..fee.clone()
        };
        let takes = self::takes(chain, &asset, &twin)?;
        let agree = twin.verify().is_ok() && takes;
        tally.compare("accepted with a high s", agree, || format!("{twin:?}"));

        let altered = altered(&fee, rng);
        let takes = self::takes(chain, &asset, &altered)?;
        let agree = altered.verify().is_err() && !takes;
        tally.compare("refused", agree, || format!("{altered:?}, was {fee:?}"));
    }
    let planned = [
        ("accepted", count),
        ("accepted with a high s", count),
        ("refused", count),
    ];
    Ok(tally.finish("provider fees", &planned))
}

fn takes(chain: &mut Chain, asset: &Asset, fee: &ProviderFee) -> Result<bool, Failure> {
    let call = ReuseOrder {
        order_transaction: B256::ZERO,
        provider_fee: fee.clone(),
    };
    match chain.refusal(asset.datatoken, &call.calldata())? {
        None => Ok(true),
        Some(reason) if reason.contains("Invalid provider fee") => Ok(false),
        Some(reason) => Err(reason.into()),
    }
}

/// Without a token, so that nothing is due. The hash that is signed begins with a zero in each
/// fourth: ocean-node drops it, and the contract takes no such fee.
fn fee(key: &ProviderKey, at: usize, rng: &mut Rng) -> Result<ProviderFee, Failure> {
    let address = key.address();
    loop {
        let mut data = vec![0; rng.usize(0..200)];
        rng.fill(&mut data);
        let fee = UnsignedFee {
            token: Address::ZERO,
            amount: U256::from(rng.u128(..)),
            data: data.into(),
            valid_until: U256::from(rng.u64(..)),
        };
        let packed = [
            fee.data.as_ref(),
            address.as_slice(),
            fee.token.as_slice(),
            &fee.amount.to_be_bytes::<32>(),
            &fee.valid_until.to_be_bytes::<32>(),
        ];
        if !at.is_multiple_of(4) || keccak256(packed.concat()).starts_with(&[0]) {
            return Ok(fee.sign(key)?);
        }
    }
}

/// The same fee but for one bit of one member.
fn altered(fee: &ProviderFee, rng: &mut Rng) -> ProviderFee {
    let mut fee = fee.clone();
    let bit = U256::ONE << rng.usize(0..256);
    let flip = |number: U256| number ^ bit;
    match rng.u8(0..6) {
        0 => fee.amount = flip(fee.amount),
        1 => fee.valid_until = flip(fee.valid_until),
        2 => fee.r = flip(fee.r.into()).into(),
        3 => fee.s = flip(fee.s.into()).into(),
        4 => fee.v ^= 1 << rng.u8(0..8),
        _ => fee.data = [fee.data.as_ref(), b" "].concat().into(),
    }
    fee
}
