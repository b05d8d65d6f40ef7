//! Credentials: rules that can be evaluated, and that the peers take.

use ocean_checksum::{Number, Object};

use super::{BOTH, Fault, Strict, text::not_an_address};
use crate::validate::{
    Code, SchemaVersion, format,
    place::Place,
    rules::{self, Class},
};

impl<'t> Strict<'t> {
    /// `match_allow` and `match_deny`, which ocean-node 3.2.0 knows beside the lists.
    pub(super) fn credentials(&mut self, credentials: Object<'t>, place: &Place<'_>) {
        for key in ["match_allow", "match_deny"] {
            let Some(value) = credentials.get(key) else {
                continue;
            };
            if !value
                .as_str()
                .is_some_and(|text| text == "any" || text == "all")
            {
                let fault = Fault::new(Code::WrongType, "`any` or `all`", value);
                self.error(&place.member(key), fault.in_schema());
            }
        }
    }

    pub(super) fn credentials_rule(&mut self, rule: Object<'t>, place: &Place<'_>) {
        let kind = rule
            .get("type")
            .and_then(|value| Some((value, value.as_str()?.to_string_lossy())));
        // ocean-credentials reads the types so, too.
        let is = |known: &str| {
            kind.as_ref()
                .is_some_and(|(_, kind)| kind.eq_ignore_ascii_case(known))
        };
        let (is_address, is_access_list) = (is("address"), is("accessList"));
        match kind {
            _ if is_access_list => self.access_list(rule, place),
            Some((value, _)) if !is_address => {
                let fault = Fault::new(Code::UnknownCredentialType, "address or accessList", value);
                self.warn(&place.member("type"), fault, &[]);
            }
            _ => {}
        }
        self.values(rule, is_address, is_access_list, &place.member("values"));
    }

    /// The contract and the chain of an access list (ocean-node 3.2.0).
    fn access_list(&mut self, rule: Object<'t>, place: &Place<'_>) {
        let contract = place.member("accessList");
        match rule.get("accessList").map(|value| (value.as_str(), value)) {
            Some((Some(text), value)) => {
                let text = text.to_string_lossy();
                if !format::is_address(&text) {
                    self.error(&contract, not_an_address(&text, value));
                }
            }
            Some((None, value)) => {
                let fault = Fault::new(Code::WrongType, "a string", value);
                self.error(&contract, fault);
            }
            None => {
                let fault = Fault::missing("the address of the list's contract", rule.value());
                self.error(&contract, fault);
            }
        }
        if let Some(value) = rule.get("chainId")
            && value.as_number().and_then(Number::as_u64).is_none()
        {
            let fault = Fault::new(Code::WrongType, "an integer", value);
            self.error(&place.member("chainId"), fault);
        }
    }

    fn values(
        &mut self,
        rule: Object<'t>,
        is_address: bool,
        is_access_list: bool,
        place: &Place<'_>,
    ) {
        const WORDS: &str = "an array of strings";
        let Some(value) = rule.get("values") else {
            if is_access_list && self.version >= SchemaVersion::V4_7_0 {
                let fault = Fault::missing(WORDS, rule.value());
                let fault = Fault {
                    code: Code::AccessListWithoutValues,
                    ..fault
                };
                self.warn(place, fault, BOTH);
            } else {
                self.error(place, Fault::missing(WORDS, rule.value()).in_schema());
            }
            return;
        };
        let Some(values) = value.as_array() else {
            return self.wrong_type(WORDS, value, place);
        };
        if values.is_empty() {
            let fault = Fault::new(Code::TooFew, "at least one value", value);
            return self.error(place, fault.none_found().in_schema());
        }
        for (index, value) in values.iter().enumerate() {
            let place = place.index(index);
            match value.as_str() {
                None => self.wrong_type("a string", value, &place),
                Some(text) => {
                    self.text(&rules::VALUES, Class::Line, text, value, &place);
                    let text = text.to_string_lossy();
                    if is_address && text != "*" && !format::is_address(&text) {
                        self.error(&place, not_an_address(&text, value));
                    }
                }
            }
        }
    }
}
