use alloy_primitives::{Address, B256};
use ocean_provider_core::checksum::DocumentHash;

/// What is sold. Its address is the Provider's secret.
pub(super) const CSV: &[u8] = include_bytes!("../../../data/river-levels.csv");
pub(super) const CSV_URL: &str = "https://files.example/5d41402abc4b/river-levels.csv";

/// What the consumer runs on it, and the publisher has read.
pub(super) const CODE: &[u8] = b"import csv, sys\n\
    rows = csv.DictReader(open(sys.argv[1], newline=''))\n\
    print(max(int(row['level_cm']) for row in rows))\n";
pub(super) const CODE_URL: &str = "https://files.example/7d793037a076/peak.py";
/// What he would rather run.
pub(super) const OTHER_CODE: &[u8] = b"import sys\nprint(open(sys.argv[1]).read())\n";

/// Ids of services.
pub(super) const DOWNLOAD: &str = "download";
pub(super) const COMPUTE: &str = "compute";
pub(super) const RUN: &str = "run";

/// What was published.
pub(super) struct Goods {
    /// The DID of the data.
    pub(super) dataset: String,
    /// The hash of its document.
    pub(super) hash: DocumentHash,
    /// Pays for one download.
    pub(super) download_token: Address,
    /// Pays for one job.
    pub(super) compute_token: Address,
    /// The DID of the algorithm.
    pub(super) algorithm: String,
    /// Pays for one use of it.
    pub(super) algorithm_token: Address,
    /// The transactions that put the documents on chain: the data's first.
    pub(super) transactions: [B256; 2],
}
