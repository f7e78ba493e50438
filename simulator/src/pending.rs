//! Requests whose answers are not there yet.

use serde::Serialize;

use crate::answer::Answer;
use crate::faults::FaultKind;
use crate::query::Query;

/// Stands for a request whose answer comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Token(pub(crate) u64);

/// The answer to an earlier request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Of that request.
    pub token: Token,
    /// Its answer.
    pub answer: Answer,
}

/// A request whose answer is not there yet.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) token: Token,
    pub(crate) awaits: Awaits,
    /// Strikes the answer when it comes.
    pub(crate) spoil: Option<FaultKind>,
}

#[derive(Debug)]
pub(crate) enum Awaits {
    /// The call is connected or ends.
    Call(String),
    /// A time of the PBX's clock.
    Due(u64, Then),
    /// `POST /release`.
    Release(Then),
}

#[derive(Debug)]
pub(crate) enum Then {
    Answer(Answer),
    CarryOut(Query),
}
