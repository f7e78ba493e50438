//! Any PBX or desk phone with a click-to-dial address, such as Yealink's
//! `http://192.168.0.20/servlet?key=number={number}` (docs/voispeed.md).
//!
//! Settings: `dial_url_template` (see [`Template`]), `dial_url_user`, `dial_url_password`. User and
//! password go into the `Authorization` header, except for phones that know no other way than the
//! query (Grandstream's `passcode`). Such a phone takes the call and says no more: there is nothing
//! to look at and nothing to hang up with.

mod template;

use super::{
    Capabilities, Driver, HttpRequest, HttpResponse, HungUp, Look, NetError, Order, Placed,
    RequestKind, Seen,
};
use crate::event::CallId;
use crate::problem::{Code, Problem};
use crate::settings::Settings;
pub use template::{Placeholder, Template};

/// The phone behind a click-to-dial address.
pub struct DialUrl;

impl Driver for DialUrl {
    fn id(&self) -> &'static str {
        "dial_url"
    }

    fn options(&self) -> &'static [&'static str] {
        &["dial_url_template", "dial_url_user", "dial_url_password", "extension"]
    }

    fn capabilities(&self, _: &Settings) -> Capabilities {
        Capabilities::default()
    }

    fn place(&self, order: &Order<'_>, settings: &Settings) -> Result<HttpRequest, Problem> {
        let template = Template::parse(settings.dial_url_template.as_str())?;
        let url = template.fill(|placeholder| match placeholder {
            Placeholder::Number => order.digits.as_str(),
            Placeholder::Ext => settings.extension.as_str(),
            Placeholder::User => settings.dial_url_user.as_str(),
            Placeholder::Password => settings.dial_url_password.reveal(),
        });
        let mut request = HttpRequest::new(RequestKind::Place, url.map_err(missing)?);
        if !template.holds_credentials() {
            request.authorization = basic(settings)?;
        }
        Ok(request)
    }

    fn placed(&self, answer: &HttpResponse) -> Placed {
        let status = Problem::new(Code::HttpStatus).detail(&answer.status.to_string());
        match (answer.status, refusal(&answer.body)) {
            (200..=299, None) => Placed::Accepted(None),
            (200..=299, Some(words)) => {
                Placed::Refused(Problem::new(Code::PbxResult).detail(&words))
            }
            (401, _) => Placed::Refused(status.field("dial_url_password")),
            (403, _) => Placed::Refused(status),
            _ => Placed::Unclear(status),
        }
    }

    fn hang_up(&self, _: &CallId, _: &Settings) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    fn hung_up(&self, _: &HttpResponse) -> Result<HungUp, Problem> {
        Err(Code::NotSupported.into())
    }

    fn look(&self, _: &Settings) -> Result<Vec<(Look, HttpRequest)>, Problem> {
        Ok(Vec::new())
    }

    fn names(&self, _: &Settings) -> Option<Result<HttpRequest, Problem>> {
        None
    }

    fn seen(&self, _: Look, _: &HttpResponse, _: &Settings) -> Result<Seen, Problem> {
        Err(Code::NotSupported.into())
    }

    /// Only the front page: the address itself would dial.
    fn checks(&self, settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        let template = Template::parse(settings.dial_url_template.as_str())?;
        // Filled in once: a missing extension or password is told now, not at the first call.
        Order::probe(|zero| self.place(zero, settings))?;
        Ok(vec![HttpRequest::new(RequestKind::Look, format!("{}/", template.origin()))])
    }

    fn checked(&self, _: usize, _: &HttpResponse, _: &Settings) -> Result<(), Problem> {
        Ok(())
    }

    fn check_failed(&self, _: usize, error: NetError) -> Result<(), Problem> {
        match error {
            NetError::Redirected | NetError::TooLarge => Ok(()),
            _ => Err(error.problem()),
        }
    }

    fn origins(&self, settings: &Settings) -> Vec<String> {
        let template = Template::parse(settings.dial_url_template.as_str());
        template.map(|template| template.origin().to_owned()).into_iter().collect()
    }
}

/// What the person has yet to say for a template that names it.
fn missing(placeholder: Placeholder) -> Problem {
    match placeholder {
        Placeholder::Number => Problem::new(Code::NotANumber),
        Placeholder::Ext => Problem::new(Code::ExtensionMissing).field("extension"),
        Placeholder::User => Problem::new(Code::OptionInvalid).field("dial_url_user"),
        Placeholder::Password => Problem::new(Code::OptionInvalid).field("dial_url_password"),
    }
}

/// Whether the body is one of the documented ways to say no in a good HTTP answer: Grandstream's
/// `{"response":"error"}` and Taridium's `ERROR: AUTH FAILED`. Other text is not quoted, for the
/// address may lead anywhere (docs/voispeed.md).
fn refusal(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let squeezed: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    if squeezed.contains(r#""response":"error""#) {
        return Some("error".to_owned());
    }
    let words = head.trim_start().strip_prefix("ERROR:")?.trim_start();
    let words: String =
        words.chars().take(60).take_while(|c| c.is_ascii_uppercase() || *c == ' ').collect();
    Some(format!("ERROR: {words}").trim().to_owned())
}

/// `Authorization: Basic` (RFC 7617), where there is a user or a password.
fn basic(settings: &Settings) -> Result<Option<String>, Problem> {
    let (user, password) = (settings.dial_url_user.as_str(), settings.dial_url_password.reveal());
    if user.contains(':') {
        // It would end the user's name early.
        return Err(Problem::new(Code::OptionInvalid).field("dial_url_user"));
    }
    let none = user.is_empty() && password.is_empty();
    Ok(if none {
        None
    } else {
        Some(format!("Basic {}", base64(format!("{user}:{password}").as_bytes())))
    })
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            (0..3).fold(0, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at > group.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dial::DialString;
    use crate::settings::Stored;
    use serde_json::json;

    fn settings(template: &str, user: &str, password: &str) -> Settings {
        let stored = json!({
            "dial_url_template": template, "extension": "201",
            "dial_url_user": user, "dial_url_password": password,
        });
        let stored: Stored = stored.as_object().cloned().expect("an object").into();
        Settings::load(&stored, &Stored::new()).settings
    }

    fn place(number: &str, settings: &Settings) -> Result<HttpRequest, Problem> {
        let digits = DialString::new(number).expect("a dial string");
        Order::of_keys(&digits, |order| DialUrl.place(order, settings))
    }

    #[test]
    fn values_are_encoded_where_they_stand() {
        for (template, number, url) in [
            (
                "http://h/servlet?key=number={number}",
                "002189655",
                "http://h/servlet?key=number=002189655",
            ),
            (
                "http://h/command.htm?number={number}",
                "*72#",
                "http://h/command.htm?number=%2A72%23",
            ),
            ("HTTPS://H:8443/dial/{number}/by/{ext}", "*72#", "https://h:8443/dial/*72%23/by/201"),
            ("http://h?{number}", "1", "http://h/?1"),
            ("http://[::1]/a?x=%20;{number};ENTER", "1", "http://[::1]/a?x=%20;1;ENTER"),
            ("http://h/{number}?u={user}&p={pw}", "1", "http://h/1?u=jo%3Ahn%26&p=p%20w%23%C3%A9"),
        ] {
            let request = place(number, &settings(template, "", "")).or_else(|_| {
                // Only templates that name them need a user and a password.
                place(number, &settings(template, "jo:hn&", "p w#é"))
            });
            let request = request.expect("a request");
            assert_eq!(request.url, url);
            assert_eq!((request.kind, request.authorization), (RequestKind::Place, None));
        }
    }

    #[test]
    fn credentials_go_into_the_header() {
        for (user, password, header) in [
            ("", "", Ok(None)),
            ("Aladdin", "open sesame", Ok(Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))),
            ("admin", "", Ok(Some("Basic YWRtaW46"))),
            ("test", "123£", Ok(Some("Basic dGVzdDoxMjPCow=="))),
            ("a:b", "c", Err(missing(Placeholder::User))),
        ] {
            let request = place("1", &settings("http://h/?n={number}", user, password));
            let authorization = request.map(|request| request.authorization);
            assert_eq!(authorization, header.map(|value| value.map(str::to_owned)));
        }
    }

    #[test]
    fn what_the_template_needs_must_be_there() {
        let mut bare = settings("http://h/?n={number}&e={ext}", "", "");
        bare.extension = crate::settings::Keys::default();
        assert!(place("1", &bare).expect_err("no extension").is(Code::ExtensionMissing));
        assert!(DialUrl.checks(&bare).expect_err("no extension").is(Code::ExtensionMissing));
        let locked = settings("http://h/?n={number}&p={pw}", "john", "");
        let problem = place("1", &locked).expect_err("no password");
        assert_eq!(problem.field.as_deref(), Some("dial_url_password"));
    }

    #[test]
    fn a_good_answer_is_a_call_unless_it_says_no() {
        let status = |status: u16| Problem::new(Code::HttpStatus).detail(&status.to_string());
        let refused = |words| Placed::Refused(Problem::new(Code::PbxResult).detail(words));
        for (code, body, placed) in [
            (200, "", Placed::Accepted(None)),
            (204, "", Placed::Accepted(None)),
            (200, r#"{"response":"success","body":true}"#, Placed::Accepted(None)),
            (200, "OK: CALL PLACED", Placed::Accepted(None)),
            (200, "<p>no ERROR: here</p>", Placed::Accepted(None)),
            (200, "{ \"response\" :\n\"error\", \"body\": \"x\" }", refused("error")),
            (200, "\r\nERROR: AUTH FAILED\r\n", refused("ERROR: AUTH FAILED")),
            (200, "ERROR: <b>secret</b>", refused("ERROR:")),
            (401, "", Placed::Refused(status(401).field("dial_url_password"))),
            (403, "", Placed::Refused(status(403))),
            (404, "", Placed::Unclear(status(404))),
            (500, "ERROR: AUTH FAILED", Placed::Unclear(status(500))),
        ] {
            let answer = HttpResponse { status: code, body: body.as_bytes().to_vec() };
            assert_eq!(DialUrl.placed(&answer), placed, "{code} {body}");
        }
    }

    #[test]
    fn testing_does_not_dial() {
        let settings = settings("http://Phone:8080/dial?n={number}", "u", "p");
        let checks = DialUrl.checks(&settings).expect("a check");
        let asked: Vec<_> =
            checks.iter().map(|request| (request.kind, request.url.as_str())).collect();
        assert_eq!(asked, [(RequestKind::Look, "http://phone:8080/")]);
        assert_eq!(checks[0].authorization, None);
        let not_found = HttpResponse { status: 404, body: Vec::new() };
        assert_eq!(DialUrl.checked(0, &not_found, &settings), Ok(()));
        assert_eq!(DialUrl.check_failed(0, NetError::Redirected), Ok(()));
        assert!(DialUrl.check_failed(0, NetError::ConnectionRefused).is_err());
        assert_eq!(DialUrl.origins(&settings), ["http://phone:8080"]);
        assert!(DialUrl.origins(&Settings::default()).is_empty());
    }

    #[test]
    fn nothing_is_seen_and_nothing_is_hung_up() {
        let settings = settings("http://h/?n={number}", "", "");
        assert_eq!(DialUrl.capabilities(&Settings::default()), Capabilities::default());
        assert!(DialUrl.look(&settings).expect("no look").is_empty());
        assert!(DialUrl.names(&settings).is_none());
        let call = CallId::new("1").expect("an id");
        assert!(DialUrl.hang_up(&call, &settings).expect_err("cannot").is(Code::NotSupported));
    }
}
