//! Nonces against a naive model, and what they keep.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_auth::{Nonce, NonceValue, ParseNonceError};
use proptest::prelude::*;

/// Both parts padded to their greatest width: the order of such texts is that of the numbers.
fn padded(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole:0>38}.{fraction:0<18}")
}

fn is_nonce(text: &str) -> bool {
    let digits = |part: &str, max| {
        (1..=max).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit())
    };
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole, 38) && digits(fraction, 18),
        None => digits(text, 38),
    }
}

proptest! {
    #[test]
    fn order_is_that_of_the_numbers(
        a in r"[0-9]{1,38}(\.[0-9]{1,18})?",
        b in r"0{0,3}[0-9]{1,3}(\.[0-9]{1,3})?",
        c in r"0{0,3}[0-9]{1,3}(\.[0-9]{1,3})?",
    ) {
        for (one, other) in [(&a, &b), (&b, &c), (&a, &a)] {
            let (x, y): (Nonce, Nonce) = (one.parse().unwrap(), other.parse().unwrap());
            prop_assert_eq!(x.value().cmp(&y.value()), padded(one).cmp(&padded(other)));
            prop_assert_eq!(
                x.value().to_sort_key().cmp(&y.value().to_sort_key()),
                padded(one).cmp(&padded(other))
            );
            prop_assert_eq!(x.as_str(), &**one);
            prop_assert_eq!(x.to_string(), &**one);
            prop_assert_eq!(NonceValue::from_sort_key(x.value().to_sort_key()), Some(x.value()));
            let canonical: Nonce = x.value().to_string().parse().unwrap();
            prop_assert_eq!(canonical.value(), x.value());
        }
    }

    #[test]
    fn what_is_a_nonce(text in r"[0-9.]{0,60}|[0-9]{1,3}[-+ _eE.x\n٣][0-9]{1,3}|\PC{0,5}") {
        prop_assert_eq!(text.parse::<Nonce>().is_ok(), is_nonce(&text), "{:?}", text);
    }
}

#[test]
fn limits() {
    let check = |text: &str, expected: Result<&str, ParseNonceError>| {
        let found = text.parse::<Nonce>().map(|nonce| nonce.value().to_string());
        assert_eq!(found, expected.map(str::to_owned), "{text}");
    };
    let nines = "9".repeat(38);
    let most = format!("{nines}.{}", "9".repeat(18));
    check(&nines, Ok(&nines));
    check(&most, Ok(&most));
    check("0", Ok("0"));
    check("00", Ok("0"));
    check("007.500", Ok("7.5"));
    check("0.000000000000000001", Ok("0.000000000000000001"));
    check("10.010", Ok("10.01"));
    let whole = |found| Err(ParseNonceError::WholeDigits { found });
    let fraction = |found| Err(ParseNonceError::FractionDigits { found });
    let character = |offset, character| Err(ParseNonceError::Character { offset, character });
    check("", whole(0));
    check(".5", whole(0));
    check(&format!("{nines}9"), whole(39));
    check(&"1".repeat(1_000_000), whole(1_000_000));
    check("5.", fraction(0));
    check(&format!("{most}9"), fraction(19));
    check("1.2.3", character(3, '.'));
    check("1,5", character(1, ','));
    check("-1", character(0, '-'));
    check("1e3", character(1, 'e'));
    check("٣", character(0, '٣'));
    assert_eq!(Nonce::from(u64::MAX).as_str(), "18446744073709551615");
    assert_eq!(NonceValue::from_sort_key([0xff; 24]), None);
    let key = |whole: u128, fraction: u64| {
        let mut key = [0; 24];
        key[..16].copy_from_slice(&whole.to_be_bytes());
        key[16..].copy_from_slice(&fraction.to_be_bytes());
        NonceValue::from_sort_key(key).map(|value| value.to_string())
    };
    let (whole, fraction) = (10_u128.pow(38), 10_u64.pow(18));
    assert_eq!(key(whole - 1, fraction - 1), Some(most));
    assert_eq!(key(whole, 0), None);
    assert_eq!(key(0, fraction), None);
}
