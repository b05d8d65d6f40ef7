//! `ocean key`.

use std::path::Path;

use ocean_keys::{ProviderKey, system_random};
use serde::Serialize;

use crate::{
    cli::{KeyNewArgs, KeyShowArgs},
    input::Source,
    key_file,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct Shown {
    path: Option<String>,
    public_key: String,
    address: String,
}

pub(crate) fn new(args: &KeyNewArgs, json: bool) -> Result<Answer, Failure> {
    let key = ProviderKey::generate(system_random);
    let key = key.map_err(|error| Failure::new("KEYFILE", error))?;
    key_file::create(&args.out, &key)?;
    print(Some(&args.out), &key, json)
}

pub(crate) fn show(args: &KeyShowArgs, json: bool) -> Result<Answer, Failure> {
    let key = match &args.key {
        Some(path) => key_file::from_file("KEYFILE", path)?,
        None => key_file::from_variable("KEYFILE")?,
    };
    print(args.key.as_deref(), &key, json)
}

fn print(path: Option<&Path>, key: &ProviderKey, json: bool) -> Result<Answer, Failure> {
    let shown = Shown {
        path: path.map(|path| Source::of(path).path()),
        public_key: key.public_key().to_string(),
        address: key.address().to_string(),
    };
    let written = if json {
        output::print_json(&shown)
    } else {
        output::print(&format!(
            "public key  {}\naddress     {}\n",
            shown.public_key, shown.address
        ))
    };
    output::after(written, Answer::Yes)
}
