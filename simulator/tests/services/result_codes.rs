//! Each of the document's 46 result codes is met by doing what causes it.

use std::collections::BTreeSet;

use crate::causes;
use crate::desk::{Desk, by_hand};

/// Causes that have a number of their own, without a switch.
const OTHERS: &[(u16, &str)] = &[
    (0, "srv=0&first_number=201&second_number=02189655&first_interface=SIP"),
    (1, "srv=19"),
    (2, "srv=3"),
    (3, "srv=1"),
    (4, "srv=4"),
    (5, "srv=1&call_id=x"),
    (6, "srv=2&call_id=1"),
    (7, "srv=1&call_id=1"),
    (9, "srv=5"),
    (10, "srv=4&ext=203"),
    (12, "srv=4&ext=203&prty=0"),
    (13, "srv=5&recipient=201"),
    (14, "srv=7&call_id=1"),
    (17, "srv=7&call_id=1&xfer_id=2"),
    (18, "srv=8&call_id=1"),
    (19, "srv=9"),
    (24, "srv=3&info=6&ext=999"),
    (26, "srv=15&act=getall"),
    (34, "srv=14"),
    (35, "srv=13"),
    (43, "srv=3&info=0&filter=Nobody"),
    (44, "srv=0"),
    (45, "srv=0&first_number=205&second_number=1&first_interface=SIP"),
];

/// Internal server error: nothing that a client does is its cause, so the fault `result` sends it.
const BY_FAULT_ALONE: u16 = 40;

#[test]
fn every_code_can_be_caused() {
    for (code, query) in OTHERS {
        let mut desk = Desk::new(by_hand());
        if *code == 17 {
            desk.call("0491", "201", pronto_simulator::State::Connected);
        }
        let answer = desk.ask(query);
        assert_eq!(answer.split(';').next(), Some(format!("result={code}").as_str()), "{query}");
    }
    let mut met: BTreeSet<u16> = OTHERS.iter().map(|row| row.0).collect();
    met.extend(causes::rows().map(|row| row.1));
    met.insert(BY_FAULT_ALONE);
    assert_eq!(met, (0..=45).collect());
}
