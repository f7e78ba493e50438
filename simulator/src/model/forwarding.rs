//! What a user's mode makes of a call for him: srv=4 with `prty=2` (document 000, section "4").

use super::behaviour::Behaviour;
use super::call::{Leg, Party, Progress, State, Step};
use super::exchange::Exchange;

impl Exchange {
    /// Rings the second party, or whoever it diverts to. Who diverts in a circle cannot be reached.
    pub(super) fn ring_second(&mut self, index: usize, now_ms: u64) {
        const LONGEST_CHAIN: usize = 5;
        let mut second = self.calls[index].second.party.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(target) = self.divert_of(&second) else {
                return self.ring_or_box(index, &second, now_ms);
            };
            let text = format!("{second} diverts to {target}");
            self.calls[index].second = Leg::new(&target, self.network_of(&target));
            self.tell(index, now_ms, State::RingingSecond, text);
            self.number_changes(index, now_ms);
            second = target;
        }
        self.route(index, Behaviour::Unreachable { after_ms: 1000 }, now_ms);
    }

    /// The second party's phone rings, or the network says why not.
    fn route(&mut self, index: usize, behaviour: Behaviour, now_ms: u64) {
        let result = match behaviour {
            Behaviour::Busy { .. } => "4",
            Behaviour::Unreachable { .. } => "3",
            Behaviour::Answers { .. } | Behaviour::AnswersThenHangsUp { .. } | Behaviour::Never => {
                "0"
            }
        };
        self.call_is_routed(index, result, "", now_ms);
        self.ring(index, Party::Second, behaviour, now_ms);
        if self.calls[index].second.progress == Progress::Ringing {
            self.party_is_called(index, Party::Second, now_ms);
        }
    }

    /// With mode 1 the vocalbox answers: after its delay if the phone can ring, else at once.
    fn ring_or_box(&mut self, index: usize, second: &str, now_ms: u64) {
        const VOCALBOX: u8 = 1;
        let behaviour = self.behaviour_of(second);
        let cannot_ring =
            matches!(behaviour, Behaviour::Busy { .. } | Behaviour::Unreachable { .. });
        let user = self.office.user(second).filter(|user| user.card.mode == VOCALBOX);
        let Some(delay_s) = user.map(|user| user.vocalbox.delay_s) else {
            return self.route(index, behaviour, now_ms);
        };
        if cannot_ring || delay_s == 0 {
            return self.box_answers(index, Party::Second, now_ms);
        }
        self.route(index, behaviour, now_ms);
        let at_ms = now_ms.saturating_add(delay_s.saturating_mul(1000));
        self.calls[index].plan(at_ms, Step::BoxAnswers(Party::Second));
    }

    fn divert_of(&self, ext: &str) -> Option<String> {
        const DIVERT: u8 = 2;
        let card = &self.office.user(ext)?.card;
        (card.mode == DIVERT && !card.div_nr.is_empty()).then(|| card.div_nr.clone())
    }
}
