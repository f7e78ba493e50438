//! Requests that wait for their answers, and what an answer does to the call that waits for it.

use super::{Controlling, Driver, HttpRequest, HttpResponse, HungUp, NetError, Placed};
use crate::call::{Call, Control, Controlled, Origin, Step};
use crate::dial::guard::Reason;
use crate::settings::Settings;
use crate::small::SmallMap;

/// Requests by number, each with what it is for.
#[derive(Clone, Debug)]
pub struct UnderWay<Purpose> {
    next: u32,
    waiting: SmallMap<u32, Purpose>,
}

impl<Purpose> Default for UnderWay<Purpose> {
    fn default() -> Self {
        Self { next: 1, waiting: SmallMap::new() }
    }
}

impl<Purpose> UnderWay<Purpose> {
    /// The number for a request that is about to be sent.
    pub fn begin(&mut self, purpose: Purpose) -> u32 {
        let request = self.next;
        self.next = self.next.wrapping_add(1);
        self.waiting.insert(request, purpose);
        request
    }

    /// What an answer is for; an answer to a request of an engine that died is for nobody.
    pub fn end(&mut self, request: u32) -> Option<Purpose> {
        self.waiting.remove(&request)
    }

    /// All that wait, in the order in which they were sent.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Purpose)> {
        self.waiting.iter().map(|(request, purpose)| (*request, purpose))
    }
}

/// What came back of [`Driver::place`]; what the other side's guard wants to know first is handed
/// on, and the call waits for that.
pub fn placed(
    driver: &dyn Driver,
    answer: Result<HttpResponse, NetError>,
    call: &mut Call,
    now_ms: u64,
) -> Option<Vec<Reason>> {
    match answer.map(|response| driver.placed(&response)) {
        Ok(Placed::Accepted(pbx_call)) => call.accepted(pbx_call, now_ms),
        Ok(Placed::Noted) => call.noted(),
        Ok(Placed::Refused(problem)) => call.refused(problem, now_ms),
        Ok(Placed::Asks(reasons)) => return Some(reasons),
        Ok(Placed::Unclear(problem)) => call.unclear(problem, now_ms),
        Err(error) if error.proves_unsent() => call.not_sent(error.problem(), now_ms),
        Err(error) => call.unclear(error.problem(), now_ms),
    }
    None
}

/// What came back of [`Driver::hang_up`].
pub fn hung_up(
    driver: &dyn Driver,
    answer: Result<HttpResponse, NetError>,
    call: &mut Call,
    now_ms: u64,
) {
    let outcome = answer.map_err(NetError::problem).and_then(|response| driver.hung_up(&response));
    match outcome {
        Ok(HungUp::Gone) => call.hung_up(now_ms),
        Ok(HungUp::UnderWay) => {}
        Err(problem) => call.not_hung_up(problem),
    }
}

/// The request for what is wanted of a call and not asked yet, if its name is known. It counts as
/// asked from here on.
pub fn ask(
    driver: &dyn Driver,
    call: &mut Call,
    settings: &Settings,
) -> Option<(Control, HttpRequest)> {
    let wanted = call.wanted.as_ref().filter(|wanted| wanted.step == Step::Wanted)?;
    let control = wanted.control;
    let origin_beside = call.beside.as_ref().map_or(Origin::Placed, |first| first.origin);
    let beside = call.pbx_call_beside().map(|id| (id, origin_beside));
    if control.needs_first() && beside.is_none() {
        return None;
    }
    let controlling = Controlling {
        control,
        call: call.pbx_call.as_ref().filter(|_| !call.over())?,
        extension: call.intent.extension.as_ref(),
        origin: call.intent.origin,
        beside,
        line: call.park_line(),
    };
    match driver.control(&controlling, settings) {
        Ok(http) => {
            call.asked();
            Some((control, http))
        }
        Err(problem) => {
            call.controlled(control, Controlled::Refused(problem), 0);
            None
        }
    }
}

/// What came back of [`Driver::control`].
pub fn controlled(
    driver: &dyn Driver,
    control: Control,
    answer: Result<HttpResponse, NetError>,
    call: &mut Call,
    now_ms: u64,
) {
    let outcome = match answer {
        Ok(response) => driver.controlled(control, &response),
        Err(error) if error.proves_unsent() => Controlled::Refused(error.problem()),
        Err(error) => Controlled::Unclear(error.problem()),
    };
    call.controlled(control, outcome, now_ms);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_finds_its_purpose_once() {
        let mut requests = UnderWay::default();
        let (first, second) = (requests.begin("call"), requests.begin("look"));
        assert_eq!(requests.iter().collect::<Vec<_>>(), [(first, &"call"), (second, &"look")]);
        assert_eq!(requests.end(first), Some("call"));
        assert_eq!(requests.end(first), None);
        assert_eq!(requests.end(second), Some("look"));
    }
}
