//! "Not a phone number": what looks like this is no longer offered, on this site or everywhere.

use super::messages::Page;
use super::ticket::Ticket;
use super::{Effect, Engine};
use crate::number::Shape;
use crate::problem::{Code, Problem};
use crate::settings::{NotNumber, Site, Stored};
use crate::wire::Reply;

const KEY: &str = "not_numbers";

impl Engine {
    /// Whether a person has said that what looks like this is no number on this host.
    pub(super) fn is_hidden(&self, shape: &Shape, host: &str) -> bool {
        self.loaded.settings.not_numbers.0.iter().any(|entry| entry.covers(shape, host))
    }

    /// Remembers the shape of a match that this document was given.
    pub(super) fn not_number(
        &mut self,
        page: &Page<'_>,
        ticket: &str,
        everywhere: bool,
        out: &mut Vec<Effect>,
    ) -> Reply {
        let Some((shape, site)) = self.shape_of(page, ticket) else { return stale() };
        let mut entries = self.without(&shape, &site);
        entries.push(NotNumber { shape, site: (!everywhere).then_some(site) });
        self.keep_not_numbers(entries, out)
    }

    /// Takes that back, for this site and for everywhere.
    pub(super) fn number_again(
        &mut self,
        page: &Page<'_>,
        ticket: &str,
        out: &mut Vec<Effect>,
    ) -> Reply {
        let Some((shape, site)) = self.shape_of(page, ticket) else { return stale() };
        let entries = self.without(&shape, &site);
        self.keep_not_numbers(entries, out)
    }

    fn shape_of(&self, page: &Page<'_>, ticket: &str) -> Option<(Shape, Site)> {
        let shape = Ticket::open(ticket, page.document, &self.secret)?.shape?;
        Some((shape, Site::try_from(page.host.to_owned()).ok()?))
    }

    fn without(&self, shape: &Shape, site: &Site) -> Vec<NotNumber> {
        let mut entries = self.loaded.settings.not_numbers.0.clone();
        entries.retain(|entry| {
            entry.shape != *shape || entry.site.as_ref().is_some_and(|other| other != site)
        });
        entries
    }

    fn keep_not_numbers(&mut self, entries: Vec<NotNumber>, out: &mut Vec<Effect>) -> Reply {
        let mut changes = Stored::new();
        changes.insert(KEY.to_owned(), entries.into_iter().collect());
        match self.save(&changes, out) {
            Reply::Saved { problems, .. } => Reply::Done { problem: problems.into_iter().next() },
            other => other,
        }
    }
}

fn stale() -> Reply {
    Reply::Done { problem: Some(Problem::new(Code::OfferStale)) }
}

/// What stands in the text at each of these places, which are in the text's order.
pub(super) fn spans<'a>(text: &'a str, places: &[[u32; 2]]) -> Vec<&'a str> {
    // Places count in UTF-16 units; each character is passed once, however many there are.
    let mut chars = text.char_indices();
    let mut units = 0;
    let mut byte_at = |unit: u32| {
        while units < unit {
            let Some((_, char)) = chars.next() else { break };
            units += if u32::from(char) > 0xFFFF { 2 } else { 1 };
        }
        chars.offset()
    };
    let mut span = |place: &[u32; 2]| {
        let start = byte_at(place[0]);
        &text[start..byte_at(place[1])]
    };
    places.iter().map(&mut span).collect()
}

#[cfg(test)]
mod tests {
    use super::super::test_desk::{Desk, page, settings};
    use super::*;
    use crate::number::{Leniency, Options, Region, find};
    use crate::wire::{Request, Trust};

    const TEXT: &str = "02 189655, 02 189656, 02-189655";

    fn elsewhere() -> Trust {
        let (document, host) = ("document 2".to_owned(), "other.example".to_owned());
        Trust::Page { document, host, private: false, card: true }
    }

    /// The digits that are offered on a page, and what each looks like.
    fn offered(desk: &mut Desk, trust: Trust) -> Vec<(String, Option<String>)> {
        let offers = desk.offers(trust, TEXT).into_iter();
        offers.map(|offer| (offer.dialled.digits, offer.looks_like)).collect()
    }

    #[test]
    fn what_is_no_number_goes_here_or_everywhere_and_comes_back() {
        let mut desk = Desk::new();
        let ticket = desk.offer("02 189655").ticket;
        let no_number = |everywhere| Request::CsBgNotNumber { ticket: ticket.clone(), everywhere };
        let done = Reply::Done { problem: None };
        assert_eq!(offered(&mut desk, page(false)).len(), 3);
        assert_eq!(desk.page_asks(no_number(false)), done);
        let left = [("002189655".to_owned(), Some("XX-XXXXXX".to_owned()))];
        assert_eq!(offered(&mut desk, page(false)), left);
        assert_eq!(offered(&mut desk, elsewhere()).len(), 3);
        assert_eq!(desk.page_asks(no_number(true)), done);
        assert_eq!(offered(&mut desk, elsewhere()), left);
        assert_eq!(desk.engine.stores.person["not_numbers"], ["XX XXXXXX"].into_iter().collect());
        assert_eq!(desk.page_asks(Request::CsBgNumberAgain { ticket }), done);
        assert_eq!(offered(&mut desk, page(false)).len(), 3);
        assert!(!desk.engine.stores.person.contains_key("not_numbers"));
    }

    #[test]
    fn only_the_document_that_was_offered_it_may_say_so_and_no_private_one() {
        let mut desk = Desk::new();
        let ticket = desk.offer("02 189655").ticket;
        let request = Request::CsBgNotNumber { ticket, everywhere: true };
        let stale = Reply::Done { problem: Some(Code::OfferStale.into()) };
        assert_eq!(desk.asks(elsewhere(), request), Some(stale));
        assert!(offered(&mut desk, page(true)).iter().all(|(_, looks_like)| looks_like.is_none()));
        let link = desk.offer_of_link("tel:02189655", "call");
        assert_eq!(link.map(|offer| offer.looks_like), Some(None));
    }

    #[test]
    fn what_the_administrator_has_set_stays() {
        let mut managed = Stored::new();
        managed.insert(KEY.to_owned(), ["XX-XXXXXX"].into_iter().collect());
        let mut desk = Desk::with(settings(), managed);
        assert_eq!(offered(&mut desk, page(false)).len(), 2);
        let ticket = desk.offer("02 189655").ticket;
        let reply = desk.page_asks(Request::CsBgNotNumber { ticket, everywhere: true });
        assert!(matches!(reply, Reply::Done { problem: Some(p) } if p.is(Code::OptionLocked)));
    }

    #[test]
    fn spans_are_what_stands_there() {
        let options = Options { region: Region::new("IT").ok(), leniency: Leniency::Valid };
        let text = "𝄞 è 02 189655 – 𝄞 +44 20 7946 0123.";
        let found: Vec<_> = find(text, &options).iter().map(|one| [one.start, one.end]).collect();
        assert_eq!(spans(text, &found), ["02 189655", "+44 20 7946 0123"]);
    }
}
