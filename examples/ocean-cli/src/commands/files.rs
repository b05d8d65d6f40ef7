//! `ocean files`.

use ocean_did::parse_address;
use ocean_encryption::system_random;
use ocean_files::{Binding, DatasetFiles, FileList, FileObject, OpenFilesError};
use serde::Serialize;

use super::seal::public_key;
use crate::{
    cli::{BindingArgs, FilesOpenArgs, FilesSealArgs},
    input::Source,
    key_file,
    output::{self, Answer, Failure},
};

#[derive(Serialize)]
struct SealReport {
    path: String,
    to: String,
    datatoken: String,
    nft: String,
    files: usize,
    sealed: String,
}

/// Without URLs, headers and queries: JSON is for programs that log it.
#[derive(Serialize)]
struct OpenReport {
    path: String,
    datatoken: String,
    nft: String,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    r#type: Option<String>,
    error: Option<String>,
}

pub(crate) fn seal(args: &FilesSealArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let to = public_key(&args.to)?;
    let binding = binding(&args.binding)?;
    let files = file_objects(&source)?;
    let files = DatasetFiles::new(binding, &files).map_err(|error| source.failure(error))?;
    let sealed = files.seal(&to, system_random);
    let sealed = sealed.map_err(|error| source.failure(error))?.to_hex();
    let written = if json {
        output::print_json(&SealReport {
            path: source.path(),
            to: to.to_string(),
            datatoken: binding.datatoken.to_string(),
            nft: binding.nft.to_string(),
            files: files.files().len(),
            sealed,
        })
    } else {
        output::print(&format!("{sealed}\n"))
    };
    output::after(written, Answer::Yes)
}

pub(crate) fn open(args: &FilesOpenArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let binding = binding(&args.binding)?;
    let key = key_file::read(&args.key, Some(&source))?;
    let sealed = source.read_sealed()?;
    let files = DatasetFiles::open([&key], &sealed, binding).map_err(|error| {
        let failure = source.failure(&error);
        match error {
            OpenFilesError::Sealed(_)
            | OpenFilesError::OtherDatatoken { .. }
            | OpenFilesError::OtherNft { .. } => failure.no(),
            _ => failure,
        }
    })?;
    let written = if json {
        output::print_json(&OpenReport {
            path: source.path(),
            datatoken: binding.datatoken.to_string(),
            nft: binding.nft.to_string(),
            files: files.files().iter().map(File::of).collect(),
        })
    } else {
        output::print_exactly(files.plaintext().as_bytes())
    };
    output::after(written, Answer::Yes)
}

impl File {
    fn of<E: ToString>(file: Result<FileObject, E>) -> Self {
        match file {
            Ok(file) => Self {
                r#type: Some(file.file_type().to_string()),
                error: None,
            },
            Err(error) => Self {
                r#type: None,
                error: Some(error.to_string()),
            },
        }
    }
}

fn binding(args: &BindingArgs) -> Result<Binding, Failure> {
    let read = |flag, text| parse_address(text).map_err(|error| Failure::new(flag, error));
    Ok(Binding {
        datatoken: read("--datatoken", &args.datatoken)?,
        nft: read("--nft", &args.nft)?,
    })
}

/// The file objects of a list. No error shows anything of them.
fn file_objects(source: &Source) -> Result<Vec<FileObject>, Failure> {
    let text = source.read()?;
    if text.trim_ascii().is_empty() {
        return Err(source.failure("empty: expected a JSON list of file objects"));
    }
    // A list that belongs to nothing yet has the form that version 4.0.0 sealed.
    let list = FileList::from_unbound_plaintext_4_0_0(&text);
    let list = list.map_err(|error| source.failure(error))?;
    let mut files = Vec::with_capacity(list.len());
    for (index, file) in list.iter().enumerate() {
        files.push(file.map_err(|error| source.failure(format!("file {index}: {error}")))?);
    }
    Ok(files)
}
