//! One HTTP request, and why it failed where it did.
//!
//! `fetch` tells a name that is not known from a cable that is cut as little as from a refused
//! connection; the browser's own error, as `webRequest` reports it, does.

use futures_util::future::{Either, select};
use gloo_net::http::Request;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestRedirect,
};

use super::host::Host;
use crate::pbx::{HttpRequest, HttpResponse, Method, NetError};
use crate::small::find_part;

/// Sends it once and reads at most `answer_max` bytes within `timeout_ms`.
pub async fn send(host: &Host, http: &HttpRequest) -> Result<HttpResponse, NetError> {
    let permitted = host.permitted(&http.url).await;
    if !permitted.is_ok_and(|answer| answer.is_truthy()) {
        return Err(NetError::NotPermitted);
    }
    let abort = AbortController::new().map_err(|_| NetError::Broken)?;
    let exchange = Box::pin(exchange(http, &abort));
    let timeout = TimeoutFuture::new(http.timeout_ms);
    let outcome = match select(exchange, timeout).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), _)) => {
            abort.abort();
            return Err(NetError::TimedOut);
        }
    };
    match outcome {
        Ok(response) => Ok(response),
        Err(NetError::Broken) => Err(reason(host, &http.url).await),
        Err(error) => {
            abort.abort();
            Err(error)
        }
    }
}

async fn exchange(http: &HttpRequest, abort: &AbortController) -> Result<HttpResponse, NetError> {
    let request = request(http, abort).map_err(|_| NetError::Broken)?;
    let response = request.send().await.map_err(|_| NetError::Broken)?;
    let status = response.status();
    let mut body = Vec::new();
    if let Some(stream) = response.body() {
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        loop {
            let Some(bytes) = chunk(&reader).await? else { break };
            if body.len() + bytes.length() as usize > http.answer_max as usize {
                return Err(NetError::TooLarge);
            }
            body.extend(bytes.to_vec());
        }
    }
    Ok(HttpResponse { status, body })
}

/// The next bytes of a body; nothing at its end.
pub async fn chunk(
    reader: &ReadableStreamDefaultReader,
) -> Result<Option<js_sys::Uint8Array>, NetError> {
    let chunk = JsFuture::from(reader.read()).await.map_err(|_| NetError::Broken)?;
    let field =
        |name: &str| js_sys::Reflect::get(&chunk, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let done = field("done").is_truthy();
    Ok((!done).then(|| field("value").unchecked_into()))
}

/// Built by hand, because gloo's builder appends `&` to an address that has a query, and a PBX
/// shall hear exactly what its driver wrote.
pub fn request(http: &HttpRequest, abort: &AbortController) -> Result<Request, JsValue> {
    let init = RequestInit::new();
    init.set_method(match http.method {
        Method::Get => "GET",
        Method::Post => "POST",
    });
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.signal()));
    if let Some(json) = &http.json {
        init.set_body(&JsValue::from_str(json));
    }
    let request = web_sys::Request::new_with_str_and_init(&http.url, &init)?;
    if http.json.is_some() {
        request.headers().set("Content-Type", "application/json")?;
    }
    if let Some(value) = &http.authorization {
        request.headers().set("Authorization", value)?;
    }
    if let Some(value) = &http.last_event_id {
        request.headers().set("Last-Event-ID", value)?;
    }
    Ok(Request::from(request))
}

/// What the browser says of the failed request. Chromium's names, then Firefox's.
async fn reason(host: &Host, url: &str) -> NetError {
    let told = host.network_error(url).await.ok().and_then(|text| text.as_string());
    let told = told.unwrap_or_default();
    let is = |names: &[&str]| names.iter().any(|name| find_part(&told, name).is_some());
    if is(&["NAME_NOT_RESOLVED", "UNKNOWN_HOST"]) {
        NetError::NameNotFound
    } else if is(&["CONNECTION_REFUSED"]) {
        NetError::ConnectionRefused
    } else if is(&["TIMED_OUT", "NET_TIMEOUT"]) {
        NetError::TimedOut
    } else if is(&["UNSAFE_REDIRECT", "REDIRECT"]) {
        NetError::Redirected
    } else {
        NetError::Broken
    }
}
