//! Keys that stand twice in one object.

use ocean_checksum::{JsonStr, Kind, Value};

use super::Remarks;

/// Remarks of this kind at most.
const MAX: usize = 8;

enum Step<'t> {
    Key(JsonStr<'t>),
    Index(usize),
}

type Children<'t> = Box<dyn Iterator<Item = (Step<'t>, Value<'t>)> + 't>;

/// Remarks on every key that stands more than once, without recursion.
pub(super) fn find(root: Option<Value<'_>>, remarks: &mut Remarks) {
    let Some(root) = root else { return };
    let text = root.text();
    let mut left = MAX;
    let mut open: Vec<Children<'_>> = vec![children(root)];
    let mut path: Vec<Step<'_>> = Vec::new();
    while let Some(innermost) = open.last_mut() {
        let Some((step, value)) = innermost.next() else {
            open.pop();
            path.pop();
            continue;
        };
        let repeated = matches!(step, Step::Key(key) if is_repeated(text, root, key, value));
        path.push(step);
        if repeated {
            if left == 0 {
                remarks.add("", "more keys stand more than once".into());
                return;
            }
            left -= 1;
            let message = "this key stands more than once; the last one counts, as in JSON.parse";
            remarks.add(&pointer(&path), message.into());
        }
        match value.kind() {
            Kind::Array(_) | Kind::Object(_) => open.push(children(value)),
            _ => {
                path.pop();
            }
        }
    }
}

/// The tree keeps the first place of a repeated key and its last value, so that more than a colon
/// stands between the two.
fn is_repeated(text: &str, root: Value<'_>, key: JsonStr<'_>, value: Value<'_>) -> bool {
    let offset = |part: &str| part.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
    let key_end = offset(key.raw()) + key.raw().len() + 1;
    let value_start = value.span().start.wrapping_sub(root.span().start);
    text.get(key_end..value_start)
        .is_some_and(|between| between.trim_ascii() != ":")
}

fn children(value: Value<'_>) -> Children<'_> {
    match value.kind() {
        Kind::Array(array) => Box::new(
            array
                .iter()
                .enumerate()
                .map(|(index, value)| (Step::Index(index), value)),
        ),
        Kind::Object(object) => Box::new(object.iter().map(|(key, value)| (Step::Key(key), value))),
        _ => Box::new(std::iter::empty()),
    }
}

fn pointer(path: &[Step<'_>]) -> String {
    path.iter()
        .map(|step| match step {
            Step::Index(index) => format!("/{index}"),
            Step::Key(key) => {
                let key = key.to_string_lossy().replace('~', "~0").replace('/', "~1");
                format!("/{key}")
            }
        })
        .collect()
}
