//! The PBX without sockets: requests and time in, answers out.

use std::collections::VecDeque;

use crate::ans::{Event, Notifier, Push};
use crate::answer::{Answer, Delivery};
use crate::date_time;
use crate::faults::{Effect, Fault, FaultKind, Faults};
use crate::journal::{Journal, Request};
use crate::model::call::{Call, State};
use crate::model::exchange::Exchange;
use crate::model::life::Life;
use crate::model::order::News;
use crate::options::Options;
use crate::pending::{Awaits, Pending, Settled, Then, Token};
use crate::query::Query;
use crate::random::{Random, fresh_seed};
use crate::result_code::ResultCode;
use crate::services::reports::OutcomeNumbers;
use crate::services::{self, Habits, Outcome, StatusNumbers, place};

/// A simulated PBX. All times are milliseconds; a time before the last one counts as the last one.
#[derive(Debug)]
pub struct Pbx {
    exchange: Exchange,
    /// Faults that wait for their request.
    pub faults: Faults,
    /// What was heard.
    pub journal: Journal,
    habits: Habits,
    random: Random,
    now_ms: u64,
    pending: Vec<Pending>,
    settled: Vec<Settled>,
    history: VecDeque<News>,
    lines: Vec<String>,
    next_token: u64,
    notifier: Notifier,
    pushes: Vec<Push>,
    life: Life,
    started: bool,
}

/// A request was heard; this is what the other side gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its running number.
    pub n: u64,
    /// Its answer.
    pub reply: Reply,
}

/// An answer, or the promise of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// This is the answer.
    Now(Answer),
    /// It comes later, as a [`Settled`] with this token.
    Later(Token),
}

impl Pbx {
    /// A PBX in which no call is up.
    pub fn new(options: Options) -> Pbx {
        let mut random = Random::new(options.seed.unwrap_or_else(fresh_seed));
        let status_numbers = draw_status_numbers(&mut random);
        let first_id = options.first_call_id.unwrap_or_else(|| 1000 + random.below(50_000));
        let outcome_numbers = OutcomeNumbers::new(options.reporting.outcomes, &mut random);
        Pbx {
            exchange: Exchange::new(&options, first_id),
            faults: Faults::default(),
            journal: Journal::default(),
            habits: Habits::new(&options, status_numbers, outcome_numbers),
            random,
            now_ms: 0,
            pending: Vec::new(),
            settled: Vec::new(),
            history: VecDeque::new(),
            lines: Vec::new(),
            next_token: 1,
            notifier: Notifier::new(options.ans),
            pushes: Vec::new(),
            life: Life::new(options.life),
            started: false,
        }
    }

    /// Hears a GET of `target`, a path with its query or a whole URL.
    pub fn handle(&mut self, target: &str, now_ms: u64) -> Heard {
        self.hear(&Request::get(target), now_ms)
    }

    /// Hears a request. Everything that was due before it happens first.
    pub fn hear(&mut self, request: &Request, now_ms: u64) -> Heard {
        self.run_until(now_ms);
        let query = Query::parse(&request.target, self.habits.charset);
        let n = self.journal.record(request, &query, self.now_ms);
        let reply = if query.path() != services::PATH {
            Reply::Now(Answer::http(404, "not found"))
        } else if request.method != "GET" && !(self.habits.post && request.method == "POST") {
            Reply::Now(Answer::http(405, "GET only"))
        } else {
            self.answer(query)
        };
        let shown = match &reply {
            Reply::Now(answer) => answer.summary(),
            Reply::Later(_) => "(no answer yet)".to_owned(),
        };
        self.say(self.now_ms, &format!("#{n} {} {}  ->  {shown}", request.method, request.target));
        // The news of a call that this request began come after the request.
        self.digest_news();
        Heard { n, reply }
    }

    /// Lets time pass and tells which earlier requests are answered by now.
    pub fn advance(&mut self, now_ms: u64) -> Vec<Settled> {
        self.run_until(now_ms);
        std::mem::take(&mut self.settled)
    }

    /// When something happens next, if nobody does anything.
    pub fn next_due(&self) -> Option<u64> {
        let answers = self.pending.iter().filter_map(|pending| match pending.awaits {
            Awaits::Due(at_ms, _) => Some(at_ms),
            Awaits::Call(_) | Awaits::Release(_) => None,
        });
        let others = [self.exchange.next_due(), self.notifier.next_due(), self.life.next_due()];
        answers.chain(others.into_iter().flatten()).min()
    }

    /// Lets go of all requests that a `hang` fault holds.
    pub fn release(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let Pending { token, awaits, spoil } = pending;
            let spoil = spoil.filter(|kind| *kind != FaultKind::Hang);
            match awaits {
                Awaits::Release(then) => self.proceed(token, then),
                awaits => self.pending.push(Pending { token, awaits, spoil }),
            }
        }
        self.digest_news();
    }

    /// All calls, past and current, oldest first.
    pub fn calls(&self) -> &[Call] {
        self.exchange.calls()
    }

    /// The numbers in the column `status` of info=7, for tests alone.
    pub fn status_numbers(&self) -> StatusNumbers {
        self.habits.status_numbers
    }

    /// The numbers in the last column of srv=17, for tests alone.
    pub fn outcome_numbers(&self) -> OutcomeNumbers {
        self.habits.outcome_numbers
    }

    /// The time that was told last, in milliseconds.
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// A number for the seed of the PBX that comes after this one.
    pub fn draw_seed(&mut self) -> u64 {
        self.random.draw()
    }

    /// The office and its calls, to look at.
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Does something in the office that no request does: lifts a handset, sends a user away.
    /// `act` gets the time as well, after everything that was due has happened.
    pub fn intervene<T>(&mut self, now_ms: u64, act: impl FnOnce(&mut Exchange, u64) -> T) -> T {
        self.run_until(now_ms);
        let outcome = act(&mut self.exchange, self.now_ms);
        self.digest_news();
        outcome
    }

    /// The last changes in the lives of calls, oldest first.
    pub fn history(&self) -> impl Iterator<Item = &News> {
        self.history.iter()
    }

    /// What happened since this was last asked, a readable line each.
    pub fn take_lines(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }

    /// The pushes to send now, in their order.
    pub fn take_pushes(&mut self) -> Vec<Push> {
        std::mem::take(&mut self.pushes)
    }

    /// What waits to be pushed and what was.
    pub fn notifier(&self) -> &Notifier {
        &self.notifier
    }

    /// The URL has answered a push.
    pub fn push_answered(&mut self, n: u64, status: u16) {
        self.notifier.answered(n, status);
    }

    /// Pushes an event that nothing here causes.
    pub fn push_by_hand(&mut self, event: &Event, now_ms: u64) {
        self.run_until(now_ms);
        self.notifier.notice(event, self.now_ms, &mut self.random);
    }

    fn digest_news(&mut self) {
        for (at_ms, event) in self.exchange.take_events() {
            self.notifier.notice(&event, at_ms, &mut self.random);
        }
        for news in self.exchange.take_news() {
            self.say(news.at_ms, &format!("call {}: {}", news.call_id, news.text));
            match news.state {
                State::Connected => {
                    let answer = place::placed(&self.habits, &news.call_id);
                    self.settle_call(&news.call_id, &answer);
                }
                State::Ended => {
                    let answer =
                        Answer::result(&self.habits.content_type, ResultCode::SERVICE_FAILURE);
                    self.settle_call(&news.call_id, &answer);
                }
                State::Parked | State::RingingFirst | State::RingingSecond => {}
            }
            if self.history.len() == HISTORY_KEPT {
                self.history.pop_front();
            }
            self.history.push_back(news);
        }
    }

    fn run_until(&mut self, now_ms: u64) {
        if !std::mem::replace(&mut self.started, true) {
            self.life.begin(now_ms);
            if self.notifier.switches().tells_start {
                self.exchange.tell_start(now_ms);
                self.digest_news();
            }
        }
        while let Some(at_ms) = self.next_due().filter(|&at_ms| at_ms <= now_ms) {
            self.now_ms = self.now_ms.max(at_ms);
            if self.exchange.next_due() == Some(at_ms) {
                self.exchange.take_next_step();
            } else if self.life.next_due() == Some(at_ms) {
                self.life.go_on(&mut self.exchange, &mut self.random);
            } else if let Some(push) = self.notifier.send_due(at_ms) {
                self.pushes.push(push);
            } else {
                self.take_due_answer(at_ms);
            }
            self.digest_news();
        }
        self.now_ms = self.now_ms.max(now_ms);
    }

    fn take_due_answer(&mut self, at_ms: u64) {
        let due = |pending: &Pending| matches!(pending.awaits, Awaits::Due(at, _) if at == at_ms);
        let Some(place) = self.pending.iter().position(due) else {
            return;
        };
        let Pending { token, awaits, .. } = self.pending.remove(place);
        if let Awaits::Due(_, then) = awaits {
            self.proceed(token, then);
        }
    }

    fn answer(&mut self, query: Query) -> Reply {
        let Some(fault) = self.faults.strike(&query) else {
            return self.carry_out(&query, None);
        };
        match fault.effect() {
            Effect::After => self.carry_out(&query, Some(fault.kind)),
            Effect::Before => self.lose_request(query, &fault),
        }
    }

    /// A fault strikes before the command.
    fn lose_request(&mut self, query: Query, fault: &Fault) -> Reply {
        match &fault.kind {
            FaultKind::Forget => {
                self.exchange.forget(None, self.now_ms);
                self.carry_out(&query, None)
            }
            FaultKind::Hang => self.wait_for(Awaits::Release(Then::CarryOut(query)), None),
            FaultKind::Slow { ms } => {
                let due = self.now_ms.saturating_add(*ms);
                self.wait_for(Awaits::Due(due, Then::CarryOut(query)), None)
            }
            kind => {
                // What would have been answered is never known, so a refusal stands in for it.
                let answer = Answer::result(&self.habits.content_type, ResultCode::SERVICE_FAILURE);
                Reply::Now(kind.spoil(answer, &mut self.random))
            }
        }
    }

    fn carry_out(&mut self, query: &Query, spoil: Option<FaultKind>) -> Reply {
        let outcome = services::carry_out(&mut self.exchange, &self.habits, query, self.now_ms);
        if spoil == Some(FaultKind::Forget) {
            self.exchange.forget(None, self.now_ms);
        }
        match (outcome, spoil) {
            (Outcome::WhenConnected(_), Some(FaultKind::Close)) => {
                Reply::Now(Answer { delivery: Delivery::Closed, ..Answer::http(200, "") })
            }
            (Outcome::WhenConnected(call_id), spoil) => self.wait_for(Awaits::Call(call_id), spoil),
            (Outcome::Answer(answer), None) => Reply::Now(answer),
            (Outcome::Answer(answer), Some(kind)) => self.strike_answer(answer, &kind),
        }
    }

    /// A fault strikes an answer.
    fn strike_answer(&mut self, answer: Answer, kind: &FaultKind) -> Reply {
        match kind {
            FaultKind::Hang => self.wait_for(Awaits::Release(Then::Answer(answer)), None),
            FaultKind::Slow { ms } => {
                let due = self.now_ms.saturating_add(*ms);
                self.wait_for(Awaits::Due(due, Then::Answer(answer)), None)
            }
            kind => Reply::Now(kind.spoil(answer, &mut self.random)),
        }
    }

    fn wait_for(&mut self, awaits: Awaits, spoil: Option<FaultKind>) -> Reply {
        let token = Token(self.next_token);
        self.next_token += 1;
        self.pending.push(Pending { token, awaits, spoil });
        Reply::Later(token)
    }

    /// The wait of a request is over.
    fn proceed(&mut self, token: Token, then: Then) {
        let reply = match then {
            Then::Answer(answer) => Reply::Now(answer),
            Then::CarryOut(query) => self.carry_out(&query, None),
        };
        self.deliver(token, reply);
    }

    fn settle_call(&mut self, call_id: &str, answer: &Answer) {
        let on_this =
            |pending: &Pending| matches!(&pending.awaits, Awaits::Call(id) if id == call_id);
        while let Some(place) = self.pending.iter().position(on_this) {
            let Pending { token, spoil, .. } = self.pending.remove(place);
            let reply = match spoil {
                None => Reply::Now(answer.clone()),
                Some(kind) => self.strike_answer(answer.clone(), &kind),
            };
            self.deliver(token, reply);
        }
    }

    /// Gives an earlier request its answer, or lets it wait on under its own token.
    fn deliver(&mut self, token: Token, reply: Reply) {
        match reply {
            Reply::Now(answer) => {
                self.say(self.now_ms, &format!("late answer  ->  {}", answer.summary()));
                self.settled.push(Settled { token, answer });
            }
            Reply::Later(newer) => {
                for pending in &mut self.pending {
                    if pending.token == newer {
                        pending.token = token;
                    }
                }
            }
        }
    }

    fn say(&mut self, at_ms: u64, text: &str) {
        if self.lines.len() < LINES_KEPT {
            self.lines.push(format!("{}  {text}", date_time::time_of_day(at_ms)));
        }
    }
}

const HISTORY_KEPT: usize = 10_000;
/// Lines that nobody takes are not worth more memory.
const LINES_KEPT: usize = 1_000;

/// Four different numbers of up to two digits.
fn draw_status_numbers(random: &mut Random) -> StatusNumbers {
    let mut drawn: Vec<u64> = Vec::with_capacity(4);
    while drawn.len() < 4 {
        let number = random.below(100);
        if !drawn.contains(&number) {
            drawn.push(number);
        }
    }
    StatusNumbers {
        ringing_first: drawn[0],
        ringing_second: drawn[1],
        connected: drawn[2],
        parked: drawn[3],
    }
}
