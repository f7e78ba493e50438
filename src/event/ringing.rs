//! What a person wants of a phone that rings: their own, or a colleague's.

use super::{CallId, Extension};
use crate::json::{Read, Write};

/// A wish about a call that rings at a phone of the office.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RingingWish {
    /// What rings at a colleague's phone shall be at the person's own.
    Pick {
        /// The colleague's.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        extension: Extension,
    },
    /// What rings at the person's own phone shall be at a colleague's.
    Divert {
        /// The PBX's name for the call.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        call: CallId,
        /// The colleague's.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        extension: Extension,
    },
    /// What rings at the person's own phone shall end.
    Refuse {
        /// The PBX's name for the call.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        call: CallId,
    },
}
