//! Keys that stand twice in one object, in documents whose version no profile knows.

use ocean_checksum::{JsonStr, Kind, Object, Value};

use super::Remarks;

/// Remarks of this kind at most.
const MAX: usize = 8;

enum Step<'t> {
    Key(JsonStr<'t>),
    Index(usize),
}

type Children<'t> = Box<dyn Iterator<Item = (Step<'t>, Value<'t>)> + 't>;

/// Remarks on every key that stands more than once, without recursion.
pub(super) fn find(root: Value<'_>, remarks: &mut Remarks) {
    let mut left = MAX + 1;
    let mut open: Vec<Children<'_>> = vec![children(root)];
    let mut path: Vec<Step<'_>> = Vec::new();
    note(root, &path, &mut left, remarks);
    while let Some(innermost) = open.last_mut() {
        let Some((step, value)) = innermost.next() else {
            open.pop();
            path.pop();
            continue;
        };
        path.push(step);
        match value.kind() {
            Kind::Array(_) | Kind::Object(_) => {
                note(value, &path, &mut left, remarks);
                open.push(children(value));
            }
            _ => {
                path.pop();
            }
        }
    }
}

fn note(value: Value<'_>, path: &[Step<'_>], left: &mut usize, remarks: &mut Remarks) {
    let keys = value
        .as_object()
        .into_iter()
        .flat_map(Object::repeated_keys);
    for key in keys {
        match *left {
            0 => return,
            1 => remarks.add("", "more keys stand more than once".into()),
            _ => {
                let message =
                    "this key stands more than once; the last one counts, as in JSON.parse";
                remarks.add(
                    &(pointer(path) + &pointer(&[Step::Key(key)])),
                    message.into(),
                );
            }
        }
        *left -= 1;
    }
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
