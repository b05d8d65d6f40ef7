use std::collections::BTreeSet;

use alloy_primitives::{Address, address, hex};
use ocean_files::{
    Binding, DatasetFiles, FileList, FileObject, FileRequest, Gateways, HttpRequest,
    OpenFilesError, UserData,
};
use serde_json::Value;

const BINDING: Binding = Binding {
    datatoken: address!("0x4920060Fe25192ed2BD1351412892207D941B79F"),
    nft: address!("0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2"),
};
const IPFS: &str = "https://gw.example/x/";
const ARWEAVE: &str = "http://gw.example:8080/";

/// A file object keeps its text, asks for what it names and for nothing else, and opens under its
/// binding only; a plaintext opens if another JSON reader finds the binding in it.
///
/// The byte ff, which no text has, stands between the file object, user data, and the answer of a
/// contract.
pub fn files_object(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0xff);
    let first = parts.next().unwrap_or_default();
    let user_data = parts.next().and_then(|part| str::from_utf8(part).ok());
    let returned = parts.next().unwrap_or_default();

    plaintext(first);
    let Ok(text) = str::from_utf8(first) else {
        return;
    };
    let user_data = user_data.and_then(|text| {
        let data = UserData::parse(text).ok()?;
        assert_eq!(data.text(), text.trim_matches([' ', '\t', '\n', '\r']));
        Some(data)
    });
    if let Ok(file) = FileObject::parse(text) {
        assert_eq!(file.text(), text.trim_matches([' ', '\t', '\n', '\r']));
        for user_data in [None, user_data.as_ref()] {
            request(&file, user_data, returned);
        }
        bound(&file);
    }
}

fn request(file: &FileObject, user_data: Option<&UserData>, returned: &[u8]) {
    let gateways = Gateways {
        ipfs: Some(IPFS),
        arweave: Some(ARWEAVE),
    };
    match file.request(user_data, gateways) {
        Ok(FileRequest::Http(request)) => http(file, &request),
        Ok(FileRequest::Contract(call)) => {
            assert_eq!(call.data().len() % 32, 4);
            if let Ok(text) = call.result_text(returned) {
                assert!(serde_json::from_str::<Value>(&text).is_ok(), "{text}");
            }
        }
        Ok(_) => panic!("another kind of request"),
        Err(error) => assert!(!error.code().is_empty()),
    }
}

fn http(file: &FileObject, request: &HttpRequest) {
    let url = request.url();
    #[cfg(planted)]
    let url = url.replace('+', " ");
    #[cfg(planted)]
    let url = url.as_str();
    let gateway = match file.file_type().as_str() {
        "ipfs" => Some("https://gw.example/x/ipfs/"),
        "arweave" => Some(ARWEAVE),
        _ => None,
    };
    if let Some(gateway) = gateway {
        let rest = url.strip_prefix(gateway).expect("below the gateway");
        let path = rest.split('?').next().unwrap_or_default();
        assert!(!path.is_empty() && !path.starts_with('/'));
        assert!(
            path.split('/')
                .all(|segment| segment != ".." && segment != ".")
        );
    }
    let scheme = url
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    assert!(matches!(scheme.as_deref(), Some("http" | "https")), "{url}");
    assert!(
        !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#'),
        "{url}"
    );
    let mut names = BTreeSet::new();
    for (name, value) in request.headers() {
        assert!(names.insert(name.to_ascii_lowercase()), "{name} twice");
        assert!(!name.contains(['\r', '\n', ':']) && !value.contains(['\r', '\n']));
    }
    if let Some(body) = request.body() {
        assert!(body.len() < 2 << 20);
    }
    assert!(!format!("{file:?} {request:?}").contains("://"));
}

fn bound(file: &FileObject) {
    let files = DatasetFiles::new(BINDING, [file, file]).expect("two files");
    let plaintext = files.plaintext().as_bytes();
    let read = DatasetFiles::from_plaintext(plaintext, BINDING).expect("its own binding");
    assert_eq!(read.files().len(), 2);
    let second = read
        .files()
        .get(1)
        .expect("two files")
        .expect("it was read before");
    assert_eq!(second.text(), file.text());
    for other in [
        Binding {
            datatoken: BINDING.nft,
            ..BINDING
        },
        Binding {
            nft: Address::ZERO,
            ..BINDING
        },
    ] {
        let error = DatasetFiles::from_plaintext(plaintext, other).expect_err("another binding");
        assert!(matches!(
            error,
            OpenFilesError::OtherDatatoken { .. } | OpenFilesError::OtherNft { .. }
        ));
    }
    assert!(FileList::from_unbound_plaintext_4_0_0(plaintext).is_err());
}

fn plaintext(data: &[u8]) {
    let opened = DatasetFiles::from_plaintext(data, BINDING);
    let list = FileList::from_unbound_plaintext_4_0_0(data);
    assert!(opened.is_err() || list.is_err());
    for file in list.iter().flat_map(FileList::iter) {
        assert_eq!(
            file.is_ok(),
            file.is_ok_and(|file| FileObject::parse(file.text()).is_ok())
        );
    }
    // It refuses lone surrogates and 127 levels.
    let Ok(value) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let same = |key: &str, expected: Address| {
        let text = value.get(key).and_then(Value::as_str).unwrap_or_default();
        // The case of the letters does not count, that of the prefix neither.
        let text = text.to_ascii_lowercase();
        text.strip_prefix("0x").unwrap_or(&text) == hex::encode(expected)
    };
    let files = value
        .get("files")
        .and_then(Value::as_array)
        .filter(|files| !files.is_empty());
    let fits = same("datatokenAddress", BINDING.datatoken) && same("nftAddress", BINDING.nft);
    match (&opened, files) {
        (Ok(opened), Some(files)) if fits => {
            assert_eq!(opened.files().len(), files.len());
            for (found, expected) in opened.files().iter().zip(files) {
                if let Ok(found) = found {
                    assert_eq!(
                        serde_json::from_str::<Value>(found.text()).as_ref().ok(),
                        Some(expected)
                    );
                }
            }
        }
        (Ok(_), _) => panic!("it opened against another binding, or without files"),
        (Err(OpenFilesError::RepeatedKey), _) => {}
        (Err(error), Some(_)) if fits => panic!("{error}"),
        (Err(_), _) => {}
    }
}
