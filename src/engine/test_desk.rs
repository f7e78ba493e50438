//! A desk for the engine's tests: what goes in, and what came out of it last.

use serde_json::json;

use crate::call::CallState;
use crate::engine::*;
use crate::problem::Code;
use crate::wire::{Link, Offer, Outcome};

/// A desk with a VOIspeed at `pbx:3541`, extension 201, in Italy, outside line by 0.
pub struct Desk {
    pub engine: Engine,
    pub ms: u64,
    pub next: u32,
    pub kept: Option<Snapshot>,
    pub lasting: Option<Snapshot>,
    pub effects: Vec<Effect>,
}

pub const DOCUMENT: &str = "document 1";

pub fn settings() -> Stored {
    let json = json!({
        "pbx_address": "http://pbx:3541", "extension": "201", "first_interface": "SIP",
        "country": "IT", "outside_prefix": "0", "internal_extensions": ["[2-6]XX"],
    });
    json.as_object().cloned().expect("an object").into()
}

pub fn page(private: bool) -> Trust {
    let (document, host) = (DOCUMENT.to_owned(), "crm.example".to_owned());
    Trust::Page { document, host, private, card: true }
}

impl Desk {
    pub fn new() -> Self {
        Self::with(settings(), Stored::new())
    }

    pub fn with(person: Stored, managed: Stored) -> Self {
        Self::start(Kept::default(), Stores { managed, person }, 1_000_000)
    }

    pub fn start(kept: Kept, stores: Stores, ms: u64) -> Self {
        let (engine, effects) = Engine::start(kept, stores, [7; 32], Now { ms, entropy: 1 });
        let mut desk = Self { engine, ms, next: 1, kept: None, lasting: None, effects: vec![] };
        desk.note(effects);
        desk
    }

    /// The worker dies; a new one starts with what was kept.
    pub fn dies(self) -> Self {
        let kept = Kept {
            snapshot: self.kept,
            past: self.engine.past.clone(),
            directory: self.engine.kept_directory.clone(),
        };
        Self::start(kept, self.engine.stores, self.ms)
    }

    pub fn note(&mut self, effects: Vec<Effect>) {
        for effect in &effects {
            match effect {
                Effect::Keep(text) => self.kept = Some(read(text)),
                Effect::KeepLasting(text) => self.lasting = Some(read(text)),
                _ => {}
            }
        }
        self.effects = effects;
    }

    pub fn input(&mut self, input: Input) {
        self.next += 1;
        let now = Now { ms: self.ms, entropy: u64::from(self.next) };
        let effects = self.engine.handle(input, now);
        self.note(effects);
    }

    pub fn after(&mut self, ms: u64) -> &mut Self {
        self.ms += ms;
        self.input(Input::Tick);
        self
    }

    pub fn asks(&mut self, trust: Trust, request: Request) -> Option<Reply> {
        let reply_to = self.next;
        self.input(Input::Message { reply_to, trust, request: Box::new(request) });
        self.effects.iter().find_map(|effect| match effect {
            Effect::Reply { reply_to: to, reply } if *to == reply_to => Some(reply.clone()),
            _ => None,
        })
    }

    pub fn page_asks(&mut self, request: Request) -> Reply {
        self.asks(page(false), request).expect("pages are answered at once")
    }

    pub fn own_asks(&mut self, request: Request) -> Reply {
        self.asks(Trust::Own, request).expect("answered at once")
    }

    pub fn offer(&mut self, text: &str) -> Offer {
        self.offers(page(false), text).first().expect("a number").clone()
    }

    /// What is offered for each number of a text.
    pub fn offers(&mut self, trust: Trust, text: &str) -> Vec<Offer> {
        let find = Request::CsBgFind { texts: vec![text.to_owned()], links: vec![] };
        let Some(Reply::Found { texts, .. }) = self.asks(trust.clone(), find) else {
            panic!("finds")
        };
        let mut offers = Vec::new();
        for [start, end] in &texts[0] {
            let ask = Request::CsBgOffer { text: text.to_owned(), start: *start, end: *end };
            offers.push(offered(self.asks(trust.clone(), ask)).expect("what was found"));
        }
        offers
    }

    pub fn offer_of_link(&mut self, href: &str, text: &str) -> Option<Offer> {
        let link = Link { href: href.to_owned(), text: text.to_owned() };
        let find = Request::CsBgFind { texts: vec![], links: vec![link.clone()] };
        let Reply::Found { links, .. } = self.page_asks(find) else { panic!("finds") };
        let offer = offered(self.asks(page(false), Request::CsBgOfferLink { link }));
        assert_eq!(links, [offer.is_some()]);
        offer
    }

    pub fn clicks(&mut self, text: &str) -> Outcome {
        let ticket = self.offer(text).ticket;
        self.calls_with(ticket)
    }

    pub fn calls_with(&mut self, ticket: String) -> Outcome {
        outcome(self.page_asks(Request::CsBgCall { ticket }))
    }

    pub fn types(&mut self, text: &str) -> Outcome {
        outcome(self.own_asks(Request::UiBgDial {
            text: text.to_owned(),
            private: false,
            beside: None,
        }))
    }

    /// Requests of the last effects, number and query.
    pub fn sent(&self) -> Vec<(u32, String)> {
        let query = |http: &HttpRequest| http.url.split('?').nth(1).unwrap_or_default().to_owned();
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Send { request, http } => Some((*request, query(http))),
                _ => None,
            })
            .collect()
    }

    pub fn request(&self, query: &str) -> u32 {
        let sent = self.sent();
        let found = sent.iter().find(|(_, q)| q.starts_with(query));
        found.unwrap_or_else(|| panic!("{query} not among {sent:?}")).0
    }

    pub fn hears(&mut self, request: u32, body: &str) {
        let answer = HttpResponse { status: 200, body: body.as_bytes().to_vec() };
        self.input(Input::Answered { request, answer: Ok(answer) });
    }

    pub fn loses(&mut self, request: u32, error: NetError) {
        self.input(Input::Answered { request, answer: Err(error) });
    }

    /// One round of looks, with these answers.
    pub fn looks(&mut self, calls: &str, people: &str) {
        let (calls_look, people_look) =
            (self.request("srv=3&info=7"), self.request("srv=3&info=0"));
        self.hears(calls_look, calls);
        self.hears(people_look, people);
    }

    pub fn state(&self) -> Option<CallState> {
        self.engine.views().last().map(|view| view.state)
    }

    pub fn wake(&self) -> Option<u64> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Wake(at) => Some(at - self.ms),
            _ => None,
        })
    }

    /// Clicks, and the PBX takes the call as 12345; the first looks are on their way.
    pub fn in_call() -> Self {
        Self::in_call_with(settings())
    }

    /// The same with other settings.
    pub fn in_call_with(person: Stored) -> Self {
        let mut desk = Self::with(person, Stored::new());
        assert!(matches!(desk.clicks("Tel. 02 189655"), Outcome::Calling { .. }));
        let place = desk.request("srv=0");
        let effects = desk.effects.clone();
        desk.hears(place, "result=0;call_id=12345");
        desk.effects.extend(effects);
        desk
    }
}

fn offered(reply: Option<Reply>) -> Option<Offer> {
    match reply {
        Some(Reply::Offered { offer }) => offer,
        other => panic!("{other:?}"),
    }
}

pub fn outcome(reply: Reply) -> Outcome {
    match reply {
        Reply::Placed { outcome } => outcome,
        other => panic!("{other:?}"),
    }
}

pub fn refused(code: Code) -> Outcome {
    Outcome::NotCalled { problem: Some(code.into()) }
}

/// What was kept, as the next engine reads it.
fn read(text: &KeptText) -> Snapshot {
    crate::json::from_text(text.as_str()).expect("what was kept can be read")
}
