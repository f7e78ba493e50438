//! srv=5, 15 and 16: text and voice messages (document 000, sections of these numbers).

use super::Habits;
use super::reports::days;
use crate::codes::Cause;
use crate::date_time;
use crate::model::exchange::Exchange;
use crate::model::sms::{Text, usual_info};
use crate::query::{Query, digits};
use crate::result_code::ResultCode;
use crate::switches::messaging::Listing;

/// srv=5.
///
/// # Errors
/// The causes `Sms...`.
pub fn send(exchange: &mut Exchange, query: &Query, now_ms: u64) -> Result<String, ResultCode> {
    let text = Text {
        recipient: query.text("recipient").to_owned(),
        body: query.text("body").to_owned(),
        sender: query.text("sender").to_owned(),
        info: query.value("info").map_or_else(usual_info, str::to_owned),
    };
    exchange.send_sms(&text, now_ms)?;
    Ok(format!("result={}", ResultCode::OK))
}

/// srv=15.
///
/// # Errors
/// The causes `Sms...`.
pub fn sms_report(
    exchange: &mut Exchange,
    habits: &Habits,
    query: &Query,
) -> Result<String, ResultCode> {
    let owner = query.text("owner");
    let refuse = |exchange: &Exchange, cause| exchange.codes().of(cause);
    if exchange.office.user_by_name(owner).is_none() {
        return Err(refuse(exchange, Cause::SmsOwnerUnknown));
    }
    let ids: Option<Vec<u64>> = query.text("id").split(',').map(number).collect();
    match query.text("act") {
        "getall" => {
            let days = days(query).ok_or_else(|| refuse(exchange, Cause::SmsBadDates))?;
            let own = exchange.sms().iter().filter(|s| s.owner == owner && days.contains(&s.at_ms));
            let rows = own.map(|sms| {
                vec![
                    ("id", sms.id.to_string()),
                    ("date_time", date_time::stamp(sms.at_ms)),
                    ("sender", sms.sender.clone()),
                    ("recipient", sms.recipient.clone()),
                    ("info", sms.info.clone()),
                    ("read", u8::from(sms.read).to_string()),
                    ("body", sms.body.clone()),
                ]
            });
            return Ok(listing(rows.collect(), exchange, habits));
        }
        "edit" => match ids.as_deref() {
            Some(&[id]) => exchange.mark_sms_read(owner, id)?,
            _ => return Err(refuse(exchange, Cause::SmsBadIds)),
        },
        "del" => {
            let ids = ids.ok_or_else(|| refuse(exchange, Cause::SmsBadIds))?;
            exchange.delete_sms(owner, &ids)?;
        }
        _ => return Err(refuse(exchange, Cause::SmsBadAction)),
    }
    Ok(exchange.messaging().answer.text(None))
}

/// srv=16.
///
/// # Errors
/// The causes `VoiceMessage...`.
pub fn vocalbox(
    exchange: &mut Exchange,
    habits: &Habits,
    query: &Query,
) -> Result<String, ResultCode> {
    let owner = query.text("owner");
    let refuse = |exchange: &Exchange, cause| Err(exchange.codes().of(cause));
    if exchange.office.user_by_name(owner).is_none() {
        return refuse(exchange, Cause::VoiceMessageOwnerUnknown);
    }
    let act = query.text("act");
    if act == "getall" {
        let own = exchange.voice_messages().iter().filter(|message| message.owner == owner);
        let rows = own.map(|message| {
            vec![
                ("id", message.id.to_string()),
                ("time", message.time.clone()),
                ("caller", message.caller.clone()),
                ("seconds", message.seconds.to_string()),
                ("listened", u8::from(message.listened).to_string()),
            ]
        });
        return Ok(listing(rows.collect(), exchange, habits));
    }
    if act != "edit" && act != "del" {
        return refuse(exchange, Cause::VoiceMessageBadAction);
    }
    let Some(id) = number(query.text("id")) else {
        return refuse(exchange, Cause::VoiceMessageBadId);
    };
    let time = query.text("time");
    if date_time::parse_seconds_stamp(time).is_none() {
        return refuse(exchange, Cause::VoiceMessageBadTime);
    }
    if act == "edit" {
        exchange.mark_listened(owner, id, time)?;
    } else {
        exchange.delete_message(owner, id, time)?;
    }
    Ok(exchange.messaging().answer.text(None))
}

fn number(text: &str) -> Option<u64> {
    digits(text)?.parse().ok()
}

type Fields = Vec<(&'static str, String)>;

/// The document shows no such answer: this is what the switch says.
fn listing(messages: Vec<Fields>, exchange: &Exchange, habits: &Habits) -> String {
    let csv = |fields: Fields| {
        let values: Vec<&str> = fields.iter().map(|(_, value)| value.as_str()).collect();
        habits.row(&values)
    };
    let named = |fields: Fields| {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ") + ";\r\n"
    };
    let messages = messages.into_iter();
    match exchange.messaging().listing {
        Listing::Csv => messages.map(csv).collect(),
        Listing::ResultAndCsv => {
            format!("result={}\r\n", ResultCode::OK) + &messages.map(csv).collect::<String>()
        }
        Listing::KeyValue => messages.map(named).collect(),
    }
}
