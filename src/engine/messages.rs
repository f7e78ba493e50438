//! Requests of people's screens, each with the trust that it needs.
//!
//! A page's content script may ask for matches, call what it was offered, end the call that it
//! shows. Settings, history and whatever concerns other people are answered to our own pages
//! only.

use super::call_log::Clock;
use super::placing::Wish;
use super::ticket::Ticket;
use super::{Effect, Engine, KeptText, Now, Purpose, Stores, Testing};
use crate::call::Beside;
use crate::number;
use crate::pbx::{Order, driver};
use crate::problem::{Code, Problem};
use crate::settings::{Kind, Settings, Stored, TelLinks};
use crate::wire::{Outcome, Reply, Request, Rings, Trust};

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
            Request::CsBgOffer { text, start, end } => {
                Reply::Offered { offer: self.offer_in(page, &text, [start, end]) }
            }
            Request::CsBgOfferLink { link } => {
                Reply::Offered { offer: self.offer_of_link(page, &link) }
            }
            Request::CsBgCall { ticket } => {
                let outcome = match Ticket::open(&ticket, page.document, &self.secret) {
                    Some(ticket) => {
                        let Ticket { target, digits, text, .. } = ticket;
                        let (private, beside) = (page.private, None);
                        self.wish(Wish { target, digits, text, private, beside }, now, out)
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
            Request::CsBgControl { call, control } => done(self.wants(&call, control)),
            Request::CsBgAskWhom { call } => done(self.ask_whom(&call, out)),
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
            Request::UiBgDial { text, private, beside } => {
                self.dial(&text, private, beside, now, out)
            }
            Request::UiBgColleagues { known } => {
                return self.colleagues(reply_to, known, now, out);
            }
            Request::UiBgCallColleague { extension, private, beside } => {
                let outcome = self.call_colleague(&extension, private, beside, now, out);
                Reply::Placed { outcome }
            }
            Request::UiBgRinging { wish } => return self.ringing(reply_to, wish, out),
            Request::UiBgTextDraft { to, words } => self.text_draft(&to, &words),
            Request::UiBgText { to, digits, words } => {
                return self.send_text(reply_to, (&to, &digits), &words, now, out);
            }
            Request::UiBgMyState { known } => return self.my_state(reply_to, known, out),
            Request::UiBgSetMyState { wish } => return self.set_my_state(reply_to, &wish, out),
            Request::UiBgQuestion { question } => self.ask(&question, now),
            Request::UiBgAnswer { question, call } => {
                Reply::Placed { outcome: self.answer(&question, call, now, out) }
            }
            Request::UiBgHangUp { call } => done(self.wants_to_hang_up(&call)),
            Request::UiBgControl { call, control } => done(self.wants(&call, control)),
            Request::UiBgDismiss { call } => done(self.dismiss(&call, out)),
            Request::UiBgSeen { at, id } => {
                match at {
                    Rings::Missed => self.missed_seen(&id),
                    Rings::Letter => self.letter_seen(&id),
                    Rings::Here | Rings::Colleague => {}
                }
                done(Ok(()))
            }
            Request::UiBgLog { shows_ms, showed_ms, changed_ms } => {
                let clock = Clock::new(shows_ms, showed_ms, changed_ms, now.ms);
                return self.look_at_log(reply_to, clock, now, out);
            }
            Request::UiBgMessages { known, shows_ms } => {
                return self.messages(reply_to, known, shows_ms, now, out);
            }
            Request::UiBgFacilities { known } => return self.facilities(reply_to, known, out),
            Request::UiBgClearHistory {} => {
                self.past.forget_calls();
                out.push(Effect::KeepPast(KeptText::of(&self.past)));
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

    fn status(&self, host: Option<&str>) -> Reply {
        let settings = &self.loaded.settings;
        Reply::Status {
            calls: self.views(),
            incoming: self.incoming(),
            history: self.log_as_known(),
            missing: self.missing(),
            extension: settings.extension.as_str().to_owned(),
            can: self.capabilities(),
            site_on: host.is_none_or(|host| self.site_on(host)),
        }
    }

    fn preview(&self, text: &str) -> Reply {
        match self.plan.read(text).and_then(|target| self.dialled(&target)) {
            Ok(dialled) => Reply::Preview { offer: Some(dialled), problem: None },
            Err(problem) => Reply::Preview { offer: None, problem: Some(problem) },
        }
    }

    fn dial(
        &mut self,
        text: &str,
        private: bool,
        beside: Option<Beside>,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Reply {
        let read = self.plan.read(text);
        let wish = read.and_then(|target| {
            let digits = self.plan.digits(&target)?;
            Ok(Wish { target, digits, text: None, private, beside })
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
        changes.insert("sites_off".to_owned(), hosts.into_iter().collect());
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
