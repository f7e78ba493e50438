//! `cargo xtask demo`: everything at once, for somebody who wants to see it.
//!
//! Until Ctrl-C run: the simulated PBX of a busy office, which pushes its events to the office's relay,
//! servers of sample pages and of an intranet page with the widget, and a browser with a copy of the
//! extension that is set up for the relay, or with `--direct` for the PBX. `xtask/demo/` holds the
//! launcher of the browser and the settings.

mod copy;
mod intranet;
mod parts;

use std::env;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::browser::Browser;
use crate::context::Context;
use crate::dist;
use crate::e2e;
use crate::process;
use crate::serve;
use crate::setup;
use crate::wasm::Effort;
use intranet::{Door, Intranet};
use parts::{Event, Part};

/// Options of `cargo xtask demo`.
#[derive(Args)]
pub struct Options {
    /// The browser to open.
    #[arg(long, default_value = "chromium")]
    browser: Browser,
    /// Where the simulated PBX listens; the next free port when taken.
    #[arg(long, default_value_t = 3541)]
    port: u16,
    /// Where the sample pages are served; the next free port when taken.
    #[arg(long, default_value_t = 8080)]
    pages: u16,
    /// Builds the wasm quickly and large.
    #[arg(long)]
    dev: bool,
    /// Sets the extension up for the PBX itself, without the relay: then nobody tells of incoming calls.
    #[arg(long)]
    direct: bool,
}

/// Builds, starts, and stays until Ctrl-C.
pub fn run(context: &Context, options: &Options) -> Result<()> {
    let seen = has_display();
    if seen {
        setup::browser(context, options.browser)?;
    }
    dist::build(context, if options.dev { Effort::Quick } else { Effort::Release })?;
    let programs = e2e::programs(context)?;
    let (sender, events) = mpsc::channel();
    let stop = sender.clone();
    ctrlc::set_handler(move || drop(stop.send(Event::Stop))).context("cannot wait for Ctrl-C")?;

    let door = Door::choose()?;
    let mut command = process::tool(programs.simulator);
    command
        .arg("--port")
        .arg(options.port.to_string())
        .args(["--json", "--busy", "--ans"])
        .arg(door.of_events());
    let pbx = Part::start("PBX", command, sender.clone())?;
    let office = greeting(&events)?;
    let intranet =
        intranet::start(context, &programs.relay, &office.pbx, &door, sender.clone(), &events)?;

    let served = serve::serve(context.root.join("www/demo"), options.pages)?;
    if served != options.pages {
        println!("port {} is taken; the sample pages have port {served}", options.pages);
    }
    let pages = format!("http://127.0.0.1:{served}/");

    println!("\nsimulated PBX   {}\nsample pages    {pages}", office.pbx);
    println!("relay           {}/", intranet.relay);
    println!("intranet page   {} (any browser, no extension)", intranet.page);
    println!("sign in with    {} (peter, extension 202)", intranet.widget_token);
    for browser in Browser::ALL {
        println!("unpacked        {}", context.dist().join(browser.word()).display());
    }
    let window = if seen {
        let mut command = process::node_script(context, "xtask/demo/launch.js");
        command.env("PRONTO_DEMO", launcher(context, options, &office, &intranet, &pages)?);
        Some(Part::start("browser", command, sender)?)
    } else {
        println!("\nThere is no display here, so no browser is opened; the pages stay served.");
        None
    };
    println!("\n{TO_TRY}");
    println!("\nCtrl-C ends all of it. What the PBX hears:\n");
    let ended = listen(&events);
    if let Some(window) = window {
        window.end(&events);
    }
    intranet.part.end(&events);
    pbx.end(&events);
    ended
}

/// The demo's phones are nobody's: they are lifted by themselves.
const TO_TRY: &str = "\
Click a number on the sample pages: your phone, 201, is lifted by itself after two seconds.
Open Pronto by its button in the toolbar (Chromium: behind the puzzle piece) or by Alt+Shift+D:
colleagues who talk, pause and come back, the last calls, your own state. While you talk, call a
colleague and put the call through; pick up a colleague's call that rings. Every two minutes or so
somebody calls you: your phone is lifted by itself, or the call is missed.";

/// The simulator's first line.
#[derive(Deserialize)]
struct Office {
    /// Its address, as settings want it.
    pbx: String,
}

fn greeting(events: &Receiver<Event>) -> Result<Office> {
    match events.recv()? {
        Event::Said(_, line) => serde_json::from_str(&line)
            .with_context(|| format!("the simulated PBX did not introduce itself: {line}")),
        Event::Ended(_) => bail!("the simulated PBX did not start"),
        Event::Stop => bail!("ended before the simulated PBX was there"),
    }
}

/// Passes on what is said, until Ctrl-C or the end of the PBX.
fn listen(events: &Receiver<Event>) -> Result<()> {
    while let Ok(event) = events.recv() {
        match event {
            Event::Said(who, line) => println!("{who:8}{line}"),
            Event::Ended("PBX") => bail!("the simulated PBX ended"),
            Event::Ended("relay") => bail!("the relay ended"),
            Event::Ended(who) => println!("the {who} is closed; Ctrl-C ends the rest"),
            Event::Stop => break,
        }
    }
    println!("\nending");
    Ok(())
}

/// What xtask/demo/launch.js reads from `PRONTO_DEMO`.
fn launcher(
    context: &Context,
    options: &Options,
    office: &Office,
    intranet: &Intranet,
    pages: &str,
) -> Result<String> {
    let extension: PathBuf = copy::prepare(context, options.browser)?;
    let told = serde_json::json!({
        "browser": options.browser.word(),
        "program": setup::browser_program(options.browser),
        "extension": extension,
        "pbx": office.pbx,
        "relay": intranet.relay,
        "token": intranet.token,
        "settings": if options.direct { "direct.json" } else { "relayed.json" },
        "pages": pages,
        "intranet": intranet.page,
        "sandbox": !nix::unistd::geteuid().is_root(),
    });
    Ok(told.to_string())
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
