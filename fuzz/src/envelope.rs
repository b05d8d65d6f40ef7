use std::{borrow::Cow, io::Read};

use allocation_counter::measure;
use alloy_primitives::B256;
use crc::{CRC_32_ISO_HDLC, Crc};
use lzma_rust2::{LzmaReader, XzReader};
use ocean_checksum::DocumentHash;
use ocean_encryption::{Compression, Envelope, EnvelopeError, Flags, MAX_DOCUMENT};
use ocean_keys::{ProviderKey, RandomError};

/// The most memory that reading may use at once: what the README promises.
const CEILING: u64 = 40 << 20;

static CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// What was packed is unpacked; what else unpacks, another reader unpacks to the same; and no data
/// makes the reader use more memory than it may.
///
/// The first byte says what the rest is: packed data, the chunks of an .xz block, or a document.
pub fn envelope_open(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else {
        return;
    };
    match mode % 3 {
        0 => unpack(rest),
        1 => {
            if let Some((dictionary, chunks)) = rest.split_first() {
                unpack(&xz(*dictionary, chunks));
            }
        }
        _ => round_trip(rest),
    }
}

fn unpack(data: &[u8]) {
    let envelope = |hash| Envelope {
        flags: Flags::from(1),
        hash,
        data: Cow::Borrowed(data),
    };
    match open(&envelope(B256::ZERO.into()), []) {
        // It was decompressed.
        Err(EnvelopeError::Hash { .. }) => {}
        Err(EnvelopeError::Decompress(_)) => return,
        other => panic!("{:?}", other.map(|document| document.len())),
    }
    let document = model(data).expect("the model takes more");
    let opened = open(&envelope(DocumentHash::of(&document)), []);
    assert!(opened.is_ok_and(|opened| opened == document));
}

/// Opens it under the ceiling.
fn open<'k>(
    envelope: &Envelope<'_>,
    keys: impl IntoIterator<Item = &'k ProviderKey>,
) -> Result<Vec<u8>, EnvelopeError> {
    let mut opened = Ok(Vec::new());
    let memory = measure(|| opened = envelope.open(keys));
    assert!(memory.bytes_max <= CEILING, "{} bytes", memory.bytes_max);
    if let Ok(opened) = &opened {
        assert!(opened.len() <= MAX_DOCUMENT);
    }
    #[cfg(planted)]
    let opened = opened.map(|document| document.trim_ascii_end().to_vec());
    opened
}

fn round_trip(document: &[u8]) {
    let key = ProviderKey::from_bytes(&[1; 32]).expect("a key");
    let random = |bytes: &mut [u8]| {
        bytes.fill(5);
        Ok::<_, RandomError>(())
    };
    for compression in [Compression::None, Compression::Xz] {
        let plain = Envelope::plain(document, compression).expect("short enough");
        assert_eq!(open(&plain, []).as_deref(), Ok(document));
        let sealed =
            Envelope::sealed_to_self(document, compression, &key, random).expect("as short");
        assert_eq!(open(&sealed, []), Err(EnvelopeError::Open));
        assert_eq!(open(&sealed, [&key]).as_deref(), Ok(document));
        if compression == Compression::Xz {
            assert_eq!(model(&plain.data).as_deref(), Some(document));
        }
    }
}

/// By the readers of lzma-rust2, of which ours uses the innermost part only.
fn model(data: &[u8]) -> Option<Vec<u8>> {
    let mut document = Vec::new();
    let read = if data.starts_with(b"\xfd7zXZ\0") {
        XzReader::new(data, true).read_to_end(&mut document)
    } else {
        let reader = LzmaReader::new_mem_limit(data, u32::MAX, None);
        reader.ok()?.read_to_end(&mut document)
    };
    read.is_ok().then_some(document)
}

/// An .xz stream of one block with these chunks and no check, its sums right: chance does not
/// find those.
fn xz(dictionary: u8, chunks: &[u8]) -> Vec<u8> {
    let sum = |bytes: &[u8]| CRC32.checksum(bytes).to_le_bytes();
    let number = |mut number: usize| {
        let mut bytes = Vec::new();
        while number > 0x7f {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
        bytes
    };
    let flags = [0, 0];
    let header = [2, 0, 0x21, 1, dictionary % 41, 0, 0, 0];
    let mut stream = [
        b"\xfd7zXZ\0",
        &flags[..],
        &sum(&flags),
        &header,
        &sum(&header),
        chunks,
    ]
    .concat();
    let unpadded = header.len() + 4 + chunks.len();
    stream.resize(stream.len().next_multiple_of(4), 0);

    let mut index = [
        &[0, 1][..],
        &number(unpadded),
        &number(uncompressed(chunks)),
    ]
    .concat();
    index.resize(index.len().next_multiple_of(4), 0);
    let backward = u32::try_from(index.len() / 4)
        .expect("a short index")
        .to_le_bytes();
    let footer = [&backward[..], &flags].concat();
    [
        &stream,
        &index,
        &sum(&index)[..],
        &sum(&footer),
        &footer,
        b"YZ",
    ]
    .concat()
}

/// How long the chunks say that they are.
fn uncompressed(mut chunks: &[u8]) -> usize {
    let mut length = 0;
    while let [control, high, low, rest @ ..] = chunks {
        let size = usize::from(u16::from_be_bytes([*high, *low])) + 1;
        let (more, stored) = match (control, rest) {
            (1 | 2, _) => (size, size),
            (0x80.., [high, low, ..]) => {
                let stored = usize::from(u16::from_be_bytes([*high, *low])) + 3;
                (
                    size + (usize::from(control & 0x1f) << 16),
                    stored + usize::from(*control >= 0xc0),
                )
            }
            _ => break,
        };
        length += more;
        chunks = rest.get(stored..).unwrap_or_default();
    }
    length
}
