//! The office's relay of the demo, and the intranet page that carries its widget.
//!
//! The page is of another origin than the relay, and of another host than the sample pages, where
//! the demo's browser has the extension on.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender};

use anyhow::{Context as _, Result, bail};

use super::parts::{Event, Part};
use crate::context::Context;
use crate::process;
use crate::serve;

/// Where relay and page are reached, and the token of the person who may call.
pub struct Intranet {
    /// `http://127.0.0.1:8460`.
    pub relay: String,
    /// Served on loopback; `intranet.localhost` is another name of it.
    pub page: String,
    /// Of the person with the extension, whose phone is 201.
    pub token: String,
    /// Of the person at the intranet page, whose phone is 202.
    pub widget_token: String,
    /// The relay.
    pub part: Part,
}

/// Of relay and page; the next free ones where these are taken.
const PORTS: (u16, u16) = (8460, 8090);

/// Where the relay will listen, chosen before it starts: the PBX starts first and pushes there.
pub struct Door {
    port: u16,
    secret: String,
}

impl Door {
    /// A free port, and a part of the path that nobody can guess.
    pub fn choose() -> Result<Self> {
        let drawn = || RandomState::new().build_hasher().finish();
        let secret = format!("{:016x}{:016x}", drawn(), drawn());
        Ok(Self { port: serve::free_port(PORTS.0)?, secret })
    }

    fn of_people(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the PBX is told.
    pub fn of_events(&self) -> String {
        format!("{}/in/{}/ans", self.of_people(), self.secret)
    }
}

/// Starts both, in a folder of their own.
pub fn start(
    context: &Context,
    program: &Path,
    pbx: &str,
    door: &Door,
    sender: Sender<Event>,
    events: &Receiver<Event>,
) -> Result<Intranet> {
    let folder = context.target.join("demo/relay");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder)?;
    let relay = door.of_people();
    let pages = folder.join("pages");
    copy_page(&context.root.join("www/demo"), &pages, &relay)?;
    let served = serve::serve(pages, PORTS.1)?;
    let config = folder.join("relay.toml");
    fs::write(&config, configuration(door, served, &context.dist().join("www"), pbx))?;
    let jenny = token(program, &config, "jenny", "201")?;
    let widget_token = token(program, &config, "peter", "202")?;
    let part = Part::start("relay", until_stdin_closes(program, &config), sender)?;
    loop {
        match events.recv()? {
            Event::Said("relay", line) if line.contains("the relay is ready") => break,
            Event::Said(who, line) => println!("{who:8}{line}"),
            Event::Ended(who) => bail!("the {who} did not start"),
            Event::Stop => bail!("ended before the relay was there"),
        }
    }
    Ok(Intranet {
        relay,
        page: format!("http://intranet.localhost:{served}/"),
        token: jenny,
        widget_token,
        part,
    })
}

/// What an administrator would write.
fn configuration(door: &Door, served: u16, widget: &Path, pbx: &str) -> String {
    let Door { port, secret } = door;
    let hosts = ["intranet.localhost", "127.0.0.1", "localhost"];
    let pages: Vec<_> = hosts.iter().map(|host| format!("\"http://{host}:{served}\"")).collect();
    format!(
        "listen = \"127.0.0.1:{port}\"\nstate = \"state\"\nwidget = {widget:?}\npages = [{}]\n\n\
         [ans]\nsecret = {secret:?}\n\n\
         [office]\npbx_address = {pbx:?}\ncountry = \"IT\"\noutside_prefix = \"0\"\n\
         internal_extensions = [\"[2-6]XX\"]\nrecord_calls = true\nconference_calls = true\ntext_messages = true\n\
         refuse_ringing = true\nnotify_colleagues = true\n",
        pages.join(", ")
    )
}

/// The page with the relay's address in its line of script.
fn copy_page(from: &Path, to: &Path, relay: &str) -> Result<()> {
    fs::create_dir_all(to)?;
    let page = fs::read_to_string(from.join("intranet.html")).context("the intranet page")?;
    fs::write(to.join("index.html"), page.replace("RELAY", relay))?;
    fs::copy(from.join("style.css"), to.join("style.css"))?;
    Ok(())
}

fn token(program: &Path, config: &Path, person: &str, extension: &str) -> Result<String> {
    let mut add = process::tool(program);
    add.arg("--config").arg(config);
    add.args(["user", "add", person, "--extension", extension, "--interface", "LAN"]);
    Ok(process::capture(&mut add)?.trim().to_owned())
}

/// A relay ends by a signal; the demo's parts end when their stdin closes.
fn until_stdin_closes(program: &Path, config: &Path) -> Command {
    const SCRIPT: &str = "\"$0\" --config \"$1\" 2>&1 & cat >/dev/null; kill $!; wait $!";
    let mut shell = process::tool(PathBuf::from("sh"));
    shell.args(["-c", SCRIPT]).arg(program).arg(config).env("NO_COLOR", "1");
    shell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_the_relay_and_the_relay_the_page() {
        let context = Context::find(false).unwrap();
        let folder = context.scratch("unit-test-intranet").unwrap();
        copy_page(&context.root.join("www/demo"), &folder, "http://127.0.0.1:1").unwrap();
        let page = fs::read_to_string(folder.join("index.html")).unwrap();
        assert!(page.contains(r#"src="http://127.0.0.1:1/widget.js""#) && !page.contains("RELAY"));
        let door = Door { port: 1, secret: "s".repeat(32) };
        assert_eq!(door.of_events(), format!("http://127.0.0.1:1/in/{}/ans", door.secret));
        let text = configuration(&door, 2, Path::new("/a b"), "http://127.0.0.1:3541");
        for line in [
            "listen = \"127.0.0.1:1\"",
            "widget = \"/a b\"",
            "pbx_address = \"http://127.0.0.1:3541\"",
        ] {
            assert!(text.lines().any(|one| one == line), "{text}");
        }
        assert!(text.contains("\"http://intranet.localhost:2\", \"http://127.0.0.1:2\""), "{text}");
    }
}
