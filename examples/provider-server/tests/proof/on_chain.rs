//! To the datatoken.

use alloy_consensus::{Signed, TxEip1559, TxLegacy};
use alloy_primitives::{Address, Bytes};
use ocean_keys::Signature;
use ocean_provider_core::orders::calls::OrderExecuted;
use provider_server::dev::Gas;

use crate::{
    ask::{Ask, Bought, sign},
    download, download_with_token, failed, on_chain, signer,
    site::{Site, logged},
    until,
};

async fn until_sent(site: &Site, count: usize) -> Vec<Bytes> {
    until(|| async { site.world.sent_transactions().len() >= count }).await;
    let sent = site.world.sent_transactions();
    assert_eq!(sent.len(), count);
    sent
}

fn eip1559(raw: &Bytes) -> Signed<TxEip1559> {
    let mut rest = raw.as_ref();
    let signed = Signed::eip2718_decode(&mut rest).unwrap();
    assert!(rest.is_empty());
    signed
}

fn signer_of<T: alloy_consensus::SignableTransaction<alloy_primitives::Signature>>(
    signed: &Signed<T>,
) -> Address {
    let bytes = signed.signature().as_bytes();
    let signature = Signature::from_bytes(&bytes).unwrap();
    let digest = signed.signature_hash();
    signature.recover(&digest).unwrap().address()
}

/// The one call that proves this download.
fn expected(site: &Site, bought: &Bought, ask: &Ask) -> Bytes {
    let did = bought.asset.did().to_string();
    let provider_data = format!(
        r#"{{"documentId":"{did}","serviceId":"{}","fileIndex":0,"downloadedBytes":0}}"#,
        bought.asset.service_id()
    );
    let consumer_data = format!("{did}{}", ask.text("nonce"));
    let stated = [bought.order.as_slice(), provider_data.as_bytes()].concat();
    let digest = alloy_primitives::keccak256(&stated);
    let digest = ocean_keys::personal_message_digest(digest.as_slice());
    let provider_signature = site.world.provider().sign_digest(&digest).to_bytes();
    // What the contract compares.
    let provider = site.world.provider().address();
    assert_eq!(signer(&provider_signature, &stated), provider);
    let consumer_signature = sign(site.world.consumer(), &consumer_data);
    let call = OrderExecuted {
        order_transaction: bought.order,
        provider_data: provider_data.into_bytes().into(),
        provider_signature: provider_signature.into(),
        consumer_data: consumer_data.into_bytes().into(),
        consumer_signature: consumer_signature.parse().unwrap(),
        consumer: site.world.consumer().address(),
    };
    call.calldata()
}

#[tokio::test]
async fn the_datatoken_is_told_by_the_provider() {
    let (site, bought) = on_chain().await;
    let ask = download(&site, &bought).await;
    let raw = &until_sent(&site, 1).await[0];
    let signed = eip1559(raw);
    let transaction = signed.tx();
    assert_eq!(transaction.chain_id, site.world.chain_id());
    assert_eq!(transaction.to.to(), Some(&bought.asset.datatoken));
    assert_eq!(transaction.input, expected(&site, &bought, &ask));
    assert!(transaction.value.is_zero());
    assert_eq!(transaction.nonce, 0);
    assert_eq!(transaction.gas_limit, 108_000);
    assert_eq!(transaction.max_priority_fee_per_gas, 2_000_000_000);
    assert_eq!(transaction.max_fee_per_gas, 4_000_000_000);
    assert_eq!(signer_of(&signed), site.world.provider().address());
}

#[tokio::test]
async fn each_spelling_of_a_signature_becomes_that_of_contracts() {
    let (site, bought) = on_chain().await;
    let ask = site.download(&bought);
    // As ocean.py writes it, and without the prefix.
    let text = ask.text("signature");
    let v = u8::from_str_radix(&text[130..], 16).unwrap() - 27;
    let spelled = format!("{}{v:02X}", text[2..130].to_uppercase());
    let spelled = ask.clone().with("signature", spelled);
    assert_eq!(site.ask(&spelled).await.status, 200);
    let signed = eip1559(&until_sent(&site, 1).await[0]);
    assert_eq!(signed.tx().input, expected(&site, &bought, &ask));
}

#[tokio::test]
async fn a_chain_without_a_base_fee_gets_the_older_form() {
    let (site, bought) = on_chain().await;
    site.world.set_gas(Gas {
        estimate: Some(100_000),
        price: 7,
        base_fee: None,
    });
    let ask = download(&site, &bought).await;
    let raw = &until_sent(&site, 1).await[0];
    let mut rest = raw.as_ref();
    let signed = Signed::<TxLegacy>::eip2718_decode(&mut rest).unwrap();
    let transaction = signed.tx();
    // EIP-155: it holds on this chain alone.
    assert_eq!(transaction.chain_id, Some(site.world.chain_id()));
    assert_eq!(transaction.gas_price, 7);
    assert_eq!(transaction.gas_limit, 120_000);
    assert_eq!(transaction.to.to(), Some(&bought.asset.datatoken));
    assert_eq!(transaction.input, expected(&site, &bought, &ask));
    assert_eq!(signer_of(&signed), site.world.provider().address());
}

#[tokio::test]
async fn what_would_revert_is_not_sent() {
    let (site, bought) = on_chain().await;
    site.world.set_gas(Gas {
        estimate: None,
        price: 1,
        base_fee: Some(1),
    });
    download(&site, &bought).await;
    until(|| async { failed(&site, "chain_reverted").await == 1 }).await;
    assert_eq!(site.world.requests("eth_estimateGas"), 1);
    assert_eq!(site.world.requests("eth_sendRawTransaction"), 0);
}

#[tokio::test]
async fn what_is_too_expensive_is_not_sent() {
    let (site, bought) = on_chain().await;
    let normal = Gas {
        estimate: Some(100_000),
        price: 2_000_000_000,
        base_fee: Some(1_000_000_000),
    };
    // One unit too many with the reserve; 0.1 of the coin, and a wei more for each unit.
    let most = Gas {
        estimate: Some(416_667),
        ..normal
    };
    let price = Gas {
        price: 833_333_333_334,
        base_fee: None,
        ..normal
    };
    let rows = [
        (
            Gas {
                estimate: Some(416_668),
                ..normal
            },
            false,
        ),
        (most, true),
        (price, false),
        (
            Gas {
                price: price.price - 1,
                ..price
            },
            true,
        ),
        (
            Gas {
                base_fee: Some(u128::MAX),
                ..normal
            },
            false,
        ),
    ];
    let (mut sent, mut refused) = (0, 0);
    for (gas, is_sent) in rows {
        site.world.set_gas(gas);
        download(&site, &bought).await;
        if is_sent {
            sent += 1;
        } else {
            refused += 1;
        }
        until(|| async { failed(&site, "proof_too_expensive").await == refused }).await;
        until_sent(&site, sent).await;
    }
}

#[tokio::test]
async fn a_token_is_no_signature_for_a_contract() {
    let (site, bought) = on_chain().await;
    download_with_token(&site, &bought).await;
    until(|| async { failed(&site, "proof_no_signature").await == 1 }).await;
    assert_eq!(site.world.requests("eth_estimateGas"), 0);
}

#[tokio::test]
async fn a22_no_log_shows_a_transaction() {
    let (site, bought) = on_chain().await;
    let ask = download(&site, &bought).await;
    let raw = until_sent(&site, 1).await;
    let log = logged();
    let signature = ask.text("signature");
    for secret in ["0x", "did:op", &signature[2..], &raw[0].to_string()[2..]] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
