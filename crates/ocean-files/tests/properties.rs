//! What holds for every input.

use alloy_primitives::Address;
use ocean_files::{Binding, DatasetFiles, FileName, FileObject, FileRequest, Gateways, UserData};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_file_name_is_safe_and_stays_as_it_is(text in any::<String>()) {
        if let Some(name) = FileName::new(&text) {
            let safe = name.as_str();
            prop_assert!(!safe.is_empty() && safe.len() <= 128);
            prop_assert!(!safe.contains(['/', '\\', '"', ';']) && !safe.contains(char::is_control));
            prop_assert!(!safe.starts_with('.') && !safe.ends_with('.'));
            let again = FileName::new(safe);
            prop_assert_eq!(again.as_ref().map(FileName::as_str), Some(safe));
            let header = name.content_disposition();
            prop_assert!(header.bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }

    #[test]
    fn a_path_never_leaves_its_gateway(path in r"[a-z./%:\\?# e25f]{0,12}") {
        let gateways = Gateways { ipfs: Some("https://gw.example/x/"), arweave: None };
        if let Ok(file) = FileObject::ipfs(&path) {
            let Ok(FileRequest::Http(request)) = file.request(None, gateways) else {
                return Err(TestCaseError::fail("no request"));
            };
            let rest = request.url().strip_prefix("https://gw.example/x/ipfs/");
            let rest = rest.and_then(|rest| rest.split('?').next()).unwrap_or("..");
            prop_assert!(rest.split('/').all(|segment| segment != ".." && segment != "."));
            prop_assert!(!rest.is_empty() && !rest.starts_with('/') && !rest.contains("//"));
        }
    }

    #[test]
    fn user_data_cannot_change_the_url_before_the_query(key in any::<String>(), value in any::<String>()) {
        let text = serde_json::json!({ key.clone(): value.clone() }).to_string();
        let file = FileObject::parse(r#"{"type": "url", "url": "https://a.example/b"}"#);
        let user_data = UserData::parse(&text);
        let (Ok(file), Ok(user_data)) = (file, user_data) else {
            return Err(TestCaseError::fail("not read"));
        };
        let Ok(FileRequest::Http(request)) = file.request(Some(&user_data), Gateways::default()) else {
            return Err(TestCaseError::fail("no request"));
        };
        let query = request.url().strip_prefix("https://a.example/b?").unwrap_or_default();
        prop_assert_eq!(query.matches('=').count(), 1);
        prop_assert!(query.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+%=".contains(&b)));
        let decode = |text: &str| text.replace('+', " ");
        let (found_key, found_value) = query.split_once('=').unwrap_or_default();
        prop_assert_eq!(percent_decoded(&decode(found_key)), key);
        prop_assert_eq!(percent_decoded(&decode(found_value)), value);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in any::<Vec<u8>>(), text in r#"[\[\]{},:"a-z0-9\\]{0,40}"#) {
        let binding = Binding { datatoken: Address::ZERO, nft: Address::ZERO };
        prop_assert!(DatasetFiles::from_plaintext(&bytes, binding).is_err());
        let _ = FileObject::parse(&text);
        let _ = UserData::parse(&text);
    }
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}
