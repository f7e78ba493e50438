//! What a page's texts and links offer: first only where, then, for the one that somebody points at, what
//! would be dialled and the ticket for it.

use super::Engine;
use super::messages::Page;
use super::not_numbers::spans;
use super::ticket::Ticket;
use crate::dial::Target;
use crate::number::{self, Leniency, Options, Shape};
use crate::small::sort_by;
use crate::wire::{Link, Offer, Reply, TEXT_UNITS_MAX, TEXTS_MAX};

/// How much text one request may bring, in bytes; the page's own batches are a third of it.
const REQUEST_BYTES_MAX: usize = 15 * TEXT_UNITS_MAX;
/// How much of a link's text is looked at for a number of its own, in characters.
const LINK_TEXT_MAX: usize = 200;

impl Engine {
    /// Where numbers are that can be called.
    pub(super) fn find(&self, page: &Page<'_>, texts: &[String], links: &[Link]) -> Reply {
        // A page may be hostile; a request costs no more than this many bytes of text.
        let mut budget = REQUEST_BYTES_MAX;
        let mut spans_of = |text: &String| {
            if text.len() > budget {
                return Vec::new();
            }
            budget -= text.len();
            let found = self.targets(page, text).into_iter();
            let called = found.filter(|(_, target, _)| self.plan.digits(target).is_ok());
            called.map(|(span, ..)| span).collect()
        };
        Reply::Found {
            texts: texts.iter().take(TEXTS_MAX).map(&mut spans_of).collect(),
            links: links
                .iter()
                .take(TEXTS_MAX)
                .map(|link| {
                    self.linked(page, link).is_some_and(|target| self.plan.digits(&target).is_ok())
                })
                .collect(),
        }
    }

    /// What this text has for a call: where, whom, and what it looks like.
    fn targets(&self, page: &Page<'_>, text: &str) -> Vec<([u32; 2], Target, Option<Shape>)> {
        if text.len() > TEXT_UNITS_MAX * 3 || !self.site_on(page.host) {
            return Vec::new();
        }
        let matches = number::find(text, &self.find_options());
        let mut targets = self.plan.named_inside(text, &matches);
        // A fax would only whistle.
        targets.extend(
            matches
                .into_iter()
                .filter(|found| !found.fax)
                .map(|found| ([found.start, found.end], Target::Outside { number: found.number })),
        );
        sort_by(&mut targets, |one, other| one.0.cmp(&other.0));
        let places: Vec<_> = targets.iter().map(|(span, _)| *span).collect();
        let shapes = spans(text, &places).into_iter().map(|span| Shape::of(span).ok());
        let shaped = targets.into_iter().zip(shapes).filter(|(_, shape)| {
            !shape.as_ref().is_some_and(|shape| self.is_hidden(shape, page.host))
        });
        shaped.map(|((span, target), shape)| (span, target, shape)).collect()
    }

    /// What the button offers for this match of a text.
    pub(super) fn offer_in(&self, page: &Page<'_>, text: &str, wanted: [u32; 2]) -> Option<Offer> {
        let mut targets = self.targets(page, text).into_iter();
        let (_, target, shape) = targets.find(|(span, ..)| *span == wanted)?;
        // A list of sites would tell of a private window.
        self.offer(page, target, None, shape.filter(|_| !page.private))
    }

    fn linked(&self, page: &Page<'_>, link: &Link) -> Option<Target> {
        if self.site_on(page.host) { self.plan.read_uri(&link.href) } else { None }
    }

    /// What the button offers for a link.
    pub(super) fn offer_of_link(&self, page: &Page<'_>, link: &Link) -> Option<Offer> {
        let target = self.linked(page, link)?;
        let text: String = link.text.chars().take(LINK_TEXT_MAX).collect();
        let named = number::find(&text, &self.find_options()).into_iter().next();
        let differs = named.map(|found| found.number).filter(|named| match &target {
            Target::Outside { number } => number.e164 != named.e164,
            Target::Inside { .. } | Target::Emergency { .. } => true,
        });
        let differs = differs.map(|named| self.plan.shown(&Target::Outside { number: named }));
        self.offer(page, target, differs, None)
    }

    fn find_options(&self) -> Options {
        Options { region: self.loaded.settings.country.0, leniency: Leniency::Valid }
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
}
