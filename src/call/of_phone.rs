//! A call that the person's phone has without our having placed it: it rang there and was answered,
//! or was dialled by hand. Once the phone is on it, it is a call like any other.

use super::{Call, EndedWhy, First, Intent, State, Unknown};
use crate::call::CallState;
use crate::json::{Read, Write};
use crate::small::sort_by;

/// Where a call comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Origin {
    /// Pronto placed it.
    #[default]
    Placed,
    /// Somebody called the person's phone.
    CameIn,
    /// The person's phone called, by hand.
    Dialled,
}

/// What is known of how a phone has a call. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnPhone {
    /// How far it has come.
    pub state: CallState,
    /// Since when.
    pub since_ms: u64,
    /// From when the timer counts.
    pub talk_since_ms: Option<u64>,
    /// Whether it is over here because another phone has it.
    pub elsewhere: bool,
}

impl Origin {
    /// Whether Pronto placed it.
    #[must_use]
    pub fn is_placed(self) -> bool {
        self == Self::Placed
    }
}

impl OnPhone {
    /// Nobody can say since then.
    #[must_use]
    pub fn unknown(since_ms: u64) -> Self {
        Self { state: CallState::Unknown, since_ms, talk_since_ms: None, elsewhere: false }
    }

    /// Whether the phone is on it; one that only rings is not.
    #[must_use]
    pub fn is_up(self) -> bool {
        matches!(self.state, CallState::RingingThem | CallState::OnTheLine | CallState::Connected)
    }
}

impl Call {
    /// A call that the phone is on. Nothing while it is not.
    #[must_use]
    pub fn of_phone(intent: Intent, told: OnPhone) -> Option<Self> {
        let mut call = Self::new(intent);
        call.on_phone(told);
        told.is_up().then_some(call)
    }

    /// Whether the person's own phone rings with it, or is about to, because they wanted the call.
    #[must_use]
    pub fn rings_own_phone(&self) -> bool {
        let rings = matches!(self.state, State::Dialling { .. } | State::RingingYou { .. });
        rings && !self.is_of_phone()
    }

    /// Whether the phone has it without our having placed it.
    #[must_use]
    pub fn is_of_phone(&self) -> bool {
        !self.intent.origin.is_placed()
    }

    /// How the phone has it now.
    pub fn on_phone(&mut self, told: OnPhone) {
        if self.over() || self.is_left_to_looks() {
            return;
        }
        (self.absent, self.silent) = (0, 0);
        self.problem = None;
        self.talk_since_ms = self.talk_since_ms.or(told.talk_since_ms);
        let since_ms = told.since_ms;
        let state = match told.state {
            CallState::RingingThem => State::RingingThem { since_ms },
            CallState::RingingYou => State::RingingYou { since_ms },
            CallState::Connected => State::Connected { since_ms },
            CallState::OnTheLine => {
                State::OnTheLine { since_ms: self.talk_since_ms.unwrap_or(since_ms) }
            }
            CallState::Unknown => State::Unknown(Unknown { since_ms, placed_in_doubt: false }),
            CallState::Ended => {
                let why = if told.elsewhere { EndedWhy::Transferred } else { self.how_it_ended() };
                return self.end(why, since_ms);
            }
            // These are states of what was placed here.
            CallState::Dialling | CallState::Parked | CallState::Failed | CallState::Sent => return,
        };
        if std::mem::discriminant(&state) != std::mem::discriminant(&self.state) {
            self.state = state;
        }
    }
}

/// Two calls that a phone has at once, not both placed here: the newer one stands beside the older,
/// which it can be put through to or joined with; the one of this name, where somebody has seen it
/// as the second.
pub fn pair(calls: &mut [&mut Call], seen_second: Option<&str>) {
    let mut up: Vec<&mut Call> =
        calls.iter_mut().map(|call| &mut **call).filter(|call| call.takes_phone()).collect();
    let age = |call: &Call| (seen_second == Some(call.intent.id.as_str()), call.intent.at_ms);
    sort_by(&mut up, |one, other| age(one).cmp(&age(other)));
    let [first, second] = &mut up[..] else { return };
    if !first.on_the_line() || !first.is_of_phone() && !second.is_of_phone() {
        return;
    }
    let is_turned = first.beside.as_ref().is_some_and(|beside| beside.call == second.intent.id);
    if is_turned && seen_second.is_some() && first.wanted.is_none() {
        first.beside = None;
    }
    if first.beside.is_none() && second.beside.is_none() {
        let (call, origin) = (first.intent.id.clone(), first.intent.origin);
        second.beside = Some(First { call, pbx_call: None, origin });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{CallId, Capabilities};

    fn call(id: &str, origin: Origin, told: OnPhone) -> Option<Call> {
        let at_ms = told.since_ms;
        let shown = String::new();
        let intent = Intent {
            id: id.to_owned(),
            origin,
            target: None,
            shown,
            digits: None,
            extension: None,
            at_ms,
            private: false,
            reports: true,
        };
        let call = Call::of_phone(intent, told)?;
        Some(Call { pbx_call: CallId::new(id).ok(), ..call })
    }

    fn told(state: CallState, since_ms: u64) -> OnPhone {
        OnPhone { state, since_ms, talk_since_ms: Some(since_ms), elsewhere: false }
    }

    #[test]
    fn a_phone_s_call_is_one_from_when_the_phone_is_on_it_until_it_is_not() {
        use CallState::{Connected, Ended, OnTheLine, RingingThem, RingingYou, Unknown};
        for (state, is_call) in [
            (RingingYou, false),
            (RingingThem, true),
            (OnTheLine, true),
            (Connected, true),
            (Unknown, false),
            (Ended, false),
        ] {
            assert_eq!(call("7", Origin::CameIn, told(state, 1)).is_some(), is_call, "{state:?}");
        }
        let elsewhere = OnPhone { elsewhere: true, ..told(Ended, 9) };
        for (then, state, reason) in [
            (told(Connected, 5), Connected, None),
            (told(Unknown, 5), Unknown, None),
            (told(Ended, 9), Ended, Some("ended_hung_up")),
            (elsewhere, Ended, Some("ended_transferred")),
        ] {
            let mut call = call("7", Origin::CameIn, told(Connected, 1)).expect("up");
            call.on_phone(then);
            let view = call.view(Capabilities::ALL);
            assert_eq!((view.state, view.reason.as_deref()), (state, reason));
            assert_eq!(view.talk_since_ms, Some(1), "the timer goes on");
            assert_eq!(call.takes_phone(), state == Connected, "what is lost keeps nobody");
        }
    }

    #[test]
    fn the_newer_of_two_calls_stands_beside_the_older() {
        use Origin::{CameIn, Dialled, Placed};
        let up = |state, at| told(state, at);
        let connected = CallState::Connected;
        for (first, second, state, paired) in [
            (CameIn, Dialled, connected, true),
            (CameIn, Placed, CallState::RingingThem, true),
            (Placed, CameIn, connected, true),
            (Placed, Placed, connected, false),
        ] {
            let mut older = call("1", first, up(connected, 1)).expect("up");
            let mut newer = call("2", second, up(state, 2)).expect("up");
            pair(&mut [&mut newer, &mut older], None);
            assert_eq!(older.beside, None);
            assert_eq!(newer.beside.is_some(), paired, "{second:?} beside {first:?}");
            assert!(newer.beside.is_none_or(|beside| beside.call == "1" && beside.origin == first));
        }
        let mut rings = call("1", Dialled, up(CallState::RingingThem, 1)).expect("up");
        let mut newer = call("2", CameIn, up(connected, 2)).expect("up");
        pair(&mut [&mut rings, &mut newer], None);
        assert_eq!(newer.beside, None, "nobody talks in the older");
        let mut older = call("1", CameIn, up(connected, 1)).expect("up");
        for _ in 0..2 {
            pair(&mut [&mut older, &mut newer], Some("1"));
            let beside = older.beside.as_ref().map(|first| first.call.as_str());
            assert_eq!((beside, &newer.beside), (Some("2"), &None), "as somebody saw them");
            older.beside = None;
            pair(&mut [&mut older, &mut newer], None);
            assert!(newer.beside.is_some());
        }
        let mut placed = [1, 2].map(|at| call(&at.to_string(), Placed, up(connected, at)));
        let [Some(older), Some(newer)] = &mut placed else { panic!("both are up") };
        let first = First { call: "1".to_owned(), pbx_call: None, origin: Placed };
        newer.beside = Some(first.clone());
        pair(&mut [older, newer], Some("1"));
        assert_eq!((&older.beside, &newer.beside), (&None, &Some(first)), "placed so, it stays so");
    }
}
