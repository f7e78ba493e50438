//! The person's and the administrator's sites as the browser's match patterns.

use super::{Engine, SitePatterns};
use crate::settings::{Site, SitesMode};

impl Engine {
    pub(super) fn site_patterns(&self) -> SitePatterns {
        let settings = &self.loaded.settings;
        let matches = match settings.sites_mode {
            SitesMode::OnClick => Vec::new(),
            SitesMode::Listed => settings.sites.0.iter().map(pattern).collect(),
            SitesMode::All => vec!["http://*/*".to_owned(), "https://*/*".to_owned()],
        };
        SitePatterns { matches, exclude: settings.sites_off.0.iter().map(pattern).collect() }
    }

    /// Whether numbers are looked for on pages of this host.
    pub(super) fn site_on(&self, host: &str) -> bool {
        !self.loaded.settings.sites_off.0.iter().any(|site| site.covers(host))
    }
}

/// `*` stands for http and https; a pattern without a port is for every port.
fn pattern(site: &Site) -> String {
    format!("*://{}/*", site.as_str())
}
