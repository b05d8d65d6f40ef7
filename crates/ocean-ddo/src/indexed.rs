//! What an indexer adds to a document.

use ocean_checksum::{JsonStr, Number, Value};
use ocean_state::AssetState;

use crate::{List, read};

/// What an indexer added to a document: Aquarius 5.1.8 at the root, ocean-node 3.2.0 inside
/// `indexedMetadata`, where it is looked for first.
///
/// It is the word of whoever sent the document, which may be its publisher: never decide with it.
/// Nothing of it is on chain or belongs to the hash;
/// [`Document::strip_enhanced`](crate::Document::strip_enhanced) cuts it out.
///
/// # Examples
///
/// ```
/// use ocean_ddo::Document;
///
/// let document = Document::parse(r#"{"indexedMetadata": {"event": {"txid": "0x8c"}}}"#)?;
/// assert_eq!(document.ddo().indexed().event().unwrap().tx().unwrap(), "0x8c");
/// # Ok::<(), ocean_ddo::ParseDocumentError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Indexed<'t> {
    root: Value<'t>,
}

impl<'t> Indexed<'t> {
    pub(crate) fn new(root: Value<'t>) -> Self {
        Self { root }
    }

    /// `indexedMetadata`: the object of ocean-node 3.2.0.
    #[must_use]
    pub fn value(self) -> Option<Value<'t>> {
        read::object(self.root, "indexedMetadata")
    }

    /// `nft`: the NFT contract.
    #[must_use]
    pub fn nft(self) -> Option<Nft<'t>> {
        self.find(|at| read::object(at, "nft").map(Nft::new))
    }

    /// `datatokens`: the datatoken of each service. ocean-node keeps them at the root.
    #[must_use]
    pub fn datatokens(self) -> Option<List<'t, Datatoken<'t>>> {
        self.find(|at| read::list(at, "datatokens", |_, element| Datatoken::new(element)))
    }

    /// `event`: the last event that brought the document.
    #[must_use]
    pub fn event(self) -> Option<Event<'t>> {
        self.find(|at| read::object(at, "event").map(Event::new))
    }

    /// `purgatory`: whether the asset or its publisher is banned.
    #[must_use]
    pub fn purgatory(self) -> Option<Purgatory<'t>> {
        self.find(|at| read::object(at, "purgatory").map(Purgatory::new))
    }

    /// `stats` as the one object of Aquarius 5.1.8.
    #[must_use]
    pub fn stats(self) -> Option<Stats<'t>> {
        self.find(|at| read::object(at, "stats").map(Stats::new))
    }

    /// `stats` as the list of ocean-node 3.2.0, one element for each service.
    #[must_use]
    pub fn service_stats(self) -> Option<List<'t, ServiceStats<'t>>> {
        self.find(|at| read::list(at, "stats", |_, element| ServiceStats::new(element)))
    }

    fn find<T>(self, view: impl Fn(Value<'t>) -> Option<T>) -> Option<T> {
        self.value().and_then(&view).or_else(|| view(self.root))
    }
}

/// The `nft` that an indexer adds.
#[derive(Clone, Copy, Debug)]
pub struct Nft<'t> {
    value: Value<'t>,
}

impl<'t> Nft<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `address`: the address of the contract.
    #[must_use]
    pub fn address(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "address")
    }

    /// `name`: the name, empty if the call failed.
    #[must_use]
    pub fn name(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "name")
    }

    /// `symbol`: the symbol, empty if the call failed.
    #[must_use]
    pub fn symbol(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "symbol")
    }

    /// `state`: the state when the document was indexed; `None` also where the number is no byte.
    #[must_use]
    pub fn state(self) -> Option<AssetState> {
        let byte = read::integer(self.value, "state")?;
        u8::try_from(byte).ok().map(AssetState::from)
    }

    /// `tokenURI`: the URI of token 1.
    #[must_use]
    pub fn token_uri(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "tokenURI")
    }

    /// `owner`: the address of the owner.
    #[must_use]
    pub fn owner(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "owner")
    }

    /// `created`: the time of the creating block: without zone from Aquarius 5.1.8 (the server's
    /// local time), with milliseconds and `Z` from ocean-node 3.2.0.
    #[must_use]
    pub fn created(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "created")
    }
}

/// An element of the `datatokens` that an indexer adds.
#[derive(Clone, Copy, Debug)]
pub struct Datatoken<'t> {
    value: Value<'t>,
}

impl<'t> Datatoken<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The element, of whatever kind it is.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `address`: the address of the contract.
    #[must_use]
    pub fn address(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "address")
    }

    /// `name`: the name, empty if the call failed.
    #[must_use]
    pub fn name(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "name")
    }

    /// `symbol`: the symbol, empty if the call failed.
    #[must_use]
    pub fn symbol(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "symbol")
    }

    /// `serviceId`: the id of its service.
    #[must_use]
    pub fn service_id(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "serviceId")
    }
}

/// The `event` that an indexer adds.
#[derive(Clone, Copy, Debug)]
pub struct Event<'t> {
    value: Value<'t>,
}

impl<'t> Event<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `tx`: the hash of the transaction; ocean-node 3.2.0 calls it `txid`.
    #[must_use]
    pub fn tx(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "tx").or_else(|| read::text(self.value, "txid"))
    }

    /// `block`: the number of the block.
    #[must_use]
    pub fn block(self) -> Option<u64> {
        read::integer(self.value, "block")
    }

    /// `from`: the sender of the transaction.
    #[must_use]
    pub fn from(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "from")
    }

    /// `contract`: the NFT that emitted the event.
    #[must_use]
    pub fn contract(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "contract")
    }

    /// `datetime`: the time of the block, in the forms of [`Nft::created`].
    #[must_use]
    pub fn datetime(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "datetime")
    }
}

/// The `purgatory` that an indexer adds.
#[derive(Clone, Copy, Debug)]
pub struct Purgatory<'t> {
    value: Value<'t>,
}

impl<'t> Purgatory<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `state`: whether the asset is banned.
    #[must_use]
    pub fn state(self) -> Option<bool> {
        read::flag(self.value, "state")
    }

    /// `reason`: why. Aquarius 5.1.8 leaves it behind when an asset is forgiven.
    #[must_use]
    pub fn reason(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "reason")
    }
}

/// The `stats` that Aquarius 5.1.8 adds.
#[derive(Clone, Copy, Debug)]
pub struct Stats<'t> {
    value: Value<'t>,
}

impl<'t> Stats<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `allocated`: what is allocated to the asset, 0 at first; not in the documentation.
    #[must_use]
    pub fn allocated(self) -> Option<Number<'t>> {
        read::number(self.value, "allocated")
    }

    /// `orders`: how often the first datatoken was ordered, -1 where the subgraph could not be
    /// asked.
    #[must_use]
    pub fn orders(self) -> Option<i64> {
        read::number(self.value, "orders")?.as_i64()
    }

    /// `price`: the price; not in the documentation.
    #[must_use]
    pub fn price(self) -> Option<Price<'t>> {
        read::object(self.value, "price").map(Price::new)
    }
}

/// An element of the `stats` that ocean-node 3.2.0 adds.
#[derive(Clone, Copy, Debug)]
pub struct ServiceStats<'t> {
    value: Value<'t>,
}

impl<'t> ServiceStats<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The element, of whatever kind it is.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `datatokenAddress`: the address of the datatoken.
    #[must_use]
    pub fn datatoken_address(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "datatokenAddress")
    }

    /// `name`: the name of the datatoken.
    #[must_use]
    pub fn name(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "name")
    }

    /// `symbol`: the symbol of the datatoken.
    #[must_use]
    pub fn symbol(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "symbol")
    }

    /// `serviceId`: the id of the service.
    #[must_use]
    pub fn service_id(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "serviceId")
    }

    /// `orders`: how often the datatoken was ordered.
    #[must_use]
    pub fn orders(self) -> Option<i64> {
        read::number(self.value, "orders")?.as_i64()
    }

    /// `prices`: what the datatoken costs, and where.
    #[must_use]
    pub fn prices(self) -> Option<List<'t, Price<'t>>> {
        read::list(self.value, "prices", |_, element| Price::new(element))
    }
}

/// A price that an indexer adds: the `stats.price` of Aquarius 5.1.8, or an element of the
/// `prices` of ocean-node 3.2.0.
#[derive(Clone, Copy, Debug)]
pub struct Price<'t> {
    value: Value<'t>,
}

impl<'t> Price<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object or element, of whatever kind it is.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `value`: the price as the number of Aquarius 5.1.8.
    #[must_use]
    pub fn amount(self) -> Option<Number<'t>> {
        read::number(self.value, "value")
    }

    /// `tokenAddress`: the token that is paid with (Aquarius 5.1.8).
    #[must_use]
    pub fn token_address(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "tokenAddress")
    }

    /// `tokenSymbol`: its symbol (Aquarius 5.1.8).
    #[must_use]
    pub fn token_symbol(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "tokenSymbol")
    }

    /// `type`: `fixedrate` or `dispenser` (ocean-node 3.2.0).
    #[must_use]
    pub fn kind(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "type")
    }

    /// `price`: the price as the decimal text of ocean-node 3.2.0.
    #[must_use]
    pub fn price(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "price")
    }

    /// `contract`: the exchange or dispenser contract (ocean-node 3.2.0).
    #[must_use]
    pub fn contract(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "contract")
    }

    /// `token`: the token that is paid with (ocean-node 3.2.0).
    #[must_use]
    pub fn token(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "token")
    }

    /// `exchangeId`: the id of the exchange (ocean-node 3.2.0).
    #[must_use]
    pub fn exchange_id(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "exchangeId")
    }
}
