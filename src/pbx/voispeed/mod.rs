//! VOIspeed's HTTP interface: `http://pbx:3541/services.cgi` (document 000, "Integration Command
//! List"; docs/voispeed.md).
//!
//! ```text
//! GET /services.cgi?srv=0&first_number=201&second_number=002189655&first_interface=SIP&timeout=60
//!     result=0;call_id=12345
//! GET /services.cgi?srv=3&info=7
//!     12345,20100302093000000,3,SIP,ISDN,201,002189655,
//! GET /services.cgi?srv=1&call_id=12345
//!     result=0
//! ```
//!
//! There is no credential: whoever reaches the port can call (docs/voispeed.md).
//! A file per family of services: [`calls`] (srv 0, 1, 2, 7, 8, 13, 14), [`status`] (3), [`people`]
//! (4, 6, 12, 18), [`messages`] (5, 15, 16), [`reports`] (17) and [`voice`] (9, 10, 11). Around them
//! [`query`], [`values`] and [`charset`] write the questions, [`grammar`], [`result`] and [`dates`] read
//! the answers. The driver asks services 0, 1, 2, 3, 4, 5, 7, 8, 13, 14 and 17, a relay also 15 and 16
//! ([`message_lists`]), its administrator 6, 9 to 12 and 18 ([`change`]). Settings: [`Voispeed`]'s `options`.

pub mod ans;
pub mod calls;
pub mod charset;
pub mod dates;
mod facilities;
pub mod grammar;
pub mod message_lists;
pub mod messages;
mod my_state;
pub mod people;
pub mod query;
pub mod recording;
pub mod reports;
pub mod result;
pub mod ringing;
#[cfg(test)]
mod robustness;
pub mod status;
pub mod values;
pub mod voice;

use self::calls::{
    Conference, Disconnect, Interface, Park, ParkAnswer, Party, PlaceCall, PlaceCallAnswer, Record,
    Transfer, Unpark,
};
use self::grammar::{Answer, CommandAnswer, Listed};
use self::messages::{Recipient, SendText};
use self::query::Query;
use self::reports::{CallRecord, CallReport, REPORT_MAX};
use self::result::ResultCode;
use self::status::{CurrentCall, Group, StatusRequest, UserCard, UserName, UserState};
use self::values::Text;
use super::{
    Capabilities, Controlling, Driver, HttpRequest, HttpResponse, HungUp, Look, Method, NetError,
    Order, Placed, RequestKind, Seen, SetMyState, TextMessage,
};
use crate::call::{Control, Controlled, Origin};
use crate::dial::{DialString, Target};
use crate::event::{CallId, CallLog, Calls, Days, Extension, Facilities, MyState, RingingWish};
use crate::problem::{Code, Problem};
use crate::settings::{PlaceMethod, QueryCharset, Settings, TextNumber};

/// The PBX with `services.cgi`.
pub struct Voispeed;

impl Driver for Voispeed {
    fn id(&self) -> &'static str {
        "voispeed"
    }

    fn options(&self) -> &'static [&'static str] {
        &[
            "pbx_address",
            "ring_timeout",
            "place_method",
            "query_charset",
            "call_status_map",
            "calls_filter_by_ext",
            "record_calls",
            "record_prefix",
            "transfer_calls",
            "divert_ringing",
            "refuse_ringing",
            "second_call",
            "transfer_party",
            "conference_calls",
            "conference_parameter",
            "call_log_days",
            "pbx_time_zone",
            "text_messages",
            "text_counts",
            "text_number",
            "extension",
            "first_interface",
        ]
    }

    fn capabilities(&self, settings: &Settings) -> Capabilities {
        let log = settings.call_log_days.0 > 0;
        Capabilities {
            record: settings.record_calls,
            transfer: settings.transfer_calls,
            conference: settings.transfer_calls && settings.conference_calls,
            divert: settings.divert_ringing,
            refuse: settings.refuse_ringing,
            text: settings.text_messages,
            log,
            messages: log,
            ..Capabilities::ALL
        }
    }

    fn place(&self, order: &Order<'_>, settings: &Settings) -> Result<HttpRequest, Problem> {
        let (extension, first_interface) = caller(settings)?;
        let first_number = DialString::new(extension.as_str())
            .expect("an extension is at most 20 of the characters of a dial string");
        let timeout = settings.ring_timeout.0;
        let second_number = order.digits.clone();
        let call = PlaceCall { first_number, second_number, first_interface, timeout };
        let mut request = act(RequestKind::Place, &call.query(), settings)?;
        // The PBX may answer at once or only when the call is connected; the document is silent.
        request.timeout_ms = (timeout + 10) * 1000;
        Ok(request)
    }

    fn placed(&self, answer: &HttpResponse) -> Placed {
        // Keywords, numbers and call ids are ASCII in every charset.
        match read::<PlaceCallAnswer>(answer, QueryCharset::Utf8) {
            Ok(PlaceCallAnswer { result: ResultCode::OK, call_id }) => Placed::Accepted(call_id),
            // "Failed, reason in the log files" also answers a request that a browser repeated by
            // itself while the first one made the phone ring: only a look tells.
            Ok(PlaceCallAnswer { result: ResultCode::SERVICE_FAILURE, .. }) => {
                Placed::Unclear(ResultCode::SERVICE_FAILURE.problem())
            }
            Ok(PlaceCallAnswer { result, .. }) => Placed::Refused(result.problem()),
            Err(problem) => Placed::Unclear(problem),
        }
    }

    fn hang_up(&self, call: &CallId, settings: &Settings) -> Result<HttpRequest, Problem> {
        let query = Disconnect { call_id: call.clone() }.query();
        request(RequestKind::HangUp, &query, settings)
    }

    fn hung_up(&self, answer: &HttpResponse) -> Result<HungUp, Problem> {
        let answer: CommandAnswer = read(answer, QueryCharset::Utf8)?;
        if Disconnect::gone(answer) { Ok(HungUp::Gone) } else { Err(answer.result.problem()) }
    }

    fn control(
        &self,
        wanted: &Controlling<'_>,
        settings: &Settings,
    ) -> Result<HttpRequest, Problem> {
        let call_id = wanted.call.clone();
        let ext = wanted.extension.cloned().ok_or_else(no_extension);
        let info = settings.record_prefix.clone();
        let query = match wanted.control {
            Control::RecordOn => Record { call_id, enable: true, info }.query(),
            Control::RecordOff => {
                Record { call_id, enable: false, info: Default::default() }.query()
            }
            Control::Park => Park { ext: ext?, call_id }.query(),
            Control::Unpark => {
                let line_id = wanted.line.cloned().ok_or(Code::NotNow)?;
                Unpark { ext: ext?, line_id }.query()
            }
            Control::Transfer => {
                let (first, origin) = beside(wanted)?;
                Transfer {
                    call_id: first,
                    xfer_id: call_id,
                    call_party: party(settings.transfer_party, origin),
                    xfer_party: party(Party::Called, wanted.origin),
                }
                .query()
            }
            Control::Conference => Conference {
                call_id: beside(wanted)?.0,
                conf_id: call_id,
                parameter: settings.conference_parameter,
            }
            .query(),
        };
        act(RequestKind::Control, &query, settings)
    }

    fn controlled(&self, control: Control, answer: &HttpResponse) -> Controlled {
        // Only parking tells a line; the answers are alike otherwise.
        match read::<ParkAnswer>(answer, QueryCharset::Utf8) {
            Ok(ParkAnswer { result: ResultCode::OK, line_id }) => Controlled::Done(line_id),
            // Until the phone of the second call is lifted it can neither ring nor talk.
            Ok(ParkAnswer { result: ResultCode::INVALID_CALL_STATUS, .. })
                if control.needs_first() =>
            {
                Controlled::NotYet
            }
            Ok(ParkAnswer { result, .. }) => Controlled::Refused(result.problem()),
            Err(problem) => Controlled::Unclear(problem),
        }
    }

    fn look(&self, settings: &Settings) -> Result<Vec<(Look, HttpRequest)>, Problem> {
        let ext = if settings.calls_filter_by_ext { Some(own_extension(settings)?) } else { None };
        let calls = StatusRequest::CurrentCalls { ext };
        let people = StatusRequest::UserStates { filter: None };
        Ok(vec![(Look::Calls, ask(&calls, settings)?), (Look::People, ask(&people, settings)?)])
    }

    fn colleagues(
        &self,
        whole: bool,
        settings: &Settings,
    ) -> Result<Vec<(Look, HttpRequest)>, Problem> {
        let states = StatusRequest::UserStates { filter: None };
        let mut looks = vec![(Look::People, ask(&states, settings)?)];
        if whole {
            looks.push((Look::Names, ask(&StatusRequest::UserNames, settings)?));
            looks.push((Look::Groups, ask(&StatusRequest::Groups, settings)?));
        }
        Ok(looks)
    }

    fn my_state(&self, settings: &Settings) -> Result<HttpRequest, Problem> {
        ask(&StatusRequest::User { ext: own_extension(settings)? }, settings)
    }

    fn my_state_seen(
        &self,
        answer: &HttpResponse,
        settings: &Settings,
    ) -> Result<MyState, Problem> {
        read(answer, settings.query_charset).map(my_state::shown)
    }

    fn set_my_state(
        &self,
        wanted: &SetMyState<'_>,
        settings: &Settings,
    ) -> Result<HttpRequest, Problem> {
        let set = my_state::set(own_extension(settings)?, wanted.wish, wanted.divert_to)?;
        act(RequestKind::Control, &set.query(), settings)
    }

    fn ringing(&self, wish: &RingingWish, settings: &Settings) -> Result<HttpRequest, Problem> {
        act(RequestKind::Control, &ringing::request(wish, own_extension(settings)?), settings)
    }

    fn rung(&self, wish: &RingingWish, answer: &HttpResponse) -> Result<(), Problem> {
        ringing::done(wish, read(answer, QueryCharset::Utf8)?)
    }

    fn text(&self, message: &TextMessage<'_>, settings: &Settings) -> Result<HttpRequest, Problem> {
        let sender = own_extension(settings)?;
        let recipient = match (settings.text_number, message.to) {
            (TextNumber::International, Target::Outside { number }) => {
                Recipient::Number(number.e164.clone())
            }
            _ => Recipient::Keys(message.digits.clone()),
        };
        let http = |name: &str| {
            let text = SendText {
                recipient: recipient.clone(),
                body: message.words.clone(),
                sender: Some(sender.clone()),
                info: Some(Text::new(name).map_err(|_| Code::MessageRefused)?),
            };
            act(RequestKind::Text, &text.query(), settings)
        };
        // Without a name the PBX would put its vendor's there; one that cannot be written keeps no message back.
        let name = message.name.map(|name| name.chars().take(40).collect::<String>());
        let named = name.and_then(|name| http(&name).ok());
        named.map_or_else(|| http(sender.as_str()), Ok).map_err(|problem| match problem.detail {
            Some(letter) => Problem::new(Code::TextLetter).detail(&letter),
            None => problem,
        })
    }

    fn facilities(&self, settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        facilities::requests(settings)
    }

    fn facilities_seen(
        &self,
        at: usize,
        answer: Result<HttpResponse, NetError>,
        known: &mut Facilities,
        settings: &Settings,
    ) {
        facilities::seen(at, answer, known, settings);
    }

    fn done(&self, answer: &HttpResponse) -> Result<(), Problem> {
        let answer: CommandAnswer = read(answer, QueryCharset::Utf8)?;
        let done = answer.result == ResultCode::OK;
        if done { Ok(()) } else { Err(answer.result.problem()) }
    }

    fn names(&self, settings: &Settings) -> Option<Result<HttpRequest, Problem>> {
        Some(ask(&StatusRequest::UserNames, settings))
    }

    fn seen(
        &self,
        look: Look,
        answer: &HttpResponse,
        settings: &Settings,
    ) -> Result<Seen, Problem> {
        let charset = settings.query_charset;
        Ok(match look {
            Look::Calls => {
                let calls: Listed<CurrentCall> = read(answer, charset)?;
                let complete = calls.complete();
                let rows = calls.rows.into_iter().map(|call| call.live(settings)).collect();
                Seen::Calls(Calls { rows, complete })
            }
            Look::People => {
                let states: Listed<UserState> = read(answer, charset)?;
                let person = |state: UserState| (state.ext, state.status.into());
                Seen::People(states.rows.into_iter().map(person).collect())
            }
            Look::Names => {
                let names: Listed<UserName> = read(answer, charset)?;
                Seen::Names(names.rows.into_iter().map(|name| (name.ext, name.display)).collect())
            }
            Look::Groups => {
                let groups: Listed<Group> = read(answer, charset)?;
                let group = |group: Group| (group.name, group.members);
                Seen::Groups(groups.rows.into_iter().map(group).collect())
            }
            // Never asked: a VOIspeed tells them by states, names and groups.
            Look::Colleagues => return Err(Code::NotSupported.into()),
        })
    }

    fn log(&self, days: &Days, settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        let own = own_extension(settings)?;
        let mut requests = Vec::new();
        for incoming in [false, true] {
            let report = CallReport::of_person(&own, incoming, days);
            let mut request = request(RequestKind::Look, &report.query(), settings)?;
            request.answer_max = REPORT_MAX as u32;
            requests.push(request);
        }
        Ok(requests)
    }

    fn logged(&self, answer: &HttpResponse, settings: &Settings) -> Result<CallLog, Problem> {
        let own = own_extension(settings)?;
        let report: Listed<CallRecord> = read(answer, settings.query_charset)?;
        let mut log = CallLog { calls: Vec::new(), complete: report.complete() };
        report.rows.iter().filter_map(|row| row.of_person(&own)).for_each(|call| log.add(call));
        Ok(log)
    }

    fn checks(&self, settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        let (ext, _) = caller(settings)?;
        let states = StatusRequest::UserStates { filter: None };
        Ok(vec![ask(&states, settings)?, ask(&StatusRequest::User { ext }, settings)?])
    }

    fn checked(
        &self,
        step: usize,
        answer: &HttpResponse,
        settings: &Settings,
    ) -> Result<(), Problem> {
        let charset = settings.query_charset;
        if step == 0 {
            let states = read(answer, charset);
            return lists_extension(states, answer.status, &own_extension(settings)?);
        }
        // Which endpoints the card names is no test of the chosen interface: a person who is not
        // logged in has none.
        read::<UserCard>(answer, charset).map(|_| ()).map_err(|problem| {
            let unknown = problem == ResultCode::USER_NOT_FOUND.problem();
            if unknown { problem.field("extension") } else { problem }
        })
    }

    fn origins(&self, settings: &Settings) -> Vec<String> {
        let address = settings.pbx_address.as_str();
        if address.is_empty() { Vec::new() } else { vec![address.to_owned()] }
    }
}

/// Who is called first and where. All that a person must have said is asked for here, in the
/// order of the form.
fn caller(settings: &Settings) -> Result<(Extension, Interface), Problem> {
    address_is_set(settings)?;
    let extension = own_extension(settings)?;
    let interface = Interface::chosen(settings.first_interface)
        .ok_or_else(|| Problem::new(Code::InterfaceMissing).field("first_interface"))?;
    Ok((extension, interface))
}

fn own_extension(settings: &Settings) -> Result<Extension, Problem> {
    Extension::new(settings.extension.as_str()).map_err(|_| no_extension())
}

fn beside(wanted: &Controlling<'_>) -> Result<(CallId, Origin), Problem> {
    let (call, origin) = wanted.beside.ok_or(Code::NoCallBeside)?;
    Ok((call.clone(), origin))
}

/// The other side of a call, which is this party where the person's phone called.
fn party(where_phone_called: Party, origin: Origin) -> Party {
    match (origin, where_phone_called) {
        (Origin::Placed | Origin::Dialled, party) => party,
        (Origin::CameIn, Party::Called) => Party::Calling,
        (Origin::CameIn, Party::Calling) => Party::Called,
    }
}

/// What an administrator changes: the services that no person's token reaches (srv 6, 9, 10, 11, 12, 18
/// and what srv=4 sets of others).
///
/// # Errors
/// When the address is missing, or a letter cannot be written.
pub fn change(query: &Query, settings: &Settings) -> Result<HttpRequest, Problem> {
    act(RequestKind::Control, query, settings)
}

/// What an administrator looks at before.
///
/// # Errors
/// When the address is missing, or a letter cannot be written.
pub fn question(status: &StatusRequest, settings: &Settings) -> Result<HttpRequest, Problem> {
    ask(status, settings)
}

/// A request for what must not be done twice.
fn act(kind: RequestKind, query: &Query, settings: &Settings) -> Result<HttpRequest, Problem> {
    let mut request = request(kind, query, settings)?;
    request.method = match settings.place_method {
        PlaceMethod::Get => Method::Get,
        PlaceMethod::Post => Method::Post,
    };
    Ok(request)
}

fn no_extension() -> Problem {
    Problem::new(Code::ExtensionMissing).field("extension")
}

fn address_is_set(settings: &Settings) -> Result<(), Problem> {
    let missing = settings.pbx_address.as_str().is_empty();
    if missing { Err(Problem::new(Code::AddressMissing).field("pbx_address")) } else { Ok(()) }
}

fn ask(status: &StatusRequest, settings: &Settings) -> Result<HttpRequest, Problem> {
    request(RequestKind::Look, &status.query(), settings)
}

fn request(kind: RequestKind, query: &Query, settings: &Settings) -> Result<HttpRequest, Problem> {
    address_is_set(settings)?;
    let url = query.url(&settings.pbx_address, settings.query_charset);
    let url = url.map_err(|letter| {
        Problem::new(Code::OptionInvalid).field("query_charset").detail(&letter.0.to_string())
    })?;
    Ok(HttpRequest::new(kind, url))
}

/// An answer of this kind. Any content type will do, for the PBX's is not documented.
///
/// # Errors
/// When the PBX refuses, is in trouble, or is none.
pub fn read<A: Answer>(answer: &HttpResponse, charset: QueryCharset) -> Result<A, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(Problem::new(Code::HttpStatus).detail(&answer.status.to_string()));
    }
    A::decode(&answer.body, charset).map_err(Problem::from)
}

/// Whether this is a VOIspeed, and one that knows the person's extension.
fn lists_extension(
    states: Result<Listed<UserState>, Problem>,
    status: u16,
    extension: &Extension,
) -> Result<(), Problem> {
    let other_machine = || Problem::new(Code::NotVoispeed).field("pbx_address");
    let states = states.map_err(|problem| {
        // Another web server has no services.cgi (404) or serves a page under every name.
        let elsewhere = problem.is(Code::AnswerUnreadable) || status == 404;
        if elsewhere { other_machine() } else { problem }
    })?;
    if states.rows.is_empty() {
        // An empty page proves nothing, and a PBX without any user serves nobody.
        return Err(other_machine());
    }
    let known = states.rows.iter().any(|state| state.ext == *extension);
    let unknown =
        || Problem::new(Code::ExtensionUnknown).field("extension").detail(extension.as_str());
    if known { Ok(()) } else { Err(unknown()) }
}

#[cfg(test)]
mod tests;
