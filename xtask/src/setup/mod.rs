//! Everything that a fresh machine lacks, made ready without being asked for.
//!
//! Debian packages are installed after one question; npm packages come from the lock file; the
//! wasm32 standard library is found or built ([`toolchain`]). Rust itself is never downloaded.

mod debian;
mod node;
mod sysroot;
mod toolchain;

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::browser::Browser;
use crate::context::Context;
use debian::Package;

pub use node::packages as npm;
pub use toolchain::{Toolchain, find as wasm};

/// Where a browser's program lies; `PRONTO_CHROMIUM` or `PRONTO_FIREFOX` names another one.
pub fn browser_program(browser: Browser) -> PathBuf {
    let (variable, usual) = match browser {
        Browser::Chromium => ("PRONTO_CHROMIUM", CHROMIUM.program),
        Browser::Firefox => ("PRONTO_FIREFOX", FIREFOX.program),
    };
    env::var_os(variable).map_or_else(|| PathBuf::from(usual), PathBuf::from)
}

/// Makes sure of one browser, for the demo.
pub fn browser(context: &Context, browser: Browser) -> Result<()> {
    debian::ensure(context, &wanted(&[browser]))
}

/// Makes sure of these browsers and of a display that nobody sees, with hands for it.
pub fn browser_tests(context: &Context, browsers: &[Browser]) -> Result<()> {
    let mut packages = wanted(browsers);
    packages.extend([XVFB, XDOTOOL]);
    debian::ensure(context, &packages)
}

/// Makes sure of all that `cargo xtask test` needs, with one question for all of it.
pub fn everything(context: &Context) -> Result<()> {
    let mut packages = wanted(&Browser::ALL);
    packages.extend([XVFB, XDOTOOL]);
    if !toolchain::installed_has_wasm() && debian::is_debian() {
        packages.extend(toolchain::PACKAGES);
    }
    debian::ensure(context, &packages)
}

/// The packages of these browsers, except where the person named a program of their own.
fn wanted(browsers: &[Browser]) -> Vec<Package> {
    let all = [
        (Browser::Chromium, "PRONTO_CHROMIUM", CHROMIUM),
        (Browser::Firefox, "PRONTO_FIREFOX", FIREFOX),
    ];
    all.into_iter()
        .filter(|(browser, variable, _)| {
            browsers.contains(browser) && env::var_os(variable).is_none()
        })
        .map(|(_, _, package)| package)
        .collect()
}

const CHROMIUM: Package = Package { name: "chromium", program: "/usr/bin/chromium" };
const FIREFOX: Package = Package { name: "firefox-esr", program: "/usr/bin/firefox-esr" };
const XVFB: Package = Package { name: "xvfb", program: "/usr/bin/Xvfb" };
const XDOTOOL: Package = Package { name: "xdotool", program: "/usr/bin/xdotool" };
