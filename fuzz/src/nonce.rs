use alloy_primitives::Address;
use ocean_auth::{MemoryNonces, Nonce, NonceLedger, NonceValue, Outcome, Spend};

/// Whole and fraction of a nonce, padded to their greatest width: the order of such texts is that
/// of the numbers. Beyond the limits there is none.
fn padded(text: &str) -> Option<String> {
    let digits = |part: &str, max| {
        (1..=max).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit())
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (digits(whole, 38) && digits(fraction, 18)).then(|| format!("{whole:0>38}.{fraction:0<18}"))
}

/// Each line is a nonce exactly if it has the form; numbers are ordered as their texts padded; and
/// of the lines in their order, a ledger spends each that is greater than all before it.
pub fn nonce(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let ledger = MemoryNonces::default();
    let mut last: Option<(String, NonceValue)> = None;
    for line in text.split('\n') {
        let Some(padded) = padded(line) else {
            assert!(line.parse::<Nonce>().is_err(), "{line:?}");
            continue;
        };
        let nonce: Nonce = line.parse().expect("it has the form");
        assert_eq!(nonce.as_str(), line);
        let value = nonce.value();
        let key = value.to_sort_key();
        assert_eq!(NonceValue::from_sort_key(key), Some(value));
        let shown: Nonce = value.to_string().parse().expect("it is shown as a nonce");
        assert_eq!(shown.value(), value);

        let spend = Spend {
            address: Address::ZERO,
            nonce: value,
            text: None,
        };
        let spent = ledger.advance(&spend) == Outcome::Advanced;
        #[cfg(planted)]
        let spent = spent
            || last
                .as_ref()
                .is_some_and(|(_, last)| *last == value && line.contains('.'));
        if let Some((text, number)) = &last {
            assert_eq!(value.cmp(number), padded.cmp(text));
            assert_eq!(key.cmp(&number.to_sort_key()), padded.cmp(text));
        }
        let greater = last.as_ref().is_none_or(|(text, _)| padded > *text);
        assert_eq!(spent, greater, "{line:?}");
        if spent {
            last = Some((padded, value));
        }
        let kept = NonceLedger::last(&ledger, Address::ZERO);
        assert_eq!(kept, Ok(last.as_ref().map(|(_, value)| *value)));
    }
}
