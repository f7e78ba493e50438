//! What each service answers: `services.cgi?srv=N` (document 000).

pub mod call_control;
pub mod groups;
pub mod help;
pub mod mandatory;
pub mod messages;
pub mod place;
pub mod reports;
pub mod status_info;
pub mod users;
pub mod voice;

use crate::answer::Answer;
use crate::charset::Charset;
use crate::model::exchange::Exchange;
use crate::options::{Answering, Options};
use crate::query::Query;
use crate::result_code::ResultCode;
use crate::switches::call_control::ParkedRow;
use reports::OutcomeNumbers;

/// The only path of the PBX.
pub const PATH: &str = "/services.cgi";

/// The switches that shape an answer.
#[derive(Clone, Debug)]
pub struct Habits {
    /// When srv=0 answers.
    pub answer: Answering,
    /// Charset of answers.
    pub charset: Charset,
    /// `Content-Type` of answers.
    pub content_type: String,
    /// Blanks around commas.
    pub csv_blanks: bool,
    /// What info=7 shows of a parked call.
    pub parked_row: ParkedRow,
    /// Whether a POST is taken like a GET.
    pub post: bool,
    /// `status` of info=7, drawn anew for each run.
    pub status_numbers: StatusNumbers,
    /// `call outcome` of srv=17.
    pub outcome_numbers: OutcomeNumbers,
}

/// The numbers that stand in the column `status` of info=7. The document does not tell them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StatusNumbers {
    /// The first party rings.
    pub ringing_first: u64,
    /// The second party rings.
    pub ringing_second: u64,
    /// Both talk.
    pub connected: u64,
    /// Waits on a park line.
    pub parked: u64,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This is the answer.
    Answer(Answer),
    /// The answer follows when the call of this id is connected or has ended.
    WhenConnected(String),
}

/// Carries out what a query asks for.
pub fn carry_out(exchange: &mut Exchange, habits: &Habits, query: &Query, now_ms: u64) -> Outcome {
    let result = |code| Outcome::Answer(Answer::result(&habits.content_type, code));
    let text = |answer: Result<String, ResultCode>| match answer {
        Ok(text) => {
            Outcome::Answer(Answer::new(&habits.content_type, habits.charset.encode(&text)))
        }
        Err(code) => result(code),
    };
    if query.is_empty() {
        return Outcome::Answer(help::page());
    }
    if query.is_malformed() || query.value("srv").is_none() {
        return result(ResultCode::BAD_CGI_PARAMS);
    }
    let srv = query.small("srv");
    if let Some(code) = srv.and_then(|srv| mandatory::missing(srv, query)) {
        return result(code);
    }
    match srv {
        Some(0) => match place::place(exchange, query, now_ms) {
            Ok(call_id) if habits.answer == Answering::WhenConnected => {
                Outcome::WhenConnected(call_id)
            }
            Ok(call_id) => Outcome::Answer(place::placed(habits, &call_id)),
            Err(code) => result(code),
        },
        Some(1) => result(place::disconnect(exchange, query, now_ms)),
        Some(3) => text(status_info::ask(exchange, habits, query, now_ms)),
        Some(4) => text(users::set_property(exchange, query)),
        Some(5) => text(messages::send(exchange, query, now_ms)),
        Some(6) => text(groups::set_members(exchange, query, now_ms)),
        Some(9) => text(voice::set_ivr_mode(exchange, query)),
        Some(10) => text(voice::play(exchange, query, now_ms)),
        Some(11) => text(voice::administer_room(exchange, query)),
        Some(12) => text(users::administer(exchange, query, now_ms)),
        Some(15) => text(messages::sms_report(exchange, habits, query)),
        Some(16) => text(messages::vocalbox(exchange, habits, query)),
        Some(17) => text(reports::ask(exchange, habits, query)),
        Some(18) => text(groups::administer(exchange, query, now_ms)),
        Some(srv @ (2 | 7 | 8 | 13 | 14)) => {
            match call_control::carry_out(srv, exchange, query, now_ms) {
                Ok(extra) => Outcome::Answer(Answer::new(
                    &habits.content_type,
                    format!("result={}{extra}", ResultCode::OK),
                )),
                Err(code) => result(code),
            }
        }
        _ => result(ResultCode::UNKNOWN_SERVICE),
    }
}

impl Habits {
    /// The habits of these options, with numbers that were drawn before.
    pub fn new(
        options: &Options,
        status_numbers: StatusNumbers,
        outcome_numbers: OutcomeNumbers,
    ) -> Habits {
        Habits {
            answer: options.answer,
            charset: options.charset,
            content_type: options.content_type.clone(),
            csv_blanks: options.csv_blanks,
            parked_row: options.call_control.parked_row,
            post: options.post,
            status_numbers,
            outcome_numbers,
        }
    }

    /// A row of CSV.
    fn row(&self, fields: &[&str]) -> String {
        self.fields(fields) + "\r\n"
    }

    fn fields(&self, fields: &[&str]) -> String {
        fields.join(if self.csv_blanks { " , " } else { "," })
    }
}
