//! What `derive(Read)` makes of the attributes on our types, and what it says of what it cannot read.

use std::fmt;

use pronto::call::{EndedWhy, State};
use pronto::json::{Read, from_text};
use pronto::wire::{Request, relay};

fn why<T: Read + fmt::Debug>(text: &str) -> String {
    from_text::<T>(text).expect_err("unreadable").to_string()
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    for (told, expected) in [
        (why::<Request>("{"), "expected a name in quotation marks at line 1 column 2"),
        (why::<Request>("7"), "expected an object, found a number"),
        (why::<Request>("{}"), "missing field `kind`"),
        (
            why::<Request>(r#"{"kind":"cs_bg_call","ticket":1}"#),
            "ticket: expected a text, found a number",
        ),
        (why::<Request>(r#"{"kind":"cs_bg_hello","more":1}"#), "unknown field `more`"),
        (why::<[u8; 2]>("[1]"), "expected 2 values, found a list"),
        (why::<u8>("256"), "expected a whole number up to 255, found a number"),
        (why::<u64>("1.5"), "expected a whole number up to 18446744073709551615, found a number"),
        (
            why::<EndedWhy>(r#""bored""#),
            "unknown word `bored`, expected one of by_you, hung_up, no_answer, not_lifted, unparked, \
             transferred, joined, while_away",
        ),
    ] {
        assert_eq!(told, expected);
    }
}

#[test]
fn fields_are_left_out_where_they_may_be() {
    let order = r#"{"intent":"a","number":"+39 02 189655","digits":"002"}"#;
    let order: relay::Order = from_text(order).expect("an order");
    assert_eq!((order.text, order.confirmed), (None, false));
    assert_eq!(from_text("[1,null]"), Ok(vec![Some(1_u8), None]));
}

#[test]
fn a_kind_may_stand_beside_the_fields_of_what_it_holds() {
    let text = r#"{"state":"ended","at_ms":5,"why":"hung_up"}"#;
    let state: State = from_text(text).expect("a state");
    assert_eq!(serde_json::to_string(&state).expect("JSON"), text);
    // The same through serde, as the relay reads its journal.
    assert_eq!(serde_json::from_str::<State>(text).expect("a state"), state);
}
