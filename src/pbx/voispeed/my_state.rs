//! A person's own state: what info=6 shows of it, and what srv=4 sets (`prty` 2 and 3).

use super::dates::Moment;
use super::people::{
    Appointment, OutlookStatus as SetOutlook, SetUser, UserMode as SetMode, UserProperty,
};
use super::status::{OutlookStatus, UserCard, UserMode};
use super::values::Text;
use crate::dial::DialString;
use crate::event::{Away, Extension, LocalMinute, Mode, MyState, StateKind, StateWish};
use crate::problem::{Code, Problem};

/// What srv=4 can set. Pause is unverified: the word for its number is lost (docs/voispeed.md).
const OFFERED: [StateKind; 5] =
    [StateKind::Normal, StateKind::Voicemail, StateKind::Divert, StateKind::Pause, StateKind::Busy];

/// Where somebody is who said when and why, but not where: the PBX demands something.
const NOWHERE: &str = "-";

/// What a card says of the person's state.
pub fn shown(card: UserCard) -> MyState {
    let mode = card.mode.and_then(|mode| {
        Some(match mode {
            UserMode::Normal => Mode::Normal,
            UserMode::Vocalbox => Mode::Voicemail,
            UserMode::Divert => Mode::Divert { to: card.div_nr.clone().unwrap_or_default() },
            UserMode::Pause => Mode::Pause,
            UserMode::Locked => Mode::Locked,
            UserMode::Other(_) => return None,
        })
    });
    let until = card.date_time_end.and_then(|time| time.moment).and_then(minute);
    let away = match card.outlook_status {
        Some(OutlookStatus::Busy) => Some(Away { out_of_office: false, until }),
        Some(OutlookStatus::OutOfOffice) => Some(Away { out_of_office: true, until }),
        _ => None,
    };
    MyState { presence: card.status.map(Into::into), mode, away, offered: OFFERED.to_vec() }
}

/// The request for a wish; where calls go is what the office dials for what was typed.
pub fn set(
    ext: Extension,
    wish: &StateWish,
    divert_to: Option<&DialString>,
) -> Result<SetUser, Problem> {
    let property = match wish {
        StateWish::Normal {} => UserProperty::Mode(SetMode::Normal),
        StateWish::Voicemail {} => {
            UserProperty::Mode(SetMode::Voicemail { after_s: None, email: None })
        }
        StateWish::Divert { .. } => {
            let to = divert_to.cloned().ok_or(Code::NotANumber)?;
            UserProperty::Mode(SetMode::Divert(to))
        }
        StateWish::Pause {} => UserProperty::Mode(SetMode::Pause),
        StateWish::Busy { subject, from, until } => {
            let text = |text: &str| Text::new(text).map_err(|_| Code::MessageRefused);
            let time = |at: &LocalMinute| Moment::minute(at.parts()).ok_or(Code::TimeInvalid);
            let (start, end) = (time(from)?, time(until)?);
            if end <= start {
                return Err(Code::TimeInvalid.into());
            }
            let (subject, location) = (text(subject)?, text(NOWHERE)?);
            UserProperty::Outlook(SetOutlook::Busy(Appointment { subject, location, start, end }))
        }
        StateWish::NotBusy {} => UserProperty::Outlook(SetOutlook::Free),
    };
    Ok(SetUser { ext, property })
}

fn minute(moment: Moment) -> Option<LocalMinute> {
    let Moment { year, month, day, hour, minute, .. } = moment;
    LocalMinute::new(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")).ok()
}
