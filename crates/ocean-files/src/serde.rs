//! `FileInfo` on the wire.

use alloc::string::{String, ToString as _};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Error as _},
    ser::SerializeMap as _,
};

use crate::{FileInfo, FileType};

const SHA256: &str = "sha256";

#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl Serialize for FileInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("index", &self.index)?;
        map.serialize_entry("valid", &self.valid)?;
        if let Some(file_type) = &self.file_type {
            map.serialize_entry("type", file_type.as_str())?;
        }
        if !self.valid {
            return map.end();
        }
        match self.content_length {
            Some(length) if self.file_type == Some(FileType::SmartContract) => {
                map.serialize_entry("contentLength", &length)?;
            }
            Some(length) => map.serialize_entry("contentLength", &length.to_string())?,
            None => map.serialize_entry("contentLength", "")?,
        }
        let content_type = self.content_type.as_deref().unwrap_or_default();
        map.serialize_entry("contentType", content_type)?;
        if let Some(filename) = &self.filename {
            map.serialize_entry("filename", filename)?;
        }
        if let Some(checksum) = self.checksum {
            map.serialize_entry("checksum", &checksum.to_string())?;
            map.serialize_entry("checksumType", SHA256)?;
        }
        map.end()
    }
}

/// Reads what Provider 2.1.6 answers. An empty text is `None`, and so is a length that is no
/// number, which it takes over from some servers (`9/10`), and a checksum of another kind than
/// `sha256`.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for FileInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        let is_sha256 = wire.checksum_type.is_none_or(|kind| kind == SHA256);
        let checksum = some(wire.checksum).filter(|_| is_sha256);
        Ok(Self {
            index: wire.index,
            valid: wire.valid,
            file_type: some(wire.file_type).map(|text| FileType::from(&*text)),
            content_length: wire.content_length.and_then(|Length(length)| length),
            content_type: some(wire.content_type),
            filename: some(wire.filename),
            checksum: checksum
                .map(|text| text.parse().map_err(D::Error::custom))
                .transpose()?,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    index: usize,
    valid: bool,
    #[serde(rename = "type")]
    file_type: Option<String>,
    content_length: Option<Length>,
    content_type: Option<String>,
    filename: Option<String>,
    checksum: Option<String>,
    checksum_type: Option<String>,
}

/// A length as text or as number.
struct Length(Option<u64>);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LengthVisitor)
    }
}

struct LengthVisitor;

impl de::Visitor<'_> for LengthVisitor {
    type Value = Length;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a length as text or as number")
    }

    fn visit_u64<E: de::Error>(self, length: u64) -> Result<Length, E> {
        Ok(Length(Some(length)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Length, E> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        Ok(Length(text.parse().ok().filter(|_| is_number)))
    }
}
