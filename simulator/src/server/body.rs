//! A body that arrives whole, or stops halfway.

use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Bytes, Frame, SizeHint};

use super::listen::NoAnswer;
use crate::answer::Delivery;

/// The body of an answer.
#[derive(Debug)]
pub struct Body {
    octets: Bytes,
    /// What `Content-Length` says.
    length: u64,
    then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Done,
    /// Lets what was written so far leave, then breaks.
    Flush,
    Break,
}

impl Body {
    /// All of it.
    pub fn whole(octets: Vec<u8>) -> Body {
        Body::new(octets, Delivery::Whole)
    }

    /// As much of it as `delivery` says; a closed connection has no body at all.
    pub fn new(octets: Vec<u8>, delivery: Delivery) -> Body {
        let length = octets.len() as u64;
        let mut octets = Bytes::from(octets);
        let then = if delivery == Delivery::Half {
            octets.truncate(octets.len() / 2);
            Then::Flush
        } else {
            Then::Done
        };
        Body { octets, length, then }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = NoAnswer;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, NoAnswer>>> {
        if !self.octets.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.octets)))));
        }
        match self.then {
            Then::Done => Poll::Ready(None),
            Then::Flush => {
                self.then = Then::Break;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Then::Break => Poll::Ready(Some(Err(NoAnswer))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.octets.is_empty() && self.then == Then::Done
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
