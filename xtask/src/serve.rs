//! Sample pages on loopback: static files, nothing else.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// Serves a folder until the process ends; returns the port.
pub fn serve(folder: PathBuf, wanted: u16) -> Result<u16> {
    let listener = listen(wanted)?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A visitor who goes away in the middle is no concern of the others.
            thread::spawn(move || drop(answer(&folder, stream)));
        }
    });
    Ok(port)
}

/// The wanted port, or one of the twenty after it, or any.
fn listen(wanted: u16) -> Result<TcpListener> {
    let nearby = wanted..=wanted.saturating_add(20);
    nearby
        .chain([0])
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .context("no port is free on 127.0.0.1")
}

/// A port that is free now: the wanted one, or one after it.
pub fn free_port(wanted: u16) -> Result<u16> {
    Ok(listen(wanted)?.local_addr()?.port())
}

fn answer(folder: &Path, stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.try_clone()?).take(LONGEST_REQUEST);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // The headers say nothing that we need, but a browser wants them read.
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let found = wanted_file(&request).map(|file| folder.join(file));
    let content = found.as_ref().and_then(|file| Some((file, fs::read(file).ok()?)));
    let (status, kind, body) = match &content {
        Some((file, bytes)) => ("200 OK", content_type(file), bytes.as_slice()),
        None => ("404 Not Found", "text/plain; charset=utf-8", b"no such page\n".as_slice()),
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

const LONGEST_REQUEST: u64 = 64 * 1024;

/// The file that a request line asks for: `GET /a/b.html HTTP/1.1`. Plain names only, so that
/// nobody climbs out of the folder.
fn wanted_file(request: &str) -> Option<PathBuf> {
    let mut words = request.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let plain = |part: &str| {
        let letters =
            part.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
        letters && !part.is_empty() && !part.starts_with('.')
    };
    let path = if path.is_empty() { "index.html" } else { path };
    (method == "GET" && path.split('/').all(plain)).then(|| PathBuf::from(path))
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_name_files_within_the_folder() {
        for (request, file) in [
            ("GET / HTTP/1.1", Some("index.html")),
            ("GET /crm.html?x=1 HTTP/1.1", Some("crm.html")),
            ("GET /style.css HTTP/1.1", Some("style.css")),
            ("GET /../Cargo.toml HTTP/1.1", None),
            ("GET /a/../../b HTTP/1.1", None),
            ("GET /%2e%2e/b HTTP/1.1", None),
            ("GET //etc/passwd HTTP/1.1", None),
            ("POST / HTTP/1.1", None),
            ("", None),
        ] {
            assert_eq!(wanted_file(request), file.map(PathBuf::from), "{request}");
        }
    }

    #[test]
    fn a_taken_port_gives_way_to_another() {
        let first = listen(0).unwrap();
        let taken = first.local_addr().unwrap().port();
        let second = listen(taken).unwrap();
        assert_ne!(taken, second.local_addr().unwrap().port());
    }

    #[test]
    fn a_page_is_served_and_a_missing_one_is_not() {
        let folder =
            crate::context::Context::find(false).unwrap().scratch("unit-test-serve").unwrap();
        fs::write(folder.join("a.html"), "hello").unwrap();
        let port = serve(folder, 0).unwrap();
        for (path, start, end) in [("/a.html", "HTTP/1.1 200", "hello"), ("/b", "HTTP/1.1 404", "")]
        {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with(start) && answer.ends_with(end), "{answer}");
        }
    }
}
