use alloy_primitives::{Address, B256, Bytes, U256, hex};
use arbitrary::{Arbitrary, Result, Unstructured};
use ocean_checksum::Json;
use ocean_orders::{FeeData, FeeDataError, MAX_FEE_DATA, ProviderFee};
use serde_json::Value;

/// A fee, and what it is for, are what another JSON reader finds, and stay the same when they are
/// written and read again.
///
/// The bytes are JSON if they begin with `{`, else the parts of a fee.
pub fn fee_json(data: &[u8]) {
    if data.starts_with(b"{") {
        fee_of_text(data);
        data_of_text(data);
    } else {
        // An input that ends early has said enough.
        let _ = made_of(&mut Unstructured::new(data));
    }
}

fn fee_of_text(text: &[u8]) {
    let fee = match serde_json::from_slice::<ProviderFee>(text) {
        Ok(fee) => fee,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert_eq!(model(text), None, "{error}");
            return;
        }
    };
    // What serde skips, such as other members, it does not look into.
    if let Ok(value) = serde_json::from_slice::<Value>(text) {
        // A list of numbers is read as bytes, too.
        let is_text = |key: &str| value.get(key).is_some_and(Value::is_string);
        if ["providerData", "r", "s"].into_iter().all(is_text) {
            assert_eq!(model(text).as_ref(), Some(&fee));
        }
    }
    fee_survives(&fee);
}

fn fee_survives(fee: &ProviderFee) {
    let text = serde_json::to_string(fee).expect("it can be written");
    let read: ProviderFee = serde_json::from_str(&text).expect("as it was written");
    assert_eq!(&read, fee);
    assert_eq!(model(text.as_bytes()).as_ref(), Some(fee));
}

/// By the tree of another reader. `None`: it is no fee.
fn model(text: &[u8]) -> Option<ProviderFee> {
    let value: Value = serde_json::from_slice(text).ok()?;
    // The tree has only the last of a repeated key.
    let json = Json::parse(str::from_utf8(text).ok()?).ok()?;
    let members = [
        "providerFeeAddress",
        "providerFeeToken",
        "providerFeeAmount",
        "providerData",
        "v",
        "r",
        "s",
        "validUntil",
    ];
    let mut repeated = json.root().as_object()?.repeated_keys();
    if repeated.any(|key| members.iter().any(|member| key == *member)) {
        return None;
    }
    let text = |key: &str| value.get(key)?.as_str();
    let address = |key: &str| -> Option<Address> {
        let digits = text(key)?.strip_prefix("0x")?;
        let address: Address = digits.parse().ok().filter(|_| digits.len() == 40)?;
        let has_case = |text: &str| {
            text.chars().any(|c| c.is_ascii_lowercase())
                && text.chars().any(|c| c.is_ascii_uppercase())
        };
        let spelled = format!("{address}");
        (!has_case(digits) || spelled.ends_with(digits)).then_some(address)
    };
    let number = |key: &str| match value.get(key)? {
        Value::Number(number) => Some(U256::from(number.as_u64()?)),
        Value::String(digits) => {
            let is_decimal = digits.bytes().all(|digit| digit.is_ascii_digit());
            let fits = is_decimal && (1..=78).contains(&digits.len());
            digits.parse().ok().filter(|_| fits)
        }
        _ => None,
    };
    let word = |key: &str| -> Option<B256> { hex::decode_to_array(text(key)?).ok().map(B256::new) };
    Some(ProviderFee {
        address: address(members[0])?,
        token: address(members[1])?,
        amount: number(members[2])?,
        data: hex::decode(text(members[3])?).ok()?.into(),
        v: value.get("v")?.as_u64()?.try_into().ok()?,
        r: word("r")?,
        s: word("s")?,
        valid_until: number("validUntil")?,
    })
}

fn data_of_text(text: &[u8]) {
    let data = match FeeData::parse(text) {
        Ok(data) => data,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let value = serde_json::from_slice::<Value>(text).unwrap_or_default();
            let has = |key: &str| value.get(key).is_some_and(Value::is_string);
            let is_data = has("dt") && has("id") && text.len() <= MAX_FEE_DATA;
            assert!(!is_data, "{error}");
            return;
        }
    };
    // It refuses lone surrogates, 127 levels, and numbers beyond doubles.
    if let Ok(value) = serde_json::from_slice::<Value>(text) {
        let found = |key: &str| value.get(key).and_then(Value::as_str);
        assert_eq!(found("dt"), Some(&*data.datatoken));
        assert_eq!(found("id"), Some(&*data.service_id));
        assert_eq!(found("environment"), data.environment.as_deref());
        let seconds = value.get("timestamp").and_then(Value::as_f64);
        let seconds = seconds.unwrap_or_default().max(0.0);
        let ours = data.timestamp_micros as f64 / 1e6;
        let is_near = (ours - seconds).abs() <= 1e-6 + seconds * 1e-15;
        assert!(is_near || seconds > 1.8e13, "{seconds} {ours}");
    }
    data_survives(&data);
}

fn data_survives(data: &FeeData<'_>) {
    let bytes = match data.to_bytes() {
        Ok(bytes) => bytes,
        Err(FeeDataError::TooLong { .. }) => return,
        Err(error) => panic!("{error} of {data:?}"),
    };
    #[cfg(planted)]
    let bytes = match &data.environment {
        Some(environment) if environment.is_empty() => FeeData {
            environment: None,
            ..data.clone()
        }
        .to_bytes()
        .expect("it is shorter"),
        _ => bytes,
    };
    let read = FeeData::parse(&bytes).expect("as it was written");
    // Until 2106; a double cannot hold each microsecond of all times.
    if data.timestamp_micros >> 32 < 1_000_000 {
        assert_eq!(&read, data);
    } else {
        let timestamp_micros = read.timestamp_micros;
        let expected = FeeData {
            timestamp_micros,
            ..data.clone()
        };
        assert_eq!(read, expected);
    }
    assert_eq!(read.to_bytes().as_ref(), Ok(&bytes));
}

fn made_of(bytes: &mut Unstructured<'_>) -> Result<()> {
    let data = FeeData {
        environment: <Option<String>>::arbitrary(bytes)?.map(Into::into),
        timestamp_micros: match bytes.arbitrary()? {
            true => bytes.arbitrary()?,
            false => bytes.int_in_range(0..=4_000_000_000_000_000)?,
        },
        datatoken: String::arbitrary(bytes)?.into(),
        service_id: String::arbitrary(bytes)?.into(),
    };
    data_survives(&data);
    let number = |bytes: &mut Unstructured<'_>| -> Result<U256> {
        let word = <[u8; 32]>::arbitrary(bytes)?;
        let shift: u8 = bytes.arbitrary()?;
        Ok(U256::from_be_bytes(word) >> shift)
    };
    fee_survives(&ProviderFee {
        address: <[u8; 20]>::arbitrary(bytes)?.into(),
        token: <[u8; 20]>::arbitrary(bytes)?.into(),
        amount: number(bytes)?,
        valid_until: number(bytes)?,
        v: bytes.arbitrary()?,
        r: <[u8; 32]>::arbitrary(bytes)?.into(),
        s: <[u8; 32]>::arbitrary(bytes)?.into(),
        data: Bytes::from(Vec::arbitrary(bytes)?),
    });
    Ok(())
}
