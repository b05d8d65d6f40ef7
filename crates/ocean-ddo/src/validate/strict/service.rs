//! Services: what their members say together, and what they say of each other.

use alloc::{borrow::Cow, vec::Vec};

use ocean_checksum::{Array, JsonStr, Object, Value};

use super::{Fault, Strict};
use crate::validate::{Code, SchemaVersion, place::Place};

impl<'t> Strict<'t> {
    pub(super) fn service(&mut self, service: Object<'t>, place: &Place<'_>) {
        let is = |kind: &str| {
            let found = service.get("type").and_then(Value::as_str);
            found.is_some_and(|found| found == kind)
        };
        let place = place.member("compute");
        match service.get("compute") {
            None if is("compute") => {
                let fault = Fault::missing("an object, since the type is compute", service.value());
                self.error(&place, fault.in_schema());
            }
            Some(value) if is("access") => {
                let words = "no such block in an access service";
                self.warn(&place, Fault::new(Code::Unexpected, words, value), &[]);
            }
            _ => {}
        }
    }

    /// The list as a whole: not empty, and no id twice.
    pub(super) fn services(&mut self, root: Object<'t>) {
        let place = Place::ROOT.member("services");
        let value = root.get("services");
        let services = value.and_then(Value::as_array);
        if let Some(services) = services.filter(|services| !services.is_empty()) {
            return self.service_ids(services, &place);
        }
        // What is missing before 4.5.0, or of another kind, the table has told.
        if self.version >= SchemaVersion::V4_5_0 && (value.is_none() || services.is_some()) {
            let value = value.unwrap_or(root.value());
            let fault = Fault::new(Code::NoServices, "at least one service", value);
            self.warn(&place, fault.none_found(), &[]);
        } else if let Some(services) = services {
            let fault = Fault::new(Code::TooFew, "at least one service", services.value());
            self.error(&place, fault.none_found().in_schema());
        }
    }

    fn service_ids(&mut self, services: Array<'t>, place: &Place<'_>) {
        let mut ids: Vec<(Cow<'t, str>, usize, Value<'t>)> = services
            .iter()
            .enumerate()
            .filter_map(|(index, service)| {
                let id = service.get("id")?;
                Some((id.as_str().map(JsonStr::to_string_lossy)?, index, id))
            })
            .collect();
        ids.sort_unstable_by(|(a, first, _), (b, second, _)| (a, first).cmp(&(b, second)));
        for pair in ids.windows(2) {
            if let [(before, ..), (id, index, value)] = pair
                && before == id
            {
                let fault = Fault::new(
                    Code::RepeatedServiceId,
                    "an id that no service before it has",
                    *value,
                );
                self.error(&place.index(*index).member("id"), fault);
            }
        }
    }
}
