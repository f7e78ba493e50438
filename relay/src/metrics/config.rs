//! `[metrics]` of relay.toml: whether the relay tells what it counts, and whom.

use std::net::SocketAddr;

use serde::Deserialize;
use toml::Spanned;

use crate::config::Fault;
use crate::secret::Secret;

/// Who may ask.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// Where, if not where people reach the relay.
    pub listen: Option<SocketAddr>,
    /// Only who knows it.
    pub secret: Option<Secret>,
}

/// As it is written.
#[derive(Deserialize)]
pub struct Section {
    listen: Option<Spanned<String>>,
    secret: Option<Spanned<String>>,
}

impl Section {
    /// Checked; what is wrong is added to the faults of the file. `at` is where it stands.
    pub fn checked(
        self,
        at: usize,
        line: impl Fn(usize) -> usize,
        faults: &mut Vec<Fault>,
    ) -> Option<Exposed> {
        let before = faults.len();
        let mut fault = |at: usize, what: String| faults.push(Fault { line: line(at), what });
        if self.listen.is_none() && self.secret.is_none() {
            let what =
                "[metrics] is for nobody yet: write listen, such as 127.0.0.1:9460, or a secret";
            fault(at, what.to_owned());
        }
        let listen = self.listen.and_then(|written| {
            let address = written.get_ref().parse();
            if address.is_err() {
                let what = format!(
                    "{:?} is no address to listen on: write one such as 127.0.0.1:9460",
                    written.get_ref()
                );
                fault(written.span().start, what);
            }
            address.ok()
        });
        let secret = self.secret.and_then(|written| {
            let checked = Secret::checked(written.get_ref());
            checked.map_err(|what| fault(written.span().start, what)).ok()
        });
        (faults.len() == before).then_some(Exposed { listen, secret })
    }
}
