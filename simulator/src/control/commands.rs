//! What the control address can do.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Answered, Refusal};
use crate::ans::Event;
use crate::clock::ClockKind;
use crate::faults::Fault;
use crate::model::behaviour::NumberRule;
use crate::model::call::{Call, Party, State};
use crate::model::order::OtherCall;
use crate::model::sms::Text;
use crate::model::user::User;
use crate::model::vocalbox::Spoken;
use crate::options::Options;
use crate::server::Shared;

/// Carries out `POST path`.
pub(super) fn carry_out(shared: &Shared, path: &str, body: &Value) -> Answered {
    match path {
        "/reset" => reset(shared, body),
        "/step" => {
            let Step { ms } = read(body)?;
            let now_ms = shared
                .step(ms)
                .ok_or_else(|| Refusal(409, "the clock goes by itself".to_owned()))?;
            Ok(json!({ "now_ms": now_ms }))
        }
        "/lift" => lift(shared, &read(body)?),
        "/answer" => answer(shared, &read(body)?),
        "/hangup" => hang_up(shared, &read(body)?),
        "/place" => {
            let other: OtherCall = read(body)?;
            if other.state == Some(State::Parked) {
                return Err(Refusal::bad("a call is parked by srv=13"));
            }
            Ok(shared.with(|pbx, now_ms| {
                let id = pbx.intervene(now_ms, |office, at| office.place_other(&other, at));
                call(pbx.calls(), &id)
            }))
        }
        "/user" => user(shared, body),
        "/event" => {
            let event: Event = read(body)?;
            shared.with(|pbx, now_ms| pbx.push_by_hand(&event, now_ms));
            Ok(json!({}))
        }
        "/sms" => {
            let text: Text = read(body)?;
            let sent = shared.with(|pbx, now_ms| {
                pbx.intervene(now_ms, |exchange, at| exchange.send_sms(&text, at))
            });
            sent.map_err(|code| Refusal::bad(format!("result={code}")))?;
            Ok(json!({}))
        }
        "/voice_message" => {
            let spoken: Spoken = read(body)?;
            shared.with(|pbx, now_ms| {
                pbx.intervene(now_ms, |exchange, at| exchange.leave_message(spoken, at));
            });
            Ok(json!({}))
        }
        "/number" => {
            let rule: NumberRule = read(body)?;
            shared.with(|pbx, now_ms| {
                pbx.intervene(now_ms, |office, _| office.numbers.set(rule));
            });
            Ok(json!({}))
        }
        "/fault" => {
            let fault: Fault = read(body)?;
            Ok(shared.with(|pbx, _| {
                pbx.faults.add(fault);
                json!(pbx.faults.waiting())
            }))
        }
        "/faults/clear" => {
            shared.with(|pbx, _| pbx.faults.clear());
            Ok(json!({}))
        }
        "/release" => {
            shared.with(|pbx, _| pbx.release());
            Ok(json!({}))
        }
        "/forget" => {
            let WhichCall { call_id } = read(body)?;
            shared.with(|pbx, now_ms| {
                pbx.intervene(now_ms, |office, at| office.forget(call_id.as_deref(), at));
            });
            Ok(json!({}))
        }
        path => Err(Refusal::unknown(format!("no route POST {path}"))),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhichCall {
    call_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lift {
    call_id: Option<String>,
    ext: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HangUp {
    call_id: Option<String>,
    party: Option<Party>,
    ext: Option<String>,
}

/// The options that the simulator was started with, and over them what the body says.
fn reset(shared: &Shared, body: &Value) -> Answered {
    let mut wanted = body.clone();
    let clock: ClockKind = match wanted.as_object_mut().and_then(|o| o.remove("clock")) {
        Some(clock) => read(&clock)?,
        None => shared.start_clock(),
    };
    let seed_is_given = wanted.get("seed").is_some();
    let mut options = json!(shared.start_options());
    overlay(&mut options, &wanted);
    let mut options: Options = read(&options)?;
    if options.ans.url.as_ref().is_some_and(|url| !url.starts_with("http://")) {
        return Err(Refusal::bad("ans.url begins with http://"));
    }
    if !seed_is_given {
        // New status numbers for each reset, and with --seed the same ones in each run.
        options.seed = Some(shared.with(|pbx, _| pbx.draw_seed()));
    }
    shared.reset(options, clock);
    Ok(shared
        .with(|pbx, now_ms| json!({ "now_ms": now_ms, "status_numbers": pbx.status_numbers() })))
}

/// The phone of this extension, of this call's first party, or the one that rang last.
fn lift(shared: &Shared, lift: &Lift) -> Answered {
    shared.with(|pbx, now_ms| {
        let ringing = |party, state| {
            pbx.calls().iter().rev().find_map(|call| {
                let who = if party == Party::First { call.first() } else { call.second() };
                let fits = call.state() == state
                    && lift.call_id.as_deref().is_none_or(|id| id == call.id())
                    && lift.ext.as_deref().is_none_or(|ext| ext == who);
                fits.then(|| (call.id().to_owned(), party))
            })
        };
        let found = ringing(Party::First, State::RingingFirst).or_else(|| {
            // By its extension a second party can be lifted too.
            lift.ext.as_ref()?;
            ringing(Party::Second, State::RingingSecond)
        });
        let (id, party) = found.ok_or_else(|| Refusal::unknown("no such phone rings"))?;
        pbx.intervene(now_ms, |office, at| office.lift_by_hand(&id, party, at));
        Ok(call(pbx.calls(), &id))
    })
}

/// The second party of this call, or of the one that rang last.
fn answer(shared: &Shared, which: &WhichCall) -> Answered {
    shared.with(|pbx, now_ms| {
        let id = newest(pbx.calls(), which.call_id.as_deref(), |call| {
            call.state() == State::RingingSecond
        })?;
        pbx.intervene(now_ms, |office, at| office.lift_by_hand(&id, Party::Second, at));
        Ok(call(pbx.calls(), &id))
    })
}

fn hang_up(shared: &Shared, order: &HangUp) -> Answered {
    shared.with(|pbx, now_ms| {
        let fits = |call: &Call| {
            call.is_live() && order.ext.as_deref().is_none_or(|ext| call.involves(ext))
        };
        let id = newest(pbx.calls(), order.call_id.as_deref(), fits)?;
        match (order.party, &order.ext) {
            (Some(party), None) => {
                pbx.intervene(now_ms, |office, at| office.hang_up(&id, party, at));
            }
            (None, Some(ext)) => {
                pbx.intervene(now_ms, |office, at| office.hang_up_by_number(&id, ext, at));
            }
            _ => return Err(Refusal::bad("either party or ext")),
        }
        Ok(call(pbx.calls(), &id))
    })
}

/// Changes the given fields of a user, adds a new one, or takes one away.
fn user(shared: &Shared, body: &Value) -> Answered {
    let mut wanted = body.clone();
    let remove = wanted.as_object_mut().and_then(|o| o.remove("remove")) == Some(json!(true));
    let ext = body["ext"].as_str().ok_or_else(|| Refusal::bad("ext is missing"))?;
    shared.with(|pbx, now_ms| {
        pbx.intervene(now_ms, |exchange, at| {
            let users = &mut exchange.office.users;
            let place = users.iter().position(|user| user.ext == ext);
            if remove {
                let place = place.ok_or_else(|| Refusal::unknown("no such user"))?;
                let gone = users.remove(place);
                exchange.user_listed(&gone, "delete", at);
                return Ok(json!(gone));
            }
            let mut card = place.map_or_else(|| json!({}), |place| json!(users[place]));
            overlay(&mut card, &wanted);
            let user: User = read(&card)?;
            let before = place.map(|place| users[place].status);
            match place {
                Some(place) => users[place] = user.clone(),
                None => users.push(user.clone()),
            }
            if before.is_none() {
                exchange.user_listed(&user, "add", at);
            }
            exchange.logged(before, &user, at);
            Ok(json!(user))
        })
    })
}

fn newest(
    calls: &[Call],
    id: Option<&str>,
    fits: impl Fn(&Call) -> bool,
) -> Result<String, Refusal> {
    calls
        .iter()
        .rev()
        .find(|call| fits(call) && id.is_none_or(|id| id == call.id()))
        .map(|call| call.id().to_owned())
        .ok_or_else(|| Refusal::unknown("no such call in that state"))
}

fn call(calls: &[Call], id: &str) -> Value {
    json!(calls.iter().find(|call| call.id() == id))
}

/// Puts the keys of `patch` over those of `base`, objects within objects likewise.
fn overlay(base: &mut Value, patch: &Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (key, value) in patch {
                overlay(base.entry(key.as_str()).or_insert(Value::Null), value);
            }
        }
        (base, patch) => *base = patch.clone(),
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Refusal> {
    T::deserialize(value).map_err(Refusal::bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_changes_what_it_names() {
        let mut base = json!({"a": {"b": 1, "c": 2}, "d": [1, 2]});
        overlay(&mut base, &json!({"a": {"c": null}, "d": [3], "e": 4}));
        assert_eq!(base, json!({"a": {"b": 1, "c": null}, "d": [3], "e": 4}));
    }
}
