//! What the PBX lists of a person's messages: services 15 and 16 with `act=getall`, one request for each.
//!
//! ```text
//! services.cgi?srv=3&info=6&ext=201                      … usr_=john201; …
//! services.cgi?srv=15&act=getall&owner=john201&day_from=15&…
//! services.cgi?srv=16&act=getall&owner=john201
//! ```
//!
//! Whoever names another owner reads another's messages. So a browser never asks for them, and whoever does
//! has the [`Owner`] from the PBX, for an extension that nobody typed.

use super::grammar::ListedLines;
use super::messages::{TextReport, Voicemail};
use super::status::{StatusRequest, UserCard};
use super::values::Text;
use super::{ask, own_extension, read, request};
use crate::event::{Days, PbxLines};
use crate::pbx::{HttpRequest, HttpResponse, NetError, RequestKind};
use crate::problem::{Code, Problem};
use crate::settings::Settings;

/// The user name under which the PBX keeps one person's messages.
pub struct Owner(Text<80>);

impl Owner {
    /// The request for the card of the person's own extension.
    ///
    /// # Errors
    /// When a setting that it needs is missing.
    pub fn card(settings: &Settings) -> Result<HttpRequest, Problem> {
        ask(&StatusRequest::User { ext: own_extension(settings)? }, settings)
    }

    /// Whom the card names.
    ///
    /// # Errors
    /// When it cannot be read, is a refusal or another's, or names nobody or several.
    pub fn of(answer: &HttpResponse, settings: &Settings) -> Result<Self, Problem> {
        let card: UserCard = read(answer, settings.query_charset)?;
        let own = own_extension(settings)?;
        // A value that a person set, such as a subject, can forge a field, and then the order is another.
        let is_own = card.in_order && card.userext.is_none_or(|ext| ext == own.as_str());
        let name = card.usr_.filter(|_| is_own).and_then(|name| Text::new(&name).ok());
        name.map(Self).ok_or_else(|| Code::OwnerUnknown.into())
    }

    /// The request for the text messages of these days.
    ///
    /// # Errors
    /// When the name cannot be written in the PBX's charset.
    pub fn texts(&self, days: &Days, settings: &Settings) -> Result<HttpRequest, Problem> {
        let report = TextReport::All { owner: self.0.clone(), from: days.from, to: days.to };
        request(RequestKind::Look, &report.query(), settings)
    }

    /// The request for the messages in the voicemail.
    ///
    /// # Errors
    /// As [`Owner::texts`].
    pub fn voicemail(&self, settings: &Settings) -> Result<HttpRequest, Problem> {
        let all = Voicemail::All { owner: self.0.clone() };
        request(RequestKind::Look, &all.query(), settings)
    }
}

/// What an answer to one of them lists.
#[must_use]
pub fn listed(answer: Result<HttpResponse, NetError>, settings: &Settings) -> PbxLines {
    let lines = answer
        .map_err(NetError::problem)
        .and_then(|answer| read::<ListedLines>(&answer, settings.query_charset));
    lines.map_or_else(PbxLines::failed, |ListedLines(lines)| PbxLines::of(lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Day, LINES_MAX};
    use crate::settings::Stored;

    fn settings() -> Settings {
        let stored = serde_json::json!({ "pbx_address": "http://pbx:3541", "extension": "201" });
        let stored: Stored = stored.as_object().cloned().expect("an object").into();
        Settings::load(&stored, &Stored::new()).settings
    }

    fn answer(body: &str) -> HttpResponse {
        HttpResponse { status: 200, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn the_owner_is_whom_the_card_of_ones_own_extension_names() {
        let settings = settings();
        let card = Owner::card(&settings).expect("a request");
        assert_eq!(card.url, "http://pbx:3541/services.cgi?srv=3&info=6&ext=201");
        for (card, owner) in [
            ("name=John; userext=201; usr_=john 201; vcb_code=1;", Some("john%20201")),
            ("usr_=john201;", Some("john201")),
            ("userext=202; usr_=jenny202", None),
            ("userext=201; usr_=", None),
            ("userext=201; status=1", None),
            ("subject=x; usr_=boss; userext=201", None),
            ("name=x;usr_=jenny202; userext=201; usr_=john201", None),
        ] {
            let owner_of = Owner::of(&answer(card), &settings);
            let Some(name) = owner else {
                assert_eq!(owner_of.err(), Some(Code::OwnerUnknown.into()), "{card}");
                continue;
            };
            let owner = owner_of.expect("an owner");
            let day = |day| Day::new(2026, 11, day).expect("a day");
            let days = Days { from: day(15), to: day(22) };
            let texts = owner.texts(&days, &settings).expect("a request").url;
            let dated =
                "day_from=15&month_from=11&year_from=2026&day_to=22&month_to=11&year_to=2026";
            assert!(
                texts.ends_with(&format!("?srv=15&act=getall&owner={name}&{dated}")),
                "{texts}"
            );
            let voicemail = owner.voicemail(&settings).expect("a request").url;
            assert!(
                voicemail.ends_with(&format!("?srv=16&act=getall&owner={name}")),
                "{voicemail}"
            );
        }
        let refused = Owner::of(&answer("result=24"), &settings).err();
        assert_eq!(refused, Some(Problem::pbx_result(24)));
    }

    #[test]
    fn a_list_is_the_pbxs_lines_or_why_there_are_none() {
        let many = "1,x\n".repeat(LINES_MAX + 1);
        for (body, count, more, problem) in [
            ("", 0, false, None),
            ("1,202,ciao\r\n2,203,<b>\r\n", 2, false, None),
            (&many, LINES_MAX, true, None),
            ("result=1", 0, false, Some(Problem::pbx_result(1))),
            ("<html>", 0, false, Some(Code::AnswerUnreadable.into())),
        ] {
            let list = listed(Ok(answer(body)), &settings());
            assert_eq!((list.lines.len(), list.more, list.problem), (count, more, problem));
        }
        let lost = listed(Err(NetError::TimedOut), &settings());
        assert_eq!(lost.problem, Some(Code::TimedOut.into()));
    }
}
