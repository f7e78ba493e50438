//! The widget's files on a socket: who may load which, under which policy, kept for how long.

mod support;

use support::{Relay, Setup, pbx};

const PAGES: &str =
    "widget = \"www\"\npages = [\"https://intranet.example\", \"http://10.0.0.5:8080\"]";
const FOREIGN: &str = "Origin: https://intranet.example\r\n";

async fn relay(name: &'static str, toml: &'static str, pbx: u16) -> Relay {
    let file = |path: &'static str| (path, format!("// {path}").into_bytes());
    let files = vec![
        file("www/widget.js"),
        file("www/widget/1-a/widget/main.js"),
        file("www/widget/1-a/page/collect.js"),
        file("www/widget/1-a/frame/frame.html"),
        file("www/widget/1-a/frame/sign-in.html"),
        file("www/widget/1-a/frame/frame.js"),
        file("www/widget/1-a/core/pronto_bg.wasm"),
        ("www/widget/1-a/core/pronto_bg.wasm.gz", b"packed".to_vec()),
        file("secret.txt"),
    ];
    Setup { toml, files, ..Setup::new(name) }.start(pbx).await
}

fn value<'a>(head: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    head.lines().find_map(|line| line.strip_prefix(start.as_str())).unwrap_or("")
}

#[tokio::test]
async fn each_file_has_the_headers_of_its_kind() {
    let pbx = pbx().await;
    let relay = relay("widget", PAGES, pbx.port).await;
    let (once, good) = ("no-cache", "public, max-age=31536000, immutable");
    let (none, page) =
        ("default-src 'none'; frame-ancestors 'none'", "script-src 'self' 'wasm-unsafe-eval'");
    for (path, origin, status, open, cache, policy) in [
        ("/widget.js", FOREIGN, 200, true, once, none),
        ("/widget.js", "", 200, true, once, none),
        ("/widget/1-a/widget/main.js", FOREIGN, 200, true, good, none),
        ("/widget/1-a/page/collect.js", FOREIGN, 200, true, good, none),
        ("/widget/1-a/frame/frame.html", "", 200, false, once, page),
        ("/widget/1-a/frame/frame.html", FOREIGN, 403, false, "no-store", none),
        ("/widget/1-a/frame/sign-in.html", "", 200, false, good, page),
        ("/widget/1-a/frame/frame.js", "", 200, false, good, none),
        ("/widget/1-a/frame/frame.js", FOREIGN, 403, false, "no-store", none),
        ("/widget/1-a/core/pronto_bg.wasm", "", 200, false, good, none),
        ("/widget/1-a/core/pronto_bg.wasm", FOREIGN, 403, false, "no-store", none),
        ("/widget/2-b/widget/main.js", FOREIGN, 404, true, "no-store", none),
        ("/widget/1-a/page/../../../../secret.txt", "", 404, false, "no-store", none),
        ("/widget/1-a/page/..%2f..%2f..%2f..%2fsecret.txt", "", 404, false, "no-store", none),
        ("/widget/", "", 404, false, "no-store", none),
        ("/secret.txt", "", 404, false, "no-store", none),
        ("/api/me", FOREIGN, 403, false, "no-store", none),
    ] {
        let (code, head, body) = relay.ask("GET", path, "", origin, "").await;
        assert_eq!(code, status, "{path} {origin}");
        assert_eq!(value(&head, "access-control-allow-origin") == "*", open, "{path} {origin}");
        assert_eq!(value(&head, "cache-control"), cache, "{path} {origin}");
        let csp = value(&head, "content-security-policy");
        assert!(csp.contains(policy) && csp.contains("frame-ancestors"), "{path}: {csp}");
        let framed = csp.contains("frame-ancestors https://intranet.example http://10.0.0.5:8080");
        assert_eq!(framed, status == 200 && path.ends_with("frame.html"), "{path}: {csp}");
        assert_eq!(value(&head, "x-content-type-options"), "nosniff", "{path}");
        assert!(status != 200 || body.contains(&path[1..]), "{path}: {body}");
    }
}

#[tokio::test]
async fn types_fit_and_what_is_packed_goes_packed_to_who_can_unpack_it() {
    let pbx = pbx().await;
    let relay = relay("widget-types", PAGES, pbx.port).await;
    for (path, kind) in [
        ("/widget.js", "text/javascript"),
        ("/widget/1-a/frame/frame.html", "text/html"),
        ("/widget/1-a/core/pronto_bg.wasm", "application/wasm"),
    ] {
        let (_, head, _) = relay.ask("GET", path, "", "", "").await;
        assert!(value(&head, "content-type").starts_with(kind), "{path}: {head}");
        assert_eq!(value(&head, "vary"), "accept-encoding", "{path}");
    }
    let path = "/widget/1-a/core/pronto_bg.wasm";
    let (_, head, body) = relay.ask("GET", path, "", "Accept-Encoding: gzip\r\n", "").await;
    assert_eq!((value(&head, "content-encoding"), body.as_str()), ("gzip", "packed"));
    assert_eq!(value(&head, "content-type"), "application/wasm");
    // A file of an older package may be newer than what the browser has.
    let since = "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n";
    for (path, expected) in [("/widget.js", 200), ("/widget/1-a/widget/main.js", 304)] {
        let (status, head, _) = relay.ask("GET", path, "", since, "").await;
        assert_eq!((status, value(&head, "access-control-allow-origin")), (expected, "*"));
    }
}

#[tokio::test]
async fn without_pages_nobody_frames_it_and_without_a_folder_there_is_nothing() {
    let pbx = pbx().await;
    let lonely = relay("widget-lonely", "widget = \"www\"", pbx.port).await;
    let (_, head, _) = lonely.ask("GET", "/widget/1-a/frame/frame.html", "", "", "").await;
    assert!(value(&head, "content-security-policy").ends_with("frame-ancestors 'none'"), "{head}");
    let empty = relay("widget-empty", "widget = \"elsewhere\"", pbx.port).await;
    assert_eq!(empty.ask("GET", "/widget.js", "", "", "").await.0, 404);
}
