//! Requests of people's screens, each with the trust that it needs.
//!
//! A page's content script may ask for matches, call what it was offered, end the call that it
//! shows. Settings, history and whatever concerns other people are answered to our own pages
//! only.

use super::not_numbers::spans;
use super::placing::Wish;
use super::ticket::Ticket;
use super::{Effect, Engine, Now, Purpose, Stores, Testing};
use crate::dial::Target;
use crate::number::{self, Leniency, Options, Shape};
use crate::pbx::{Order, driver};
use crate::problem::{Code, Problem};
use crate::settings::{Kind, Settings, Stored, TelLinks};
use crate::wire::{Found, Link, Offer, Outcome, Reply, Request, TEXT_UNITS_MAX, TEXTS_MAX, Trust};

impl Engine {
    pub(super) fn message(
        &mut self,
        reply_to: u32,
        trust: &Trust,
        request: Request,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let reply = match trust {
            Trust::Page { document, host, private, card } => {
                let page = Page { document, host, private: *private, card: *card };
                Some(self.page_asks(&page, request, now, out))
            }
            Trust::Own => self.own_asks(reply_to, request, now, out),
        };
        if let Some(reply) = reply {
            out.push(Effect::Reply { reply_to, reply });
        }
    }

    fn page_asks(
        &mut self,
        page: &Page<'_>,
        request: Request,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Reply {
        match request {
            Request::CsBgHello {} => self.hello(page),
            Request::CsBgFind { texts, links } => self.find(page, &texts, &links),
            Request::CsBgCall { ticket } => {
                let outcome = match Ticket::open(&ticket, page.document, &self.secret) {
                    Some(ticket) => {
                        let Ticket { target, digits, text, .. } = ticket;
                        self.wish(Wish { target, digits, text, private: page.private }, now, out)
                    }
                    None => Outcome::NotCalled { problem: Some(Code::OfferStale.into()) },
                };
                Reply::Placed { outcome }
            }
            Request::CsBgNotNumber { ticket, everywhere } => {
                self.not_number(page, &ticket, everywhere, out)
            }
            Request::CsBgNumberAgain { ticket } => self.number_again(page, &ticket, out),
            Request::CsBgHangUp { call } => done(self.wants_to_hang_up(&call)),
            Request::CsBgDismiss { call } => done(self.dismiss(&call, out)),
            _ => Reply::Refused { problem: Code::MessageRefused.into() },
        }
    }

    /// Nothing when the answer comes later.
    fn own_asks(
        &mut self,
        reply_to: u32,
        request: Request,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        Some(match request {
            Request::UiBgStatus { host } => self.status(host.as_deref()),
            Request::UiBgPreview { text } => self.preview(&text),
            Request::UiBgDial { text, private } => self.dial(&text, private, now, out),
            Request::UiBgQuestion { question } => self.ask(&question, now),
            Request::UiBgAnswer { question, call } => {
                Reply::Placed { outcome: self.answer(&question, call, now, out) }
            }
            Request::UiBgHangUp { call } => done(self.wants_to_hang_up(&call)),
            Request::UiBgDismiss { call } => done(self.dismiss(&call, out)),
            Request::UiBgClearHistory {} => {
                self.past.forget_calls();
                out.push(Effect::KeepPast(self.past.clone()));
                done(Ok(()))
            }
            Request::UiBgOptions {} => self.options(),
            Request::UiBgSave { changes } => self.save(&changes, out),
            Request::UiBgTest { changes } => return self.test(reply_to, &changes, out),
            Request::UiBgSite { host, on } => self.site(&host, on, out),
            _ => Reply::Refused { problem: Code::MessageRefused.into() },
        })
    }

    fn hello(&self, page: &Page<'_>) -> Reply {
        let settings = &self.loaded.settings;
        let dials = settings.sites_tel_dials.0.iter().any(|site| site.covers(page.host));
        let tel_links = match settings.tel_links {
            _ if dials => "dial",
            TelLinks::Button => "button",
            TelLinks::Browser => "browser",
        };
        Reply::Page {
            on: self.site_on(page.host),
            underline: settings.underline,
            tel_links: tel_links.to_owned(),
            calls: if page.card { self.views() } else { Vec::new() },
        }
    }

    fn find(&self, page: &Page<'_>, texts: &[String], links: &[Link]) -> Reply {
        if !self.site_on(page.host) {
            let texts = texts.iter().map(|_| Vec::new()).collect();
            return Reply::Found { texts, links: links.iter().map(|_| None).collect() };
        }
        let options = Options { region: self.loaded.settings.country.0, leniency: Leniency::Valid };
        // A page may be hostile; a request costs no more than this many bytes of text.
        let mut budget = REQUEST_BYTES_MAX;
        let mut found_in = |text: &String| {
            if text.len() > TEXT_UNITS_MAX * 3 || text.len() > budget {
                return Vec::new();
            }
            budget -= text.len();
            let matches = number::find(text, &options);
            let spans = spans(text, &matches);
            let found = matches.into_iter().zip(spans);
            // A fax would only whistle.
            let offered = found.filter(|(found, _)| !found.fax);
            offered.filter_map(|(found, span)| self.found(page, found, span)).collect()
        };
        Reply::Found {
            texts: texts.iter().take(TEXTS_MAX).map(&mut found_in).collect(),
            links: links
                .iter()
                .take(TEXTS_MAX)
                .map(|link| self.linked(page, link, &options))
                .collect(),
        }
    }

    fn found(&self, page: &Page<'_>, found: number::Match, span: &str) -> Option<Found> {
        let shape = Shape::of(span).ok();
        if shape.as_ref().is_some_and(|shape| self.is_hidden(shape, page.host)) {
            return None;
        }
        let target = Target::Outside { number: found.number };
        // A list of sites would tell of a private window.
        let offer = self.offer(page, target, None, shape.filter(|_| !page.private))?;
        Some(Found { start: found.start, end: found.end, offer })
    }

    fn linked(&self, page: &Page<'_>, link: &Link, options: &Options) -> Option<Offer> {
        let target = self.plan.read_uri(&link.href)?;
        let text: String = link.text.chars().take(LINK_TEXT_MAX).collect();
        let named = number::find(&text, options).into_iter().next().map(|found| found.number);
        let differs = named.filter(|named| match &target {
            Target::Outside { number } => number.e164 != named.e164,
            Target::Inside { .. } | Target::Emergency { .. } => true,
        });
        let differs = differs.map(|named| self.plan.shown(&Target::Outside { number: named }));
        self.offer(page, target, differs, None)
    }

    fn offer(
        &self,
        page: &Page<'_>,
        target: Target,
        text: Option<String>,
        shape: Option<Shape>,
    ) -> Option<Offer> {
        let dialled = self.dialled(&target).ok()?;
        let digits = self.plan.digits(&target).ok()?;
        let looks_like = shape.as_ref().map(ToString::to_string);
        let ticket = Ticket { target, digits, text, shape }.seal(page.document, &self.secret);
        Some(Offer { dialled, ticket, looks_like })
    }

    fn status(&self, host: Option<&str>) -> Reply {
        let settings = &self.loaded.settings;
        Reply::Status {
            calls: self.views(),
            history: self.past.calls.clone(),
            missing: self.missing(),
            extension: settings.extension.as_str().to_owned(),
            site_on: host.is_none_or(|host| self.site_on(host)),
        }
    }

    fn preview(&self, text: &str) -> Reply {
        match self.plan.read(text).and_then(|target| self.dialled(&target)) {
            Ok(dialled) => Reply::Preview { offer: Some(dialled), problem: None },
            Err(problem) => Reply::Preview { offer: None, problem: Some(problem) },
        }
    }

    fn dial(&mut self, text: &str, private: bool, now: Now, out: &mut Vec<Effect>) -> Reply {
        let read = self.plan.read(text);
        let wish = read.and_then(|target| {
            let digits = self.plan.digits(&target)?;
            Ok(Wish { target, digits, text: None, private })
        });
        let outcome = match wish {
            Ok(wish) => self.wish(wish, now, out),
            Err(problem) => Outcome::NotCalled { problem: Some(problem) },
        };
        Reply::Placed { outcome }
    }

    fn ask(&mut self, question: &str, now: Now) -> Reply {
        let Some(open) = self.question(question, now).cloned() else {
            return Reply::Refused { problem: Code::NoSuchQuestion.into() };
        };
        match self.dialled(&open.wish.target) {
            Ok(number) => Reply::Question { number, reasons: open.reasons },
            Err(problem) => Reply::Refused { problem },
        }
    }

    fn options(&self) -> Reply {
        let settings = &self.loaded.settings;
        let values = Settings::table().into_iter().filter_map(|spec| {
            let value = settings.get(spec.key)?;
            let hidden = spec.kind == Kind::Secret && value != spec.default;
            Some((spec.key.to_owned(), if hidden { "set".into() } else { value }))
        });
        Reply::Options {
            values: values.collect(),
            locked: self.loaded.locked.iter().map(|key| (*key).to_owned()).collect(),
            problems: self.loaded.problems.clone(),
            plans: number::plan::version().to_owned(),
        }
    }

    pub(super) fn save(&mut self, changes: &Stored, out: &mut Vec<Effect>) -> Reply {
        match Settings::change(&self.locking(), &self.stores.person, changes) {
            Ok(split) => {
                let mut person = split.sync.clone();
                person.extend(split.local.clone());
                out.push(Effect::WriteSettings(split));
                self.stores_changed(Stores { managed: self.stores.managed.clone(), person }, out);
                let origins = self.driver().origins(&self.loaded.settings);
                Reply::Saved { problems: Vec::new(), origins }
            }
            Err(problems) => Reply::Saved { problems, origins: Vec::new() },
        }
    }

    /// What the person may not change: it is set by the administrator, or by the office's relay.
    fn locking(&self) -> Stored {
        let set = self.loaded.locked.iter();
        set.filter_map(|key| Some(((*key).to_owned(), self.loaded.settings.get(key)?))).collect()
    }

    fn site(&mut self, host: &str, on: bool, out: &mut Vec<Effect>) -> Reply {
        let mut hosts: Vec<String> =
            self.loaded.settings.sites_off.0.iter().map(|site| site.as_str().to_owned()).collect();
        hosts.retain(|site| site != host);
        if !on {
            hosts.push(host.to_owned());
        }
        let mut changes = Stored::new();
        changes.insert("sites_off".to_owned(), hosts.into());
        let reply = self.save(&changes, out);
        match reply {
            Reply::Saved { ref problems, ref origins } if on && problems.is_empty() => {
                let wider = self.loaded.settings.sites_off.0.iter().find(|site| site.covers(host));
                let still_off = wider.map(|site| {
                    Problem::new(Code::SiteStillOff).field("sites_off").detail(site.as_str())
                });
                let problems = still_off.into_iter().collect();
                Reply::Saved { problems, origins: origins.clone() }
            }
            _ => reply,
        }
    }

    fn test(&mut self, reply_to: u32, changes: &Stored, out: &mut Vec<Effect>) -> Option<Reply> {
        let managed = &self.stores.managed;
        let person = Settings::changed(managed, &self.stores.person, changes);
        let loaded = Settings::load(managed, &person);
        let checks = tried(&loaded.settings, loaded.problems);
        match checks {
            Ok(checks) => {
                let first = checks.first().cloned();
                let testing = Testing { settings: loaded.settings, checks, step: 0 };
                let Some(http) = first else { return Some(Reply::Tested { problem: None }) };
                self.tests.insert(reply_to, testing);
                self.send(Purpose::Test { reply_to }, http, out);
                None
            }
            Err(problem) => Some(Reply::Tested { problem: Some(problem) }),
        }
    }
}

/// How much text one request may bring, in bytes; the page's own batches are a third of it.
const REQUEST_BYTES_MAX: usize = 15 * TEXT_UNITS_MAX;
/// How much of a link's text is looked at for a number of its own, in characters.
const LINK_TEXT_MAX: usize = 200;

/// A document whose content script asks.
pub(super) struct Page<'a> {
    pub document: &'a str,
    pub host: &'a str,
    pub private: bool,
    pub card: bool,
}

/// The requests of a test; what is missing for a call is said before anything is sent.
fn tried(
    settings: &Settings,
    problems: Vec<Problem>,
) -> Result<Vec<crate::pbx::HttpRequest>, Problem> {
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem);
    }
    let driver = driver(settings);
    Order::probe(|order| driver.place(order, settings))?;
    driver.checks(settings)
}

fn done(outcome: Result<(), Problem>) -> Reply {
    Reply::Done { problem: outcome.err() }
}
