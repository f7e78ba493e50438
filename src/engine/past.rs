//! Past calls and countries called before: kept on this machine, bounded, never synchronised.

use crate::call::{Call, CallState, EndedWhy, State};
use crate::event::Capabilities;
use crate::json::{Read, Write};
use crate::number::Region;
use crate::small::SmallSet;
use crate::wire;

/// Past calls, newest first, and the countries they went to.
#[derive(Clone, Debug, Default, PartialEq, Read, Write)]
pub struct Past {
    /// Newest first.
    #[serde(default)]
    pub calls: Vec<wire::Past>,
    /// Countries called before, which the guard no longer asks about.
    #[serde(default)]
    pub countries: SmallSet<Region>,
}

impl Past {
    /// Enters a call that is over or was given up, and keeps the newest `limit`.
    pub fn enter(&mut self, call: &Call, limit: usize) {
        let entry = wire::Past {
            shown: call.intent.shown.clone(),
            name: call.name.clone(),
            at_ms: call.intent.at_ms,
            outcome: outcome(call),
            talked_s: talked_s(call),
            incoming: false,
            only_pbx: false,
            pbx_call: call.pbx_call.as_ref().map(|id| id.as_str().to_owned()),
        };
        self.calls.insert(0, entry);
        self.calls.truncate(limit);
    }

    /// Forgets the calls; the countries stay, as they are the guard's.
    pub fn forget_calls(&mut self) {
        self.calls.clear();
    }
}

fn outcome(call: &Call) -> String {
    let view = call.view(Capabilities::default());
    match (view.reason, view.state) {
        (Some(reason), _) => reason,
        (None, CallState::Sent) => "state_sent".to_owned(),
        (None, _) => "state_unknown".to_owned(),
    }
}

fn talked_s(call: &Call) -> Option<u64> {
    match (&call.state, call.talk_since_ms) {
        // How long both talked before the PBX fell silent, nobody can say.
        (State::Ended(ended), Some(since)) if ended.why != EndedWhy::WhileAway => {
            Some(ended.at_ms.saturating_sub(since) / 1000)
        }
        _ => None,
    }
}
