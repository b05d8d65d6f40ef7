use alloc::vec::Vec;

use crate::{
    envelope::{MAX_DICTIONARY, MAX_DOCUMENT},
    lzma::Lzma,
    xz,
};

/// Reads .xz streams or an LZMA stream to the end of `data`.
pub(crate) fn decompress(data: &[u8]) -> Result<Vec<u8>, DecompressError> {
    if data.starts_with(xz::MAGIC) {
        xz::decompress(data)
    } else {
        alone(data)
    }
}

/// What is set aside of the dictionary that was asked for: no match reaches back behind the first
/// byte of the output, so that as much as the output is enough.
pub(crate) fn dictionary(asked: u32, output: usize) -> Result<u32, DecompressError> {
    if asked > MAX_DICTIONARY {
        return Err(DecompressError::Dictionary { bytes: asked });
    }
    Ok(u32::try_from(output).map_or(asked, |output| asked.min(output)))
}

/// "LZMA alone", the form of `lzma` before xz: 13 bytes of header, then one LZMA stream.
fn alone(data: &[u8]) -> Result<Vec<u8>, DecompressError> {
    let Some(([properties, rest @ ..], stream)) = data.split_first_chunk::<13>() else {
        return Err(DecompressError::Format);
    };
    let [d0, d1, d2, d3, length @ ..] = *rest;
    let asked = u32::from_le_bytes([d0, d1, d2, d3]);
    let length = u64::from_le_bytes(length);
    let length = (length != u64::MAX).then_some(length);
    // There is no magic number. As liblzma does, take for LZMA only what encoders write.
    let usual = asked == u32::MAX
        || asked.is_power_of_two()
        || (asked % 3 == 0 && (asked / 3).is_power_of_two());
    if *properties > 224 || !usual || length.is_some_and(|length| length >= 1 << 38) {
        return Err(DecompressError::Format);
    }
    if length.is_some_and(|length| length > MAX_DOCUMENT as u64) {
        return Err(DecompressError::TooLong);
    }
    let stream = Lzma {
        stream,
        length,
        properties: *properties,
        dictionary: dictionary(asked, MAX_DOCUMENT)?,
    };
    let (document, left) = stream.decompress()?;
    // Behind a document of known length an end marker may stand, which is not read.
    if length.is_none() && left > 0 {
        return Err(DecompressError::Trailing { length: left });
    }
    Ok(document)
}

/// Why compressed data gave no document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecompressError {
    /// Neither of the two formats.
    #[error("compressed data is neither an .xz nor an LZMA stream")]
    Format,
    /// The data ends in the middle.
    #[error("compressed data ends too early")]
    Truncated,
    /// The data contradicts itself.
    #[error("compressed data is damaged in its {part}")]
    Corrupt {
        /// `header`, `block header`, `data`, `check`, `index`, `footer`, `padding` or `number`.
        part: &'static str,
    },
    /// Something follows the last stream.
    #[error("compressed data has {length} bytes behind its end")]
    Trailing {
        /// How many bytes follow.
        length: usize,
    },
    /// An integrity check other than none, CRC32, CRC64 and SHA-256.
    #[error("compressed data has the check {id}, expected 0, 1, 4 or 10")]
    Check {
        /// Its number in the .xz format.
        id: u8,
    },
    /// Filters other than LZMA2 alone, which programs use, not documents.
    #[error("compressed data has filters other than LZMA2")]
    Filter,
    /// A dictionary larger than [`MAX_DICTIONARY`].
    #[error(
        "compressed data asks for a dictionary of {bytes} bytes, expected at most {MAX_DICTIONARY}"
    )]
    Dictionary {
        /// Its size.
        bytes: u32,
    },
    /// A document longer than [`MAX_DOCUMENT`]; it was not decompressed to its end.
    #[error("compressed data holds more than {MAX_DOCUMENT} bytes")]
    TooLong,
    /// So many blocks and chunks that they cost more than the document is worth.
    #[error("compressed data has more than {} blocks and chunks", xz::MAX_PIECES)]
    TooManyPieces,
}

impl DecompressError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format => "decompress_format",
            Self::Truncated => "decompress_truncated",
            Self::Corrupt { .. } => "decompress_corrupt",
            Self::Trailing { .. } => "decompress_trailing",
            Self::Check { .. } => "decompress_check",
            Self::Filter => "decompress_filter",
            Self::Dictionary { .. } => "decompress_dictionary",
            Self::TooLong => "decompress_too_long",
            Self::TooManyPieces => "decompress_too_many_pieces",
        }
    }
}
