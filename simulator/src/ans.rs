//! Events become pushes: their text, their key, and when they are sent (document 000, "A.N.S.").

use serde::{Deserialize, Serialize};

use crate::date_time;
use crate::model::user::Interface;
use crate::random::Random;
use crate::switches::ans::Ans;

/// Something that happened in the PBX.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// 0 to 24.
    pub event: u8,
    /// Where; none is written `none`.
    #[serde(default)]
    pub interface: Option<Interface>,
    /// What belongs to this event, in the order of the document's table.
    #[serde(default)]
    pub parameters: Vec<(String, String)>,
}

impl Event {
    /// An event with these parameters.
    pub fn new(event: u8, interface: Option<Interface>, parameters: &[(&str, &str)]) -> Event {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Event { event, interface, parameters: parameters.iter().map(own).collect() }
    }
}

/// An event on its way to the URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Push {
    /// Its running number among the pushes that were sent, from 1.
    pub n: u64,
    /// When it is sent.
    pub at_ms: u64,
    /// 0 to 24.
    pub event: u8,
    /// `key=1&event=2&datetime=...`, without the `?`.
    pub query: String,
    /// The HTTP status that came back; none: not sent yet, or in vain.
    pub status: Option<u16>,
}

/// The pushes that wait for their time, and those that were sent.
#[derive(Debug)]
pub struct Notifier {
    switches: Ans,
    next_key: u64,
    waiting: Vec<Push>,
    sent: Vec<Push>,
}

impl Notifier {
    /// Nothing has happened yet.
    pub fn new(switches: Ans) -> Notifier {
        let next_key = switches.first_key;
        Notifier { switches, next_key, waiting: Vec::new(), sent: Vec::new() }
    }

    /// Its switches.
    pub fn switches(&self) -> &Ans {
        &self.switches
    }

    /// Something has happened; without a URL nobody is told.
    pub fn notice(&mut self, event: &Event, at_ms: u64, random: &mut Random) {
        if self.switches.url.is_none() {
            return;
        }
        let query = self.query(event, at_ms);
        self.next_key += 1;
        for _ in 0..if self.switches.twice { 2 } else { 1 } {
            let jitter_ms = random.below(self.switches.jitter_ms.saturating_add(1));
            let delay_ms = self.switches.late_ms.saturating_add(jitter_ms);
            self.waiting.push(Push {
                n: 0,
                at_ms: at_ms.saturating_add(delay_ms),
                event: event.event,
                query: query.clone(),
                status: None,
            });
        }
    }

    /// When the next push is sent.
    pub fn next_due(&self) -> Option<u64> {
        self.waiting.iter().map(|push| push.at_ms).min()
    }

    /// Sends the next push that is due by now; of several at one time the oldest.
    pub fn send_due(&mut self, now_ms: u64) -> Option<Push> {
        let due = self.next_due().filter(|&at_ms| at_ms <= now_ms)?;
        let place = self.waiting.iter().position(|push| push.at_ms == due)?;
        let mut push = self.waiting.remove(place);
        push.n = self.sent.last().map_or(1, |last| last.n + 1);
        if self.sent.len() == SENT_KEPT {
            self.sent.remove(0);
        }
        self.sent.push(push.clone());
        Some(push)
    }

    /// The other side has answered a push with this HTTP status.
    pub fn answered(&mut self, n: u64, status: u16) {
        if let Some(push) = self.sent.iter_mut().find(|push| push.n == n) {
            push.status = Some(status);
        }
    }

    /// The last pushes that were sent, in the order in which they were.
    pub fn sent(&self) -> &[Push] {
        &self.sent
    }

    fn query(&self, event: &Event, at_ms: u64) -> String {
        let mut text = match &self.switches.pbx_id {
            Some(id) => format!("pbx_id={}&", encoded(id)),
            None => String::new(),
        };
        text += &format!(
            "key={}&event={}&datetime={}&interface={}",
            self.next_key,
            event.event,
            date_time::stamp(at_ms),
            event.interface.map_or("none", Interface::name)
        );
        for (name, value) in &event.parameters {
            text += &format!("&{name}={}", encoded(value));
        }
        if self.switches.damaged { damaged(event.event, text) } else { text }
    }
}

const SENT_KEPT: usize = 10_000;

/// As the examples are encoded: `%` for blanks and most signs, but `;`, `/` and `!` are raw.
fn encoded(text: &str) -> String {
    let raw = |octet: u8| octet.is_ascii_alphanumeric() || b"-_~,*!:/;.".contains(&octet);
    let mut encoded = String::new();
    for octet in text.bytes() {
        if raw(octet) {
            encoded.push(char::from(octet));
        } else {
            encoded += &format!("%{octet:02X}");
        }
    }
    encoded
}

/// The damage of the document's own examples of these events; a blank has to be `%20` on the wire.
fn damaged(event: u8, query: String) -> String {
    match event {
        8 => query.replacen("&act_called=", "%20&act_called=", 1),
        11 | 19 => format!("%20{query}"),
        20 => query.replacen("&info=", "&info", 1),
        22 => query.replacen("&name=", "&name", 1).replacen("&ext=", "ext=", 1),
        23 => query.replacen("&name=", "&name", 1),
        _ => query,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 February 2006, 17:15:29.343, the date of the document's examples.
    const EXAMPLE_MS: u64 = 1_138_814_129_343;

    fn pushed(switches: Ans, events: &[Event]) -> Vec<String> {
        let url = Some("http://192.168.0.5/pbx_events.php".to_owned());
        let mut notifier = Notifier::new(Ans { url, first_key: 8765, ..switches });
        let mut random = Random::new(7);
        for event in events {
            notifier.notice(event, EXAMPLE_MS, &mut random);
        }
        std::iter::from_fn(|| notifier.send_due(EXAMPLE_MS + 10_000))
            .map(|push| push.query)
            .collect()
    }

    #[test]
    fn the_document_s_examples_sound_and_damaged() {
        let row = |number, interface, parameters: &[(&str, &str)], sound: &str, broken: &str| {
            let event = Event::new(number, interface, parameters);
            let start = format!("key=8765&event={number}&datetime=20060201171529343&interface=");
            let query = pushed(Ans::default(), std::slice::from_ref(&event));
            assert_eq!(query, [format!("{start}{sound}")]);
            let query = pushed(Ans { damaged: true, ..Ans::default() }, &[event]);
            assert_eq!(query, [broken.replace("START", &start)]);
        };
        let same = |text: &str| format!("START{text}");
        let login = "LAN&ext=201&info=192.168.0.124&host=MyComputer";
        let parameters = [("ext", "201"), ("info", "192.168.0.124"), ("host", "MyComputer")];
        row(0, Some(Interface::Lan), &parameters, login, &same(login));
        let list = "none&info=load&name=SalesOffice&ext=201;202;203";
        let parameters = [("info", "load"), ("name", "SalesOffice"), ("ext", "201;202;203")];
        row(22, None, &parameters, list, "STARTnone&info=load&nameSalesOfficeext=201;202;203");
        let route = "none&info=load&name=RomeOffice";
        row(
            23,
            None,
            &[("info", "load"), ("name", "RomeOffice")],
            route,
            "STARTnone&info=load&nameRomeOffice",
        );
        let cause = "ISDN&call_id=12345&info=16";
        let parameters = [("call_id", "12345"), ("info", "16")];
        row(11, Some(Interface::Isdn), &parameters, cause, &format!("%20START{cause}"));
        let user = "none&info=load&ext=201&name=Macintosh%20Peter";
        let parameters = [("info", "load"), ("ext", "201"), ("name", "Macintosh Peter")];
        row(21, None, &parameters, user, &same(user));
    }

    #[test]
    fn late_twice_and_out_of_order() {
        let events: Vec<Event> = (0..20).map(|number| Event::new(number, None, &[])).collect();
        let keys = |switches| -> Vec<u64> {
            let key = |query: &String| query[4..8].parse().expect("a key");
            pushed(switches, &events).iter().map(key).collect()
        };
        let in_order: Vec<u64> = (8765..8785).collect();
        assert_eq!(keys(Ans::default()), in_order);
        assert_eq!(keys(Ans { late_ms: 10_000, ..Ans::default() }), in_order);
        assert_eq!(keys(Ans { late_ms: 10_001, ..Ans::default() }), [0; 0], "not yet");
        let mut mixed = keys(Ans { jitter_ms: 5_000, ..Ans::default() });
        assert_ne!(mixed, in_order);
        mixed.sort_unstable();
        assert_eq!(mixed, in_order);
        let mut twice = keys(Ans { twice: true, jitter_ms: 5_000, ..Ans::default() });
        twice.sort_unstable();
        assert!(
            twice
                .chunks(2)
                .map(|pair| (pair[0], pair[1]))
                .eq(in_order.iter().map(|&key| (key, key)))
        );
    }

    #[test]
    fn without_a_url_nothing_is_kept() {
        let mut notifier = Notifier::new(Ans::default());
        notifier.notice(&Event::new(2, None, &[]), 0, &mut Random::new(1));
        assert_eq!(notifier.next_due(), None);
    }

    #[test]
    fn a_pbx_id_comes_first() {
        let switches = Ans { pbx_id: Some("a b".to_owned()), ..Ans::default() };
        assert!(
            pushed(switches, &[Event::new(9, None, &[])])[0].starts_with("pbx_id=a%20b&key=8765&")
        );
    }
}
