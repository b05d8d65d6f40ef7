use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Did;

#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for Did {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for Did {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DidText)
    }
}

struct DidText;

impl de::Visitor<'_> for DidText {
    type Value = Did;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a DID as text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Did, E> {
        text.parse().map_err(E::custom)
    }
}
