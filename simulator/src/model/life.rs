//! A living office: strangers call in, colleagues call each other and the world, write, take a rest, go
//! home and come back. Nobody asks for any of it, and every call ends by itself.

use super::call::{Party, State, Step};
use super::exchange::Exchange;
use super::order::OtherCall;
use super::routing::Fitness;
use super::sms::{Text, usual_info};
use super::user::{Status, User};
use crate::random::Random;
use crate::switches::life::Life as Switches;

/// What happens next, and when.
#[derive(Debug)]
pub struct Life {
    switches: Switches,
    next_ms: Option<u64>,
}

/// What somebody may do, as often as it is listed.
#[derive(Clone, Copy)]
enum Deed {
    StrangerCalls,
    ColleagueCallsColleague,
    ColleagueCallsOut,
    ComesOrGoes,
    OnlookerIsCalled,
    OnlookerIsWrittenTo,
}

const DEEDS: [Deed; 14] = [
    Deed::StrangerCalls,
    Deed::StrangerCalls,
    Deed::StrangerCalls,
    Deed::StrangerCalls,
    Deed::ColleagueCallsColleague,
    Deed::ColleagueCallsColleague,
    Deed::ColleagueCallsColleague,
    Deed::ColleagueCallsOut,
    Deed::ColleagueCallsOut,
    Deed::ComesOrGoes,
    Deed::ComesOrGoes,
    Deed::OnlookerIsCalled,
    Deed::OnlookerIsCalled,
    Deed::OnlookerIsWrittenTo,
];

/// Numbers of nobody: kept free for films, or not given out.
const STRANGERS: [&str; 6] =
    ["0115678901", "3471234567", "0289655012", "00442079460958", "0669999123", "3339876543"];

/// What colleagues write.
const WORDS: [&str; 4] = [
    "Lunch at one? The usual place.",
    "Ms Rossi of 0669999123 asks to be called back today.",
    "The meeting is in the small room.",
    "Parcel for you at the front desk.",
];

impl Life {
    /// Has not begun yet.
    pub fn new(switches: Switches) -> Life {
        Life { switches, next_ms: None }
    }

    /// From now on.
    pub fn begin(&mut self, now_ms: u64) {
        self.next_ms = self.switches.every_ms.map(|every_ms| now_ms.saturating_add(every_ms));
    }

    /// When somebody does something next.
    pub fn next_due(&self) -> Option<u64> {
        self.next_ms
    }

    /// Somebody does something, if that person is free to.
    pub fn go_on(&mut self, exchange: &mut Exchange, random: &mut Random) {
        let (Some(at_ms), Some(every_ms)) = (self.next_ms, self.switches.every_ms) else { return };
        self.act(exchange, *pick(&DEEDS, random).unwrap_or(&Deed::ComesOrGoes), at_ms, random);
        let pause_ms = (every_ms / 2).max(1).saturating_add(random.below(every_ms));
        self.next_ms = Some(at_ms.saturating_add(pause_ms));
    }

    fn act(&self, exchange: &mut Exchange, deed: Deed, at_ms: u64, random: &mut Random) {
        let (onlookers, mut free): (Vec<_>, Vec<_>) =
            exchange.free().into_iter().partition(|ext| self.switches.onlookers.contains(ext));
        let mut colleague = || draw(&mut free, random);
        let parties = match deed {
            Deed::StrangerCalls => colleague().map(|ext| (stranger(random), ext)),
            Deed::ColleagueCallsColleague => colleague().zip(colleague()),
            Deed::ColleagueCallsOut => colleague().map(|ext| (ext, stranger(random))),
            Deed::OnlookerIsCalled => {
                let from = if random.below(3) == 0 { draw(&mut free, random) } else { None };
                let from = from.unwrap_or_else(|| stranger(random));
                pick(&onlookers, random).map(|ext| (from, ext.clone()))
            }
            Deed::OnlookerIsWrittenTo => {
                let onlookers: Vec<_> = self.switches.onlookers.iter().collect();
                let parties = draw(&mut free, random).zip(pick(&onlookers, random));
                let Some((sender, recipient)) = parties else { return };
                let body = (*pick(&WORDS, random).unwrap_or(&WORDS[0])).to_owned();
                let text =
                    Text { recipient: (*recipient).clone(), body, sender, info: usual_info() };
                // Whoever is not there gets none.
                exchange.send_sms(&text, at_ms).ok();
                return;
            }
            Deed::ComesOrGoes => return self.come_or_go(exchange, at_ms, random),
        };
        if let Some((first, second)) = parties {
            exchange.somebody_calls(first, second, at_ms, random);
        }
    }

    /// Whoever is away is more likely to come than somebody else to go.
    fn come_or_go(&self, exchange: &mut Exchange, at_ms: u64, random: &mut Random) {
        let is_at_it = |user: &&User| {
            !self.switches.onlookers.contains(&user.ext)
                && exchange.live().all(|call| !call.involves(&user.ext))
        };
        let (present, away): (Vec<_>, Vec<_>) = exchange
            .office
            .users
            .iter()
            .filter(is_at_it)
            .partition(|user| user.status == Status::Free);
        let comes = random.below(3) > 0;
        let (who, to) = if comes || present.is_empty() {
            (pick(&away, random), Status::Free)
        } else {
            let to = [Status::Paused, Status::AfterCallWork, Status::Offline];
            (pick(&present, random), *pick(&to, random).unwrap_or(&Status::Paused))
        };
        let Some(ext) = who.map(|user| user.ext.clone()) else { return };
        exchange.comes_or_goes(&ext, to, at_ms);
    }
}

impl Exchange {
    /// Extensions of those who are free and take their own calls.
    fn free(&self) -> Vec<String> {
        let is_free = |user: &&User| {
            self.status_of(&user.ext) == Some(Status::Free)
                && self.fitness(&user.ext) == Fitness::Free
                && user.card.mode == 0
        };
        self.office.users.iter().filter(is_free).map(|user| user.ext.clone()).collect()
    }

    /// Rings, and is taken and talked in, or is given up by the caller.
    fn somebody_calls(&mut self, first: String, second: String, at_ms: u64, random: &mut Random) {
        let other = OtherCall {
            first,
            second,
            first_network: None,
            second_network: None,
            group: String::new(),
            state: Some(State::RingingSecond),
        };
        let id = self.place_other(&other, at_ms);
        let Some(index) = self.live_index(&id) else { return };
        let rings_ms = 5_000 + random.below(8_000);
        let call = &mut self.calls[index];
        if random.below(4) == 0 {
            // Nobody is that patient.
            call.plan(at_ms + rings_ms + 10_000, Step::HangsUp(Party::First));
            return;
        }
        let talks_ms = 12_000 + random.below(60_000);
        let hangs_up = if random.below(2) == 0 { Party::First } else { Party::Second };
        call.plan(at_ms + rings_ms, Step::Lifts(Party::Second));
        call.plan(at_ms + rings_ms + talks_ms, Step::HangsUp(hangs_up));
    }

    fn comes_or_goes(&mut self, ext: &str, to: Status, at_ms: u64) {
        let Some(user) = self.office.user_mut(ext) else { return };
        let before = std::mem::replace(&mut user.status, to);
        user.card.mode = if to == Status::Paused { PAUSE } else { 0 };
        let user = user.clone();
        self.logged(Some(before), &user, at_ms);
    }
}

/// The `mode` of somebody who pauses (srv=4).
const PAUSE: u8 = 3;

fn stranger(random: &mut Random) -> String {
    (*pick(&STRANGERS, random).unwrap_or(&STRANGERS[0])).to_owned()
}

fn pick<'a, T>(of: &'a [T], random: &mut Random) -> Option<&'a T> {
    of.get(place(of.len(), random))
}

/// Takes one out.
fn draw(of: &mut Vec<String>, random: &mut Random) -> Option<String> {
    let place = place(of.len(), random);
    (place < of.len()).then(|| of.swap_remove(place))
}

fn place(of: usize, random: &mut Random) -> usize {
    usize::try_from(random.below(of as u64)).unwrap_or(0)
}
