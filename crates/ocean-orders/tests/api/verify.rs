use std::{error::Error, fmt::Debug, hash::Hash};

use alloy_primitives::{Address, B256, U256, address};
use ocean_orders::{
    ExpiredFee, FeeAmountError, FeeData, FeeDataError, FeeRules, FeeSignatureError, MAX_FEE_DATA,
    ONE_DATATOKEN, Order, ParsePriceError, PendingOrder, Policy, Price, Refusal, Renewal,
    ReuseCaller, Rules, Step, Terms, UnsignedFee, events::DecodeEventError,
};

fn owned<T: Clone + Debug + Eq + Send + Sync + Unpin + 'static>() {}
fn named<T: Copy + Debug + Default + Eq + Hash + Send + Sync + Unpin + 'static>() {}
fn error<T: Error + Clone + Eq + Send + Sync + 'static>() {}

const SOMEBODY: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
const OTHER: Address = address!("0xb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2");
/// As messages write them, in the case of EIP-55.
const A: &str = "0xA1A1a1a1A1A1A1A1A1a1a1a1a1a1A1A1a1A1a1a1";
const B: &str = "0xb2b2b2b2b2B2b2B2B2b2b2B2B2b2B2B2b2b2b2b2";
const TX: B256 = B256::repeat_byte(0x11);
const T: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

#[test]
fn traits() {
    owned::<Order>();
    owned::<PendingOrder>();
    owned::<Step>();
    owned::<Terms<'static>>();
    owned::<FeeData<'static>>();
    owned::<UnsignedFee>();
    owned::<Price>();
    named::<Rules>();
    named::<FeeRules>();
    named::<Policy>();
    named::<Renewal>();
    named::<ExpiredFee>();
    named::<ReuseCaller>();
    error::<Refusal>();
    error::<FeeSignatureError>();
    error::<FeeDataError>();
    error::<FeeAmountError>();
    error::<ParsePriceError>();
}

#[test]
fn defaults_are_strict() {
    assert_eq!(Rules::default(), Rules::Strict);
    assert_eq!(FeeRules::default(), FeeRules::Exact);
    let strict = Policy {
        renewal: Renewal::Refuse,
        expired_fee: ExpiredFee::Refuse,
        reuse_caller: ReuseCaller::Anyone,
        min_confirmations: 0,
    };
    assert_eq!(Policy::default(), strict);
    assert_eq!(ONE_DATATOKEN, U256::from(10).pow(U256::from(18)));
    assert_eq!(MAX_FEE_DATA, 65_536);
}

/// A refusal, its code and message, and the words of Provider 2.1.6 behind its prefix.
type Words = (Refusal, &'static str, String, Option<String>);

fn check<const N: usize>(cases: [Words; N]) {
    for (refusal, code, words, of_provider) in cases {
        assert_eq!((refusal.code(), refusal.to_string()), (code, words));
        let expected = match refusal {
            Refusal::DatatokenNotDeployedByNft { .. } => Some(String::new()),
            _ => of_provider.map(|text| format!("Provider Polygon: {text}")),
        };
        assert_eq!(refusal.provider_text("Polygon"), expected, "{code}");
        let has_source = matches!(code, "malformed_event" | "provider_fee_signature_invalid");
        assert_eq!(refusal.source().is_some(), has_source, "{code}");
    }
}

#[test]
fn words_of_refused_receipts() {
    let malformed = DecodeEventError::TopicCount {
        event: "OrderStarted",
        found: 1,
        expected: 3,
    };
    check([
        (
            Refusal::DatatokenNotDeployedByNft {
                nft: OTHER,
                datatoken: SOMEBODY,
            },
            "datatoken_not_deployed_by_nft",
            format!("datatoken {A} was not deployed by the data NFT {B}"),
            None,
        ),
        (
            Refusal::WrongChain {
                found: 1,
                expected: 137,
            },
            "wrong_chain",
            "receipt is from chain 1, expected chain 137".into(),
            None,
        ),
        (
            Refusal::WrongTransaction {
                found: B256::ZERO,
                expected: TX,
            },
            "wrong_transaction",
            format!(
                "receipt is of transaction `0x{}`, expected `{T}`",
                "0".repeat(64)
            ),
            None,
        ),
        (
            Refusal::TooManyLogs {
                transaction: TX,
                found: 5_000,
                max: 4_096,
            },
            "too_many_logs",
            format!("receipt of `{T}` has 5000 logs, expected at most 4096"),
            None,
        ),
        (
            Refusal::TransactionFailed { transaction: TX },
            "transaction_failed",
            format!("order transaction `{T}` failed"),
            Some("order transaction failed.".into()),
        ),
        (
            Refusal::TooFewConfirmations {
                transaction: TX,
                found: 1,
                expected: 12,
            },
            "too_few_confirmations",
            format!("transaction `{T}` has 1 confirmations, expected at least 12"),
            None,
        ),
        (
            Refusal::MalformedEvent {
                event: "OrderStarted",
                log_index: 3,
                source: malformed,
            },
            "malformed_event",
            "event OrderStarted of the datatoken in log 3 is malformed".into(),
            None,
        ),
        (
            Refusal::EventEmitterNotDatatoken {
                event: "ProviderFee",
                log_index: 3,
                emitter: OTHER,
                datatoken: SOMEBODY,
            },
            "event_emitter_not_datatoken",
            format!("event ProviderFee in log 3 comes from {B}, expected the datatoken {A}"),
            None,
        ),
    ]);
}

#[test]
fn words_of_refused_fees() {
    let unsigned = FeeSignatureError::Nobody {
        v: 0,
        expected: SOMEBODY,
    };
    check([
        (
            Refusal::ProviderFeeEventMissing { transaction: TX },
            "provider_fee_event_missing",
            format!("transaction `{T}` has no provider fee for the service"),
            Some(format!(
                "Cannot find the event for the provider fee in tx id {T}."
            )),
        ),
        (
            Refusal::EnvironmentMismatch {
                found: Some("a\n".into()),
                expected: "b".into(),
            },
            "environment_mismatch",
            "provider fee is for environment `a\\n`, expected environment `b`".into(),
            Some("Mismatch between ordered c2d environment and selected one.".into()),
        ),
        (
            Refusal::EnvironmentMismatch {
                found: None,
                expected: "b".into(),
            },
            "environment_mismatch",
            "provider fee is for no environment, expected environment `b`".into(),
            Some("Mismatch between ordered c2d environment and selected one.".into()),
        ),
        (
            Refusal::ProviderFeeAddressMismatch {
                found: OTHER,
                expected: SOMEBODY,
            },
            "provider_fee_address_mismatch",
            format!("provider fee is of {B}, expected the Provider {A}"),
            Some(format!(
                "The providerFeeAddress {B} in the event does not match the provider address {A}\n"
            )),
        ),
        (
            Refusal::ProviderFeeSignatureInvalid(unsigned),
            "provider_fee_signature_invalid",
            "provider fee is not signed by the Provider".into(),
            Some(
                "Provider was not able to check the signed message in ProviderFees event\n".into(),
            ),
        ),
        (
            Refusal::ProviderFeeExpired {
                valid_until: U256::from(5),
                expired_at: 95,
                now: 100,
            },
            "provider_fee_expired",
            "provider fee expired at 95, and now is 100".into(),
            Some("Ordered c2d time was exceeded, check validUntil.".into()),
        ),
    ]);
}

#[test]
fn words_of_refused_orders() {
    check([
        (
            Refusal::ReusedTransactionFailed { transaction: TX },
            "reused_transaction_failed",
            format!("reused transaction `{T}` failed"),
            Some("order referenced in OrderReused failed.".into()),
        ),
        (
            Refusal::OrderEventMissing { transaction: TX, service_index: 2 },
            "order_event_missing",
            format!("transaction `{T}` has no order of service 2"),
            Some(format!("Cannot find the event for the order transaction with tx id {T}.")),
        ),
        (
            Refusal::AmountTooLow { found: U256::from(7), expected: ONE_DATATOKEN },
            "amount_too_low",
            "order paid 7 of the datatoken, expected at least 1000000000000000000".into(),
            Some("The amount in the event is less than the amount requested. \nrequested: amount=1000000000000000000\nevent: amount=7".into()),
        ),
        (
            Refusal::TimestampOutOfRange { found: U256::from(1) << 64 },
            "timestamp_out_of_range",
            "order has the time 18446744073709551616, expected seconds since 1970 in 64 bits".into(),
            None,
        ),
        (
            Refusal::OrderExpired { ordered_at: 100, timeout: 60, now: 161 },
            "order_expired",
            "order of 100 expired after 60 seconds, and now is 161".into(),
            Some("The order has expired. \ncurrent timestamp=161.0\norder timestamp=100\ntimestamp delta=61.0\nservice timeout=60".into()),
        ),
        (
            Refusal::ReuseCallerNotConsumerOrPayer { caller: OTHER, consumer: SOMEBODY, payer: SOMEBODY },
            "reuse_caller_not_consumer_or_payer",
            format!("order was reused by {B}, expected the consumer {A} or the payer {A}"),
            None,
        ),
        (
            Refusal::SenderNotConsumerOrPayer {
                sender: OTHER,
                consumer: SOMEBODY,
                payer: SOMEBODY,
            },
            "sender_not_consumer_or_payer",
            format!("sender {B} is neither the consumer {A} nor the payer {A}"),
            Some("sender of order transaction is not the consumer/payer.".into()),
        ),
    ]);
}

#[test]
fn words_of_fee_errors() {
    let signer = FeeSignatureError::Signer {
        signer: OTHER,
        expected: SOMEBODY,
    };
    assert_eq!(
        (signer.code(), signer.to_string()),
        (
            "fee_signer",
            format!("provider fee is signed by {B}, expected {A}")
        )
    );
    let nobody = FeeSignatureError::Nobody {
        v: 0,
        expected: SOMEBODY,
    };
    assert_eq!(
        (nobody.code(), nobody.to_string()),
        (
            "fee_signed_by_nobody",
            format!("provider fee with v = 0 is signed by nobody, expected {A} and v = 27 or 28")
        )
    );

    let long = vec![b' '; MAX_FEE_DATA + 1];
    let cases: [(&[u8], _, _); 6] = [
        (
            &long,
            "fee_data_too_long",
            "data of a provider fee has 65537 bytes, expected at most 65536",
        ),
        (
            b"{\xff",
            "fee_data_not_utf8",
            "data of a provider fee is not UTF-8 at byte 1",
        ),
        (b"{", "fee_data_json", "data of a provider fee is not JSON"),
        (
            br#"{"id":"0"}"#,
            "fee_data_member",
            "data of a provider fee has nothing as `dt`, expected a text",
        ),
        (
            br#"{"dt":"","id":0}"#,
            "fee_data_member",
            "data of a provider fee has number as `id`, expected a text",
        ),
        (
            b"[]",
            "fee_data_member",
            "data of a provider fee has nothing as `dt`, expected a text",
        ),
    ];
    for (bytes, code, words) in cases {
        let error = FeeData::parse(bytes).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
        assert_eq!(error.source().is_some(), code == "fee_data_json");
    }

    for (text, code, words) in [
        (
            "-1\n".to_owned(),
            "price_not_a_price",
            "price is `-1\\n`, expected a number of JSON that is not negative",
        ),
        (
            "1".repeat(101),
            "price_too_long",
            "price of 101 bytes, expected at most 100",
        ),
    ] {
        let error = text.parse::<Price>().unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
    }
    let price: Price = "1e60".parse().unwrap();
    let error = price.amount(60, 18, FeeRules::Exact).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "fee_amount_overflow",
            "fee for 60 seconds at `1e60` a minute with 18 decimals exceeds 256 bits"
        )
    );
}
