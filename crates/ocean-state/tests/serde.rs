//! A state in JSON is its number.

#![cfg(feature = "serde")]

use ocean_state::AssetState;

#[test]
fn a_state_is_its_number() {
    for byte in 0..=255 {
        let state = AssetState::from(byte);
        let json = byte.to_string();
        assert_eq!(serde_json::to_string(&state).unwrap(), json);
        assert_eq!(serde_json::from_str::<AssetState>(&json).unwrap(), state);
    }
}

#[test]
fn only_a_whole_number_of_one_byte_is_read() {
    for json in ["-1", "256", "4.0", "\"4\"", "null", "true", "\"ACTIVE\""] {
        assert!(serde_json::from_str::<AssetState>(json).is_err(), "{json}");
    }
}
