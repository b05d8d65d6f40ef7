use alloy_primitives::{Address, U256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_keys::ProviderKey;
use ocean_orders::{
    ONE_DATATOKEN, Receipt,
    calls::{
        Decimals, Erc721List, GetErc721Address, GetId, GetPermissions, GetTokensList, IsDeployed,
        IsErc20Deployer, NftPermissions, OwnerOf,
    },
    events::{Erc721Transfer, NftCreated, TokenCreated},
};
use serde_json::json;

use crate::chain::{Chain, event};

const NAME: &str = "Données n° 1";
const SYMBOL: &str = "ODN";
const TOKEN_URI: &str = "data:application/json,{}";
const DATATOKEN_NAME: &str = "Datatoken";
/// In whole datatokens.
const CAP: u64 = 1_000;
const DATATOKEN_SYMBOL: &str = "DT-1";

/// A published NFT with one datatoken.
pub(crate) struct Asset {
    pub(crate) publisher: ProviderKey,
    pub(crate) nft: Address,
    pub(crate) datatoken: Address,
}

/// The fee of the market that published it.
#[derive(Clone, Copy)]
pub(crate) struct Market {
    pub(crate) recipient: Address,
    pub(crate) token: Address,
    pub(crate) amount: U256,
}

impl Market {
    pub(crate) const NONE: Self = Self {
        recipient: Address::ZERO,
        token: Address::ZERO,
        amount: U256::ZERO,
    };
}

impl Asset {
    /// Publishes one whose datatoken is a clone of a template, counted from one.
    pub(crate) fn publish(
        chain: &mut Chain,
        template: u8,
        market: Market,
        rng: &mut Rng,
    ) -> Result<Self, Failure> {
        let publisher = chain.account(rng)?;
        let receipt = published(chain, &publisher, template, market)?;
        Ok(Self {
            publisher,
            nft: event(&receipt, NftCreated::decode)?.event.token,
            datatoken: event(&receipt, TokenCreated::decode)?.event.token,
        })
    }

    /// Gives somebody datatokens.
    pub(crate) fn mint(
        &self,
        chain: &mut Chain,
        to: &ProviderKey,
        amount: U256,
    ) -> Result<(), Failure> {
        let args = json!([to.address(), amount]);
        let datatoken = ("ERC20Template", self.datatoken);
        chain
            .invoke(&self.publisher, datatoken, "mint", &args)?
            .succeeded()?;
        Ok(())
    }
}

fn published(
    chain: &mut Chain,
    publisher: &ProviderKey,
    template: u8,
    market: Market,
) -> Result<Receipt, Failure> {
    let question = json!({
        "owner": publisher.address(),
        "nft": { "name": NAME, "symbol": SYMBOL, "tokenURI": TOKEN_URI },
        "datatoken": {
            "name": DATATOKEN_NAME,
            "symbol": DATATOKEN_SYMBOL,
            "cap": ONE_DATATOKEN * U256::from(CAP),
        },
        "template": template,
        "market": { "recipient": market.recipient, "token": market.token, "amount": market.amount },
    });
    chain.publish(question)?.succeeded()
}

/// What the factory tells of a publication, and what NFT, datatoken and factory say when asked.
pub(crate) fn check(chain: &mut Chain, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    for (template, address) in (1..).zip(chain.datatoken_templates.clone()) {
        let publisher = chain.account(rng)?;
        let receipt = published(chain, &publisher, template, Market::NONE)?;
        let owner = publisher.address();
        let created = event(&receipt, NftCreated::decode)?;
        let nft = created.event.token;
        let expected = NftCreated {
            token: nft,
            template: chain.nft_template,
            name: NAME.into(),
            admin: owner,
            symbol: SYMBOL.into(),
            token_uri: TOKEN_URI.into(),
            transferable: true,
            creator: owner,
        };
        tally.equal("events", &created.event, &expected);
        tally.equal("emitters", &created.address, &chain.factory);

        let created = event(&receipt, TokenCreated::decode)?;
        let datatoken = created.event.token;
        let expected = TokenCreated {
            token: datatoken,
            template: address,
            name: DATATOKEN_NAME.into(),
            symbol: DATATOKEN_SYMBOL.into(),
            cap: ONE_DATATOKEN * U256::from(CAP),
            creator: nft,
        };
        tally.equal("events", &created.event, &expected);
        tally.equal("emitters", &created.address, &chain.factory);

        let transfer = event(&receipt, Erc721Transfer::decode)?;
        let expected = Erc721Transfer {
            from: Address::ZERO,
            to: owner,
            token_id: U256::ONE,
        };
        tally.equal("events", &transfer.event, &expected);
        tally.equal("emitters", &transfer.address, &nft);

        nft_views(chain, &mut tally, nft, (owner, datatoken))?;
        permissions(chain, &mut tally, &publisher, nft)?;
        datatoken_views(chain, &mut tally, datatoken, (nft, template))?;
    }
    let planned = [
        ("emitters", 6),
        ("events", 6),
        ("permissions", 24),
        ("views", 20),
    ];
    Ok(tally.finish("publication", &planned))
}

fn nft_views(
    chain: &mut Chain,
    tally: &mut Tally,
    nft: Address,
    (owner, datatoken): (Address, Address),
) -> Result<(), Failure> {
    let data = OwnerOf {
        token_id: U256::ONE,
    }
    .calldata();
    let found = chain.view(nft, &data, OwnerOf::decode_return)?;
    tally.equal("views", &found, &owner);
    let found = chain.view(nft, &GetId {}.calldata(), GetId::decode_return)?;
    tally.equal("views", &found, &1);
    let data = GetTokensList {}.calldata();
    let found = chain.view(nft, &data, GetTokensList::decode_return)?;
    tally.equal("views", &found, &vec![datatoken]);
    for (datatoken, expected) in [(datatoken, true), (nft, false)] {
        let data = IsDeployed { datatoken }.calldata();
        let found = chain.view(nft, &data, IsDeployed::decode_return)?;
        tally.equal("views", &found, &expected);
    }
    for (asked, expected) in [(nft, nft), (datatoken, Address::ZERO)] {
        let data = Erc721List { nft: asked }.calldata();
        let found = chain.view(chain.factory, &data, Erc721List::decode_return)?;
        tally.equal("views", &found, &expected);
    }
    Ok(())
}

/// Everything for the publisher, nothing for a stranger, and one thing after the other.
fn permissions(
    chain: &mut Chain,
    tally: &mut Tally,
    publisher: &ProviderKey,
    nft: Address,
) -> Result<(), Failure> {
    let contract = ("ERC721Template", nft);
    may(chain, tally, nft, publisher.address(), [true; 4])?;
    may(chain, tally, nft, Address::ZERO, [false; 4])?;
    for (at, method) in [
        "addManager",
        "addToCreateERC20List",
        "addToMetadataList",
        "addTo725StoreList",
    ]
    .into_iter()
    .enumerate()
    {
        let account = Address::with_last_byte(u8::try_from(at)? + 0x80);
        chain
            .invoke(publisher, contract, method, &json!([account]))?
            .succeeded()?;
        may(
            chain,
            tally,
            nft,
            account,
            [0, 1, 2, 3].map(|one| one == at),
        )?;
    }
    Ok(())
}

fn may(
    chain: &mut Chain,
    tally: &mut Tally,
    nft: Address,
    account: Address,
    [manager, deploy_erc20, update_metadata, store]: [bool; 4],
) -> Result<(), Failure> {
    let data = GetPermissions { account }.calldata();
    let found = chain.view(nft, &data, GetPermissions::decode_return)?;
    let expected = NftPermissions {
        manager,
        deploy_erc20,
        update_metadata,
        store,
    };
    tally.equal("permissions", &found, &expected);
    let data = IsErc20Deployer { account }.calldata();
    let found = chain.view(nft, &data, IsErc20Deployer::decode_return)?;
    tally.equal("permissions", &found, &deploy_erc20);
    Ok(())
}

fn datatoken_views(
    chain: &mut Chain,
    tally: &mut Tally,
    datatoken: Address,
    (nft, template): (Address, u8),
) -> Result<(), Failure> {
    let data = GetErc721Address {}.calldata();
    let found = chain.view(datatoken, &data, GetErc721Address::decode_return)?;
    tally.equal("views", &found, &nft);
    let found = chain.view(datatoken, &GetId {}.calldata(), GetId::decode_return)?;
    tally.equal("views", &found, &template);
    let found = chain.view(datatoken, &Decimals {}.calldata(), Decimals::decode_return)?;
    tally.equal("views", &found, &18);
    Ok(())
}
