//! `[ans]` of relay.toml: whether the PBX may push its events, and who may send them.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use pronto::pbx::voispeed::ans::Repair;
use serde::Deserialize;
use toml::Spanned;

use crate::config::Fault;
use crate::secret::Secret;
use crate::sqlite::Limits;

/// How the PBX's events are taken.
#[derive(Clone, Debug)]
pub struct Ans {
    /// The part of the path that nobody can guess.
    pub secret: Secret,
    /// Where the PBX sends them by plain HTTP, if not to where people reach the relay.
    pub listen: Option<SocketAddr>,
    /// From where they may come; empty means from everywhere.
    pub from: Vec<IpNet>,
    /// How long one holds without another, in milliseconds.
    pub silence_ms: u64,
    /// Whether pieces that lack a `=` are mended.
    pub repair: Repair,
    /// How much is remembered.
    pub log: Limits,
}

/// As it is written.
#[derive(Deserialize)]
pub struct Section {
    secret: Spanned<String>,
    listen: Option<Spanned<String>>,
    #[serde(default)]
    from: Vec<Spanned<String>>,
    silence_s: Option<Spanned<u64>>,
    #[serde(default)]
    repair: bool,
    keep_hours: Option<Spanned<u64>>,
    keep_mb: Option<Spanned<u64>>,
}

/// Seconds that an event holds without another. No document says how often a PBX sends any.
const SILENCE_S: u64 = 30;
const KEEP_HOURS: u64 = 24;
const KEEP_MB: u64 = 64;

impl Section {
    /// Checked.
    ///
    /// # Errors
    /// Every fault, each with its place in the text in bytes.
    pub fn read(self) -> Result<Ans, Vec<(usize, String)>> {
        let mut faults = Vec::new();
        let checked = Secret::checked(self.secret.get_ref());
        let secret = checked.map_err(|what| faults.push((self.secret.span().start, what))).ok();
        let listen = self.listen.as_ref().and_then(|written| {
            let address = written.get_ref().parse();
            if address.is_err() {
                let what = format!(
                    "{:?} is no address to listen on: write one such as 192.168.1.10:8461",
                    written.get_ref()
                );
                faults.push((written.span().start, what));
            }
            address.ok()
        });
        let mut from = Vec::new();
        for written in &self.from {
            let text = written.get_ref();
            match text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
                Ok(net) => from.push(net),
                Err(_) => {
                    let what = format!(
                        "{text:?} is no address: write one such as 192.168.1.65, or a network such as \
                         192.168.1.0/24"
                    );
                    faults.push((written.span().start, what));
                }
            }
        }
        let mut number = |written: &Option<Spanned<u64>>, key: &str, default, most| {
            let Some(written) = written else { return default };
            let number = *written.get_ref();
            if !(1..=most).contains(&number) {
                faults.push((written.span().start, format!("{key} must be from 1 to {most}")));
            }
            number
        };
        let silence_s = number(&self.silence_s, "silence_s", SILENCE_S, 3_600);
        let keep_hours = number(&self.keep_hours, "keep_hours", KEEP_HOURS, 24 * 366);
        let keep_mb = number(&self.keep_mb, "keep_mb", KEEP_MB, 100_000);
        let Some(secret) = secret.filter(|_| faults.is_empty()) else { return Err(faults) };
        Ok(Ans {
            secret,
            listen,
            from,
            silence_ms: silence_s * 1_000,
            repair: if self.repair { Repair::On } else { Repair::Off },
            log: Limits { age_ms: keep_hours * 3_600_000, bytes: keep_mb << 20 },
        })
    }

    /// Checked; what is wrong is added to the faults of the file.
    pub fn checked(self, line: impl Fn(usize) -> usize, faults: &mut Vec<Fault>) -> Option<Ans> {
        let add = |found: Vec<(usize, String)>| {
            faults.extend(found.into_iter().map(|(at, what)| Fault { line: line(at), what }));
        };
        self.read().map_err(add).ok()
    }
}

impl Ans {
    /// Whether this address may send.
    #[must_use]
    pub fn may_send(&self, address: IpAddr) -> bool {
        self.from.is_empty() || self.from.iter().any(|net| net.contains(&address.to_canonical()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "secret = \"0123456789abcdef0123456789abcdef\"";

    fn read(more: &str) -> Result<Ans, Vec<(usize, String)>> {
        let section: Section = toml::from_str(&format!("{GOOD}\n{more}")).expect("a section");
        section.read()
    }

    #[test]
    fn who_may_send_is_an_address_or_a_network() {
        for (from, address, may) in [
            ("[]", "203.0.113.7", true),
            ("[\"192.168.1.65\"]", "192.168.1.65", true),
            ("[\"192.168.1.65\"]", "192.168.1.66", false),
            ("[\"192.168.1.65\"]", "::ffff:192.168.1.65", true),
            ("[\"10.0.0.1\", \"192.168.1.0/24\"]", "192.168.1.66", true),
            ("[\"192.168.1.0/24\"]", "192.168.2.66", false),
            ("[\"fd00::/8\"]", "fd12::1", true),
            ("[\"fd00::/8\"]", "192.168.1.65", false),
        ] {
            let ans = read(&format!("from = {from}")).expect("good");
            assert_eq!(ans.may_send(address.parse().expect("an address")), may, "{from} {address}");
        }
    }

    #[test]
    fn faults_say_what_to_write() {
        for (more, fault) in [
            ("from = [\"pbx.office\"]", "\"pbx.office\" is no address: write one such as"),
            ("listen = \"8461\"", "\"8461\" is no address to listen on"),
            ("silence_s = 0", "silence_s must be from 1 to 3600"),
            ("keep_mb = 0", "keep_mb must be from 1"),
        ] {
            let faults = read(more).expect_err(more);
            assert!(faults.len() == 1 && faults[0].1.contains(fault), "{faults:?}");
        }
        for secret in ["short", &"x".repeat(129), "0123456789abcdef0123456789abcde/"] {
            let section: Section = toml::from_str(&format!("secret = \"{secret}\"")).expect("one");
            let faults = section.read().expect_err(secret);
            assert!(faults[0].1.contains("openssl rand -hex 24"), "{faults:?}");
            assert!(!faults[0].1.contains(secret), "{faults:?}");
        }
    }

    #[test]
    fn what_is_not_written_has_a_default_and_the_secret_is_not_shown() {
        let ans = read("").expect("good");
        assert_eq!((ans.silence_ms, ans.repair, ans.listen), (30_000, Repair::Off, None));
        assert_eq!(ans.log, Limits { age_ms: 86_400_000, bytes: 64 << 20 });
        assert!(ans.secret.is("0123456789abcdef0123456789abcdef") && !ans.secret.is("0"));
        assert!(!format!("{ans:?}").contains("0123456789"));
    }
}
