//! A walk over every getter of the view.

use std::hint::black_box;

use ocean_checksum::JsonStr;
use ocean_ddo::{
    Compute, ConsumerParameter, Ddo, Indexed, List, Metadata, Options, Service, TrustList,
};

/// How many members answered.
#[derive(Default)]
struct Count(usize);

impl Count {
    fn see<T>(&mut self, member: Option<T>) {
        self.0 += usize::from(black_box(member).is_some());
    }

    fn texts<'t>(&mut self, list: Option<List<'t, Option<JsonStr<'t>>>>) {
        for text in list.into_iter().flat_map(List::iter) {
            self.see(text);
        }
    }

    fn metadata(&mut self, metadata: Metadata<'_>) {
        self.see(metadata.created());
        self.see(metadata.updated());
        self.see(metadata.description());
        self.see(metadata.copyright_holder());
        self.see(metadata.name());
        self.see(metadata.kind());
        self.see(metadata.author());
        self.see(metadata.license());
        self.texts(metadata.links());
        self.texts(metadata.tags());
        self.texts(metadata.categories());
        self.see(metadata.content_language());
        self.see(metadata.additional_information());
        self.see(metadata.value().get("no such member"));
        let Some(algorithm) = metadata.algorithm() else {
            return;
        };
        self.see(algorithm.language());
        self.see(algorithm.version());
        self.see(algorithm.value().get("no such member"));
        self.parameters(algorithm.consumer_parameters());
        if let Some(container) = algorithm.container() {
            self.see(container.entrypoint());
            self.see(container.image());
            self.see(container.tag());
            self.see(container.checksum());
            self.see(container.value().get("no such member"));
        }
    }

    fn parameters<'t>(&mut self, parameters: Option<List<'t, ConsumerParameter<'t>>>) {
        for parameter in parameters.into_iter().flat_map(List::iter) {
            self.see(parameter.name());
            self.see(parameter.kind());
            self.see(parameter.label());
            self.see(parameter.required());
            self.see(parameter.description());
            self.see(parameter.default_value());
            self.see(parameter.options());
            self.see(parameter.value().get("no such member"));
            if let Some(Options::List(options)) = parameter.options() {
                for option in options.iter() {
                    self.see(option);
                }
            }
        }
    }

    fn service(&mut self, service: Service<'_>) {
        self.see(service.id());
        self.see(service.kind());
        self.see(service.name());
        self.see(service.description());
        self.see(service.datatoken_address());
        self.see(service.parse_datatoken_address().and_then(Result::ok));
        self.see(service.service_endpoint());
        self.see(service.files());
        self.see(service.timeout());
        self.see(service.additional_information());
        self.see(service.value().get("no such member"));
        self.parameters(service.consumer_parameters());
        if let Some(compute) = service.compute() {
            self.compute(compute);
        }
    }

    fn compute(&mut self, compute: Compute<'_>) {
        self.see(compute.allow_raw_algorithm());
        self.see(compute.allow_network_access());
        self.see(compute.value().get("no such member"));
        if let TrustList::List(publishers) = compute.publisher_trusted_algorithm_publishers() {
            self.texts(Some(publishers));
        }
        if let TrustList::List(algorithms) = compute.publisher_trusted_algorithms() {
            for algorithm in algorithms.iter() {
                self.see(algorithm.is_any().then_some(()));
                self.see(algorithm.did());
                self.see(algorithm.files_checksum());
                self.see(algorithm.container_section_checksum());
                self.see(algorithm.service_id());
                self.see(algorithm.value().get("no such member"));
            }
        }
    }

    fn indexed(&mut self, indexed: Indexed<'_>) {
        self.see(indexed.value());
        if let Some(nft) = indexed.nft() {
            self.see(nft.address());
            self.see(nft.name());
            self.see(nft.symbol());
            self.see(nft.state());
            self.see(nft.token_uri());
            self.see(nft.owner());
            self.see(nft.created());
        }
        for datatoken in indexed.datatokens().into_iter().flat_map(List::iter) {
            self.see(datatoken.address());
            self.see(datatoken.name());
            self.see(datatoken.symbol());
            self.see(datatoken.service_id());
        }
        if let Some(event) = indexed.event() {
            self.see(event.tx());
            self.see(event.block());
            self.see(event.from());
            self.see(event.contract());
            self.see(event.datetime());
        }
        if let Some(purgatory) = indexed.purgatory() {
            self.see(purgatory.state());
            self.see(purgatory.reason());
        }
        if let Some(stats) = indexed.stats() {
            self.see(stats.allocated());
            self.see(stats.orders());
            self.price(stats.price());
        }
        for stats in indexed.service_stats().into_iter().flat_map(List::iter) {
            self.see(stats.datatoken_address());
            self.see(stats.name());
            self.see(stats.symbol());
            self.see(stats.service_id());
            self.see(stats.orders());
            for price in stats.prices().into_iter().flat_map(List::iter) {
                self.price(Some(price));
            }
        }
    }

    fn price(&mut self, price: Option<ocean_ddo::Price<'_>>) {
        let Some(price) = price else {
            return;
        };
        self.see(price.amount());
        self.see(price.token_address());
        self.see(price.token_symbol());
        self.see(price.kind());
        self.see(price.price());
        self.see(price.contract());
        self.see(price.token());
        self.see(price.exchange_id());
    }
}

/// Calls every getter that does not copy, and counts the members that answered.
pub(crate) fn walk(ddo: Ddo<'_>) -> usize {
    let mut count = Count::default();
    count.texts(ddo.context());
    count.see(ddo.id());
    count.see(ddo.parse_did().and_then(Result::ok));
    count.see(ddo.version());
    count.see(ddo.chain_id());
    count.see(ddo.nft_address());
    count.see(ddo.parse_nft_address().and_then(Result::ok));
    count.see(ddo.value().get("no such member"));
    if let Some(metadata) = ddo.metadata() {
        count.metadata(metadata);
    }
    for service in ddo.services().into_iter().flat_map(List::iter) {
        count.service(service);
        let id = service.id().and_then(JsonStr::to_str);
        count.see(id.and_then(|id| ddo.service_by_id(&id)));
        count.see(ddo.service(service.index()));
    }
    count.indexed(ddo.indexed());
    count.0
}
