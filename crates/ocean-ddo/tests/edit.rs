//! Edits change one place and nothing else.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use ocean_checksum::{Kind, Value};
use ocean_ddo::Document;
use proptest::{collection::vec, prelude::*, sample::Index};

#[track_caller]
fn check(text: &str, edit: impl Fn(&Document) -> Document, expected: &str) {
    let document = Document::parse(text).unwrap();
    assert_eq!(edit(&document).text(), expected);
}

#[test]
fn a_value_is_replaced_in_place() {
    let set = |pointer: &'static str, value: &'static str| {
        move |document: &Document| document.edit(pointer, value).unwrap()
    };
    check(
        " { \"a\" : 1 , \"b\":2} \n",
        set("/a", " [ 1 ] "),
        " { \"a\" : [ 1 ] , \"b\":2} \n",
    );
    check(
        r#"{"a":1,"a":2,"a":3}"#,
        set("/a", "9"),
        r#"{"a":1,"a":2,"a":9}"#,
    );
    check(
        r#"{"a":[1,{"b":"x"}]}"#,
        set("/a/1/b", r#""y""#),
        r#"{"a":[1,{"b":"y"}]}"#,
    );
    check(
        r#"{"a/b":{"~":1,"":2}}"#,
        set("/a~1b/~0", "3"),
        r#"{"a/b":{"~":3,"":2}}"#,
    );
    check(
        r#"{"a/b":{"~":1,"":2}}"#,
        set("/a~1b/", "3"),
        r#"{"a/b":{"~":1,"":3}}"#,
    );
    check(" {} ", set("", r#"{"a":1}"#), r#" {"a":1} "#);
}

#[test]
fn a_new_member_is_the_last_one() {
    let set =
        |pointer: &'static str| move |document: &Document| document.edit(pointer, "9").unwrap();
    check("{}", set("/a"), r#"{"a":9}"#);
    check("{ }", set("/a"), r#"{"a":9 }"#);
    check(
        r#"{ "z": {"}": "\"]"} }"#,
        set("/0"),
        r#"{ "z": {"}": "\"]"},"0":9 }"#,
    );
    check(r#"{"2":1,"1":2}"#, set("/a"), r#"{"2":1,"1":2,"a":9}"#);
    check(
        r#"{"a":1,"b":2,"a":3}"#,
        set("/c"),
        r#"{"a":1,"b":2,"a":3,"c":9}"#,
    );
    check(
        "{}",
        set("/~1~0\"\\\u{1}\n\u{8}é"),
        "{\"/~\\\"\\\\\\u0001\\n\\bé\":9}",
    );
    check(r#"{"a":[]}"#, set("/a/-"), r#"{"a":[9]}"#);
    check(r#"{"a":[ ]}"#, set("/a/0"), r#"{"a":[9 ]}"#);
    check(r#"{"a":[1 , 2 ]}"#, set("/a/2"), r#"{"a":[1 , 2,9 ]}"#);
}

#[test]
fn what_is_removed_takes_its_comma() {
    let without =
        |pointer: &'static str| move |document: &Document| document.remove(pointer).unwrap();
    check(r#"{"a":1}"#, without("/a"), "{}");
    check(r#"{ "a": 1, "b": 2 }"#, without("/a"), r#"{ "b": 2 }"#);
    check(r#"{ "a": 1, "b": 2 }"#, without("/b"), r#"{ "a": 1 }"#);
    check(
        r#"{"a":1,"\u0061":2,"b":3,"a":{"a":4}}"#,
        without("/a"),
        r#"{"b":3}"#,
    );
    check(
        r#"{"b":{"a":1},"a":1,"c":[{"a":1}],"a":2}"#,
        without("/a"),
        r#"{"b":{"a":1},"c":[{"a":1}]}"#,
    );
    check(r#"{"a":1, "a":2}"#, without("/a"), "{}");
    check(r#"{"b":1,"a":2, "a":3}"#, without("/a"), r#"{"b":1}"#);
    check(
        r#"{"a":[[1],[1],[1]]}"#,
        without("/a/1"),
        r#"{"a":[[1],[1]]}"#,
    );
    check(
        r#"{"a":[ 1 , 2 , 3 ]}"#,
        without("/a/0"),
        r#"{"a":[ 2 , 3 ]}"#,
    );
    check(r#"{"a":[7]}"#, without("/a/0"), r#"{"a":[]}"#);
}

#[test]
fn an_edit_may_not_leave_the_limits() {
    let document = Document::parse(r#"{"services":[]}"#).unwrap();
    let services = format!("[{}0]", "0,".repeat(1_000));
    assert_eq!(
        document.edit("/services", &services).unwrap_err().code(),
        "edit_edited"
    );
    let deep = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert_eq!(
        document.edit("/x", &deep).unwrap_err().code(),
        "edit_edited"
    );
    assert_eq!(document.edit("", "[]").unwrap_err().code(), "edit_edited");
    assert!(document.edit("/x", &deep[1..255]).is_ok());
}

/// JSON with blanks, escapes and repeated keys.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null"),
        Just("true"),
        Just("-1.50e3"),
        Just("0"),
        Just(r#""""#),
        Just(r#""a\"],}\\""#),
        Just(r#""é\u0001""#),
        Just("[]"),
        Just("{ }"),
    ]
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            (vec(inner.clone(), 0..5), blank()).prop_map(|(items, blank)| {
                format!("[{blank}{}{blank}]", items.join(&format!("{blank},")))
            }),
            object(inner),
        ]
    })
}

fn blank() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(""), Just(" "), Just("\n\t"), Just("\r\n")]
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let key = prop_oneof![
        Just("a"),
        Just("\\u0061"),
        Just("b"),
        Just("10"),
        Just("9"),
        Just("a/b"),
        Just("~"),
        Just(""),
        Just("\\\\\\\"{"),
        Just("\\/"),
        Just("-"),
    ];
    (vec((key, value), 0..6), blank()).prop_map(|(members, blank)| {
        let members: Vec<_> = members
            .iter()
            .map(|(key, value)| format!("\"{key}\"{blank}:{blank}{value}"))
            .collect();
        format!(
            "{{{blank}{}{blank}}}",
            members.join(&format!("{blank},{blank}"))
        )
    })
}

/// Every pointer of a tree with its value, parents before children.
fn places<'t>(value: Value<'t>, pointer: &str, out: &mut Vec<(String, Value<'t>)>) {
    out.push((pointer.to_owned(), value));
    match value.kind() {
        Kind::Array(array) => {
            for (index, element) in array.iter().enumerate() {
                places(element, &format!("{pointer}/{index}"), out);
            }
        }
        Kind::Object(object) => {
            for (key, member) in object.iter() {
                let token = key.to_string().replace('~', "~0").replace('/', "~1");
                places(member, &format!("{pointer}/{token}"), out);
            }
        }
        _ => {}
    }
}

fn is_inside(inner: &str, outer: &str) -> bool {
    inner == outer
        || inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with('/'))
}

fn model(document: &Document) -> serde_json::Value {
    serde_json::from_str(document.text()).unwrap()
}

proptest! {
    #[test]
    fn a_replaced_value_changes_nothing_else(text in object(json()), new in json(), at in any::<Index>()) {
        let document = Document::parse(text).unwrap();
        let mut old = Vec::new();
        places(document.root(), "", &mut old);
        prop_assume!(old.len() > 1);
        let (pointer, value) = &old[1 + at.index(old.len() - 1)];
        let edited = document.edit(pointer, &new).unwrap();

        prop_assert_eq!(edited.root().pointer(pointer).unwrap().text(), &new);
        for (other, value) in &old {
            if !is_inside(other, pointer) && !is_inside(pointer, other) {
                prop_assert_eq!(edited.root().pointer(other).unwrap().text(), value.text());
            }
        }
        let span = value.span();
        let (before, after) = (&document.text()[..span.start], &document.text()[span.end..]);
        prop_assert_eq!(edited.text(), format!("{before}{new}{after}"));
        let mut expected = model(&document);
        *expected.pointer_mut(pointer).unwrap() = serde_json::from_str(&new).unwrap();
        prop_assert_eq!(model(&edited), expected);
    }

    #[test]
    fn a_new_value_is_inserted(text in object(json()), new in json(), at in any::<Index>()) {
        let document = Document::parse(text).unwrap();
        let mut old = Vec::new();
        places(document.root(), "", &mut old);
        old.retain(|(_, value)| value.as_object().is_some() || value.as_array().is_some());
        let (parent, value) = at.get(&old);
        let mut expected = model(&document);
        let inserted: serde_json::Value = serde_json::from_str(&new).unwrap();
        let token = match expected.pointer_mut(parent).unwrap() {
            serde_json::Value::Array(array) => { array.push(inserted); "-" }
            object => { object["new/\"\n"] = inserted; "new~1\"\n" }
        };
        let edited = document.edit(&format!("{parent}/{token}"), &new).unwrap();
        prop_assert_eq!(model(&edited), expected);

        let (old, new) = (document.text(), edited.text());
        let end = value.span().end - 1;
        prop_assert!(new.ends_with(&old[end..]), "what follows is kept");
        let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        prop_assert!(new.as_bytes().ends_with(&old.as_bytes()[same..]), "one place");
    }

    #[test]
    fn what_is_removed_is_gone_and_nothing_else(text in object(json()), at in any::<Index>()) {
        let document = Document::parse(text).unwrap();
        let mut old = Vec::new();
        places(document.root(), "", &mut old);
        prop_assume!(old.len() > 1);
        let (pointer, _) = &old[1 + at.index(old.len() - 1)];
        let edited = document.remove(pointer).unwrap();

        let mut expected = model(&document);
        let (parent, token) = pointer.rsplit_once('/').unwrap();
        let repeated = match expected.pointer_mut(parent).unwrap() {
            serde_json::Value::Array(array) => { array.remove(token.parse().unwrap()); false }
            object => {
                let key = token.replace("~1", "/").replace("~0", "~");
                object.as_object_mut().unwrap().remove(&key).expect("the member");
                let object = document.root().pointer(parent).unwrap().as_object().unwrap();
                object.repeated_keys().any(|repeated| repeated == key.as_str())
            }
        };
        prop_assert_eq!(model(&edited), expected);
        if !repeated {
            let (old, new) = (document.text(), edited.text());
            let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
            prop_assert!(old.as_bytes().ends_with(&new.as_bytes()[same..]), "one place");
        }
    }

    #[test]
    fn no_pointer_panics(text in object(json()), pointer in "(/[-~01a/]{0,3}){0,4}[~a/]?") {
        let document = Document::parse(text).unwrap();
        if let Ok(edited) = document.edit(&pointer, "{}") {
            let read = pointer.strip_suffix("/-").map_or(pointer.clone(), |list| {
                match edited.root().pointer(list).map(Value::kind) {
                    Some(Kind::Array(array)) => format!("{list}/{}", array.len() - 1),
                    _ => pointer.clone(),
                }
            });
            prop_assert_eq!(edited.root().pointer(&read).unwrap().text(), "{}");
        }
        if let Ok(edited) = document.remove(&pointer) {
            prop_assert!(edited.text().len() < document.text().len());
        }
    }
}
