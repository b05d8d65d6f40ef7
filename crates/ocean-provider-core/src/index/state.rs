use ocean_checksum::js_quote;
use ocean_ddo::{Document, ParseDocumentError};
use ocean_orders::events::{Emitted, MetadataState};
use ocean_state::{AssetState, Refusal, Rules, SOFT_DELETE_FIELDS, Transition};

use super::{NotIndexed, Retry, Sighting, Skip, enhance, stored::Stored};

/// What stays of an asset whose state permits no decryption.
#[derive(Clone, Debug)]
pub struct Tombstone {
    refusal: Refusal,
    record: Option<Document>,
}

impl Tombstone {
    pub(super) fn new(refusal: Refusal, sighting: &Sighting) -> Result<Self, NotIndexed> {
        let stored = sighting.record()?;
        let record = stored
            .map(|stored| withdraw(stored, sighting))
            .transpose()?;
        Ok(Self { refusal, record })
    }

    /// The state, as the reason.
    #[must_use]
    pub const fn refusal(&self) -> Refusal {
        self.refusal
    }

    /// What to store in place of the stored document, if there is one: in states 2 and 3 the fields
    /// [`SOFT_DELETE_FIELDS`], in other states the whole. Its `nft.state` is the state; its `event`
    /// is the latest metadata event, so that the asset can be restored from there.
    #[must_use]
    pub const fn record(&self) -> Option<&Document> {
        self.record.as_ref()
    }
}

fn withdraw(stored: Stored<'_>, sighting: &Sighting) -> Result<Document, Skip> {
    let document = if is_soft_deleted(sighting.state) {
        &soft_deleted(stored.document).map_err(Skip::Unstorable)?
    } else {
        stored.document
    };
    let document = Stored { document }
        .with_state(sighting.state)
        .map_err(Skip::Unchangeable)?;
    let transaction = &sighting.transaction;
    if stored
        .block()
        .is_some_and(|block| transaction.block <= block)
    {
        return Ok(document);
    }
    let event = enhance::event(sighting.event.nft(), transaction);
    document.edit("/event", &event).map_err(Skip::Unchangeable)
}

/// What a change of state means for the stored document.
#[derive(Clone, Debug)]
#[allow(
    clippy::exhaustive_enums,
    reason = "there is nothing else that an indexer can do"
)]
pub enum StateChange {
    /// Nothing.
    Ignore,
    /// Store this: the document with another `nft.state`.
    Set(Document),
    /// Store this: only [`SOFT_DELETE_FIELDS`] are left, and `nft.state` is set.
    SoftDelete(Document),
    /// Index the metadata event of the transaction `event.tx` of the stored document again, with the
    /// stored document in [`Sighting::stored`].
    Restore,
}

/// What an indexer does when an NFT tells that its state was set. The block is that of the log.
///
/// The transitions are those of [`ocean_state::on_state_event`]. Beyond them, a stored document that
/// is short in a state in which it should be whole is restored, and one that is whole in states 2
/// and 3 is reduced. An event of a block before that of the stored document changes nothing, since
/// the document has the state of a later one.
///
/// # Errors
/// [`Retry::NoRecord`], [`Retry::OtherRecord`]; [`Skip::Unstorable`] and [`Skip::Unchangeable`] if
/// the stored document would be beyond its limits.
pub fn on_state_event(
    event: &Emitted<MetadataState>,
    chain_id: u64,
    block: u64,
    stored: Option<&Document>,
) -> Result<StateChange, NotIndexed> {
    let nft = event.address;
    let document = stored.ok_or(Retry::NoRecord { nft, chain_id })?;
    let stored = Stored::new(document, nft, chain_id)?;
    if stored.block().is_some_and(|stored| block < stored) {
        return Ok(StateChange::Ignore);
    }
    let new = AssetState::from(event.event.state);
    let change = match transition(stored, new) {
        Transition::SoftDelete => {
            let short = soft_deleted(document).map_err(Skip::Unstorable)?;
            let short = Stored { document: &short };
            StateChange::SoftDelete(short.with_state(new).map_err(Skip::Unchangeable)?)
        }
        Transition::KeepAndSetState => {
            StateChange::Set(stored.with_state(new).map_err(Skip::Unchangeable)?)
        }
        Transition::Restore => StateChange::Restore,
        _ => StateChange::Ignore,
    };
    Ok(change)
}

fn transition(stored: Stored<'_>, new: AssetState) -> Transition {
    match ocean_state::on_state_event(stored.state(), new) {
        _ if is_soft_deleted(new) && !stored.is_short() => Transition::SoftDelete,
        Transition::Ignore | Transition::KeepAndSetState
            if stored.is_short() && new.may_decrypt(Rules::Strict).is_permitted() =>
        {
            Transition::Restore
        }
        transition => transition,
    }
}

const fn is_soft_deleted(state: AssetState) -> bool {
    matches!(state, AssetState::Deprecated | AssetState::Revoked)
}

fn soft_deleted(document: &Document) -> Result<Document, ParseDocumentError> {
    let members = document.root().as_object();
    let members = members.iter().flat_map(|object| object.iter());
    let kept = members.filter_map(|(key, value)| {
        let field = SOFT_DELETE_FIELDS.iter().find(|field| key == **field)?;
        Some(format!("{}:{}", js_quote(field), value.text()))
    });
    let kept: Vec<_> = kept.collect();
    Document::parse(format!("{{{}}}", kept.join(",")))
}
