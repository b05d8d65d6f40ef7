//! Who is connected, and how often.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use ipnet::IpNet;

use crate::limits::{MAX_CONNECTIONS_OF_CLIENT, network};

/// How many connections each client has: by its address, or the first 64 bits of an IPv6 one. Trusted
/// proxies have as many as there are.
#[derive(Clone, Debug)]
pub(crate) struct Connections {
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
    trusted_proxies: Vec<IpNet>,
}

/// A connection that counts until this is dropped.
#[derive(Debug)]
pub(crate) struct Connected {
    connections: Connections,
    client: IpAddr,
}

impl Connections {
    pub(crate) fn new(trusted_proxies: Vec<IpNet>) -> Self {
        Self {
            counts: Arc::default(),
            trusted_proxies,
        }
    }

    /// Counts a connection, unless the client has too many.
    pub(crate) fn connect(&self, peer: IpAddr) -> Option<Connected> {
        let peer = peer.to_canonical();
        let client = network(peer);
        let mut networks = self.trusted_proxies.iter();
        let is_trusted = networks.any(|network| network.contains(&peer));
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client).or_default();
        if *count >= MAX_CONNECTIONS_OF_CLIENT && !is_trusted {
            return None;
        }
        *count += 1;
        Some(Connected {
            connections: self.clone(),
            client,
        })
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        let counts = self.connections.counts.lock();
        let mut counts = counts.unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = counts.entry(self.client) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_so_many_and_others_have_theirs() {
        let proxy = IpNet::from(IpAddr::from([10, 0, 0, 1]));
        let connections = Connections::new(vec![proxy]);
        let client = IpAddr::from([192, 0, 2, 1]);
        let mut open: Vec<_> = (0..MAX_CONNECTIONS_OF_CLIENT)
            .map_while(|_| connections.connect(client))
            .collect();
        assert_eq!(open.len(), MAX_CONNECTIONS_OF_CLIENT);
        // Also in another spelling.
        let mapped = IpAddr::from([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201]);
        assert!(connections.connect(client).is_none() && connections.connect(mapped).is_none());
        assert!(connections.connect(IpAddr::from([192, 0, 2, 2])).is_some());
        open.pop();
        let again = connections.connect(client);
        assert!(again.is_some() && connections.connect(client).is_none());
        let through = (0..=MAX_CONNECTIONS_OF_CLIENT)
            .map_while(|_| connections.connect(IpAddr::from([10, 0, 0, 1])));
        assert_eq!(
            through.collect::<Vec<_>>().len(),
            MAX_CONNECTIONS_OF_CLIENT + 1
        );

        drop((open, again));
        assert!(
            connections
                .counts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .is_empty()
        );
    }
}
