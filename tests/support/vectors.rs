//! The conformance vectors that the project keeps.

use serde::Deserialize;
use serde_json::Value as Json;

/// A vector, as far as it concerns us.
#[derive(Deserialize)]
pub struct Vector {
    pub id: String,
    pub kind: String,
    pub input: String,
    pub expected: Json,
    #[serde(default)]
    pub context: Context,
}

/// Which service an answer belongs to; the result codes are the same for every command service.
#[derive(Default, Deserialize)]
pub struct Context {
    pub srv: Option<u8>,
    pub info: Option<u8>,
}

/// All of VOIspeed's, in the order of the reference.
pub fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("../fixtures/voispeed/vectors.json")).expect("good vectors")
}
