//! The command itself: its first line, and its end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::Value;

#[test]
fn it_tells_its_addresses_and_ends_with_its_parent() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pronto-simulator"))
        .args(["--json", "--port", "0", "--clock", "manual"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut lines = BufReader::new(child.stdout.take().expect("stdout is a pipe")).lines();
    let first = lines.next().expect("a line").expect("text");
    let first: Value = serde_json::from_str(&first).expect("JSON");
    let port = first["port"].as_u64().expect("a port");
    assert_eq!(first["pbx"], format!("http://127.0.0.1:{port}/services.cgi"));
    assert!(first["control"].as_str().is_some_and(|url| url.starts_with("http://127.0.0.1:")));

    let target = "/services.cgi?srv=0&first_number=201&second_number=02189655&first_interface=SIP";
    let mut stream =
        std::net::TcpStream::connect(("127.0.0.1", u16::try_from(port).expect("a port")))
            .expect("it listens");
    std::io::Write::write_all(
        &mut stream,
        format!("GET {target} HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\n\r\n").as_bytes(),
    )
    .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("text");
    assert!(answer.contains("result=0;call_id="), "{answer}");
    let heard = lines.next().expect("a line").expect("text");
    assert!(heard.starts_with("09:30:00  #1 GET /services.cgi?srv=0"), "{heard}");
    let rings = lines.next().expect("a line").expect("text");
    assert!(rings.ends_with(": 201 rings"), "{rings}");

    drop(child.stdin.take());
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_wrong_argument_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_pronto-simulator"))
        .arg("--colour")
        .stdin(Stdio::null())
        .output()
        .expect("the command runs");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("unknown argument --colour"), "{error}");
}
