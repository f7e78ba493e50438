//! How well numbers are found: the score on `tests/corpora/numbers.jsonl`, held above a floor.
//!
//! Detection counts a number whose place overlaps and whose E.164 is right; exact asks for its
//! very span and extension too. No rule of the finder is keyed to these sentences.

use pronto::number::{E164, Leniency, Match, Options, Region, find};
use serde::Deserialize;

/// Least F1 of detection, as measured when the floor was last raised.
const DETECTION_FLOOR: f64 = 0.993;
/// Least F1 of exact spans and extensions.
const EXACT_FLOOR: f64 = 0.993;
/// Most lines without any number in which one is found.
const FALSE_LINES_MAX: usize = 2;

#[derive(Deserialize)]
struct Line {
    id: String,
    kind: String,
    region: Option<Region>,
    text: String,
    expected: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    start: u32,
    end: u32,
    e164: E164,
    ext: String,
}

#[derive(Debug, Default)]
struct Score {
    expected: usize,
    found: usize,
    detected: usize,
    exact: usize,
    negative_lines: usize,
    false_lines: usize,
}

impl Expected {
    fn is_detected(&self, found: &Match) -> bool {
        found.start < self.end && self.start < found.end && found.number.e164 == self.e164
    }

    fn is_exact(&self, found: &Match) -> bool {
        let ext = found.number.ext.as_deref().unwrap_or_default();
        self.is_detected(found)
            && (found.start, found.end) == (self.start, self.end)
            && ext == self.ext
    }
}

impl Score {
    fn add(&mut self, line: &Line, found: &[Match]) {
        let hit = |is: fn(&Expected, &Match) -> bool| {
            line.expected.iter().filter(|want| found.iter().any(|found| is(want, found))).count()
        };
        let (detected, exact) = (hit(Expected::is_detected), hit(Expected::is_exact));
        self.expected += line.expected.len();
        self.found += found.len();
        self.detected += detected;
        self.exact += exact;
        self.negative_lines += usize::from(line.kind == "neg");
        self.false_lines += usize::from(line.kind == "neg" && !found.is_empty());
        if exact != line.expected.len() || found.len() != line.expected.len() {
            println!("{} {:?} found as {:?}", line.id, line.text, found);
        }
    }

    fn f1(&self, right: usize) -> f64 {
        let counted = u32::try_from(self.expected + self.found).expect("a small corpus");
        2.0 * f64::from(u32::try_from(right).expect("a small corpus")) / f64::from(counted)
    }
}

fn corpus() -> Vec<Line> {
    let text = include_str!("corpora/numbers.jsonl");
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[test]
fn numbers_are_found_as_well_as_before() {
    let mut score = Score::default();
    for line in corpus() {
        let options = Options { region: line.region, leniency: Leniency::Valid };
        score.add(&line, &find(&line.text, &options));
    }
    let (detection, exact) = (score.f1(score.detected), score.f1(score.exact));
    println!("{score:?}: detection F1 {detection:.4}, exact F1 {exact:.4}");
    assert!(detection >= DETECTION_FLOOR, "detection F1 fell to {detection:.4}");
    assert!(exact >= EXACT_FLOOR, "exact F1 fell to {exact:.4}");
    assert!(
        score.false_lines <= FALSE_LINES_MAX,
        "{} lines hold a false number",
        score.false_lines
    );
}

#[test]
fn the_corpus_is_well_formed() {
    let lines = corpus();
    let mut ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), lines.len(), "ids are unique");
    for line in &lines {
        let units = u32::try_from(line.text.encode_utf16().count()).expect("a short line");
        assert_eq!(line.kind == "neg", line.expected.is_empty(), "{}", line.id);
        assert!(
            line.expected.iter().all(|want| want.start < want.end && want.end <= units),
            "{}",
            line.id
        );
    }
}
