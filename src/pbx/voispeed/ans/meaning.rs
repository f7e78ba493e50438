//! What an event proves of a call, and no more than that.
//!
//! | event | it proves |
//! |---|---|
//! | 2, 10, 13, 16, 24; 3 with result 0; 5 with `final=0` | the call is there |
//! | 4 with result 0 | the phone or number in `act_called` rings, without one that in `called` |
//! | 5 with `final=1` | somebody answered, `connected_number` where it is sent |
//! | 6, 7 | one of the two hung up; whether that ends it, [`crate::event::KnownCall`] knows |
//! | 8 | it was put through: what comes after may be another's |
//! | 17, 18 | it waits; it has other numbers |
//! | 3, 4, 5 with another result, 12, 15 | something failed: only a look tells how it goes on |
//! | 0, 1 | a phone was logged in, or off |
//! | 19 | the PBX began or ended |
//! | 21, 22 with another change than `load` | who works there, or in which group, is another now |
//! | 14 | a text message came, where it says to whose phone |
//! | 9, 11, 20, 23, and unknown ones | nothing of a call |

use super::event::{Change, Event, RoutingResult};
use crate::event::{CallEvent, CallId, Extension, Happening, ReceivedText, Step};

impl Event {
    /// What it proves.
    #[must_use]
    pub fn happening(&self) -> Happening {
        let of = |call: &CallId, step| numbered(call, None, step);
        let call = match self {
            Self::Incoming { call_id, calling, called, .. } => {
                numbered(call_id, Some((calling, called)), Step::There)
            }
            Self::Routing { call_id, result, .. } => of(call_id, if_good(*result, Step::There)),
            Self::Outgoing { call_id, calling, called, act_called, result, .. } => {
                let rings = Step::Rings(act_called.as_deref().and_then(said).or(said(called)));
                numbered(call_id, Some((calling, called)), if_good(*result, rings))
            }
            Self::Answered { call_id, result, is_final, connected_number, .. } => {
                let by = connected_number.as_deref().and_then(said);
                let step = if *is_final { Step::Answered(by) } else { Step::There };
                of(call_id, if_good(*result, step))
            }
            Self::IncomingEnd { call_id, .. } => of(call_id, Step::CallerHungUp),
            Self::OutgoingEnd { call_id, .. } => of(call_id, Step::CalledHungUp),
            Self::Transfer(transfer) => {
                let numbers = (&transfer.calling, &transfer.called);
                numbered(&transfer.call_id, Some(numbers), Step::PutThrough)
            }
            Self::IvrNode { call_id, .. }
            | Self::Progress { call_id, .. }
            | Self::InfoElement { call_id, .. }
            | Self::PlaybackEnd { call_id, .. } => of(call_id, Step::There),
            Self::Timeout { call_id, .. } | Self::LimitExceeded { call_id, .. } => {
                of(call_id, Step::Unclear)
            }
            Self::Hold { call_id, .. } => of(call_id, Step::Held),
            Self::NumbersChanged { call_id, calling, called, .. } => {
                numbered(call_id, Some((calling, called)), Step::Renumbered)
            }
            Self::PbxStatus { .. } => return Happening::Restart,
            // A key may belong to a PIN, and a cause to a call that has gone.
            Self::Dtmf { .. } | Self::InfoIndication { .. } => return Happening::Other,
            Self::Login { ext, .. } => {
                return Happening::Logged { phone: ext.clone(), is_in: true };
            }
            Self::Logout { ext, .. } => {
                return Happening::Logged { phone: ext.clone(), is_in: false };
            }
            // A PBX that starts loads them one by one, and has told that it started.
            Self::UserList { change, .. } | Self::GroupList { change, .. }
                if *change != Some(Change::Load) =>
            {
                return Happening::People;
            }
            Self::TextMessage { sms_id, sender, recipient, body, .. } => {
                let Ok(phone) = Extension::new(recipient) else { return Happening::Other };
                let (id, from, words) = (sms_id.clone(), sender.clone(), body.clone());
                return Happening::Text(Box::new(ReceivedText { id, phone, from, words }));
            }
            Self::RouteStatus { .. }
            | Self::UserList { .. }
            | Self::GroupList { .. }
            | Self::RouteList { .. }
            | Self::Other { .. } => return Happening::Other,
        };
        Happening::Call(call)
    }
}

fn numbered(call: &CallId, numbers: Option<(&String, &String)>, step: Step) -> CallEvent {
    let calling = numbers.and_then(|(calling, _)| said(calling));
    let called = numbers.and_then(|(_, called)| said(called));
    CallEvent { call: call.clone(), calling, called, step }
}

fn said(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

fn if_good(result: RoutingResult, step: Step) -> Step {
    match result {
        RoutingResult::Ok | RoutingResult::PlayingMessage => step,
        _ => Step::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Notification, Repair};
    use super::*;

    #[test]
    fn an_event_proves_what_it_says_and_no_more() {
        for (query, proves) in [
            ("event=2&call_id=7&calling=201&called=02189655", "201 02189655 There"),
            ("event=3&call_id=7&result=0&info=USER/Smith", "- - There"),
            ("event=3&call_id=7&result=4&info=USER/Smith", "- - Unclear"),
            ("event=4&call_id=7&calling=201&called=315&result=0", "201 315 Rings(Some(\"315\"))"),
            (
                "event=4&call_id=7&calling=201&called=315&act_called=201&result=0",
                "201 315 Rings(Some(\"201\"))",
            ),
            ("event=4&call_id=7&calling=201&called=315&result=4", "201 315 Unclear"),
            ("event=4&call_id=7&calling=&called=&result=0", "- - Rings(None)"),
            (
                "event=5&call_id=7&result=0&final=1&connected_number=315",
                "- - Answered(Some(\"315\"))",
            ),
            ("event=5&call_id=7&result=0&final=1", "- - Answered(None)"),
            ("event=5&call_id=7&result=0&final=0", "- - There"),
            ("event=5&call_id=7&result=5&final=1", "- - Unclear"),
            ("event=6&call_id=7", "- - CallerHungUp"),
            ("event=7&call_id=7", "- - CalledHungUp"),
            ("event=8&call_id=7&calling=201&called=315&mode=1", "201 315 PutThrough"),
            ("event=10&call_id=7&info=welcome", "- - There"),
            ("event=12&call_id=7&info=1", "- - Unclear"),
            ("event=17&call_id=7&info=park", "- - Held"),
            ("event=18&call_id=7&calling=202&called=315&info=called", "202 315 Renumbered"),
        ] {
            let told = Notification::read(query, Repair::Off).expect("an event");
            let Happening::Call(call) = told.event.happening() else { panic!("{query}") };
            let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
            let (calling, called) = (or_none(&call.calling), or_none(&call.called));
            assert_eq!(format!("{calling} {called} {:?}", call.step), proves, "{query}");
        }
        let phone = Extension::new("201").expect("an extension");
        for (query, proves) in [
            ("event=9&call_id=7&info=5", Happening::Other),
            ("event=25", Happening::Other),
            ("event=11&call_id=7", Happening::Other),
            ("event=0&ext=201", Happening::Logged { phone: phone.clone(), is_in: true }),
            ("event=1&ext=201", Happening::Logged { phone: phone.clone(), is_in: false }),
            (
                "event=14&sms_id=7&sender=202&recipient=201&body=hello%20Peter!",
                Happening::Text(Box::new(ReceivedText {
                    id: "7".to_owned(),
                    phone,
                    from: "202".to_owned(),
                    words: "hello Peter!".to_owned(),
                })),
            ),
            ("event=14&sms_id=7&sender=202&recipient=a%20b&body=hello", Happening::Other),
            ("event=21&info=load&ext=201&name=Smith%20John", Happening::Other),
            ("event=21&info=add&ext=201&name=Smith%20John", Happening::People),
            ("event=22&info=load&name=Sales&ext=201;202", Happening::Other),
            ("event=22&info=update&name=Sales&ext=201;202", Happening::People),
            ("event=19&status=1", Happening::Restart),
        ] {
            let told = Notification::read(query, Repair::Off).expect("an event");
            assert_eq!(told.event.happening(), proves, "{query}");
        }
    }
}
