//! What one phone has to do with a call on the [`super::board::Board`]. What is not proven of this
//! phone is told as unknown, and a call that has not reached it is not told.

use pronto::call::CallState;
use pronto::event::{CallId, Extension, Presence, Stage};
use pronto::wire::relay::PhoneCall;

use super::entry::{Entry, Fate};

/// The call as this phone has it.
pub(super) fn view(
    id: &CallId,
    entry: &Entry,
    phone: &Extension,
    now_ms: u64,
) -> Option<PhoneCall> {
    if !entry.is_told(now_ms) {
        return None;
    }
    let known = &entry.known;
    let own = phone.as_str();
    let incoming = known.calling() != Some(own);
    let other = if incoming { known.calling() } else { known.called() };
    let answered = known.answered_by();
    // A call that is on its way to the phone, or that another one had for it, is not its own yet.
    let reached = !incoming || known.has_rung(own) || answered == Some(own);
    if !reached {
        return None;
    }
    let last_rung = known.last_rung();
    let last = answered.or(last_rung);
    let settled = entry.settled_by.as_ref().is_some_and(|by| by.as_str() == own);
    let elsewhere =
        incoming && (answered.is_some_and(|by| by != own) || settled && answered != Some(own));
    let state = match entry.stage() {
        _ if entry.fate == Fate::Unsure => CallState::Unknown,
        Stage::Over => CallState::Ended,
        // Of a call that the PBX places for this phone, another one rings once this one is lifted.
        Stage::Ringing(_) if known.rings_at(own) && (incoming || last_rung == Some(own)) => {
            CallState::RingingYou
        }
        // Who has put it through has left it.
        _ if known.is_open_who_stayed() => CallState::Unknown,
        _ if !incoming && known.is_put_through() && answered != Some(own) => CallState::Unknown,
        Stage::Talking(_) | Stage::Held if elsewhere => CallState::Ended,
        Stage::Talking(_) | Stage::Held if incoming && answered == Some(own) => {
            CallState::Connected
        }
        // A PBX that calls for somebody rings their own phone first.
        Stage::Talking(_) | Stage::Held if !incoming && last == Some(own) => CallState::OnTheLine,
        Stage::Talking(_) | Stage::Held if !incoming => CallState::Connected,
        Stage::Ringing(_) if !incoming && last_rung != Some(own) => CallState::RingingThem,
        Stage::There if !incoming => CallState::OnTheLine,
        _ => CallState::Unknown,
    };
    let talks = state == CallState::Connected;
    Some(PhoneCall {
        id: id.as_str().to_owned(),
        incoming,
        other: other.unwrap_or_default().to_owned(),
        state,
        held: talks && entry.stage() == Stage::Held,
        elsewhere: elsewhere && state == CallState::Ended,
        since_ms: entry.since_ms,
        talk_since_ms: entry.talk_since_ms.filter(|_| talks),
    })
}

/// What a phone does that has this call. One that the PBX rings for its own person's wish to call is
/// nobody's to pick up.
pub(super) fn presence(call: &PhoneCall) -> Option<Presence> {
    match call.state {
        CallState::RingingYou if call.incoming => Some(Presence::Ringing),
        CallState::RingingYou
        | CallState::RingingThem
        | CallState::OnTheLine
        | CallState::Connected => Some(Presence::Busy),
        _ => None,
    }
}
