use std::borrow::Cow;

use ocean_checksum::{Json, js_stringify, ocean_py_stringify, strip_enhanced};

#[path = "../../crates/ocean-checksum/tests/model/mod.rs"]
mod model;

/// The model recurses, and the stack of the fuzzing engine is small.
const MODEL_DEPTH: usize = 500;

/// Equal to the slow model, idempotent, and the same through the tree.
pub fn stringify(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let ours = js_stringify(text);
    #[cfg(planted)]
    let ours = ours.map(|form| Cow::<str>::Owned(form.replace("\u{2028}", r"\u2028")));
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{'));
    if brackets.count() <= MODEL_DEPTH {
        assert_eq!(ours.as_deref().ok(), model::js_stringify(text).as_deref());
    }
    let Ok(ours) = ours else {
        assert!(Json::parse(text).is_err() && strip_enhanced(text).is_err());
        return;
    };
    assert!(matches!(js_stringify(&ours), Ok(Cow::Borrowed(again)) if again == ours));
    let tree = Json::parse(text).expect("what can be written can be read");
    assert_eq!(tree.js_stringify(), ours);
    let stripped = strip_enhanced(text).expect("what can be read can be stripped");
    assert!(matches!(strip_enhanced(&stripped), Ok(Cow::Borrowed(_))));
    if let Ok(python) = ocean_py_stringify(text)
        && !python.contains("Infinity")
    {
        assert_eq!(ocean_py_stringify(&python).as_deref(), Ok(&*python));
        assert_eq!(js_stringify(&python).expect("ASCII JSON"), ours);
    }
}
