//! What may be published.

use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    credentials::Credentials,
    ddo::draft::{Algorithm, Container, Description, Draft},
    files::{FileObject, Method},
};
use serde_json::json;

use super::{Error, World};

/// An asset with one access service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sample {
    /// A dataset of two files, `levels.csv` and `stations.csv`. An order is good for a day.
    Csv,
    /// A dataset that the [`stranger`](World::stranger) may not have.
    DenyList,
    /// An algorithm, `mean.py`.
    Algorithm,
    /// A dataset that a contract answers: the name of its own NFT.
    SmartContract,
    /// A dataset that a GraphQL server answers, at `/files/graphql`.
    Graphql,
}

impl Sample {
    /// The samples.
    pub const ALL: [Self; 5] = [
        Self::Csv,
        Self::DenyList,
        Self::Algorithm,
        Self::SmartContract,
        Self::Graphql,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "River gauges",
            Self::DenyList => "Gauges, but not for everybody",
            Self::Algorithm => "Mean level",
            Self::SmartContract => "Name of an NFT",
            Self::Graphql => "Gauges by query",
        }
    }

    /// How long an order is good for, in seconds; zero for ever.
    pub(super) const fn timeout(self) -> u64 {
        match self {
            Self::Csv => 86_400,
            _ => 0,
        }
    }

    pub(super) fn draft(self, world: &World, nft: Address) -> Result<Draft, Error> {
        let chain_id = world.chain_id();
        let description = Description {
            name: self.name().into(),
            description: "A sample of the development world.".into(),
            author: "Waterworks Lab".into(),
            license: "CC-BY-4.0".into(),
        };
        let created = "2024-03-05T09:12:44Z".parse()?;
        let mut draft = match self {
            Self::Algorithm => {
                let container = Container {
                    entrypoint: "python $ALGO".into(),
                    image: "library/python".into(),
                    tag: "3.12-slim".into(),
                    checksum: B256::repeat_byte(0x5a),
                };
                let algorithm = Algorithm::new(container);
                Draft::algorithm(nft, chain_id, description, created, algorithm)
            }
            _ => Draft::dataset(nft, chain_id, description, created),
        };
        if self == Self::DenyList {
            let stranger = world.stranger().address();
            draft.credentials = Credentials::parse("{}")?.with_denied(stranger)?;
        }
        Ok(draft)
    }

    /// The files, which are put into the origin.
    pub(super) fn files(self, world: &World, nft: Address) -> Result<Vec<FileObject>, Error> {
        let file = |name: &str, content_type, content: &'static str| {
            world.put_file(name, content_type, content);
            FileObject::url(&world.url(&format!("/files/{name}")), Method::Get, &[])
        };
        let levels = || file("levels.csv", "text/csv", "time,level\n0,1.52\n3600,1.49\n");
        Ok(match self {
            Self::Csv => {
                let stations = "station,river\nK-12,Lea\n";
                vec![levels()?, file("stations.csv", "text/csv", stations)?]
            }
            Self::DenyList => vec![levels()?],
            Self::Algorithm => {
                let code =
                    "import statistics, sys\nprint(statistics.mean(map(float, sys.stdin)))\n";
                vec![file("mean.py", "text/x-python", code)?]
            }
            Self::SmartContract => {
                let abi = json!({
                    "type": "function", "name": "name", "stateMutability": "view", "inputs": [],
                    "outputs": [{"name": "", "type": "string", "internalType": "string"}],
                });
                let object = json!({
                    "type": "smartcontract", "address": nft, "chainId": world.chain_id(), "abi": abi,
                });
                vec![FileObject::parse(&object.to_string())?]
            }
            Self::Graphql => {
                let answer = r#"{"data":{"levels":[{"time":0,"level":1.52}]}}"#;
                world.put_file("graphql", "application/json", answer);
                let object = json!({
                    "type": "graphql", "url": world.url("/files/graphql"),
                    "query": "{ levels { time level } }",
                });
                vec![FileObject::parse(&object.to_string())?]
            }
        })
    }
}
