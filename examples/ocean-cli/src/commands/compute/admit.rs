//! May this algorithm run?

use alloy_primitives::{Address, B256};
use ocean_compute::{
    Candidate, ContainerSectionChecksum, Distrust, PublishedAlgorithm, Publisher, TrustRules,
    UndefinedLists,
};
use ocean_ddo::Service;
use ocean_did::Did;
use ocean_files::FileChecksum;
use serde::Serialize;

use crate::{
    cli::{AdmitArgs, RulesArg, UndefinedListsArg},
    input::Source,
    output::{self, Answer, Failure},
    render::{GOOD, Sheet},
    shape::{Place, service_with},
};

/// Hex digits of a checksum.
const DIGITS: usize = 64;

#[derive(Serialize)]
struct Report {
    path: String,
    rules: &'static str,
    undefined_lists: Option<&'static str>,
    algorithm: Option<String>,
    admitted: bool,
    code: Option<&'static str>,
    reason: Option<String>,
}

/// An algorithm that has a DID, and what is known of it.
struct Algorithm {
    did: Did,
    service_id: String,
    files: Vec<FileChecksum>,
    container: ContainerSectionChecksum,
    owner: Option<String>,
    owner_address: Option<Address>,
    nft: Option<Address>,
}

pub(crate) fn admit(args: &AdmitArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let (rules, undefined_lists) = rules(args)?;
    let text = source.read_json()?;
    let root = Place::root(&text);
    let unusable = |reason: String| source.failure(reason);
    let algorithm = Algorithm::of(&root).map_err(unusable)?;
    let candidate = match &algorithm {
        Some(algorithm) => Candidate::Published(algorithm.view()),
        None => Candidate::Raw,
    };
    let answer = check(rules, &root, &candidate).map_err(unusable)?;
    let report = Report {
        path: source.path(),
        rules: match args.rules {
            RulesArg::Strict => "strict",
            RulesArg::Provider => "provider",
            RulesArg::OceanNode => "ocean-node",
        },
        undefined_lists,
        algorithm: algorithm.map(|algorithm| algorithm.did.to_string()),
        admitted: answer.is_ok(),
        code: answer.err().map(Distrust::code),
        reason: answer.err().map(|distrust| distrust.to_string()),
    };
    let written = if json {
        output::print_json(&report)
    } else {
        output::print(&in_words(&report))
    };
    output::after(written, report.admitted.into())
}

fn rules(args: &AdmitArgs) -> Result<(TrustRules, Option<&'static str>), Failure> {
    let peer = match (args.rules, args.undefined_lists) {
        (RulesArg::Strict, Some(UndefinedListsArg::Allow)) => {
            let undefined = UndefinedLists::Allow;
            return Ok((TrustRules::Strict { undefined }, Some("allow")));
        }
        (RulesArg::Strict, None | Some(UndefinedListsArg::Deny)) => {
            let undefined = UndefinedLists::Deny;
            return Ok((TrustRules::Strict { undefined }, Some("deny")));
        }
        (RulesArg::Provider, _) => TrustRules::Provider,
        (RulesArg::OceanNode, _) => TrustRules::OceanNode,
    };
    if args.undefined_lists.is_some() {
        let reason = format!("only the strict rule asks, found {peer}");
        return Err(Failure::new("--undefined-lists", reason));
    }
    Ok((peer, None))
}

fn check(
    rules: TrustRules,
    root: &Place<'_>,
    candidate: &Candidate<'_>,
) -> Result<Result<(), Distrust>, String> {
    let place = root.member("compute")?;
    place.object()?;
    let document = service_with("compute", &place)?;
    let service = document.ddo().service(0);
    let compute = service.and_then(Service::compute);
    Ok(compute.map_or(Err(Distrust::NoCompute), |compute| {
        rules.check(compute, candidate)
    }))
}

impl Algorithm {
    /// `None` is raw code.
    fn of(root: &Place<'_>) -> Result<Option<Self>, String> {
        root.object()?;
        if let Some(is_raw) = root.optional("raw_meta")
            && is_raw.flag()?
        {
            return Ok(None);
        }
        let did = root.member("algorithm_did")?;
        let algorithm = root.member("algo")?;
        let files = algorithm.member("filesChecksum")?;
        let container = algorithm.member("containerSectionChecksum")?;
        let owner = algorithm.optional("nft_owner");
        let nft = algorithm.optional("nftAddress");
        Ok(Some(Self {
            did: did.text()?.parse().map_err(|error| did.because(error))?,
            service_id: algorithm.member("serviceId")?.text()?.into(),
            files: each_checksum(&files)?,
            container: container_checksum(&container)?,
            owner_address: owner.as_ref().map(Place::address).transpose()?,
            nft: nft.as_ref().map(Place::address).transpose()?,
            owner: match owner {
                Some(owner) => Some(owner.text()?.into()),
                None => None,
            },
        }))
    }

    fn view(&self) -> PublishedAlgorithm<'_> {
        PublishedAlgorithm {
            did: self.did,
            service_id: &self.service_id,
            files: &self.files,
            container: self.container,
            publisher: Publisher {
                owner: self.owner_address,
                nft: self.nft,
                cached_owner: self.owner.as_deref(),
            },
        }
    }
}

fn each_checksum(place: &Place<'_>) -> Result<Vec<FileChecksum>, String> {
    let digits = place.text()?;
    let each = digits.as_bytes().chunks(DIGITS);
    let each = each.map(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let each: Option<_> = each.collect();
    each.ok_or_else(|| place.wrong("64 hex digits for each file"))
}

fn container_checksum(place: &Place<'_>) -> Result<ContainerSectionChecksum, String> {
    let digits = place.text()?;
    let digest = digits.parse::<B256>().ok();
    let digest = digest.filter(|_| digits.len() == DIGITS);
    let digest = digest.ok_or_else(|| place.wrong("64 hex digits"))?;
    Ok(ContainerSectionChecksum::from_sha256(digest.0))
}

fn in_words(report: &Report) -> String {
    let yes = format!("{GOOD}admitted{GOOD:#}: the algorithm may run");
    let refusal = report.code.zip(report.reason.as_deref());
    let mut sheet = Sheet::verdict(refusal, &yes);
    sheet.row(
        "algorithm",
        report.algorithm.as_deref().unwrap_or("raw code"),
    );
    let rules = report.rules;
    sheet.row(
        "rules",
        match report.undefined_lists {
            Some(answer) => format!("{rules}, undefined lists {answer}"),
            None => rules.into(),
        },
    );
    sheet.into_text()
}
