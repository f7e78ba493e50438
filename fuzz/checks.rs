//! What must hold whatever bytes come: one function a fuzz target. tests/fuzz_corpora.rs replays with
//! them what the fuzzer has kept.

#![allow(dead_code, reason = "each fuzz target uses one of them")]

use pronto::number::{self, Leniency, Mask, Match, Options, Region};
use pronto::pbx::voispeed::ans::{Notification, Repair};
use pronto::pbx::voispeed::calls::{ParkAnswer, PlaceCallAnswer};
use pronto::pbx::voispeed::grammar::{Answer, CommandAnswer, Listed, RawAnswer};
use pronto::pbx::voispeed::reports::CallRecord;
use pronto::pbx::voispeed::status::{CurrentCall, Group, MeetingRoom, UserCard, UserState};
use pronto::pbx::voispeed::voice::RoomAnswer;
use pronto::settings::QueryCharset;

/// The countries that the first byte chooses from; the last is none.
const REGIONS: [&str; 16] =
    ["IT", "DE", "FR", "GB", "US", "RU", "NO", "BR", "AR", "IN", "JP", "AC", "MX", "CN", "AT", ""];

fn setting(data: &[u8]) -> Option<(Options, &str)> {
    let (first, rest) = data.split_first()?;
    let region = Region::new(REGIONS[usize::from(first & 15)]).ok();
    let leniency = if first & 16 == 0 { Leniency::Valid } else { Leniency::Possible };
    Some((Options { region, leniency }, std::str::from_utf8(rest).ok()?))
}

/// Matches lie apart and in order, and what is marked reads as the number that was found.
pub fn find(data: &[u8]) {
    let Some((options, text)) = setting(data) else { return };
    let found = number::find(text, &options);
    assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
    let units: Vec<u16> = text.encode_utf16().collect();
    for found in &found {
        let marked = &units[found.start as usize..found.end as usize];
        let marked = String::from_utf16(marked).expect("whole characters");
        // A number that is typed is cut at a length that no number has, one on a page is not.
        if marked.len() > 150 {
            continue;
        }
        let read = number::parse(&marked, options.region).expect("what is marked is a number");
        assert_eq!((read.e164, read.ext), (found.number.e164.clone(), found.number.ext.clone()));
    }
    inside(text, &units, &found);
}

/// Extensions lie apart from the numbers and from each other, and are what one of the masks describes.
fn inside(text: &str, units: &[u16], numbers: &[Match]) {
    let masks = ["XX", "[2-6]XX", "XXXX"].map(|mask| Mask::new(mask).expect("a mask"));
    let found = number::find_internal(text, &masks, numbers);
    assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
    for found in &found {
        assert!(numbers.iter().all(|one| one.end <= found.start || found.end <= one.start));
        assert!(masks.iter().any(|mask| mask.matches(&found.digits)));
        let marked = &units[found.start as usize..found.end as usize];
        let marked = String::from_utf16(marked).expect("whole characters");
        assert!(!marked.contains(char::is_whitespace), "{marked:?}");
    }
}

/// Joined texts give what each alone gives, at its place: UTF-8, UTF-16 and the windows agree.
pub fn places(data: &[u8]) {
    let Some((options, text)) = setting(data) else { return };
    let far = "\u{1F4DE}é\n".repeat(300);
    let before = far.encode_utf16().count() as u32;
    let alone = number::find(&format!("\n{text}\n"), &options);
    let joined = number::find(&format!("{far}\n{text}\n{far}"), &options);
    assert_eq!(alone.len(), joined.len());
    for (alone, joined) in alone.iter().zip(&joined) {
        assert_eq!((alone.start + before, alone.end + before), (joined.start, joined.end));
        assert_eq!(alone.number, joined.number);
    }
}

/// The plans take any digits of any country, and their own writing of a number is that number.
pub fn digits(data: &[u8]) {
    let Some((options, text)) = setting(data) else { return };
    let region = options.region.as_ref().map(Region::as_str);
    let Some(planned) = number::plan::read(text, region) else { return };
    let _ = (planned.valid(), planned.region(), planned.is_possible(), planned.at_home());
    if planned.valid().is_some() {
        let written: String = planned
            .international()
            .chars()
            .filter(|char| char.is_ascii_digit() || *char == '+')
            .collect();
        assert_eq!(number::plan::read(&written, None), Some(planned));
    }
}

/// A link's address is read or not, and never anything but keys and numbers.
pub fn link(data: &[u8]) {
    let Some((options, text)) = setting(data) else { return };
    let Some(uri) = number::parse_uri(text, options.region) else { return };
    assert!(uri.number.is_some() || uri.keys.is_some());
    let is_key = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'*' | b'#');
    assert!(uri.keys.is_none_or(|keys| !keys.is_empty() && keys.bytes().all(is_key)));
}

/// A table of plans that says anything is read without a panic, and so are the patterns in it.
pub fn table(data: &[u8]) {
    let table: &'static [u8] = data.to_vec().leak();
    for digits in ["", "0", "2189655", "390218965512345"] {
        number::plan::ask_table(table, digits);
    }
}

/// Whatever a PBX answers or sends is read or refused; what it must not bring along is not there.
pub fn pbx(data: &[u8]) {
    let Some((first, body)) = data.split_first() else { return };
    let charset = if first & 1 == 0 { QueryCharset::Utf8 } else { QueryCharset::Windows1252 };
    let read: [fn(&[u8], QueryCharset) -> bool; 10] = [
        reads::<PlaceCallAnswer>,
        reads::<CommandAnswer>,
        reads::<ParkAnswer>,
        reads::<RoomAnswer>,
        reads::<RawAnswer>,
        reads::<Listed<UserState>>,
        reads::<Listed<Group>>,
        reads::<UserCard>,
        reads::<Listed<CurrentCall>>,
        reads::<Listed<MeetingRoom>>,
    ];
    let _ = read.map(|read| read(body, charset));
    let _ = reads::<Listed<CallRecord>>(body, charset);
    let repair = if first & 2 == 0 { Repair::Off } else { Repair::On };
    let Ok(query) = std::str::from_utf8(body) else { return };
    if let Ok(told) = Notification::read(query, repair) {
        assert!(told.malformed.iter().all(|piece| !piece.contains(char::is_control)));
        assert!(!told.interface.contains(char::is_control));
    }
}

fn reads<A: Answer>(body: &[u8], charset: QueryCharset) -> bool {
    A::decode(body, charset).is_ok()
}
