//! `relay.toml`: read whole, checked whole, every fault named with its line.

mod names;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use pronto::json::Json;
use pronto::pbx;
use pronto::settings::{Kind, Settings, Stored};
use serde::Deserialize;
use toml::Spanned;

use crate::ans::config::{Ans, Section};
use crate::metrics::config::{self as metrics, Exposed};
use crate::office::Limits;
use crate::sqlite;
use names::{is_host, is_origin, is_own_origin};

/// What the administrator has set.
#[derive(Debug)]
pub struct Config {
    /// Where people reach the relay.
    pub listen: SocketAddr,
    /// Certificate chain and key, PEM; without them it speaks plain HTTP.
    pub tls: Option<Tls>,
    /// Names by which people reach it, besides loopback: foreign `Host` headers are refused.
    pub names: Vec<String>,
    /// Origins of the intranet pages that may frame the widget; empty means none.
    pub pages: Vec<String>,
    /// Folder of the widget's files; where it holds none, the widget is not served.
    pub widget: PathBuf,
    /// Folder of people, calls and audit log.
    pub state: PathBuf,
    /// What one person may do.
    pub limits: Limits,
    /// How long a stream that broke can be resumed.
    pub streams: sqlite::Limits,
    /// Whether the relay tells what it counts.
    pub metrics: Option<Exposed>,
    /// Whether and how the PBX pushes its events.
    pub ans: Option<Ans>,
    /// The PBX and how the office dials: the options of the same names.
    pub settings: Settings,
    /// Those options as stored.
    pub office: Stored,
}

/// Files of the certificate.
#[derive(Clone, Debug)]
pub struct Tls {
    /// Chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

/// A fault of the file, for the administrator.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// From 1; 0 when it is about the file as a whole.
    pub line: usize,
    /// What is wrong and what to write.
    pub what: String,
}

#[derive(Deserialize)]
struct File {
    listen: Option<Spanned<String>>,
    certificate: Option<Spanned<PathBuf>>,
    key: Option<Spanned<PathBuf>>,
    #[serde(default)]
    insecure: bool,
    #[serde(default)]
    names: Vec<Spanned<String>>,
    #[serde(default)]
    pages: Vec<Spanned<String>>,
    widget: Option<PathBuf>,
    state: Option<PathBuf>,
    calls_per_minute: Option<Spanned<u16>>,
    resume_minutes: Option<Spanned<u64>>,
    resume_mb: Option<Spanned<u64>>,
    #[serde(default)]
    colleagues: Shown,
    ans: Option<Section>,
    metrics: Option<Spanned<metrics::Section>>,
    office: Option<Spanned<toml::Table>>,
}

/// What people see of each other's phones.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Shown {
    #[default]
    State,
    Calls,
}

const PORT: u16 = 8460;
const STATE: &str = "/var/lib/pronto-relay";
const WIDGET: &str = "/usr/share/pronto-relay/www";
const CALLS_PER_MINUTE: u16 = 10;
const RESUME_MINUTES: u64 = 60;
const RESUME_MB: u64 = 64;

impl Config {
    /// Reads the file; paths in it start where it lies.
    ///
    /// # Errors
    /// Every fault that was found.
    pub fn read(path: &Path) -> Result<Self, Vec<Fault>> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            vec![Fault::whole(format!("{} cannot be read: {error}", path.display()))]
        })?;
        Self::parse(&text, path.parent().unwrap_or(Path::new("")))
    }

    /// Reads the text of a file that lies in `folder`.
    ///
    /// # Errors
    /// Every fault that was found.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Vec<Fault>> {
        let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
        let mut faults = Vec::new();
        let unread = |error: toml::de::Error| Fault {
            line: error.span().map_or(0, |span| line(span.start)),
            what: error.message().replace("a sequence", "a list in [ ]"),
        };
        let reader = toml::Deserializer::parse(text).map_err(|error| vec![unread(error)])?;
        let file: Result<File, _> = serde_ignored::deserialize(reader, |path| {
            faults.push(unknown(text, &path.to_string()))
        });
        let file = match file {
            Ok(file) => file,
            Err(error) => {
                faults.push(unread(error));
                return Err(sorted(faults));
            }
        };
        let listen = listen(file.listen.as_ref()).unwrap_or_else(|what| {
            faults.push(Fault {
                line: file.listen.as_ref().map_or(0, |at| line(at.span().start)),
                what,
            });
            SocketAddr::from((Ipv4Addr::LOCALHOST, PORT))
        });
        let tls = match (&file.certificate, &file.key) {
            (Some(certificate), Some(key)) => Some(Tls {
                certificate: folder.join(certificate.get_ref()),
                key: folder.join(key.get_ref()),
            }),
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                let what = "certificate and key belong together: write both".to_owned();
                faults.push(Fault { line: line(one.span().start), what });
                None
            }
        };
        if !listen.ip().is_loopback() && tls.is_none() && !file.insecure {
            let at = file.listen.as_ref().map_or(0, |listen| line(listen.span().start));
            let what = "beyond this machine, tokens need TLS: write certificate and key, or insecure = true if \
                        something before the relay speaks TLS";
            faults.push(Fault { line: at, what: what.to_owned() });
        }
        for name in &file.names {
            if !is_host(name.get_ref()) {
                let what = format!(
                    "{:?} is not a host name; write it without scheme and port",
                    name.get_ref()
                );
                faults.push(Fault { line: line(name.span().start), what });
            }
        }
        for page in &file.pages {
            if !is_origin(page.get_ref()) {
                let what = format!(
                    "{:?} is not an origin; write it as https://intranet.example",
                    page.get_ref()
                );
                faults.push(Fault { line: line(page.span().start), what });
            }
        }
        for page in &file.pages {
            if is_own_origin(page.get_ref(), &file.names, listen, tls.is_some()) {
                let what = format!(
                    "{:?} is the relay itself: a page there could read tokens, so the widget stays \
                     off; give the relay a name or port of its own",
                    page.get_ref()
                );
                faults.push(Fault { line: line(page.span().start), what });
            }
        }
        if !listen.ip().is_loopback() && file.names.is_empty() {
            let what = "names is empty: write the names by which people reach the relay, as names = [\"relay.example\"]";
            faults.push(Fault::whole(what.to_owned()));
        }
        let calls_per_minute =
            file.calls_per_minute.as_ref().map_or(CALLS_PER_MINUTE, |n| *n.get_ref());
        if calls_per_minute == 0 {
            let at = file.calls_per_minute.as_ref().map_or(0, |n| line(n.span().start));
            faults.push(Fault { line: at, what: "calls_per_minute must be at least 1".to_owned() });
        }
        let mut within = |written: &Option<Spanned<u64>>, key: &str, default, most| {
            let Some(written) = written else { return default };
            if !(1..=most).contains(written.get_ref()) {
                let what = format!("{key} must be from 1 to {most}");
                faults.push(Fault { line: line(written.span().start), what });
            }
            *written.get_ref()
        };
        let minutes = within(&file.resume_minutes, "resume_minutes", RESUME_MINUTES, 7 * 24 * 60);
        let megabytes = within(&file.resume_mb, "resume_mb", RESUME_MB, 100_000);
        let streams = sqlite::Limits { age_ms: minutes * 60_000, bytes: megabytes << 20 };
        let metrics = file.metrics.and_then(|section| {
            let at = section.span().start;
            section.into_inner().checked(at, line, &mut faults)
        });
        let ans = file.ans.and_then(|section| section.checked(line, &mut faults));
        let (settings, office) = office(file.office.as_ref(), text, &mut faults);
        if !faults.is_empty() {
            return Err(sorted(faults));
        }
        Ok(Self {
            listen,
            tls,
            names: file
                .names
                .into_iter()
                .map(|name| name.into_inner().to_ascii_lowercase())
                .collect(),
            pages: file.pages.into_iter().map(Spanned::into_inner).collect(),
            widget: folder.join(file.widget.unwrap_or_else(|| WIDGET.into())),
            state: folder.join(file.state.unwrap_or_else(|| STATE.into())),
            limits: Limits { calls_per_minute, colleagues_calls: file.colleagues == Shown::Calls },
            streams,
            metrics,
            ans,
            settings,
            office,
        })
    }
}

fn listen(written: Option<&Spanned<String>>) -> Result<SocketAddr, String> {
    let Some(written) = written else { return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, PORT))) };
    let written = written.get_ref();
    written.parse().map_err(|_| {
        format!(
            "{written:?} is no address to listen on: write 0.0.0.0:{PORT} for every network of this \
             machine, or 127.0.0.1:{PORT} for this machine alone; names go into names = [\"…\"]"
        )
    })
}

/// A key that means nothing where it stands.
fn unknown(text: &str, key: &str) -> Fault {
    let what = match Settings::table().iter().any(|spec| spec.key == key) {
        true => format!("{key} belongs under [office]"),
        false => format!("{key} is no key of relay.toml; docs/relay.md lists them"),
    };
    Fault { line: line_of_key(text, 0, key), what }
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_key(|fault| fault.line);
    faults
}

/// The options of `[office]`, with the relay's own defaults beneath them.
fn office(
    table: Option<&Spanned<toml::Table>>,
    text: &str,
    faults: &mut Vec<Fault>,
) -> (Settings, Stored) {
    let mut stored = Stored::new();
    let Some(table) = table else {
        faults.push(Fault::whole(
            "[office] is missing: write at least pbx_address and country in it".to_owned(),
        ));
        return (Settings::default(), stored);
    };
    for (key, value) in table.get_ref() {
        let at = line_of_key(text, table.span().start, key);
        let known = Settings::table().iter().any(|spec| spec.key == key);
        let personal = ["extension", "first_interface"].contains(&key.as_str());
        match serde_json::to_value(value).map(Json::from) {
            _ if personal => faults.push(Fault {
                line: at,
                what: format!(
                    "{key} belongs to a person: pronto-relay user add … --{}",
                    key.replace("first_", "")
                ),
            }),
            Ok(json) if known => {
                let one = Stored::from_iter([(key.clone(), json.clone())]);
                if Settings::load(&one, &Stored::new()).problems.is_empty() {
                    stored.insert(key.clone(), json);
                } else {
                    faults.push(Fault { line: at, what: format!("{key} is {}", allowed(key)) });
                }
            }
            _ => faults.push(Fault {
                line: at,
                what: format!("{key} is no option; generated/options.md lists them"),
            }),
        }
    }
    if !stored.contains_key("refuse_classes") {
        let refused = ["premium", "satellite"].into_iter().collect();
        stored.insert("refuse_classes".to_owned(), refused);
    }
    let mut in_force = stored.clone();
    // One reader for everybody: the office sees all calls.
    in_force.insert("calls_filter_by_ext".to_owned(), Json::Bool(false));
    let settings = Settings::load(&in_force, &Stored::new()).settings;
    if stored.get("pbx").is_some_and(|pbx| pbx.as_str() == Some("relay")) {
        faults.push(Fault {
            line: line_of_key(text, table.span().start, "pbx"),
            what:
                "a relay stands before a PBX, not before another relay: write voispeed or dial_url"
                    .to_owned(),
        });
    } else if pbx::driver(&settings).origins(&settings).is_empty() {
        let at = text[..table.span().start].matches('\n').count() + 1;
        faults.push(Fault {
            line: at,
            what: "[office] does not say where the PBX is: write pbx_address".to_owned(),
        });
    }
    (settings, stored)
}

/// What may be written for an option, for somebody who wrote something else.
fn allowed(key: &str) -> String {
    let kind = Settings::table().into_iter().find(|spec| spec.key == key).map(|spec| spec.kind);
    let words = |words: &[&str]| {
        let quoted: Vec<_> = words
            .iter()
            .filter(|word| !word.is_empty())
            .map(|word| format!("\"{word}\""))
            .collect();
        quoted.join(", ")
    };
    match kind {
        Some(Kind::Country) => "two letters, such as \"IT\"".to_owned(),
        Some(Kind::Flag) => "true or false, without quotes".to_owned(),
        Some(Kind::Whole { min, max }) => format!("a number from {min} to {max}, without quotes"),
        Some(Kind::Choice(all)) => format!("one of {}", words(all)),
        Some(Kind::Choices(all)) => format!("a list in [ ] of any of {}", words(all)),
        Some(Kind::Lines) => "a list of texts, such as [\"[2-6]XX\"]".to_owned(),
        Some(Kind::Address) => "an address, such as \"http://192.168.1.65:3541\"".to_owned(),
        _ => "a text in quotes".to_owned(),
    }
}

/// Tables lose the places of their keys; they are looked for in the text.
fn line_of_key(text: &str, from: usize, key: &str) -> usize {
    let before = text[..from].matches('\n').count();
    let within = text[from..].lines().position(|line| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    before + within.map_or(0, |at| at) + 1
}

impl Fault {
    fn whole(what: String) -> Self {
        Self { line: 0, what }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[office]\npbx_address = \"http://192.168.1.65:3541\"\ncountry = \"IT\"\n";

    fn faults(text: &str) -> Vec<(usize, String)> {
        let config = Config::parse(text, Path::new("/etc/pronto"));
        config.expect_err(text).into_iter().map(|fault| (fault.line, fault.what)).collect()
    }

    #[test]
    fn a_short_file_is_enough_and_safe() {
        let config = Config::parse(GOOD, Path::new("/etc/pronto")).expect("a good file");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8460");
        assert!(config.tls.is_none() && config.pages.is_empty());
        assert_eq!(config.state, Path::new(STATE));
        let refused = config.settings.get("refuse_classes");
        assert_eq!(refused, Some(["premium", "satellite"].into_iter().collect()));
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        for (text, line, word) in [
            ("", 0, "[office] is missing"),
            ("lisen = 1", 1, "lisen is no key"),
            ("lisen = 1\ncountry = \"IT\"\nnames = []", 2, "country belongs under [office]"),
            ("lisen = 1\ncountry = \"IT\"\nnames = \"relay\"", 1, "lisen"),
            ("lisen = 1\ncountry = \"IT\"\nnames = \"relay\"", 3, "expected a list in [ ]"),
            (
                "\nlisten = \"relay.example\"\n[office]\npbx_address=\"http://h:1\"",
                2,
                "write 0.0.0.0:8460",
            ),
            (
                "listen = \"0.0.0.0:1\"\ninsecure = true\n[office]\npbx_address=\"http://h:1\"",
                0,
                "names is empty",
            ),
            ("key = \"k.pem\"\n[office]\npbx_address=\"http://h:1\"", 1, "belong together"),
            ("\nwidget = 1\n[office]\npbx_address=\"http://h:1\"", 2, "string"),
            ("\n\nstate = []\n[office]\npbx_address=\"http://h:1\"", 3, "string"),
            (
                "listen = \"0.0.0.0:1\"\nnames = [\"r.example\"]\n[office]\npbx_address=\"http://h:1\"",
                1,
                "TLS",
            ),
            ("certificate = \"c.pem\"\n[office]\npbx_address=\"http://h:1\"", 1, "belong together"),
            ("names = [\"https://r\"]\n[office]\npbx_address=\"http://h:1\"", 1, "host name"),
            ("\npages = [\"intranet\"]\n[office]\npbx_address=\"http://h:1\"", 2, "origin"),
            ("\n[metrics]\n[office]\npbx_address=\"http://h:1\"", 2, "is for nobody yet"),
            (
                "[metrics]\nlisten = \"9460\"\n[office]\npbx_address=\"http://h:1\"",
                2,
                "127.0.0.1:9460",
            ),
            ("[metrics]\nsecret = \"x\"\n[office]\npbx_address=\"http://h:1\"", 2, "openssl rand"),
            (
                "colleagues = \"all\"\n[office]\npbx_address=\"http://h:1\"",
                1,
                "expected `state` or `calls`",
            ),
            ("resume_mb = 0\n[office]\npbx_address=\"http://h:1\"", 1, "from 1 to 100000"),
            ("calls_per_minute = 0\n[office]\npbx_address=\"http://h:1\"", 1, "at least 1"),
            ("[office]\ncountry = \"IT\"", 1, "where the PBX is"),
            ("[office]\npbx_address=\"http://h:1\"\n\ncountry = \"Italy\"", 4, "two letters"),
            ("[office]\npbx_address=\"http://h:1\"\noutside_prefix = 0", 3, "in quotes"),
            ("[office]\npbx_address=\"http://h:1\"\nextension = \"201\"", 3, "user add"),
            ("[office]\npbx_address=\"http://h:1\"\nfoo = 1", 3, "no option"),
            ("[office]\npbx_address=\"http://h:1\"\npbx = \"relay\"", 3, "another relay"),
            (
                "names = [\"r.example\"]\npages = [\"http://r.example:8460\"]\n[office]\npbx_address=\"http://h:1\"",
                2,
                "the relay itself",
            ),
            ("[office\n", 1, ""),
        ] {
            let found = faults(text);
            assert!(
                found.iter().any(|(at, what)| *at == line && what.contains(word)),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn the_configuration_to_start_from_is_good_and_stands_in_the_docs() {
        let text = include_str!("../../packaging/relay.toml");
        let config = Config::parse(text, Path::new("/etc/pronto")).expect("a good configuration");
        assert_eq!(config.widget, Path::new(WIDGET));
        let page = include_str!("../../../docs/relay.md");
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        for line in lines {
            assert!(page.contains(line), "docs/relay.md has no {line}");
        }
    }

    #[test]
    fn insecure_is_written_out() {
        let text = format!(
            "listen = \"0.0.0.0:8460\"\ninsecure = true\nnames = [\"Relay.example\"]\n{GOOD}"
        );
        let config = Config::parse(&text, Path::new("")).expect("as it was asked for");
        assert_eq!(config.names, ["relay.example"]);
    }
}
