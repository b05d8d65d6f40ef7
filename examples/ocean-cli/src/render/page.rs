//! A page of `ocean inspect` as text.

use std::fmt;

use ocean_checksum::Value;
use ocean_ddo::Document;

use super::{BAD, DOUBTFUL, GOOD, MAX_BLOCKS, MAX_CHARS, Sheet, TITLE, counts, more, peers, title};
use crate::{
    page::{
        ComputePage, CredentialsPage, DidPage, DidVerdict, Page, Rule, Rules, ServicePage,
        StatePage, TrustPage, found,
    },
    text::{count, cut, duration, safe, thousands},
    verdict::{Verdict, Verdicts, Violation},
};

/// Entries of a list that are shown.
const MAX_ENTRIES: usize = 8;

/// The whole page, with our own styles in it and nothing else that a terminal obeys.
pub(crate) fn page(page: &Page, document: &Document) -> String {
    let mut sheet = PageSheet {
        sheet: Sheet::new(format!("{TITLE}{}{TITLE:#}", title(&page.path))),
        root: document.root(),
        subject: page.subject,
    };
    sheet.document(page);
    sheet.sheet.text
}

struct PageSheet<'t> {
    sheet: Sheet,
    root: Value<'t>,
    subject: &'static str,
}

impl PageSheet<'_> {
    fn row(&mut self, label: &str, value: impl fmt::Display) {
        self.sheet.row(label, value);
    }

    fn document(&mut self, page: &Page) {
        self.did(&page.did);
        self.row("SHA-256", &page.hash.sha256);
        let bytes = count(page.bytes, "byte", "bytes");
        if page.hash.equal {
            let line = format!("of the exact {bytes}, which are the JSON.stringify form");
            self.row("", line);
        } else {
            self.row("", format!("of the exact {bytes}"));
            self.row("", &page.hash.stringify_sha256);
            self.row("", "of the JSON.stringify form, which is another text");
        }
        self.field_at("version", page.version.as_deref(), "/version");
        if page.version.as_deref() == Some("deprecated") {
            self.row("", "what an indexer leaves of an asset that is out of use");
        }
        self.field("type", page.r#type.as_deref(), "/metadata/type");
        self.field("name", page.name.as_deref(), "/metadata/name");
        self.field("NFT", page.nft.as_deref(), "/nftAddress");
        let chain_id = page.chain_id.map(|chain_id| chain_id.to_string());
        self.field("chain", chain_id.as_deref(), "/chainId");
        if let Some(state) = &page.state {
            self.row("state", format!("{} {}", state.number, state.name));
            self.row("", state_in_words(state));
            self.row("", "so says the indexer; what counts is the state on chain");
        }
        if !page.indexer_fields.is_empty() {
            self.row("indexer", page.indexer_fields.join(", "));
            let line = "added by an indexer: the hash on chain is not over this text";
            self.row("", line);
        }
        match &page.credentials {
            Some(credentials) => self.credentials(credentials),
            None => self.row("credentials", "none: no rule keeps anybody out"),
        }
        match &page.services {
            None => {
                let pointer = format!("{}/services", self.subject);
                self.row("services", self.missing(&pointer));
            }
            Some(services) if services.is_empty() => self.row("services", "none"),
            Some(services) => self.services(services),
        }
        self.verdicts(&page.verdicts, &page.violations);
        self.sheet.violations(&page.violations);
        for remark in page.remarks.iter().take(MAX_BLOCKS) {
            let place = cut(&remark.pointer, MAX_CHARS);
            let message = safe(&remark.message);
            let colon = if place.is_empty() { "" } else { ": " };
            let line = format!("{DOUBTFUL}!{DOUBTFUL:#} {place}{colon}{message}");
            self.row("remark", line);
        }
        if let Some(more) = more(page.remarks.len(), MAX_BLOCKS, "remark", "remarks") {
            self.row("", more);
        }
    }

    /// A text that stands at this pointer, from the object that holds NFT, chain and services.
    fn field(&mut self, label: &str, text: Option<&str>, pointer: &str) {
        self.field_at(label, text, &format!("{}{pointer}", self.subject));
    }

    /// A text that stands at this pointer of the document.
    fn field_at(&mut self, label: &str, text: Option<&str>, pointer: &str) {
        match text {
            Some(text) => self.row(label, cut(text, MAX_CHARS)),
            None => self.row(label, self.missing(pointer)),
        }
    }

    /// What to say where there is no usable value.
    fn missing(&self, pointer: &str) -> String {
        let value = self.root.pointer(pointer).filter(|value| !value.is_null());
        let words = value.map_or_else(
            || "missing".into(),
            |value| format!("unusable: {}", safe(&found(value))),
        );
        format!("{DOUBTFUL}{words}{DOUBTFUL:#}")
    }

    fn did(&mut self, did: &DidPage) {
        self.field_at("DID", did.found.as_deref(), "/id");
        let reason = || cut(did.reason.as_deref().unwrap_or_default(), MAX_CHARS);
        match (did.verdict, &did.expected) {
            (DidVerdict::Agrees, _) => {
                self.row(
                    "",
                    format!("{GOOD}✓ as expected{GOOD:#} from NFT and chain"),
                );
            }
            (DidVerdict::Differs, expected) => {
                self.row("expected", expected.as_deref().unwrap_or_default());
                self.row("", format!("{BAD}✗ wrong{BAD:#}: {}", reason()));
            }
            (DidVerdict::Unknown, _) => {
                let reason = reason();
                self.row(
                    "expected",
                    format!("{DOUBTFUL}? unknown{DOUBTFUL:#}: {reason}"),
                );
            }
        }
        if let Some(lenient) = &did.lenient {
            self.row("lenient", &lenient.expected);
            let (style, word) = if lenient.agrees {
                (GOOD, "✓ the DID found")
            } else {
                (BAD, "✗ not the DID found")
            };
            self.row("", format!("{style}{word}{style:#}, if that is forgiven"));
        }
    }

    fn services(&mut self, services: &[ServicePage]) {
        for service in services.iter().take(MAX_BLOCKS) {
            self.service(service);
        }
        if let Some(more) = more(services.len(), MAX_BLOCKS, "service", "services") {
            self.row("", more);
        }
    }

    fn service(&mut self, service: &ServicePage) {
        let index = service.index;
        let at = |key| format!("/services/{index}/{key}");
        let kind = service.r#type.as_deref();
        let kind = kind.map_or_else(
            || self.missing(&format!("{}{}", self.subject, at("type"))),
            |kind| cut(kind, MAX_CHARS),
        );
        let name = service.name.as_deref();
        let name = name.map(|name| format!(", {}", cut(name, MAX_CHARS)));
        let title = format!("{kind}{}", name.unwrap_or_default());
        self.row(&format!("service {index}"), title);
        self.sheet.indent += 2;
        self.field("id", service.id.as_deref(), &at("id"));
        self.field(
            "datatoken",
            service.datatoken.as_deref(),
            &at("datatokenAddress"),
        );
        self.field(
            "endpoint",
            service.endpoint.as_deref(),
            &at("serviceEndpoint"),
        );
        let timeout = service.timeout.map(|seconds| match seconds {
            0 => "0: access without a time limit".into(),
            _ => format!("{seconds} seconds: {}", duration(seconds)),
        });
        self.field("timeout", timeout.as_deref(), &at("timeout"));
        let parameters = service.consumer_parameters;
        if parameters > 0 {
            let line = count(parameters, "consumer parameter", "consumer parameters");
            self.row("parameters", line);
        }
        if let Some(compute) = &service.compute {
            self.compute(compute);
        }
        if let Some(credentials) = &service.credentials {
            self.credentials(credentials);
        }
        self.sheet.indent -= 2;
    }

    fn compute(&mut self, compute: &ComputePage) {
        self.row("may run", compute.who);
        let lists = [
            ("algorithms", &compute.trusted_algorithms),
            ("publishers", &compute.trusted_publishers),
        ];
        for (label, list) in lists {
            self.rows(label, &trust_in_words(list.as_ref()));
        }
        let may = |flag| match flag {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not said",
        };
        self.row("raw code", may(compute.raw_algorithms));
        self.row("network", may(compute.network_access));
    }

    fn credentials(&mut self, credentials: &CredentialsPage) {
        if let Some(malformed) = &credentials.malformed {
            let message = cut(&malformed.message, MAX_CHARS);
            self.row("credentials", format!("{BAD}✗ malformed{BAD:#}: {message}"));
            self.row("", "so that nobody is allowed");
            return;
        }
        let CredentialsPage { allow, deny, .. } = credentials;
        if allow.rules.is_empty() && deny.rules.is_empty() {
            self.row("credentials", "without rules: nobody is kept out");
            return;
        }
        let mut lines = rules_in_words("deny", deny, "everybody");
        lines.extend(rules_in_words("allow only", allow, "nobody"));
        self.rows("credentials", &lines);
    }

    fn verdicts(&mut self, verdicts: &Verdicts, violations: &[Violation]) {
        let words = match verdicts.strict {
            Verdict::Valid => format!("{GOOD}✓ valid{GOOD:#}{}", counts(violations)),
            Verdict::Invalid => format!("{BAD}✗ invalid{BAD:#}{}", counts(violations)),
            Verdict::Unsupported | Verdict::Unknown => {
                format!("{DOUBTFUL}? no rules for this version{DOUBTFUL:#}")
            }
        };
        self.row("strict", words);
        for (index, line) in peers(verdicts).iter().enumerate() {
            self.row(if index == 0 { "peers" } else { "" }, line);
        }
    }

    fn rows(&mut self, label: &str, lines: &[String]) {
        for (index, line) in lines.iter().enumerate() {
            self.row(if index == 0 { label } else { "" }, line);
        }
    }
}

fn state_in_words(state: &StatePage) -> String {
    let uses = [
        (state.discoverable, "found by search"),
        (state.in_profile, "listed in a profile"),
        (state.order, "ordered"),
        (state.consume, "consumed"),
        (state.decrypt, "decrypted"),
    ];
    let words = |permitted, last: &str| {
        let words = uses.iter().filter(|(may, _)| *may == permitted);
        let words: Vec<&str> = words.map(|(_, word)| *word).collect();
        match words.split_last() {
            Some((word, [])) => (*word).into(),
            Some((word, before)) => format!("{} {last} {word}", before.join(", ")),
            None => String::new(),
        }
    };
    match (words(true, "and"), words(false, "or")) {
        (may, not) if not.is_empty() => format!("may be {may}"),
        (may, not) if may.is_empty() => format!("may not be {not}"),
        (may, not) => format!("may be {may}, but not {not}"),
    }
}

fn trust_in_words(list: Option<&TrustPage>) -> Vec<String> {
    let Some(list) = list else {
        return vec!["no list".into()];
    };
    if let Some(found) = &list.malformed {
        return vec![format!("{BAD}✗ malformed{BAD:#}: {}", safe(found))];
    }
    if list.any {
        return vec!["any (`*`)".into()];
    }
    if list.entries.is_empty() {
        return vec!["an empty list".into()];
    }
    listed(&list.entries, |entry| match entry {
        Some(text) => cut(text, MAX_CHARS),
        None => "an entry that names none".into(),
    })
}

/// The lines of one list; none if it has no rules. `unchecked`: whom a rule of unknown type names.
fn rules_in_words(list: &str, Rules { matching, rules }: &Rules, unchecked: &str) -> Vec<String> {
    let indented = |rule: &Rule, first: &str| -> Vec<String> {
        let others = " ".repeat(first.chars().count());
        let lines = rule_in_words(rule, unchecked).into_iter().enumerate();
        lines
            .map(|(index, line)| format!("{} {line}", if index == 0 { first } else { &others }))
            .collect()
    };
    match rules.as_slice() {
        [] => Vec::new(),
        [rule] => indented(rule, list),
        rules => {
            let number = thousands(rules.len());
            let mut lines = vec![format!(
                "{list} who matches {matching} of these {number} rules"
            )];
            for (index, rule) in rules.iter().take(MAX_BLOCKS).enumerate() {
                lines.extend(indented(rule, &format!("  {index}:")));
            }
            lines.extend(more(rules.len(), MAX_BLOCKS, "rule", "rules"));
            lines
        }
    }
}

fn rule_in_words(rule: &Rule, unchecked: &str) -> Vec<String> {
    if let Some(values) = &rule.values {
        if values.iter().any(|value| value == "*") {
            vec!["everybody (`*`)".into()]
        } else if values.is_empty() {
            vec!["nobody (no address in the rule)".into()]
        } else {
            listed(values, |value| cut(value, MAX_CHARS))
        }
    } else if let Some(contract) = &rule.access_list {
        let contract = cut(contract, MAX_CHARS);
        let chain = match rule.chain_id {
            Some(chain_id) => format!("chain {chain_id}"),
            None => "the chain of the asset".into(),
        };
        vec![format!("members of the access list {contract} on {chain}")]
    } else {
        let kind = cut(&rule.r#type, MAX_CHARS);
        vec![format!(
            "{unchecked}: a rule of type `{kind}` cannot be checked"
        )]
    }
}

fn listed<T>(entries: &[T], show: impl Fn(&T) -> String) -> Vec<String> {
    let mut lines: Vec<String> = entries.iter().take(MAX_ENTRIES).map(show).collect();
    lines.extend(more(entries.len(), MAX_ENTRIES, "entry", "entries"));
    lines
}
