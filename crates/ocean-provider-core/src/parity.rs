//! What Provider 2.1.6 answers where this crate denies or fails: status and body, for servers whose
//! clients match on its texts.
//!
//! [`denied()`] has an answer to every [`Reason`](crate::access::Reason), the other functions to the
//! errors of one step each. Where the reference would not refuse, or crash with words that nobody
//! matches on, the words are ours in its form, and [`Reply::is_reference`] says so. Addresses of
//! files and signatures are in none of them, though the reference gives both away.
//!
//! # Examples
//!
//! ```
//! use ocean_provider_core::{
//!     access::{Denial, Reason},
//!     parity::{Asked, Route, denied},
//! };
//!
//! let asked = Asked { network: "Polygon", service_id: "s7", ..Asked::default() };
//! let denial = Denial::from(Reason::NoService { id: "s7".into() });
//! let reply = denied(Route::Initialize, &denial, &asked);
//! assert_eq!(reply.status, 400);
//! assert_eq!(reply.json(), r#"{"error":"Provider Polygon: Invalid serviceId."}"#);
//! ```

mod compute;
mod denied;
mod errors;
mod reply;

pub use compute::compute_refused;
pub use denied::{denied, not_consumable};
pub use errors::{
    asset_malformed, did_not_resolved, document_not_opened, encrypt_failed, file_not_opened,
    nonce_not_spent, signature_refused, token_not_authorized, token_refused,
};
pub use reply::{Asked, Body, Reply, Route};
