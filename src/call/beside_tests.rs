//! Rows of "beside these calls, this is possible".

use super::*;
use crate::call::{Intent, Origin, State};
use crate::dial::{DialString, Target};

fn call(id: &str, state: State) -> Call {
    let digits = DialString::new("315").expect("keys");
    let mut call = Call::new(Intent {
        id: id.to_owned(),
        origin: Origin::Placed,
        target: Some(Target::Inside { keys: digits.clone() }),
        shown: "315".to_owned(),
        digits: Some(digits),
        extension: None,
        at_ms: 1_000,
        private: false,
        reports: true,
    });
    call.pbx_call = CallId::new(id).ok();
    call.state = state;
    call
}

#[test]
fn there_is_room_for_one_call_beside_the_only_one_that_is_on_the_line() {
    let talks = || call("1", State::OnTheLine { since_ms: 1 });
    let rings = || call("2", State::RingingYou { since_ms: 1 });
    let up = || Err(Code::CallInProgress.into());
    let none = || Err(Code::NoCallBeside.into());
    for (calls, beside, room) in [
        (vec![], None, Ok(())),
        (vec![], Some("1"), none()),
        (vec![talks()], None, up()),
        (vec![talks()], Some("1"), Ok(())),
        (vec![talks()], Some("2"), none()),
        (vec![rings()], Some("2"), none()),
        (vec![talks(), rings()], Some("1"), up()),
    ] {
        assert_eq!(room_beside(calls.iter(), beside), room, "{beside:?} beside {calls:?}");
    }
}

#[test]
fn both_calls_end_when_one_is_put_through_to_the_other() {
    let wish = || Beside { call: "1".to_owned(), transfer: true };
    for ended in [0, 1] {
        let mut first = call("1", State::OnTheLine { since_ms: 1 });
        let mut second = call("2", State::RingingYou { since_ms: 1 }).beside(wish());
        let mut both = [&mut first, &mut second];
        settle_pairs(&mut both, 2);
        assert_eq!(both[1].pbx_call_beside().map(CallId::as_str), Some("1"));
        both[ended].end(EndedWhy::Transferred, 3);
        settle_pairs(&mut both, 3);
        assert!(both.iter().all(|call| call.ended_because(EndedWhy::Transferred)), "{ended}");
    }
}
