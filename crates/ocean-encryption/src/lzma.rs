//! The one place that knows `lzma-rust2`, whose coders are readers and writers of `std`. Here they
//! work on memory only.

use alloc::vec::Vec;
use std::io::{Read, Result, Write};

use lzma_rust2::{Lzma2Reader, LzmaReader, XzOptions, XzWriter};

use crate::{decompress::DecompressError, envelope::MAX_DOCUMENT};

/// The smallest dictionary the decoder works with.
const MIN_DICTIONARY: u32 = 4096;

/// That of `lzma.compress` in Python, which ocean.py uses.
const PRESET: u32 = 6;

/// An .xz stream of one block, with CRC64.
pub(crate) fn compress(document: &[u8]) -> Option<Vec<u8>> {
    let mut options = XzOptions::with_preset(PRESET);
    let dictionary = &mut options.lzma_options.dict_size;
    // The encoder sets aside about twelve times the dictionary, so a short document gets a small
    // one.
    let length = u32::try_from(document.len()).unwrap_or(*dictionary);
    let enough = length.min(*dictionary).next_power_of_two();
    *dictionary = enough.max(MIN_DICTIONARY);
    let mut writer = XzWriter::new(Vec::new(), options).ok()?;
    writer.write_all(document).ok()?;
    writer.finish().ok()
}

/// Decompresses the LZMA2 chunks of one block, which fill `out` exactly.
pub(crate) fn lzma2(chunks: &[u8], dictionary: u32, out: &mut [u8]) -> Option<()> {
    let mut reader = Lzma2Reader::new(chunks, dictionary.max(MIN_DICTIONARY), None);
    reader.read_exact(out).ok()?;
    (reader.read(&mut [0]).ok()? == 0).then_some(())
}

/// An LZMA stream without its header.
pub(crate) struct Lzma<'a> {
    pub(crate) stream: &'a [u8],
    /// Bytes of the document, unless an end marker tells.
    pub(crate) length: Option<u64>,
    pub(crate) properties: u8,
    pub(crate) dictionary: u32,
}

impl Lzma<'_> {
    /// The document, and how many bytes of the stream are left.
    pub(crate) fn decompress(&self) -> core::result::Result<(Vec<u8>, usize), DecompressError> {
        let corrupt = DecompressError::Corrupt { part: "data" };
        // What the decoder reads before it decodes.
        if self.stream.len() < 5 {
            return Err(DecompressError::Truncated);
        }
        let mut reader = LzmaReader::new_with_props(
            Input {
                rest: self.stream,
                ended: false,
            },
            self.length.unwrap_or(u64::MAX),
            self.properties,
            self.dictionary.max(MIN_DICTIONARY),
            None,
        )
        .map_err(|_| corrupt)?;
        let mut document = Vec::new();
        let mut buffer = [0; 8192];
        loop {
            let read = reader.read(&mut buffer);
            if reader.inner().ended {
                return Err(DecompressError::Truncated);
            }
            let read = read.map_err(|_| corrupt)?;
            if read == 0 {
                return Ok((document, reader.inner().rest.len()));
            }
            if document.len() + read > MAX_DOCUMENT {
                return Err(DecompressError::TooLong);
            }
            document.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
    }
}

/// Bytes that remember whether more were asked for than there are: the decoder takes those for
/// zeros.
struct Input<'a> {
    rest: &'a [u8],
    ended: bool,
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.rest.read(buffer)?;
        self.ended |= read < buffer.len();
        Ok(read)
    }
}
