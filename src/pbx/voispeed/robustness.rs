//! Answers cut at every byte and bent at random: no reader panics, and nothing but a whole
//! `result=0` passes for a call.

use super::calls::{ParkAnswer, PlaceCallAnswer};
use super::grammar::{Answer, CommandAnswer, Listed, RawAnswer};
use super::reports::CallRecord;
use super::status::{
    Controller, CurrentCall, Group, Lines, MeetingRoom, UserCard, UserName, UserState,
    UserStatistics,
};
use super::voice::RoomAnswer;
use super::{Driver, HttpResponse, Look, Placed, QueryCharset, Settings, Voispeed};

#[test]
fn half_an_answer_is_no_call() {
    for answer in answers() {
        for cut in 0..=answer.len() {
            survives(&answer.as_bytes()[..cut]);
            survives(&answer.as_bytes()[cut..]);
        }
    }
}

#[test]
fn noise_is_no_call() {
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    let answers = answers();
    let words = ["result", "=", "0", ";", "call_id", ",", "\r\n", " ", "<", "1", "\0", "é"];
    for _ in 0..4000 {
        let length = noise.below(64);
        survives(&(0..length).map(|_| noise.byte()).collect::<Vec<_>>());
        let length = noise.below(12);
        let text: String = (0..length).map(|_| words[noise.below(words.len())]).collect();
        survives(text.as_bytes());
        let mut bent = answers[noise.below(answers.len())].clone().into_bytes();
        for _ in 0..=noise.below(3) {
            if !bent.is_empty() {
                let at = noise.below(bent.len());
                bent[at] = noise.byte();
            }
        }
        survives(&bent);
    }
}

/// No reader panics, and only a whole `result=0` is a call.
fn survives(body: &[u8]) {
    let answer = HttpResponse { status: 200, body: body.to_vec() };
    let shown = String::from_utf8_lossy(body);
    let placed = Voispeed.placed(&answer);
    assert!(!matches!(placed, Placed::Accepted(_)) || says_yes(&shown), "{shown:?} is {placed:?}");
    assert!(
        Voispeed.hung_up(&answer).is_err() || says_yes(&shown) || says_gone(&shown),
        "{shown:?}"
    );
    let settings = Settings::default();
    for look in [Look::Calls, Look::People, Look::Names, Look::Groups] {
        // Whatever it shows; the claim is that it comes back.
        let _ = Voispeed.seen(look, &answer, &settings);
    }
    for charset in [QueryCharset::Utf8, QueryCharset::Windows1252] {
        for read in READERS {
            read(body, charset);
        }
    }
}

/// One service's reader; what it makes of noise does not matter, that it comes back does.
type Reader = fn(&[u8], QueryCharset);

const READERS: [Reader; 15] = [
    read::<PlaceCallAnswer>,
    read::<CommandAnswer>,
    read::<ParkAnswer>,
    read::<RoomAnswer>,
    read::<RawAnswer>,
    read::<Listed<CallRecord>>,
    read::<Listed<UserState>>,
    read::<Listed<Controller>>,
    read::<Listed<Group>>,
    read::<Lines>,
    read::<Listed<UserName>>,
    read::<Listed<UserStatistics>>,
    read::<UserCard>,
    read::<Listed<CurrentCall>>,
    read::<Listed<MeetingRoom>>,
];

fn read<A: Answer>(body: &[u8], charset: QueryCharset) {
    let _ = A::decode(body, charset);
}

/// What PBXs answer: the vectors' inputs that are no addresses.
fn answers() -> Vec<String> {
    let vectors = include_str!("../../../tests/fixtures/voispeed/vectors.json");
    let vectors: serde_json::Value = serde_json::from_str(vectors).expect("good vectors");
    let inputs =
        vectors.as_array().expect("a list").iter().filter_map(|vector| vector["input"].as_str());
    inputs.filter(|input| !input.starts_with("http://")).map(str::to_owned).collect()
}

/// Told apart from the driver on purpose: pairs and nothing else, the first `result` being 0.
fn says_yes(text: &str) -> bool {
    let only_pairs = pieces(text).all(|piece| piece.contains('=') && !piece.starts_with('<'));
    let digits = first_result(text).unwrap_or_default();
    only_pairs && !digits.is_empty() && digits.bytes().all(|b| b == b'0')
}

fn says_gone(text: &str) -> bool {
    first_result(text).is_some_and(|digits| digits.trim_start_matches('0') == "7")
}

fn first_result(text: &str) -> Option<&str> {
    let mut pairs = pieces(text).filter_map(|piece| piece.split_once('='));
    pairs.find(|(key, _)| key.trim() == "result").map(|(_, value)| value.trim())
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|piece| !piece.is_empty())
}

/// Xorshift: the same noise in every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[3]
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).expect("31 bits") % bound
    }
}
