//! TLS on a socket: the handshake, a certificate that is renewed, and who does not speak it.

mod support;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use pronto_relay::tls::provider;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use support::{Relay, Setup, answer, pbx};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsConnector;

/// Certificate and key, PEM, and the certificate as it crosses the wire.
struct Made {
    certificate: String,
    key: String,
    der: CertificateDer<'static>,
}

fn made() -> Made {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    Made { certificate: cert.pem(), key: signing_key.serialize_pem(), der: cert.der().clone() }
}

async fn relay(name: &'static str, made: &Made, pbx: u16) -> Relay {
    let toml = "certificate = \"relay.crt\"\nkey = \"relay.key\"";
    let files = vec![
        ("relay.crt", made.certificate.clone().into_bytes()),
        ("relay.key", made.key.clone().into_bytes()),
    ];
    Setup { toml, files, ..Setup::new(name) }.start(pbx).await
}

/// Puts a file in the place of another, a second later by its date.
fn renew(relay: &Relay, name: &str, text: &str) {
    let path = relay.config.with_file_name(name);
    std::fs::write(&path, text).expect("written");
    let file = std::fs::File::options().write(true).open(&path).expect("it is there");
    file.set_modified(SystemTime::now() + Duration::from_secs(1)).expect("a date");
}

/// The answer to a request of one who trusts these, and the certificate that was shown.
async fn ask(relay: &Relay, trusted: &[&Made]) -> Result<(u16, CertificateDer<'static>), String> {
    let mut roots = RootCertStore::empty();
    for made in trusted {
        roots.add(made.der.clone()).expect("a certificate");
    }
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("the usual versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, relay.connect().await);
    let mut stream = connecting.await.map_err(|error| error.to_string())?;
    let shown = stream.get_ref().1.peer_certificates().expect("it showed one")[0].clone();
    let head = format!(
        "GET /healthz HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        relay.address.port()
    );
    stream.write_all(head.as_bytes()).await.expect("it reads");
    Ok((answer(stream).await.0, shown.into_owned()))
}

#[tokio::test]
async fn it_answers_over_tls_and_shows_a_renewed_certificate_without_a_restart() {
    let (pbx, first, second) = (pbx().await, made(), made());
    let relay = relay("tls", &first, pbx.port).await;
    assert_eq!(ask(&relay, &[&first]).await, Ok((200, first.der.clone())));
    assert!(ask(&relay, &[&second]).await.is_err(), "a stranger's certificate");
    // What cannot be used changes nothing, and neither does half a renewal.
    renew(&relay, "relay.crt", "nothing of use");
    assert_eq!(ask(&relay, &[&first, &second]).await, Ok((200, first.der.clone())));
    renew(&relay, "relay.crt", &second.certificate);
    renew(&relay, "relay.key", &second.key);
    let renewed = async {
        while ask(&relay, &[&first, &second]).await.expect("always one of both").1 != second.der {}
    };
    tokio::time::timeout(Duration::from_secs(20), renewed).await.expect("it is read anew");
}

#[tokio::test]
async fn who_speaks_plainly_to_it_hears_nothing() {
    let (pbx, made) = (pbx().await, made());
    let relay = relay("tls-plain", &made, pbx.port).await;
    let mut stream = relay.connect().await;
    let head = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", relay.address);
    stream.write_all(head.as_bytes()).await.expect("the system takes it");
    let mut heard = Vec::new();
    let whole = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut heard);
    // An alert, a reset, or nothing: no answer.
    drop(tokio::time::timeout(Duration::from_secs(20), whole).await.expect("it closes"));
    assert!(!heard.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&heard));
    assert_eq!(ask(&relay, &[&made]).await.map(|answer| answer.0), Ok(200));
}
