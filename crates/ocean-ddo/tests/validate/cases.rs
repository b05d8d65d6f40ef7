//! `ddo-cases.json`: documents, and what Aquarius 5.1.8 and ddo.js 0.3.0 said of them.

use std::collections::BTreeSet;

use ocean_checksum::{Json, Value};
use ocean_ddo::Document;

/// A document and what the peers said.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) valid_by_aquarius: bool,
    pub(crate) valid_by_ddo_js: bool,
    /// The keys of its errors.
    pub(crate) aquarius: BTreeSet<String>,
    /// The keys of its errors.
    pub(crate) ddo_js: BTreeSet<String>,
}

impl Case {
    /// The name up to its first slash.
    pub(crate) fn group(&self) -> &str {
        self.name.split('/').next().unwrap()
    }

    pub(crate) fn document(&self) -> Document {
        Document::parse(self.text.clone()).unwrap()
    }
}

/// Every case, in the order of the file.
pub(crate) fn cases() -> Vec<Case> {
    let json = Json::parse(include_str!("../vectors/ddo-cases.json")).unwrap();
    json.root().as_array().unwrap().iter().map(read).collect()
}

/// The document of a case.
pub(crate) fn case(name: &str) -> Document {
    let case = cases().into_iter().find(|case| case.name == name);
    case.unwrap_or_else(|| panic!("no case {name}")).document()
}

fn read(case: Value<'_>) -> Case {
    let verdict = |peer| {
        case.get("valid_by")
            .unwrap()
            .get(peer)
            .unwrap()
            .as_bool()
            .unwrap()
    };
    let keys = |peer| {
        let errors = case.get("errors").unwrap().get(peer).unwrap();
        let errors = errors.as_object().unwrap();
        errors.iter().map(|(key, _)| key.to_string()).collect()
    };
    Case {
        name: case.get("name").unwrap().as_str().unwrap().to_string(),
        text: case.get("ddo").unwrap().text().to_owned(),
        valid_by_aquarius: verdict("aquarius"),
        valid_by_ddo_js: verdict("ddojs"),
        aquarius: keys("aquarius"),
        ddo_js: keys("ddojs"),
    }
}
