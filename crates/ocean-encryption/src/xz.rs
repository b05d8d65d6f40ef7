//! The .xz container (The .xz File Format 1.2.1), read with an eye on what it makes the reader do.
//!
//! The sizes of LZMA2 chunks stand outside the compressed data. So every block is measured before
//! it is decompressed.

use alloc::vec::Vec;

use crc::{CRC_32_ISO_HDLC, CRC_64_XZ, Crc};
use sha2::{Digest, Sha256};

use crate::{
    decompress::{DecompressError, dictionary},
    envelope::MAX_DOCUMENT,
    lzma::lzma2,
};

pub(crate) const MAGIC: &[u8] = b"\xfd7zXZ\0";
const FOOTER_MAGIC: [u8; 2] = *b"YZ";
const LZMA2: u64 = 0x21;

/// Blocks and chunks of all streams together, at most. Encoders fill chunks of 64 KiB, of which a
/// document has 160; one of any size makes the reader set up as much.
pub(crate) const MAX_PIECES: usize = 4096;

static CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
static CRC64: Crc<u64> = Crc::<u64>::new(&CRC_64_XZ);

/// Reads one stream after the other to the end of `data`.
pub(crate) fn decompress(data: &[u8]) -> Result<Vec<u8>, DecompressError> {
    let mut input = Input(data);
    let mut output = Output::default();
    loop {
        stream(&mut input, &mut output)?;
        let padding = input.0.iter().take_while(|&&byte| byte == 0).count();
        input.take(padding)?;
        if padding % 4 != 0 {
            return Err(corrupt("padding"));
        }
        if input.0.is_empty() {
            return Ok(output.document);
        }
        if !input.0.starts_with(MAGIC) {
            return Err(DecompressError::Trailing {
                length: input.0.len(),
            });
        }
    }
}

fn corrupt(part: &'static str) -> DecompressError {
    DecompressError::Corrupt { part }
}

fn stream(input: &mut Input<'_>, output: &mut Output) -> Result<(), DecompressError> {
    input.take(MAGIC.len())?;
    let flags: [u8; 2] = input.array()?;
    if input.u32()? != CRC32.checksum(&flags) {
        return Err(corrupt("header"));
    }
    let [0, check @ (0 | 1 | 4 | 10)] = flags else {
        let [_, id] = flags;
        return Err(DecompressError::Check { id });
    };

    let mut blocks = Vec::new();
    while input.0.first().is_some_and(|&byte| byte != 0) {
        blocks.push(block(input, output, check)?);
    }
    let size = index(input, &blocks)?;

    let sum = input.u32()?;
    let (backward_size, footer_flags) = (input.array::<4>()?, input.array::<2>()?);
    let [b0, b1, b2, b3] = backward_size;
    let [f0, f1] = footer_flags;
    let sound = sum == CRC32.checksum(&[b0, b1, b2, b3, f0, f1])
        && (u64::from(u32::from_le_bytes(backward_size)) + 1) * 4 == size as u64
        && footer_flags == flags
        && input.array()? == FOOTER_MAGIC;
    if sound {
        Ok(())
    } else {
        Err(corrupt("footer"))
    }
}

/// What the index repeats of a block.
struct Block {
    unpadded: usize,
    uncompressed: usize,
}

fn block(input: &mut Input<'_>, output: &mut Output, check: u8) -> Result<Block, DecompressError> {
    let before = input.0.len();
    let header = BlockHeader::read(input)?;
    let (compressed, uncompressed) = output.measure(input)?;
    let unpadded = before - input.0.len() + check_length(check);
    let fits = |claimed: Option<u64>, found: usize| claimed.is_none_or(|n| n == found as u64);
    if !fits(header.compressed, compressed.len()) || !fits(header.uncompressed, uncompressed) {
        return Err(corrupt("block header"));
    }

    let dictionary = dictionary(header.dictionary, uncompressed)?;
    let start = output.document.len();
    output.document.resize(start + uncompressed, 0);
    let document = output.document.get_mut(start..).unwrap_or_default();
    lzma2(compressed, dictionary, document).ok_or(corrupt("data"))?;

    input.zeros(compressed.len().wrapping_neg() % 4, "padding")?;
    let sound = match check {
        1 => input.array()? == CRC32.checksum(document).to_le_bytes(),
        4 => input.array()? == CRC64.checksum(document).to_le_bytes(),
        10 => input.array()? == <[u8; 32]>::from(Sha256::digest(&*document)),
        _ => true,
    };
    if !sound {
        return Err(corrupt("check"));
    }
    Ok(Block {
        unpadded,
        uncompressed,
    })
}

fn check_length(check: u8) -> usize {
    match check {
        1 => 4,
        4 => 8,
        10 => 32,
        _ => 0,
    }
}

struct BlockHeader {
    compressed: Option<u64>,
    uncompressed: Option<u64>,
    dictionary: u32,
}

impl BlockHeader {
    fn read(input: &mut Input<'_>) -> Result<Self, DecompressError> {
        let size = input.0.first().copied().unwrap_or_default();
        let header = input.take((usize::from(size) + 1) * 4 - 4)?;
        if input.u32()? != CRC32.checksum(header) {
            return Err(corrupt("block header"));
        }
        // The header ends where its size says, whatever is in it.
        let inside = |_| corrupt("block header");
        let mut fields = Input(header);
        let [_size, flags] = fields.array().map_err(inside)?;
        if flags & 0b0011_1100 != 0 {
            return Err(corrupt("block header"));
        }
        let mut length = |bit: u8| {
            let number = (flags & bit != 0).then(|| fields.number());
            number.transpose().map_err(inside)
        };
        let (compressed, uncompressed) = (length(0x40)?, length(0x80)?);
        if flags & 0b11 != 0 || fields.number().map_err(inside)? != LZMA2 {
            return Err(DecompressError::Filter);
        }
        let [properties_length, bits] = fields.array().map_err(inside)?;
        let dictionary = match bits {
            40 => u32::MAX,
            0..40 => (2 | u32::from(bits & 1)) << (bits / 2 + 11),
            _ => return Err(corrupt("block header")),
        };
        if properties_length != 1 {
            return Err(corrupt("block header"));
        }
        fields.zeros(fields.0.len(), "block header")?;
        Ok(Self {
            compressed,
            uncompressed,
            dictionary,
        })
    }
}

/// Reads the index and returns how long it is.
fn index(input: &mut Input<'_>, blocks: &[Block]) -> Result<usize, DecompressError> {
    let all = input.0;
    let [_indicator] = input.array()?;
    let mut sound = input.number()? == blocks.len() as u64;
    for block in blocks {
        sound &= input.number()? == block.unpadded as u64;
        sound &= input.number()? == block.uncompressed as u64;
    }
    let length = all.len() - input.0.len();
    input.zeros(length.wrapping_neg() % 4, "index")?;
    let length = all.len() - input.0.len();
    let summed = all.get(..length).unwrap_or_default();
    if input.u32()? != CRC32.checksum(summed) || !sound {
        return Err(corrupt("index"));
    }
    Ok(length + 4)
}

#[derive(Default)]
struct Output {
    document: Vec<u8>,
    pieces: usize,
}

impl Output {
    /// Walks the chunks of the next block without decompressing them. Returns their bytes, and how
    /// many they decompress to, which is not more than may follow the document so far.
    fn measure<'a>(&mut self, input: &mut Input<'a>) -> Result<(&'a [u8], usize), DecompressError> {
        let all = input.0;
        let mut uncompressed = 0;
        loop {
            self.pieces += 1;
            if self.pieces > MAX_PIECES {
                return Err(DecompressError::TooManyPieces);
            }
            let [control] = input.array()?;
            let stored = match control {
                0 => break,
                1 | 2 => {
                    let length = usize::from(u16::from_be_bytes(input.array()?)) + 1;
                    uncompressed += length;
                    length
                }
                3..0x80 => return Err(corrupt("data")),
                0x80.. => {
                    let high = usize::from(control & 0x1f) << 16;
                    uncompressed += high + usize::from(u16::from_be_bytes(input.array()?)) + 1;
                    let length = usize::from(u16::from_be_bytes(input.array()?)) + 1;
                    let properties = usize::from(control >= 0xc0);
                    properties + length
                }
            };
            input.take(stored)?;
            if uncompressed > MAX_DOCUMENT - self.document.len() {
                return Err(DecompressError::TooLong);
            }
        }
        let length = all.len() - input.0.len();
        Ok((all.get(..length).unwrap_or_default(), uncompressed))
    }
}

/// What is still to be read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], DecompressError> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(DecompressError::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecompressError> {
        let (taken, rest) = self
            .0
            .split_first_chunk()
            .ok_or(DecompressError::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn u32(&mut self) -> Result<u32, DecompressError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// A number of at most 63 bits, seven in each byte, the lowest first.
    fn number(&mut self) -> Result<u64, DecompressError> {
        let mut number = 0;
        for at in 0..9 {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                let shortest = byte != 0 || at == 0;
                return shortest.then_some(number).ok_or(corrupt("number"));
            }
        }
        Err(corrupt("number"))
    }

    fn zeros(&mut self, length: usize, part: &'static str) -> Result<(), DecompressError> {
        if self.take(length)?.iter().all(|&byte| byte == 0) {
            Ok(())
        } else {
            Err(corrupt(part))
        }
    }
}
