//! The switches of the call report, srv=17.

use serde::{Deserialize, Serialize};

/// A switch each. In JSON they are the object `reporting` of `POST /reset`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reporting {
    /// The numbers of calls that nobody answered.
    pub outcomes: Outcomes,
    /// The order of the third and fourth column.
    pub columns: Columns,
    /// Who carries calls from and to outside.
    pub carrier: String,
    /// How far the clock of the report is ahead of UTC, in minutes; below zero behind it.
    pub zone_minutes: i32,
}

/// The numbers of calls that nobody answered: the document has only 0, accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcomes {
    /// Those of the routing in A.N.S. events, and 6, which is not among them, when the caller gave up.
    #[default]
    Routing,
    /// Different ones from 1 to 13, drawn for each run.
    Drawn,
}

/// The order of the third and fourth column: both are called `called party`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Columns {
    /// As in the other pairs of the row.
    #[default]
    CallingFirst,
    /// The other way round.
    CalledFirst,
}

impl Default for Reporting {
    fn default() -> Reporting {
        Reporting {
            outcomes: Outcomes::default(),
            columns: Columns::default(),
            carrier: "Tele2".to_owned(),
            zone_minutes: 0,
        }
    }
}
