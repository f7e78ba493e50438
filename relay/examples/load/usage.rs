//! What a server has taken of the machine so far.

use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value as Json, json};

use crate::Outcome;

/// Memory now; processor and disk since it began.
pub fn usage() -> Outcome<Json> {
    let written = number_of("/proc/self/io", "write_bytes:")? / 1_024;
    let rss = number_of("/proc/self/status", "VmRSS:")?;
    Ok(json!({ "rss_kib": rss, "cpu_ms": cpu_ms()?, "written_kib": written }))
}

fn number_of(file: &str, line: &str) -> Outcome<u64> {
    let text = std::fs::read_to_string(file)?;
    let rest = text.lines().find_map(|there| there.strip_prefix(line));
    let number = rest.and_then(|rest| rest.split_whitespace().next());
    Ok(number.ok_or_else(|| format!("the system does not tell {line}"))?.parse()?)
}

fn cpu_ms() -> Outcome<i64> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let ms = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000 + time.tv_usec() / 1_000;
    Ok(ms(usage.user_time()) + ms(usage.system_time()))
}
