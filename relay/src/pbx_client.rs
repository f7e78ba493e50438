//! Sends one request to the PBX, on a connection of its own: nothing is ever repeated, because
//! no connection is ever used twice. Neither follows redirects nor asks a proxy.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONNECTION, HOST};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use pronto::pbx::{HttpRequest, HttpResponse, Method, NetError};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Speaks to the PBX.
#[derive(Clone)]
pub struct PbxClient {
    tls: TlsConnector,
}

impl PbxClient {
    /// A client that trusts the certificates that this machine trusts.
    #[must_use]
    pub fn trusting_this_machine() -> Self {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = rustls::ClientConfig::builder_with_provider(crate::tls::provider())
            .with_safe_default_protocol_versions()
            .expect("the provider speaks the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { tls: TlsConnector::from(Arc::new(config)) }
    }

    /// The answer, or why there is none.
    ///
    /// # Errors
    /// Says whether the PBX may have heard it ([`NetError::proves_unsent`]).
    pub async fn send(&self, http: HttpRequest) -> Result<HttpResponse, NetError> {
        let limit = Duration::from_millis(u64::from(http.timeout_ms));
        tokio::time::timeout(limit, self.exchange(http)).await.unwrap_or(Err(NetError::TimedOut))
    }

    async fn exchange(&self, http: HttpRequest) -> Result<HttpResponse, NetError> {
        let uri: Uri = http.url.parse().map_err(|_| NetError::NameNotFound)?;
        let host = uri.host().ok_or(NetError::NameNotFound)?;
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let stream = connect(host.trim_matches(['[', ']']), port).await?;
        if !secure {
            return over(stream, &uri, &http).await;
        }
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
        let name = name.map_err(|_| NetError::NameNotFound)?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| NetError::Broken)?;
        over(stream, &uri, &http).await
    }
}

async fn connect(host: &str, port: u16) -> Result<TcpStream, NetError> {
    let addresses = tokio::net::lookup_host((host, port)).await;
    let addresses: Vec<_> = addresses.map_err(|_| NetError::NameNotFound)?.collect();
    if addresses.is_empty() {
        return Err(NetError::NameNotFound);
    }
    TcpStream::connect(addresses.as_slice()).await.map_err(|error| match error.kind() {
        io::ErrorKind::ConnectionRefused => NetError::ConnectionRefused,
        _ => NetError::Broken,
    })
}

async fn over<S>(stream: S, uri: &Uri, http: &HttpRequest) -> Result<HttpResponse, NetError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let broken = |_| NetError::Broken;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // Ends by itself when both sides are done with it.
    let connection = tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let method = match http.method {
        Method::Get => hyper::Method::GET,
        Method::Post => hyper::Method::POST,
    };
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, authority)
        .header(ACCEPT, "*/*")
        .header(CONNECTION, "close");
    if let Some(authorization) = &http.authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(|_| NetError::NotPermitted)?;
    let answer = sender.send_request(request).await.map_err(broken)?;
    let status = answer.status();
    if status.is_redirection() {
        return Err(NetError::Redirected);
    }
    let body = Limited::new(answer.into_body(), http.answer_max as usize).collect().await;
    connection.abort();
    let body =
        body.map_err(|error| match error.downcast_ref::<http_body_util::LengthLimitError>() {
            Some(_) => NetError::TooLarge,
            None => NetError::Broken,
        })?;
    Ok(HttpResponse { status: status.as_u16(), body: body.to_bytes().to_vec() })
}
