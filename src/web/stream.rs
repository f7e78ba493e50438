//! A request whose answer does not end: its bytes go to the engine as they come.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, ReadableStreamDefaultReader};

use super::fetch::{chunk, request};
use super::house::House;
use crate::engine::Input;
use crate::pbx::{HttpRequest, StreamEnd};
use crate::small::SmallMap;

/// The streams that are open, by the engine's number.
#[derive(Default)]
pub struct Streams(RefCell<SmallMap<u32, AbortController>>);

impl Streams {
    /// Breaks this one off. Nothing more is told of it.
    pub fn close(&self, stream: u32) {
        if let Some(abort) = self.0.borrow_mut().remove(&stream) {
            abort.abort();
        }
    }
}

/// Opens it, and tells the engine what comes until it ends.
pub fn open(house: &Rc<House>, stream: u32, http: HttpRequest) {
    let house = Rc::clone(house);
    let Ok(abort) = AbortController::new() else { return };
    // At once: it may be closed before it is on its way.
    house.streams.0.borrow_mut().insert(stream, abort.clone());
    spawn_local(async move {
        let end = read(&house, stream, &http, &abort).await;
        if house.streams.0.borrow_mut().remove(&stream).is_some() {
            abort.abort();
            house.input(Input::StreamEnded { stream, end });
        }
    });
}

async fn read(
    house: &Rc<House>,
    stream: u32,
    http: &HttpRequest,
    abort: &AbortController,
) -> StreamEnd {
    let permitted = house.host.permitted(&http.url).await;
    if !permitted.is_ok_and(|answer| answer.is_truthy()) {
        return StreamEnd::Lost;
    }
    let Ok(request) = request(http, abort) else { return StreamEnd::Lost };
    let timeout = TimeoutFuture::new(http.timeout_ms);
    let response = match select(Box::pin(request.send()), timeout).await {
        Either::Left((Ok(response), _)) => response,
        Either::Left((Err(_), _)) | Either::Right(_) => return StreamEnd::Lost,
    };
    if !response.ok() {
        return StreamEnd::Status(response.status());
    }
    let Some(body) = response.body() else { return StreamEnd::Lost };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    // That silence is death is the engine's rule: it closes the stream.
    while let Ok(Some(bytes)) = chunk(&reader).await {
        house.input(Input::Heard { stream, bytes: bytes.to_vec() });
    }
    StreamEnd::Lost
}
