//! Publishing: files and a draft become sealed files, the text of the document, its hash, and the
//! arguments of `setMetaData`.
//!
//! [`create`] takes a new asset, [`update`] an asset that is on chain already. Both check everything
//! before anything is sealed, and give a [`Prepared`], which is finished in one of two ways:
//!
//! - [`Prepared::seal`], in one call, where the Provider's public key is known;
//! - [`Prepared::start`], where only a Provider can seal: it tells what to send to `/encrypt`
//!   ([`NeedEncrypt`]) and goes on with the answers, for the files first, then for the document.
//!
//! Either way a [`Publication`] comes out, whose parts cannot disagree. All files and the document
//! are sealed to one Provider.
//!
//! ```
//! use alloy_primitives::address;
//! use ocean_provider_core::{
//!     ddo::draft::{Description, Draft, Service},
//!     encryption::Compression,
//!     files::FileObject,
//!     publish::{self, Settings, Step, UnsealedService, Visibility},
//!     state::AssetState,
//! };
//!
//! let datatoken = address!("0x4920060Fe25192ed2BD1351412892207D941B79F");
//! let draft = Draft::dataset(
//!     address!("0xBB1081DbF3227bbB233Db68f7117114baBb43656"),
//!     137,
//!     Description {
//!         name: "River gauges".into(),
//!         description: "Hourly levels.".into(),
//!         author: "Waterworks Lab".into(),
//!         license: "CC-BY-4.0".into(),
//!     },
//!     "2024-03-05T09:12:44Z".parse()?,
//! );
//! let settings = Settings {
//!     provider: "https://provider.example".parse()?,
//!     state: AssetState::Active,
//!     compression: Compression::None,
//!     visibility: Visibility::Sealed,
//! };
//! let endpoint = settings.provider.clone();
//! let service = UnsealedService::new(
//!     [FileObject::parse(r#"{"type":"url","url":"https://data.example/levels.csv","method":"GET"}"#)?],
//!     |files| Service::access("download", files, datatoken, endpoint, 3600),
//! );
//!
//! let provider = address!("0x2f3EE1C53B4C7E5f0B0DbDb7D1Be4Ecb2D4fD8C1");
//! let mut step = publish::create(draft, vec![service], settings)?.start(provider)?;
//! let publication = loop {
//!     match step {
//!         Step::NeedEncrypt(need) => {
//!             // POST each body to `/api/services/encrypt?chainId=137`.
//!             let answers: Vec<String> = need.bodies().map(encrypt).collect();
//!             step = need.resume(&answers)?;
//!         }
//!         Step::Done(publication) => break publication,
//!     }
//! };
//! assert!(publication.hash().matches(publication.document().bytes()));
//! assert_eq!(publication.set_metadata().decryptor_address, provider.to_string());
//! # fn encrypt(body: &[u8]) -> String {
//! #     let key = ocean_provider_core::keys::ProviderKey::from_bytes(&[1; 32]).unwrap();
//! #     let random = |bytes: &mut [u8]| { bytes.fill(7); Ok(()) };
//! #     let sealed = ocean_provider_core::encryption::seal(&key.public_key(), body, random).unwrap();
//! #     ocean_provider_core::encryption::Ciphertext::from(sealed).to_hex()
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod prepared;
mod publication;
mod remote;
mod service;
mod settings;

pub use error::PublishError;
pub use prepared::{Prepared, create, update};
pub use publication::Publication;
pub use remote::{NeedEncrypt, Step};
pub use service::{ServiceFiles, UnsealedService};
pub use settings::{Settings, Visibility};
