//! A command that publishes a file.

use std::{error::Error, io::Write};

use alloy_primitives::Address;
use clap::Parser;
use ocean_provider_core::{
    ProviderInfo,
    ddo::draft::{Date, Description, Draft, Endpoint, Service},
    did::parse_address,
    encryption::Compression,
    files::{FileObject, Method},
    publish::{self, Prepared, Publication, Settings, Step, UnsealedService, Visibility},
    state::AssetState,
};

// ANCHOR: arguments
/// Publishes a file that lies at a URL.
#[derive(Debug, Parser)]
#[allow(clippy::exhaustive_structs, reason = "these are the arguments")]
pub struct Publish {
    /// Where the file lies: nobody but the Provider learns it
    pub url: String,
    /// The root of the Provider
    #[arg(long)]
    pub provider: Endpoint,
    /// The data NFT, which exists already
    #[arg(long, value_parser = parse_address)]
    pub nft: Address,
    /// Its datatoken, of which one buys the file
    #[arg(long, value_parser = parse_address)]
    pub datatoken: Address,
    /// The chain (EIP-155)
    #[arg(long)]
    pub chain_id: u64,
    /// For how many seconds an order is good, 0 for ever
    #[arg(long, default_value_t = 0)]
    pub timeout: u64,
    /// Name of the asset
    #[arg(long)]
    pub name: String,
    /// What it is
    #[arg(long)]
    pub description: String,
    /// Who made it
    #[arg(long)]
    pub author: String,
    /// Under which licence
    #[arg(long)]
    pub license: String,
    /// When, as 2024-03-05T09:12:44Z
    #[arg(long)]
    pub created: Date,
}
// ANCHOR_END: arguments

// ANCHOR: prepare
impl Publish {
    /// Checks everything. Nothing has been sent yet.
    ///
    /// # Errors
    /// What is wrong with the file or the document, all of it.
    pub fn prepare(self) -> Result<Prepared, Box<dyn Error>> {
        let file = FileObject::url(&self.url, Method::Get, &[])?;
        let description = Description {
            name: self.name,
            description: self.description,
            author: self.author,
            license: self.license,
        };
        let draft = Draft::dataset(self.nft, self.chain_id, description, self.created);
        let endpoint = self.provider.clone();
        let service = UnsealedService::new([file], |files| {
            Service::access("download", files, self.datatoken, endpoint, self.timeout)
        });
        let settings = Settings {
            provider: self.provider,
            state: AssetState::Active,
            compression: Compression::Xz,
            visibility: Visibility::Sealed,
        };
        Ok(publish::create(draft, [service], settings)?)
    }
}
// ANCHOR_END: prepare

// ANCHOR: run
impl Publish {
    /// Has the Provider seal the files and then the document, and prints the transaction.
    /// `call` sends a request to it: method, path, body.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare); or what `call` says, or what is wrong with its answers.
    pub fn run(
        self,
        call: impl Fn(&str, &str, &[u8]) -> Result<String, Box<dyn Error>>,
        out: &mut impl Write,
    ) -> Result<Publication, Box<dyn Error>> {
        let chain_id = self.chain_id;
        let prepared = self.prepare()?;
        let info: ProviderInfo = call("GET", "/", b"")?.parse()?;
        let provider = info
            .address(chain_id)
            .ok_or("it does not serve this chain")?;
        let encrypt = info.endpoint("encrypt").ok_or("it does not encrypt")?;
        let path = format!("{}?chainId={chain_id}", encrypt.path);

        let mut step = prepared.start(provider)?;
        let publication = loop {
            match step {
                Step::NeedEncrypt(need) => {
                    let answers = need.bodies().map(|body| call(&encrypt.method, &path, body));
                    let answers = answers.collect::<Result<Vec<_>, _>>()?;
                    step = need.resume(&answers)?;
                }
                Step::Done(publication) => break publication,
            }
        };
        writeln!(out, "did   {}", publication.did())?;
        writeln!(out, "hash  {}", publication.hash())?;
        writeln!(out, "to    {}", publication.nft())?;
        writeln!(out, "data  {}", publication.set_metadata().calldata()?)?;
        Ok(publication)
    }
}
// ANCHOR_END: run
