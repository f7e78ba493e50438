//! What people's requests, the PBX's answers and its events want of the house.

use std::collections::BTreeSet;

use pronto::call::{CallView, Control};
use pronto::event::{Extension, RingingWish, StateWish};
use pronto::pbx::{HttpResponse, NetError};
use pronto::wire::relay::Me;
use tokio::sync::{mpsc, oneshot};

use crate::ans::Committed;
use crate::office::{Answer, Order, Text};
use crate::people::{IntentId, Person, PersonId};
use crate::streams::{Listening, Resuming, StreamName};

/// A way to the house; cheap to copy.
#[derive(Clone, Debug)]
pub struct Door(pub(super) mpsc::Sender<Wish>);

/// The house has ended: the relay is shutting down.
#[derive(Clone, Copy, Debug)]
pub struct Closed;

/// What somebody wants of the house.
#[derive(Debug)]
pub(super) enum Wish {
    Order {
        person: Person,
        order: Order,
        answer: oneshot::Sender<Answer>,
    },
    HangUp {
        person: Box<Person>,
        intent: IntentId,
        answer: oneshot::Sender<Answer>,
    },
    Control {
        person: Box<Person>,
        intent: IntentId,
        control: Control,
        answer: oneshot::Sender<Answer>,
    },
    Calls {
        person: PersonId,
        answer: oneshot::Sender<Vec<CallView>>,
    },
    Colleagues {
        answer: oneshot::Sender<Answer>,
    },
    MyState {
        person: Box<Person>,
        wish: Option<StateWish>,
        answer: oneshot::Sender<Answer>,
    },
    Ringing {
        person: Box<Person>,
        wish: RingingWish,
        answer: oneshot::Sender<Answer>,
    },
    Text {
        person: Box<Person>,
        text: Box<Text>,
        answer: oneshot::Sender<Answer>,
    },
    Listen {
        person: Box<Person>,
        me: Box<Me>,
        after: Option<Resuming>,
        answer: oneshot::Sender<Listening>,
    },
    Watch {
        person: PersonId,
        stream: StreamName,
        phones: Vec<Extension>,
        answer: oneshot::Sender<bool>,
    },
    Told(Committed),
    Phones {
        phones: BTreeSet<Extension>,
    },
    Forget {
        persons: Vec<PersonId>,
    },
    Came {
        request: u32,
        answer: Result<HttpResponse, NetError>,
    },
    End {
        done: oneshot::Sender<()>,
    },
}

/// Wishes that may wait.
pub(super) const WISHES_MAX: usize = 1024;

impl Door {
    /// A person wants a call.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn order(&self, person: Person, order: Order) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Order { person, order, answer }, heard).await
    }

    /// A person wants to end a call.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn hang_up(&self, person: Person, intent: IntentId) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        let person = Box::new(person);
        self.ask(Wish::HangUp { person, intent, answer }, heard).await
    }

    /// A person wants something else done with a call.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn control(
        &self,
        person: Person,
        intent: IntentId,
        control: Control,
    ) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        let person = Box::new(person);
        self.ask(Wish::Control { person, intent, control, answer }, heard).await
    }

    /// A person's calls, newest last.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn calls(&self, person: PersonId) -> Result<Vec<CallView>, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Calls { person, answer }, heard).await
    }

    /// Who works in the office, or why that is not known.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn colleagues(&self) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Colleagues { answer }, heard).await
    }

    /// What becomes of a person's calls; with a wish, whether it is so now.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn my_state(
        &self,
        person: Person,
        wish: Option<StateWish>,
    ) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::MyState { person: Box::new(person), wish, answer }, heard).await
    }

    /// A person wants that of a phone that rings.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn ringing(&self, person: Person, wish: RingingWish) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Ringing { person: Box::new(person), wish, answer }, heard).await
    }

    /// A person wants to send a text message.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn text(&self, person: Person, text: Text) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        let (person, text) = (Box::new(person), Box::new(text));
        self.ask(Wish::Text { person, text, answer }, heard).await
    }

    /// The stream of a person's calls; the first events are who listens, what was missed after this
    /// place, and how things stand.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn listen(
        &self,
        person: Person,
        me: Me,
        after: Option<Resuming>,
    ) -> Result<Listening, Closed> {
        let (answer, heard) = oneshot::channel();
        let (person, me) = (Box::new(person), Box::new(me));
        self.ask(Wish::Listen { person, me, after, answer }, heard).await
    }

    /// A stream of this person tells of these colleagues, and of no others, from now on. False when
    /// the person has no such stream.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn watch(
        &self,
        person: PersonId,
        stream: StreamName,
        phones: Vec<Extension>,
    ) -> Result<bool, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Watch { person, stream, phones, answer }, heard).await
    }

    /// These are people's phones from now on.
    pub async fn phones(&self, phones: BTreeSet<Extension>) {
        drop(self.0.send(Wish::Phones { phones }).await);
    }

    /// Ends the streams of people who may no longer listen.
    pub async fn forget(&self, persons: Vec<PersonId>) {
        drop(self.0.send(Wish::Forget { persons }).await);
    }

    /// Tells every listener that the relay ends, and ends.
    pub async fn end(&self) {
        let (done, heard) = oneshot::channel();
        // Already ended is ended too.
        let _ = self.ask(Wish::End { done }, heard).await;
    }

    async fn ask<T>(&self, wish: Wish, heard: oneshot::Receiver<T>) -> Result<T, Closed> {
        self.0.send(wish).await.map_err(|_| Closed)?;
        heard.await.map_err(|_| Closed)
    }
}
