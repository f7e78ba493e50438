//! Faults on demand: a PBX that is slow, silent, broken or lying.
//!
//! For the client two losses look the same and are not: the REQUEST was lost
//! (nothing was carried out) or the ANSWER was lost (the phone rings). So each
//! fault strikes before or after the command.

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Delivery};
use crate::query::Query;
use crate::random::Random;
use crate::result_code::ResultCode;
use crate::services::help;

/// A fault and whom it strikes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Fault {
    /// Requests of this service only; none: every request to `services.cgi`.
    pub srv: Option<u8>,
    /// Requests with this `info` only.
    pub info: Option<u8>,
    /// How many requests it still strikes; none: all that come. Default 1.
    #[serde(default = "once")]
    pub count: Option<u32>,
    /// Before or after the command; the default is [`FaultKind::usual_effect`].
    pub effect: Option<Effect>,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// Whether the command was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It was: the answer suffers.
    After,
    /// It was not: the request is lost. With `slow` and `hang` it is carried out when the wait is over.
    Before,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The connection is closed without an answer.
    Close,
    /// Status 200 and nothing in the body.
    Empty,
    /// All calls are forgotten: rows vanish, users are free, nobody hung up. The answer is right.
    Forget,
    /// Random octets, among them some that are no text.
    Garbage,
    /// Half of the body under the full length, then a closed connection.
    Half,
    /// No answer until `POST /release`.
    Hang,
    /// The HTML help page.
    Help,
    /// Another HTTP status.
    HttpStatus {
        /// For example 500.
        status: u16,
    },
    /// The answer with a long tail.
    Huge {
        /// Octets in all.
        #[serde(default = "ten_megabytes")]
        bytes: usize,
    },
    /// A redirect, 302.
    Redirect {
        /// The `Location`.
        #[serde(default = "elsewhere")]
        to: String,
    },
    /// `result=N`, any N.
    Result {
        /// The number.
        code: u16,
    },
    /// The answer comes later, by the PBX's clock.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
}

impl Fault {
    /// Strikes the next request of a service.
    pub fn next(srv: u8, kind: FaultKind) -> Fault {
        Fault { srv: Some(srv), info: None, count: Some(1), effect: None, kind }
    }

    /// When it strikes.
    pub fn effect(&self) -> Effect {
        self.effect.unwrap_or_else(|| self.kind.usual_effect())
    }

    fn strikes(&self, query: &Query) -> bool {
        self.srv.is_none_or(|srv| query.small("srv") == Some(srv))
            && self.info.is_none_or(|info| query.small("info") == Some(info))
    }
}

impl FaultKind {
    /// A refusal comes instead of the command, an accident of the network after it.
    pub fn usual_effect(&self) -> Effect {
        match self {
            FaultKind::Help
            | FaultKind::HttpStatus { .. }
            | FaultKind::Redirect { .. }
            | FaultKind::Result { .. } => Effect::Before,
            FaultKind::Close
            | FaultKind::Empty
            | FaultKind::Forget
            | FaultKind::Garbage
            | FaultKind::Half
            | FaultKind::Hang
            | FaultKind::Huge { .. }
            | FaultKind::Slow { .. } => Effect::After,
        }
    }

    /// What becomes of an answer. Waiting and forgetting leave it as it is.
    pub fn spoil(&self, answer: Answer, random: &mut Random) -> Answer {
        match self {
            FaultKind::Close => Answer { delivery: Delivery::Closed, ..answer },
            FaultKind::Empty => Answer { body: Vec::new(), ..answer },
            FaultKind::Garbage => Answer { body: garbage(random), ..answer },
            FaultKind::Half => Answer { delivery: Delivery::Half, ..answer },
            FaultKind::Help => help::page(),
            FaultKind::HttpStatus { status } => Answer {
                status: *status,
                ..Answer::new(&answer.content_type, format!("Error {status}"))
            },
            FaultKind::Huge { bytes } => Answer { body: lengthened(answer.body, *bytes), ..answer },
            FaultKind::Redirect { to } => {
                Answer { status: 302, location: Some(to.clone()), body: Vec::new(), ..answer }
            }
            FaultKind::Result { code } => Answer::result(&answer.content_type, ResultCode(*code)),
            FaultKind::Forget | FaultKind::Hang | FaultKind::Slow { .. } => answer,
        }
    }
}

/// The faults that wait for their request; the oldest that fits strikes.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds one.
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Takes all back.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Those that still wait.
    pub fn waiting(&self) -> &[Fault] {
        &self.0
    }

    /// The fault that strikes this request; its count goes down.
    pub fn strike(&mut self, query: &Query) -> Option<Fault> {
        let place = self.0.iter().position(|fault| fault.strikes(query))?;
        let fault = self.0[place].clone();
        if let Some(count) = &mut self.0[place].count {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.0.remove(place);
            }
        }
        Some(fault)
    }
}

fn garbage(random: &mut Random) -> Vec<u8> {
    // Starts like an answer, so that a careless parser begins to believe it.
    let mut octets = b"result=\x00\xff\xfe;call_id=\x80".to_vec();
    octets.extend((0..500).map(|_| random.draw().to_le_bytes()[0]));
    octets
}

fn lengthened(mut body: Vec<u8>, bytes: usize) -> Vec<u8> {
    body.extend_from_slice(b";x=");
    body.resize(bytes.max(body.len()), b'x');
    body
}

fn once() -> Option<u32> {
    Some(1)
}

fn ten_megabytes() -> usize {
    10 * 1024 * 1024
}

fn elsewhere() -> String {
    "/elsewhere".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset::Charset;

    fn query(text: &str) -> Query {
        Query::parse(&format!("/services.cgi?{text}"), Charset::Utf8)
    }

    fn fault(json: &str) -> Fault {
        serde_json::from_str(json).expect("a fault")
    }

    #[test]
    fn a_fault_strikes_whom_it_names_as_often_as_it_says() {
        let mut faults = Faults::default();
        faults.add(fault(r#"{"kind":"close","srv":3,"info":7,"count":2}"#));
        faults.add(fault(r#"{"kind":"empty","srv":3,"count":null}"#));
        let mut strike = |text| faults.strike(&query(text)).map(|fault| fault.kind);
        assert_eq!(strike("srv=0"), None);
        assert_eq!(strike("srv=3&info=7"), Some(FaultKind::Close));
        assert_eq!(strike("srv=3&info=0"), Some(FaultKind::Empty));
        assert_eq!(strike("srv=3&info=7"), Some(FaultKind::Close));
        assert_eq!(strike("srv=3&info=7"), Some(FaultKind::Empty));
        assert_eq!(faults.waiting().len(), 1);
    }

    #[test]
    fn a_fault_of_json_has_defaults() {
        let close = fault(r#"{"kind":"close"}"#);
        assert_eq!((close.count, close.effect()), (Some(1), Effect::After));
        let refusal = fault(r#"{"kind":"result","code":45,"srv":0}"#);
        assert_eq!(refusal, Fault::next(0, FaultKind::Result { code: 45 }));
        assert_eq!(refusal.effect(), Effect::Before);
        assert_eq!(fault(r#"{"kind":"huge"}"#).kind, FaultKind::Huge { bytes: 10 << 20 });
        assert!(serde_json::from_str::<Fault>(r#"{"kind":"sulk"}"#).is_err());
    }

    #[test]
    fn what_becomes_of_an_answer() {
        let mut random = Random::new(1);
        let mut spoil =
            |kind: FaultKind| kind.spoil(Answer::new("text/html", "result=0"), &mut random);
        assert_eq!(spoil(FaultKind::Close).delivery, Delivery::Closed);
        assert_eq!(spoil(FaultKind::Half).delivery, Delivery::Half);
        assert_eq!(spoil(FaultKind::Empty).text(), "");
        assert_eq!(spoil(FaultKind::Result { code: 46 }).text(), "result=46");
        assert_eq!(spoil(FaultKind::HttpStatus { status: 500 }).status, 500);
        assert_eq!(spoil(FaultKind::Huge { bytes: 100 }).body.len(), 100);
        assert!(spoil(FaultKind::Huge { bytes: 100 }).text().starts_with("result=0;x=x"));
        assert!(String::from_utf8(spoil(FaultKind::Garbage).body).is_err());
        assert!(spoil(FaultKind::Help).text().starts_with("<html>"));
        let redirect = spoil(FaultKind::Redirect { to: "/b".to_owned() });
        assert_eq!((redirect.status, redirect.location.as_deref()), (302, Some("/b")));
    }
}
