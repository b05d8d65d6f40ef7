use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    compute::container_section_checksum,
    ddo::draft::{
        Algorithm, Compute, Container, Description, Draft, Service, TrustList, TrustedAlgorithm,
    },
    files::{FileChecksum, FileObject, Method},
    publish::{Publication, UnsealedService},
};

use super::{
    Failure, Random,
    goods::{CODE, CODE_URL, COMPUTE, CSV, CSV_URL, DOWNLOAD, Goods, RUN},
};
use crate::{cause::Cause, publisher, step::Step, world::World};

/// When the data was made.
const CREATED: &str = "2024-03-05T18:00:00Z";
const ENTRYPOINT: &str = "python $ALGO";
/// The digest of the image.
const IMAGE: B256 = B256::repeat_byte(0x3f);

/// The consumer publishes his algorithm, and the publisher the CSV, on which this algorithm may run.
pub(super) fn publish(
    world: &mut World,
    random: &mut Random<'_>,
) -> Result<(Step, Goods), Failure> {
    let (algorithm, algorithm_token, algorithm_sent) = algorithm(world, &mut *random)?;

    let publisher = world.publisher.address();
    let chain = &mut world.net.chain;
    let (nft, _) = chain.create_nft(publisher, "River levels", "RIVER");
    let download_token = chain.create_datatoken(publisher, nft)?;
    let compute_token = chain.create_datatoken(publisher, nft)?;
    world.net.origin.insert(CSV_URL.into(), CSV.into());

    let mut draft = Draft::dataset(
        nft,
        world.net.chain.chain_id(),
        Description {
            name: "River levels".into(),
            description: "A flood wave on its way past three gauges.".into(),
            author: "Waterworks Lab".into(),
            license: "CC0-1.0".into(),
        },
        CREATED.parse()?,
    );
    if world.has(Cause::DenyList) {
        draft.credentials = draft.credentials.with_denied(world.rival.address())?;
    }
    let endpoint = world.provider.endpoint();
    let compute = trusting(&algorithm);
    let services = vec![
        UnsealedService::new([file(CSV_URL)?], |files| {
            Service::access(DOWNLOAD, files, download_token, endpoint.clone(), 86_400)
        }),
        UnsealedService::new([file(CSV_URL)?], |files| {
            let endpoint = endpoint.clone();
            Service::compute(COMPUTE, files, compute_token, endpoint, 86_400, compute)
        }),
    ];
    let net = &mut world.net;
    let (dataset, sent) =
        publisher::publish(net, publisher, &world.provider, draft, services, random)?;

    let step = published(&dataset, sent);
    let goods = Goods {
        dataset: dataset.did().to_string(),
        hash: dataset.hash(),
        download_token,
        compute_token,
        algorithm: algorithm.did().to_string(),
        algorithm_token,
        transactions: [sent, algorithm_sent],
    };
    Ok((step, goods))
}

/// The consumer's algorithm, its datatoken and its transaction.
fn algorithm(
    world: &mut World,
    random: &mut Random<'_>,
) -> Result<(Publication, Address, B256), Failure> {
    let consumer = world.consumer.address();
    let chain = &mut world.net.chain;
    let (nft, _) = chain.create_nft(consumer, "Peak level", "PEAK");
    let datatoken = chain.create_datatoken(consumer, nft)?;
    world.net.origin.insert(CODE_URL.into(), CODE.into());

    let draft = Draft::algorithm(
        nft,
        world.net.chain.chain_id(),
        Description {
            name: "Peak level".into(),
            description: "Prints the highest level of a table.".into(),
            author: "Flood Desk".into(),
            license: "MIT".into(),
        },
        CREATED.parse()?,
        Algorithm::new(Container {
            entrypoint: ENTRYPOINT.into(),
            image: "python".into(),
            tag: "3.12".into(),
            checksum: IMAGE,
        }),
    );
    let endpoint = world.provider.endpoint().clone();
    let service = UnsealedService::new([file(CODE_URL)?], |files| {
        Service::access(RUN, files, datatoken, endpoint, 86_400)
    });
    let (net, services) = (&mut world.net, vec![service]);
    let (published, sent) =
        publisher::publish(net, consumer, &world.provider, draft, services, random)?;
    Ok((published, datatoken, sent))
}

/// Trust in this code in this container, and in nothing else.
fn trusting(algorithm: &Publication) -> Compute {
    let container = container_section_checksum(ENTRYPOINT, &format!("sha256:{IMAGE:x}"));
    Compute {
        allow_raw_algorithm: false,
        allow_network_access: false,
        publisher_trusted_algorithm_publishers: TrustList::List(Vec::new()),
        publisher_trusted_algorithms: TrustList::List(vec![TrustedAlgorithm {
            did: algorithm.did(),
            files_checksum: vec![B256::from(*FileChecksum::of(CODE).as_bytes())],
            container_section_checksum: B256::from(*container.as_bytes()),
        }]),
    }
}

fn file(url: &str) -> Result<FileObject, Failure> {
    Ok(FileObject::url(url, Method::Get, &[])?)
}

fn published(dataset: &Publication, sent: B256) -> Step {
    let mut step = Step::new("publish", "The publisher puts a CSV on sale");
    let (envelope, text) = (dataset.envelope(), dataset.document().text());
    step.fact(
        "file",
        format_args!("river-levels.csv, {} bytes", CSV.len()),
    );
    step.fact("nft", dataset.nft());
    step.fact("did", dataset.did());
    step.fact("document", format_args!("{} bytes", text.len()));
    step.fact("hash", dataset.hash());
    step.fact(
        "envelope",
        format_args!(
            "{} bytes, compressed and encrypted (flags {})",
            envelope.data.len(),
            envelope.flags.to_byte()
        ),
    );
    step.fact("sent in", sent);
    let hash = dataset.hash();
    step.check(
        "the hash is that of the document",
        hash.matches(text.as_bytes()),
    );
    step.check(
        "the document does not tell where the file is",
        !text.contains(CSV_URL),
    );
    step
}
