//! `cargo xtask demo`: everything at once, for somebody who wants to see it.
//!
//! Until Ctrl-C run: the simulated PBX, an office's relay before it, servers of sample pages and of an
//! intranet page with the widget, and a browser with a copy of the extension that is set up for that
//! PBX. `xtask/demo/` holds the launcher of the browser and the settings.

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

    let mut command = process::tool(programs.simulator);
    command.arg("--port").arg(options.port.to_string()).arg("--json");
    let pbx = Part::start("PBX", command, sender.clone())?;
    let office = greeting(&events)?;
    let intranet = intranet::start(context, &programs.relay, &office.pbx, sender.clone(), &events)?;

    let served = serve::serve(context.root.join("www/demo"), options.pages)?;
    if served != options.pages {
        println!("port {} is taken; the sample pages have port {served}", options.pages);
    }
    let pages = format!("http://127.0.0.1:{served}/");

    println!("\nsimulated PBX   {}\nsample pages    {pages}", office.pbx);
    println!("relay           {}/", intranet.relay);
    println!("intranet page   {} (any browser, no extension)", intranet.page);
    println!("sign in with    {} (anna, extension 202)", intranet.token);
    for browser in Browser::ALL {
        println!("unpacked        {}", context.dist().join(browser.word()).display());
    }
    let window = if seen {
        let mut command = process::node_script(context, "xtask/demo/launch.js");
        command.env("PRONTO_DEMO", launcher(context, options, &office, [&pages, &intranet.page])?);
        Some(Part::start("browser", command, sender)?)
    } else {
        println!("\nThere is no display here, so no browser is opened; the pages stay served.");
        None
    };
    println!("\nCtrl-C ends all of it. What the PBX hears:\n");
    let ended = listen(&events);
    if let Some(window) = window {
        window.end(&events);
    }
    intranet.part.end(&events);
    pbx.end(&events);
    ended
}

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
    [pages, intranet]: [&str; 2],
) -> Result<String> {
    let extension: PathBuf = copy::prepare(context, options.browser)?;
    let told = serde_json::json!({
        "browser": options.browser.word(),
        "program": setup::browser_program(options.browser),
        "extension": extension,
        "pbx": office.pbx,
        "pages": pages,
        "intranet": intranet,
        "sandbox": !nix::unistd::geteuid().is_root(),
    });
    Ok(told.to_string())
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
