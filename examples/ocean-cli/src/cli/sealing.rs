//! The arguments and the help of keys and of what is sealed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

const KEY_NEW: &str = "\
Examples:
  ocean key new --out provider.key

KEYFILE gets 64 hex digits that only its owner may read. A file that is there is never overwritten.
The public key and the address are printed, the secret key never is.

Exit codes:
  0  the file was made
  2  it could not be made

--json prints an object: path, public_key, address.";

const KEY_SHOW: &str = "\
Examples:
  ocean key show provider.key
  ocean key show --json provider.key | jq -r .public_key
  OCEAN_KEY=$(pass provider) ocean key show

A key file holds 64 hex digits, with or without 0x, and white space around them. It is refused if
others than its owner may read or write it (chmod 600).
Without KEYFILE, the environment variable OCEAN_KEY holds the digits themselves.

Exit codes:
  0  printed
  2  there is no key

--json prints an object: path (null for OCEAN_KEY), public_key, address.";

pub(super) const SEAL: &str = "\
Examples:
  ocean seal --to 0x04… secret.bin > sealed.txt
  ocean seal --to \"$(ocean key show --json provider.key | jq -r .public_key)\" -

Any bytes are sealed as they are, and printed as 0x and hex digits: ECIES as eciespy and eciesjs
write it, which every Provider opens. Each run prints other digits.

Exit codes:
  0  printed
  2  the public key is none, or the file could not be read

--json prints an object: path, to (the public key), bytes (how many were sealed), sealed.";

pub(super) const OPEN: &str = "\
Examples:
  ocean open --key provider.key sealed.txt > secret.bin
  OCEAN_KEY=$(pass provider) ocean open - < sealed.txt

FILE holds hex digits, with or without 0x and white space around them, or the sealed bytes as they
are. Exactly the plaintext is written, whatever a terminal obeys in it.
Why something does not open is not told: another key, another format and altered bytes look alike.
Without --key, the environment variable OCEAN_KEY holds the digits of the key.

Exit codes:
  0  written
  1  it cannot be opened with this key (one line on standard error)
  2  there is no key, or the file could not be read

--json prints an object without the plaintext: path, address (of the key), bytes (how many opened).";

const FILES_SEAL: &str = "\
Examples:
  ocean files seal --to 0x04… --datatoken 0x4920060Fe25192ed2BD1351412892207D941B79F \\
      --nft 0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2 files.json

FILE is a JSON list of file objects, such as
[{\"type\":\"url\",\"url\":\"https://…\",\"method\":\"GET\"}]. Each is checked for its type, and kept to the
letter. What is printed is the text for `files` of the service: sealed, and bound to its datatoken
and its NFT, so that nobody can sell a copy of it.

Exit codes:
  0  printed
  2  an argument is wrong, or a file object cannot be used

--json prints an object: path, to (the public key), datatoken, nft, files (how many), sealed.";

const FILES_OPEN: &str = "\
Examples:
  ocean files open --key provider.key --datatoken 0x4920060Fe25192ed2BD1351412892207D941B79F \\
      --nft 0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2 sealed.txt | jq .files
  jq -r '.services[0].files' ddo.json | ocean files open --datatoken 0x… --nft 0x… -

FILE is as for `ocean open`. Exactly what was sealed is written, the object {datatokenAddress,
nftAddress, files}, if it is bound to this datatoken and this NFT. The bare lists of version 4.0.0
are bound to nothing; `ocean open` opens them.
Without --key, the environment variable OCEAN_KEY holds the digits of the key.

Exit codes:
  0  written
  1  it cannot be opened with this key, or belongs to another asset (one line on standard error)
  2  there is no key, the file could not be read, or no file list is in it

--json prints an object without URLs and headers: path, datatoken, nft, files [{type, error}]; of
a file object that cannot be used the type is null, of the others the error.";

const PACK: &str = "\
Examples:
  ocean envelope pack --to 0x04… --compress ddo.json
  ocean envelope pack --plain ddo.json

What is printed is for setMetaData of the NFT: data is the document, compressed if asked for, then
encrypted; hash is SHA-256 of the document itself, byte for byte. `ocean stringify` writes the form
that ocean.js publishes. ocean-node cannot read what is compressed.

Exit codes:
  0  printed
  2  an argument is wrong, or the file could not be read

--json prints the same, an object: flags (1 compressed, 2 encrypted, 3 both), hash, data.";

const UNPACK: &str = "\
Examples:
  ocean envelope unpack --key provider.key --flags 2 --hash 0x015abd… data.txt > ddo.json
  jq -r .data packed.json | ocean envelope unpack --flags 0 --hash 0x015abd… -

FILE holds what MetadataCreated or MetadataUpdated emitted as data: hex digits, with or without 0x
and white space around them, or the bytes as they are. Exactly the document is written, and only if
it has the hash. A key is read only if the flags say that the document is encrypted.
Without --key, the environment variable OCEAN_KEY holds the digits of the key.

Exit codes:
  0  written
  1  it cannot be decrypted with this key, or does not have the hash (one line on standard error)
  2  an argument is wrong, the file could not be read or decompressed

--json prints an object without the document: path, flags, hash, bytes (how many it has).";

/// Where a secret key is read from.
#[derive(Debug, Args)]
pub(crate) struct KeyArg {
    /// File of the secret key, in place of the variable `OCEAN_KEY`.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) key: Option<PathBuf>,
}

/// What a file list belongs to.
#[derive(Debug, Args)]
pub(crate) struct BindingArgs {
    /// Address of the service's datatoken.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) datatoken: String,
    /// Address of the asset's NFT.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) nft: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a new secret key in a new file.
    #[command(after_help = KEY_NEW)]
    New(KeyNewArgs),
    /// Print the public key and the address of a secret key.
    #[command(after_help = KEY_SHOW)]
    Show(KeyShowArgs),
}

#[derive(Debug, Args)]
pub(crate) struct KeyNewArgs {
    /// The file to make.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct KeyShowArgs {
    /// File of the secret key, in place of the variable `OCEAN_KEY`.
    #[arg(value_name = "KEYFILE")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SealArgs {
    /// Public key in hex: 33, 64 or 65 bytes.
    #[arg(long, value_name = "PUBLIC_KEY")]
    pub(crate) to: String,
    /// A file of any content.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
    /// What was sealed.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FilesCommand {
    /// Seal a list of file objects for one datatoken and NFT.
    #[command(after_help = FILES_SEAL)]
    Seal(FilesSealArgs),
    /// Open the sealed files of one datatoken and NFT.
    #[command(after_help = FILES_OPEN)]
    Open(FilesOpenArgs),
}

#[derive(Debug, Args)]
pub(crate) struct FilesSealArgs {
    /// Public key of the Provider in hex: 33, 64 or 65 bytes.
    #[arg(long, value_name = "PUBLIC_KEY")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) binding: BindingArgs,
    /// A JSON list of file objects.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct FilesOpenArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
    #[command(flatten)]
    pub(crate) binding: BindingArgs,
    /// What was sealed.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EnvelopeCommand {
    /// Print flags, hash and data of a document as it goes on chain.
    #[command(after_help = PACK)]
    Pack(PackArgs),
    /// Write the document that was put on chain.
    #[command(after_help = UNPACK)]
    Unpack(UnpackArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// Public key of the Provider in hex: 33, 64 or 65 bytes.
    #[arg(long, value_name = "PUBLIC_KEY", required_unless_present = "plain")]
    pub(crate) to: Option<String>,
    /// Compress the document (.xz).
    #[arg(long)]
    pub(crate) compress: bool,
    /// Do not encrypt: everybody can read the document, and --to is not used.
    #[arg(long)]
    pub(crate) plain: bool,
    /// A document.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct UnpackArgs {
    #[command(flatten)]
    pub(crate) key: KeyArg,
    /// Flags of the event, in decimal: 1 compressed, 2 encrypted, 3 both.
    #[arg(long, value_name = "N")]
    pub(crate) flags: u8,
    /// Hash of the event in hex: SHA-256 of the document.
    #[arg(long, value_name = "HEX")]
    pub(crate) hash: String,
    /// Data of the event.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}
