//! The two browsers that Pronto is built for and tested in.

use std::fmt;

use clap::ValueEnum;

/// A browser family with its own manifest, package and test run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Browser {
    /// Chromium, Chrome, Edge.
    Chromium,
    /// Firefox and its extended support release.
    Firefox,
}

impl Browser {
    /// Both, in the order in which they are built and tested.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The word used for folders, packages, the manifest's overlay and `PRONTO_BROWSER`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
