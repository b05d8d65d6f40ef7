use alloc::collections::BTreeMap;
use core::fmt::Write as _;

use alloy_primitives::Address;
use ocean_checksum::{Value, js_quote, ocean_py_stringify};
use ocean_ddo::{Document, ParseDocumentError};
use ocean_did::Did;
use ocean_state::AssetState;

use super::{NotIndexed, Opened, Skip, Transaction, stored::Stored};

/// What contracts, a subgraph and the lists of banned accounts answered.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "what Aquarius stores")]
pub struct Answers {
    /// Of the NFT.
    pub nft: NftAnswers,
    /// Of the datatokens of [`Opened::datatokens`].
    pub datatokens: BTreeMap<Address, TokenAnswers>,
    /// Of a subgraph; `None` if it is out of reach, which is stored as -1 orders.
    pub stats: Option<Stats>,
    /// Whether the sender of the transaction is on the list of banned accounts.
    pub sender_is_banned: bool,
}

/// What a data NFT answered; `None` where a call failed, which is stored as the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "what Aquarius stores")]
pub struct NftAnswers {
    /// `name()`.
    pub name: Option<String>,
    /// `symbol()`.
    pub symbol: Option<String>,
    /// `tokenURI(1)`.
    pub token_uri: Option<String>,
    /// `ownerOf(1)`.
    pub owner: Option<Address>,
}

/// What a datatoken answered; `None` where a call failed, which is stored as the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "what Aquarius stores")]
pub struct TokenAnswers {
    /// `name()`.
    pub name: Option<String>,
    /// `symbol()`.
    pub symbol: Option<String>,
}

/// What a subgraph knows of the first datatoken of an NFT.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "what Aquarius stores")]
pub struct Stats {
    /// How often it was ordered.
    pub orders: u64,
    /// What it costs, if it is sold anywhere.
    pub price: Option<Price>,
}

/// What a datatoken costs.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "what Aquarius stores")]
pub enum Price {
    /// At its first fixed-rate exchange.
    FixedRate {
        /// The price in whole tokens; one that is not finite is not stored.
        value: f64,
        /// The token that is paid with.
        token: Address,
        /// Its symbol.
        symbol: String,
    },
    /// Nothing: a dispenser gives it away.
    Free,
}

/// A document as Aquarius 5.1.8 stores it: the text of the publisher, and behind it `event`, `nft`,
/// `datatokens`, `stats` and `purgatory` with their members in its order.
///
/// Times are those of the block in UTC, without a zone (`2023-02-15T16:42:22`), as on a server that
/// runs in UTC. Blanks and escapes in the text are the publisher's.
#[derive(Clone, Debug)]
pub struct IndexedAsset {
    document: Document,
    did: Did,
    nft: Address,
    chain_id: u64,
}

impl IndexedAsset {
    /// The JSON text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The document alone.
    #[must_use]
    pub fn into_document(self) -> Document {
        self.document
    }

    /// The DID under which it is stored.
    #[must_use]
    pub const fn did(&self) -> Did {
        self.did
    }

    /// The data NFT.
    #[must_use]
    pub const fn nft(&self) -> Address {
        self.nft
    }

    /// The chain of the NFT (EIP-155).
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }
}

impl Opened {
    /// Adds what an indexer knows. Fields of these names that the publisher wrote are stripped,
    /// `indexedMetadata` and `accessDetails` with them, since they would pass for the indexer's.
    ///
    /// Where a document is stored already, its `nft.created` and `purgatory` are kept; a banned
    /// sender is put there.
    ///
    /// # Errors
    /// [`Skip::Unstorable`], [`Skip::Unchangeable`]: the document would be beyond its limits.
    pub fn enhance(self, answers: &Answers) -> Result<IndexedAsset, NotIndexed> {
        let Self { asset, sighting } = self;
        let stored = sighting.record()?;
        let document = asset.document();
        let stripped = document.strip_enhanced().map_err(Skip::Unstorable)?;
        let transaction = &sighting.transaction;
        let created = created(stored, transaction);
        let added = [
            ("event", event(asset.nft(), transaction)),
            (
                "nft",
                nft(asset.nft(), sighting.state, &answers.nft, &created),
            ),
            ("datatokens", datatokens(document, &answers.datatokens)),
            ("stats", stats(answers.stats.as_ref())),
            ("purgatory", purgatory(stored)),
        ];
        let document = append(&stripped, &added).map_err(Skip::Unstorable)?;
        let state = answers.sender_is_banned || was_banned(stored);
        let document = document
            .edit("/purgatory/state", if state { "true" } else { "false" })
            .map_err(Skip::Unchangeable)?;
        Ok(IndexedAsset {
            document,
            did: asset.did(),
            nft: asset.nft(),
            chain_id: asset.chain_id(),
        })
    }
}

/// Writes members behind those of the root.
fn append(document: &Document, added: &[(&str, String)]) -> Result<Document, ParseDocumentError> {
    let root = document.root();
    // The root of a document is an object.
    let inside = root.text().strip_suffix('}').unwrap_or_default();
    let mut text = inside.trim_end().to_owned();
    let mut is_first = root
        .as_object()
        .is_none_or(ocean_checksum::Object::is_empty);
    for (key, value) in added {
        if !is_first {
            text.push(',');
        }
        is_first = false;
        // Writing to a text cannot fail.
        let _ = write!(text, "\"{key}\":{value}");
    }
    text.push('}');
    Document::parse(text)
}

pub(super) fn event(nft: Address, transaction: &Transaction) -> String {
    let Transaction {
        hash,
        block,
        timestamp,
        from,
    } = transaction;
    let datetime = datetime(*timestamp);
    format!(
        r#"{{"tx":"{hash}","block":{block},"from":"{from}","contract":"{nft}","datetime":"{datetime}"}}"#
    )
}

fn nft(address: Address, state: AssetState, answers: &NftAnswers, created: &str) -> String {
    let state = u8::from(state);
    let (name, symbol) = (
        quote(answers.name.as_deref()),
        quote(answers.symbol.as_deref()),
    );
    let token_uri = quote(answers.token_uri.as_deref());
    let owner = answers.owner.map(|owner| owner.to_string());
    let owner = owner.unwrap_or_default();
    format!(
        r#"{{"address":"{address}","name":{name},"symbol":{symbol},"state":{state},"tokenURI":{token_uri},"owner":"{owner}","created":{created}}}"#
    )
}

fn datatokens(document: &Document, answers: &BTreeMap<Address, TokenAnswers>) -> String {
    let services = document.ddo().services();
    let services = services.iter().flat_map(|services| services.iter());
    let unknown = TokenAnswers::default();
    let datatokens: Vec<_> = services
        .map(|service| {
            let token = service.parse_datatoken_address().and_then(Result::ok);
            let token = token.and_then(|token| answers.get(&token));
            let TokenAnswers { name, symbol } = token.unwrap_or(&unknown);
            let (name, symbol) = (quote(name.as_deref()), quote(symbol.as_deref()));
            // As the publisher spelt them.
            let as_written = |key| service.value().get(key).map_or("\"\"", Value::text);
            let (address, id) = (as_written("datatokenAddress"), as_written("id"));
            format!(r#"{{"address":{address},"name":{name},"symbol":{symbol},"serviceId":{id}}}"#)
        })
        .collect();
    format!("[{}]", datatokens.join(","))
}

fn stats(stats: Option<&Stats>) -> String {
    let orders = stats.map_or("-1".to_owned(), |stats| stats.orders.to_string());
    let price = stats.and_then(|stats| stats.price.as_ref());
    let price = match price {
        Some(Price::FixedRate {
            value,
            token,
            symbol,
        }) if value.is_finite() => {
            let symbol = match symbol.as_str() {
                "" => String::new(),
                symbol => format!(r#","tokenSymbol":{}"#, js_quote(symbol)),
            };
            let value = python_float(*value);
            format!(r#"{{"value":{value},"tokenAddress":"{token}"{symbol}}}"#)
        }
        Some(Price::Free) => r#"{"value":0.0}"#.to_owned(),
        _ => "{}".to_owned(),
    };
    format!(r#"{{"allocated":0,"orders":{orders},"price":{price}}}"#)
}

fn purgatory(stored: Option<Stored<'_>>) -> String {
    let stored = stored.and_then(|stored| stored.value("/purgatory"));
    let stored = stored.filter(|value| value.as_object().is_some());
    stored.map_or("{}", Value::text).to_owned()
}

fn was_banned(stored: Option<Stored<'_>>) -> bool {
    let state = stored.and_then(|stored| stored.value("/purgatory/state"));
    state.and_then(Value::as_bool).unwrap_or(false)
}

fn created(stored: Option<Stored<'_>>, transaction: &Transaction) -> String {
    let stored = stored.and_then(|stored| stored.value("/nft/created"));
    let stored = stored.filter(|value| value.as_str().is_some());
    match stored {
        Some(created) => created.text().to_owned(),
        None => format!("\"{}\"", datetime(transaction.timestamp)),
    }
}

fn quote(text: Option<&str>) -> String {
    js_quote(text.unwrap_or_default())
}

/// As Python writes it: with a point or an exponent.
fn python_float(value: f64) -> String {
    let text = format!("{value:?}");
    ocean_py_stringify(&text).unwrap_or(text)
}

/// Python's `isoformat()` of a time in seconds since 1970, in UTC.
fn datetime(timestamp: u64) -> String {
    let (days, seconds) = (timestamp / 86_400, timestamp % 86_400);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a number of days since 1970-01-01, counted from 0000-03-01 so that leap
/// days end a year.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let (month, next_year) = if month_from_march < 10 {
        (month_from_march + 3, 0)
    } else {
        (month_from_march - 9, 1)
    };
    (era * 400 + year_of_era + next_year, month, day)
}

#[cfg(test)]
mod tests {
    use super::{datetime, python_float};

    #[test]
    fn datetimes_are_those_of_python() {
        // datetime.utcfromtimestamp(n).isoformat() of Python 3.11.
        for (timestamp, expected) in [
            (0, "1970-01-01T00:00:00"),
            (951_782_399, "2000-02-28T23:59:59"),
            (951_782_400, "2000-02-29T00:00:00"),
            (951_868_800, "2000-03-01T00:00:00"),
            (1_672_389_643, "2022-12-30T08:40:43"),
            (1_676_479_342, "2023-02-15T16:42:22"),
            (4_107_542_400, "2100-03-01T00:00:00"),
            (253_402_300_799, "9999-12-31T23:59:59"),
        ] {
            assert_eq!(datetime(timestamp), expected);
        }
        assert!(datetime(u64::MAX).ends_with("T07:00:15"));
    }

    #[test]
    fn floats_are_those_of_python() {
        for (value, expected) in [
            (1000.0, "1000.0"),
            (0.1, "0.1"),
            (1e-5, "1e-05"),
            (1e16, "1e+16"),
            (123_456.789, "123456.789"),
        ] {
            assert_eq!(python_float(value), expected);
        }
    }
}
