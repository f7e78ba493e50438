//! How a command is confirmed whose answer the document does not show: srv=12, 15, 16 and 18.

use serde::{Deserialize, Serialize};

use crate::result_code::ResultCode;

/// The answer to a command that was carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// `result=0`, as every other command is answered.
    #[default]
    Result,
    /// `result=0;id=...` when something new was made, as srv=11 does it.
    ResultAndId,
    /// An empty body.
    Nothing,
}

impl Confirmation {
    /// The text of the answer; `new_id` names what was made.
    pub fn text(self, new_id: Option<&str>) -> String {
        match (self, new_id) {
            (Confirmation::Nothing, _) => String::new(),
            (Confirmation::ResultAndId, Some(id)) => format!("result={};id={id}", ResultCode::OK),
            _ => format!("result={}", ResultCode::OK),
        }
    }
}
