//! The browser's side: carries out the engine's effects and converts at the edge, nothing else.
//!
//! JavaScript holds one opaque [`Pronto`] with a handful of methods. Everything of the browser that has
//! no typed Rust interface (extension storage, tabs, windows, permissions) is behind [`host::Host`],
//! which `extension/platform.js` implements; requests and timers are carried out here.

mod edge;
mod fetch;
mod host;
mod house;
mod stream;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::engine::Input;
use crate::problem::Code;
use crate::wire::{Reply, Request, Trust};
use host::Host;
use house::House;

/// The engine in a browser's background.
#[wasm_bindgen]
pub struct Pronto(Rc<House>);

#[wasm_bindgen]
impl Pronto {
    /// Reads the stores and goes on where the last worker stopped.
    ///
    /// # Errors
    /// When the browser refuses to read its own storage.
    pub async fn start(host: Host) -> Result<Pronto, JsValue> {
        Ok(Pronto(House::open(host).await?))
    }

    /// Answers a message of a page or of one of our own screens. `sender` says where it really
    /// came from: `{trust: "own"}` or `{trust: "page", document, host, private, card}`.
    pub fn message(&self, request: JsValue, sender: JsValue) -> js_sys::Promise {
        let trust: Option<Trust> = edge::from_js(&sender);
        let request: Option<Request> = edge::from_js(&request);
        match (trust, request) {
            (Some(trust), Some(request)) => self.0.ask(|reply_to| Input::Message {
                reply_to,
                trust,
                request: Box::new(request),
            }),
            _ => {
                let reply = Reply::Refused { problem: Code::MessageRefused.into() };
                js_sys::Promise::resolve(&edge::to_js(&reply))
            }
        }
    }

    /// Whether anybody looks at this screen: one that nobody sees holds no stream open.
    pub fn attend(&self, attends: bool) {
        self.0.input(Input::Attend(attends));
    }

    /// An alarm rang: the worker may just have woken.
    pub fn tick(&self) {
        self.0.input(Input::Tick);
    }

    /// Some store of settings has changed.
    ///
    /// # Errors
    /// When the browser refuses to read its own storage.
    pub async fn settings_changed(&self) -> Result<(), JsValue> {
        let stores = self.0.host.stores().await?;
        self.0.input(Input::Stores(stores));
        Ok(())
    }
}
