//! What `extension/platform.js` does for us, and its values as our types.

use wasm_bindgen::prelude::*;

use super::edge::{from_js, to_js};
use crate::engine::{Kept, KeptText, Snapshot, Stores};
use crate::json::{self, Read};
use crate::settings::{Split, Stored};

#[wasm_bindgen]
extern "C" {
    /// The extension's own interface to the browser.
    pub type Host;

    #[wasm_bindgen(method, catch, js_name = readStores)]
    async fn read_stores(this: &Host) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = readKept)]
    async fn read_kept(this: &Host) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = keepSnapshot)]
    async fn keep_snapshot(this: &Host, json: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = keepLasting)]
    async fn keep_lasting(this: &Host, json: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = keepPast)]
    async fn keep_past(this: &Host, json: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = keepDirectory)]
    async fn keep_directory(this: &Host, json: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = writeSettings)]
    async fn write_settings(this: &Host, sync: JsValue, local: JsValue)
    -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub async fn permitted(this: &Host, origin: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = networkError)]
    pub async fn network_error(this: &Host, url: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    pub fn show(this: &Host, calls: JsValue);
    #[wasm_bindgen(method)]
    pub fn incoming(this: &Host, calls: JsValue);
    #[wasm_bindgen(method)]
    pub fn open(this: &Host, url: &str);
    #[wasm_bindgen(method)]
    pub fn ask(this: &Host, question: &str);
    #[wasm_bindgen(method, js_name = askWhom)]
    pub fn ask_whom(this: &Host);
    #[wasm_bindgen(method)]
    pub fn sites(this: &Host, wanted: JsValue);
    #[wasm_bindgen(method)]
    pub fn again(this: &Host);
    #[wasm_bindgen(method)]
    pub fn pulse(this: &Host, on: bool);
}

#[derive(Read, Default)]
#[serde(default)]
struct RawStores {
    managed: Stored,
    sync: Stored,
    local: Stored,
}

/// Texts as `keep…` stored them.
#[derive(Read, Default)]
#[serde(default)]
struct RawKept {
    snapshot: Option<String>,
    lasting: Option<String>,
    past: Option<String>,
    directory: Option<String>,
}

impl Host {
    /// What the stores of settings hold.
    pub async fn stores(&self) -> Result<Stores, JsValue> {
        let raw: RawStores = from_js(&self.read_stores().await?).unwrap_or_default();
        let mut person = raw.sync;
        person.extend(raw.local);
        Ok(Stores { managed: raw.managed, person })
    }

    /// What the last engine kept: of this browser session if there is any, else what lasts.
    /// What cannot be read (an older version's) is as if it were not there.
    pub async fn kept(&self) -> Result<Kept, JsValue> {
        let raw: RawKept = from_js(&self.read_kept().await?).unwrap_or_default();
        let read = |text: Option<String>| text.and_then(|t| json::from_text::<Snapshot>(&t).ok());
        let past = raw.past.and_then(|text| json::from_text(&text).ok()).unwrap_or_default();
        let directory = raw.directory.and_then(|text| json::from_text(&text).ok());
        Ok(Kept { snapshot: read(raw.snapshot).or_else(|| read(raw.lasting)), past, directory })
    }

    /// Keeps for this browser session.
    pub async fn keep(&self, snapshot: &KeptText) -> Result<(), JsValue> {
        self.keep_snapshot(snapshot.as_str()).await.map(drop)
    }

    /// Keeps for after a restart of the browser.
    pub async fn keep_for_restart(&self, snapshot: &KeptText) -> Result<(), JsValue> {
        self.keep_lasting(snapshot.as_str()).await.map(drop)
    }

    /// Keeps the past calls.
    pub async fn keep_calls(&self, past: &KeptText) -> Result<(), JsValue> {
        self.keep_past(past.as_str()).await.map(drop)
    }

    /// Keeps who works in the office.
    pub async fn keep_people(&self, kept: &KeptText) -> Result<(), JsValue> {
        self.keep_directory(kept.as_str()).await.map(drop)
    }

    /// Stores the person's settings.
    pub async fn write(&self, split: &Split) -> Result<(), JsValue> {
        self.write_settings(to_js(&split.sync), to_js(&split.local)).await.map(drop)
    }
}
