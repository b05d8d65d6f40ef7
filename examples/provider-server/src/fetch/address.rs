//! Which addresses may be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 that are no public unicast: the IANA registry of special-purpose addresses, and
/// the one metadata service of a cloud that lies outside of it.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 18] = [
    // This network; `0.0.0.0` reaches the host itself on Linux.
    (Ipv4Addr::UNSPECIFIED, 8),
    // Private.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Shared by the customers of a carrier; Alibaba's metadata are at 100.100.100.200.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback.
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local; the metadata of most clouds are at 169.254.169.254.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Protocol assignments; Oracle's old metadata are at 192.0.0.192.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Relays of 6to4.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Anycast sinks of reverse look-ups, and multicast tunnels.
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    // Benchmarks.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Multicast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, and broadcast.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    // Azure's platform services.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

/// Global unicast of IPv6. What lies outside, is refused: loopback, unspecified, IPv4-mapped and
/// -compatible, unique local, link-local, site-local, multicast, segment routing, discard.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Blocks of it that are no public unicast.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 5] = [
    // Protocol assignments: Teredo, benchmarks, ORCHID.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4, which carries an IPv4 address.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // The 6bone, given back.
    (Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 0), 16),
];

/// The well-known prefix of NAT64 (RFC 6052): networks without IPv4 reach it so.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether an address is a public one, which a file may be fetched from.
///
/// Refused are loopback, private, link-local, multicast, unspecified, broadcast, carrier-grade NAT,
/// benchmarking, documentation and reserved addresses; unique local and site-local ones; IPv4
/// addresses inside of IPv6 ones, apart from those of the well-known NAT64 prefix, which are judged
/// by the IPv4 address; and the metadata services of clouds (IANA special-purpose registries).
///
/// ```
/// use provider_server::fetch::is_public;
///
/// assert!(is_public("1.1.1.1".parse().unwrap()));
/// assert!(!is_public("169.254.169.254".parse().unwrap()));
/// assert!(!is_public("::ffff:127.0.0.1".parse().unwrap()));
/// ```
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => {
            if is_within_v6(address, NAT64) {
                let [.., a, b, c, d] = address.octets();
                return is_public_v4(Ipv4Addr::new(a, b, c, d));
            }
            is_within_v6(address, GLOBAL_V6)
                && !NOT_PUBLIC_V6
                    .iter()
                    .any(|&block| is_within_v6(address, block))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_V4.iter().any(|&(network, prefix)| {
        let host_bits = u32::BITS - prefix;
        address.to_bits() >> host_bits == network.to_bits() >> host_bits
    })
}

fn is_within_v6(address: Ipv6Addr, (network, prefix): (Ipv6Addr, u32)) -> bool {
    let host_bits = u128::BITS - prefix;
    address.to_bits() >> host_bits == network.to_bits() >> host_bits
}
