//! `pronto-relay check`: what is said of a PBX that answers, that is something else, or is not there.

mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pronto_relay::check::check;
use pronto_relay::config::Config;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use support::{Folder, pbx};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

fn config(folder: &Folder, more: &str, pbx: u16) -> Config {
    let text = format!(
        "{more}\nstate = \"state\"\nwidget = \"www\"\n[office]\npbx_address = \"http://127.0.0.1:{pbx}\"\ncountry = \"IT\"\n"
    );
    Config::parse(&text, &folder.0).expect("a good configuration")
}

/// Answers everything, and is no PBX.
async fn web_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let page =
                b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>";
            drop(stream.write_all(page).await);
            drop(stream.shutdown().await);
        }
    });
    port
}

#[tokio::test]
async fn each_fault_has_its_line_and_makes_it_bad() {
    let folder = Folder::new("check");
    let simulator = pbx().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = closed.local_addr().expect("an address").port();
    drop(closed);
    let other = web_server().await;
    let pages = "pages = [\"https://intranet.example\"]";
    let pushed =
        "ans = { secret = \"0123456789abcdef0123456789abcdef\", from = [\"192.168.1.65\"] }";
    for (more, pbx, good, line) in [
        ("", simulator.port, true, "the PBX answers"),
        ("", simulator.port, true, "the widget is not served"),
        ("", simulator.port, true, "nobody may call yet"),
        (
            pushed,
            simulator.port,
            true,
            "takes the PBX's events on 127.0.0.1:8460, from 192.168.1.65/32",
        ),
        (pages, simulator.port, false, "WRONG: pages are listed"),
        ("", nobody, false, "connection refused"),
        ("", other, false, "WRONG: the PBX at http://127.0.0.1:"),
    ] {
        let report = check(&config(&folder, more, pbx)).await;
        assert_eq!(report.good, good, "{line}: {:?}", report.lines);
        let said = report.lines.iter().any(|said| said.contains(line));
        assert!(said, "{line}: {:?}", report.lines);
    }
    folder.write("www/widget.js", "");
    for (more, line) in [("", "but no page may show it"), (pages, "to https://intranet.example")] {
        let report = check(&config(&folder, more, simulator.port)).await;
        assert!(
            report.good && report.lines.iter().any(|said| said.contains(line)),
            "{:?}",
            report.lines
        );
    }
    // Where calls and people are written there must be a folder.
    let mut config = config(&folder, "", simulator.port);
    config.state = config.widget.join("widget.js");
    let report = check(&config).await;
    let said = report.lines.iter().any(|line| line.contains("cannot be written"));
    assert!(said && !report.good, "{:?}", report.lines);
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const CERTIFICATE: &str = "certificate = \"relay.crt\"\nkey = \"relay.key\"";

/// Certificate for relay.example and key, PEM, good between these times since 1970.
fn certificate(from: Duration, until: Duration) -> (String, String) {
    let mut params = CertificateParams::new(["relay.example".to_owned()]).expect("a name");
    let start = date_time_ymd(1970, 1, 1);
    (params.not_before, params.not_after) = (start + from, start + until);
    let key = KeyPair::generate().expect("a key");
    (params.self_signed(&key).expect("a certificate").pem(), key.serialize_pem())
}

#[tokio::test]
async fn what_browsers_would_say_of_the_certificate_is_said_before() {
    let folder = Folder::new("check-tls");
    let simulator = pbx().await;
    let pbx = simulator.port;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    let [own, other] = ["relay.example", "other.example"];
    for (from, until, name, good, line) in [
        (now - DAY, now + DAY * 90 + HOUR, own, true, "good for 90 days"),
        (now - DAY, now + DAY * 10 + HOUR, own, true, "ends in 10 days"),
        (now - DAY * 90, now - DAY * 3 - HOUR, own, false, "ended 3 days ago"),
        (now + DAY, now + DAY * 90, own, false, "not valid yet"),
        (now - DAY, now + DAY * 90, other, false, "is not for other.example"),
    ] {
        let (certificate, key) = certificate(from, until);
        folder.write("relay.crt", certificate);
        folder.write("relay.key", key);
        let names = format!("{CERTIFICATE}\nnames = [{name:?}]");
        let report = check(&config(&folder, &names, pbx)).await;
        let said = report.lines.iter().any(|said| said.contains(line));
        assert!(said && report.good == good, "{line}: {:?}", report.lines);
    }
    let (_, key) = certificate(now, now + DAY);
    let (certificate, _) = certificate(now, now + DAY);
    for (file, content, line) in [
        ("relay.key", key.as_str(), "relay.key is not the key of the certificate in"),
        ("relay.key", "nonsense", "relay.key: there is no private key in it"),
        ("relay.crt", "nonsense", "relay.crt: there is no certificate in it"),
    ] {
        folder.write("relay.crt", &certificate);
        folder.write(file, content);
        let report = check(&config(&folder, CERTIFICATE, pbx)).await;
        let said = report.lines.iter().any(|said| said.contains(line));
        assert!(said && !report.good, "{line}: {:?}", report.lines);
    }
}
