//! Finds the numbers of many texts, a JSON line each: what scores and other tools ask of the finder.
//!
//! In: `{"id": …, "text": "…", "region": "IT" or null, "leniency": "VALID" or "POSSIBLE"}`, the last
//! two optional. Out, in the same order: `{"id": …, "m": [[start, end, "+39…", "ext"], …]}` in UTF-16
//! units; a fax has a fifth element, `"fax"`.
//!
//! ```text
//! echo '{"id": 1, "text": "Tel. 02 189655", "region": "IT"}' | cargo run --release --example find
//! ```

use std::io::{self, BufRead as _, BufWriter, Write as _};

use pronto::number::{Leniency, Match, Options, Region, find};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Question {
    id: Value,
    text: String,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    leniency: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let question: Question = serde_json::from_str(&line)?;
        let found = find(&question.text, &options(&question));
        let found: Vec<Value> = found.iter().map(answer).collect();
        writeln!(out, "{}", json!({ "id": question.id, "m": found }))?;
    }
    Ok(out.flush()?)
}

fn options(question: &Question) -> Options {
    let possible =
        question.leniency.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("possible"));
    Options {
        region: question.region.as_deref().and_then(|code| Region::new(code).ok()),
        leniency: if possible { Leniency::Possible } else { Leniency::Valid },
    }
}

fn answer(found: &Match) -> Value {
    let ext = found.number.ext.as_deref().unwrap_or_default();
    let mut answer = vec![json!(found.start), json!(found.end), json!(found.number.e164.as_str())];
    answer.push(json!(ext));
    if found.fax {
        answer.push(json!("fax"));
    }
    answer.into()
}
