//! An office in which a test does things in order, at one moment unless it lets time pass.

use pronto_simulator::model::order::OtherCall;
use pronto_simulator::{Options, Party, Pbx, Reply, State};

/// A PBX whose phones lift by hand only.
pub struct Desk {
    pub pbx: Pbx,
    pub now_ms: u64,
}

/// 2 March 2010, 09:30.
pub const HALF_PAST_NINE: u64 = 1_267_522_200_000;

pub fn by_hand() -> Options {
    Options { auto_lift_ms: None, first_call_id: Some(1), ..Options::default() }
}

impl Desk {
    pub fn new(options: Options) -> Desk {
        Desk { pbx: Pbx::new(options), now_ms: HALF_PAST_NINE }
    }

    /// The answer to `services.cgi?query`.
    #[track_caller]
    pub fn ask(&mut self, query: &str) -> String {
        match self.pbx.handle(&format!("/services.cgi?{query}"), self.now_ms).reply {
            Reply::Now(answer) => answer.text(),
            Reply::Later(_) => panic!("{query} is answered at once"),
        }
    }

    /// The PBX carries out `query` and confirms it.
    #[track_caller]
    pub fn done(&mut self, query: &str) -> &mut Desk {
        let answer = self.ask(query);
        assert!(answer.starts_with("result=0"), "{query}: {answer}");
        self
    }

    /// Somebody else's call.
    pub fn call(&mut self, first: &str, second: &str, state: State) -> &mut Desk {
        self.group_call(first, second, "", state)
    }

    /// Somebody else's call to a group.
    pub fn group_call(
        &mut self,
        first: &str,
        second: &str,
        group: &str,
        state: State,
    ) -> &mut Desk {
        let other = OtherCall {
            first: first.to_owned(),
            second: second.to_owned(),
            first_network: None,
            second_network: None,
            group: group.to_owned(),
            state: Some(state),
        };
        self.pbx.intervene(self.now_ms, |exchange, at| exchange.place_other(&other, at));
        self
    }

    #[track_caller]
    pub fn lift(&mut self, call_id: &str, party: Party) {
        let now_ms = self.now_ms;
        let lifted =
            self.pbx.intervene(now_ms, |exchange, at| exchange.lift_by_hand(call_id, party, at));
        assert!(lifted, "the {party:?} phone of call {call_id} rings");
    }

    pub fn step(&mut self, ms: u64) {
        self.now_ms += ms;
        self.pbx.advance(self.now_ms);
    }

    /// Each row of info=7 as `id state calling called`, the state's number in words.
    #[track_caller]
    pub fn rows(&mut self) -> Vec<String> {
        let numbers = self.pbx.status_numbers();
        let rows = self.ask("srv=3&info=7");
        let shown = rows.lines().map(|row| {
            let fields: Vec<&str> = row.split(',').collect();
            let number = fields[2].parse::<u64>().ok();
            let state = [
                (numbers.ringing_first, "first rings"),
                (numbers.ringing_second, "second rings"),
                (numbers.connected, "talk"),
                (numbers.parked, "parked"),
            ];
            let state = state.into_iter().find(|(n, _)| Some(*n) == number);
            let state = state.map_or("?", |(_, word)| word);
            format!("{} {state} {} {}", fields[0], fields[5], fields[6])
        });
        shown.collect()
    }

    /// The states of some users as info=0 gives them: `201=3 202=1`.
    #[track_caller]
    pub fn people(&mut self, who: &[&str]) -> String {
        let all = self.ask("srv=3&info=0");
        let fits = |piece: &&str| who.iter().any(|ext| piece.starts_with(&format!("{ext}=")));
        all.split(';').filter(fits).collect::<Vec<_>>().join(" ")
    }
}
