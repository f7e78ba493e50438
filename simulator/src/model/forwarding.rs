//! What a user's mode makes of a call for him: srv=4 with `prty=2` (document 000, section "4").

use super::behaviour::Behaviour;
use super::call::{Leg, Party, State};
use super::exchange::Exchange;

impl Exchange {
    /// Rings the second party, or whoever it diverts to. Who diverts in a circle cannot be reached.
    pub(super) fn ring_second(&mut self, index: usize, now_ms: u64) {
        const LONGEST_CHAIN: usize = 5;
        let mut second = self.calls[index].second.party.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(target) = self.divert_of(&second) else {
                let behaviour = self.behaviour_of(&second);
                return self.ring(index, Party::Second, behaviour, now_ms);
            };
            let text = format!("{second} diverts to {target}");
            self.calls[index].second = Leg::new(&target, self.network_of(&target));
            self.tell(index, now_ms, State::RingingSecond, text);
            second = target;
        }
        self.ring(index, Party::Second, Behaviour::Unreachable { after_ms: 1000 }, now_ms);
    }

    fn divert_of(&self, ext: &str) -> Option<String> {
        const DIVERT: u8 = 2;
        let card = &self.office.user(ext)?.card;
        (card.mode == DIVERT && !card.div_nr.is_empty()).then(|| card.div_nr.clone())
    }
}
