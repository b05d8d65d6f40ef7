//! What a Provider may answer.

use ocean_provider_core::publish::{self, NeedEncrypt, PublishError, Step};

use crate::world::{URL, draft, encrypt, provider, settings, two_services};

fn need() -> NeedEncrypt {
    let prepared = publish::create(draft(), two_services(), settings()).unwrap();
    match prepared.start(provider().address()).unwrap() {
        Step::NeedEncrypt(need) => need,
        Step::Done(_) => panic!("done"),
    }
}

fn second() -> NeedEncrypt {
    let need = need();
    let answers: Vec<_> = need.bodies().map(encrypt).collect();
    match need.resume(&answers).unwrap() {
        Step::NeedEncrypt(need) => need,
        Step::Done(_) => panic!("done"),
    }
}

fn refused(need: NeedEncrypt, answers: &[String], message: &str) -> &'static str {
    let error = need.resume(answers).unwrap_err();
    assert_eq!(error.to_string(), message);
    match error {
        PublishError::Answers { .. } => "answers",
        PublishError::AnswerText { .. } => "text",
        PublishError::AnswerLength { .. } => "length",
        other => panic!("{other}"),
    }
}

#[test]
fn the_files_come_first_then_the_document() {
    let need = need();
    let bodies: Vec<_> = need
        .bodies()
        .map(|body| String::from_utf8_lossy(body))
        .collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.iter().all(|body| body.contains(URL)));
    let second = second();
    let bodies: Vec<_> = second.bodies().collect();
    assert_eq!(bodies.len(), 1);
    assert!(bodies[0].starts_with(b"\xfd7zXZ\0"), "compressed");
}

#[test]
fn there_is_one_answer_for_each_body() {
    let good: Vec<_> = need().bodies().map(encrypt).collect();
    let one = &good[..1];
    assert_eq!(
        refused(need(), one, "1 answers of the Provider, expected 2"),
        "answers"
    );
    assert_eq!(
        refused(need(), &[], "0 answers of the Provider, expected 2"),
        "answers"
    );
    assert_eq!(
        refused(second(), &good, "2 answers of the Provider, expected 1"),
        "answers"
    );
    assert_eq!(
        refused(second(), &[], "0 answers of the Provider, expected 1"),
        "answers"
    );
}

#[test]
fn an_answer_is_hexadecimal() {
    let mut answers: Vec<_> = need().bodies().map(encrypt).collect();
    answers[1] = r#"{"error":"Failed to encrypt."}"#.to_owned();
    let message = "answer 1 of the Provider is no ciphertext";
    assert_eq!(refused(need(), &answers, message), "text");
}

/// ocean-node turns what is compressed into text before it encrypts it, which makes it longer.
#[test]
fn an_answer_has_the_length_of_its_body() {
    let good: Vec<_> = need().bodies().map(encrypt).collect();
    let swapped = [encrypt(b"another"), good[1].clone()];
    let expected = need().bodies().next().unwrap().len() + 97;
    let message = format!("answer 0 of the Provider has 104 bytes, expected {expected}");
    assert_eq!(refused(need(), &swapped, &message), "length");

    let need = second();
    let body = need.bodies().next().unwrap().to_vec();
    let damaged = String::from_utf8_lossy(&body).into_owned();
    assert_ne!(damaged.len(), body.len());
    let (found, expected) = (damaged.len() + 97, body.len() + 97);
    let answer = encrypt(damaged.as_bytes());
    let message = format!("answer 0 of the Provider has {found} bytes, expected {expected}");
    assert_eq!(refused(need, &[answer], &message), "length");
}

#[test]
fn answers_may_have_no_prefix_and_capitals() {
    let need = need();
    let answers: Vec<_> = need.bodies().map(encrypt).collect();
    let answers: Vec<_> = answers
        .iter()
        .map(|text| text.trim_start_matches("0x").to_uppercase())
        .collect();
    let Step::NeedEncrypt(need) = need.resume(&answers).unwrap() else {
        panic!("done");
    };
    let answers: Vec<_> = need.bodies().map(encrypt).collect();
    let Step::Done(publication) = need.resume(&answers).unwrap() else {
        panic!("not done");
    };
    let files = publication
        .document()
        .ddo()
        .service(0)
        .unwrap()
        .files()
        .unwrap();
    assert!(files.to_string().starts_with("0x04"));
}

#[test]
fn it_can_wait_in_another_thread() {
    let need = need();
    let answers: Vec<_> = need.bodies().map(encrypt).collect();
    let step = std::thread::spawn(move || need.resume(&answers))
        .join()
        .unwrap()
        .unwrap();
    assert!(matches!(step, Step::NeedEncrypt(_)));
}
