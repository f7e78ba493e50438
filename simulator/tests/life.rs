//! The office that lives by itself.

use std::collections::BTreeSet;

use pronto_simulator::switches::life::Life;
use pronto_simulator::{Call, End, Options, Pbx, Status};

const HOUR_MS: u64 = 3_600_000;

fn busy(seed: u64) -> Pbx {
    let life = Life { every_ms: Some(Life::BUSY_MS), ..Life::default() };
    Pbx::new(Options { life, seed: Some(seed), ..Options::default() })
}

fn onlooks(ext: &str) -> bool {
    matches!(ext, "201" | "202")
}

#[test]
fn nobody_does_anything_unasked_unless_it_is_switched_on() {
    let mut pbx = Pbx::new(Options::default());
    pbx.advance(HOUR_MS);
    assert_eq!((pbx.calls().len(), pbx.next_due()), (0, None));
}

#[test]
fn half_an_hour_of_a_busy_office_is_possible_at_each_moment() {
    for seed in 0..4 {
        let mut pbx = busy(seed);
        let mut seen = BTreeSet::new();
        // Years of a real clock are not lived through before the first moment.
        let start_ms = 50 * 365 * 24 * HOUR_MS;
        for now_ms in (start_ms..start_ms + HOUR_MS / 2).step_by(1_000) {
            pbx.advance(now_ms);
            let live: Vec<_> = pbx.calls().iter().filter(|call| call.is_live()).collect();
            for user in &pbx.exchange().office.users {
                let ext = &user.ext;
                assert!(
                    live.iter().filter(|call| call.involves(ext)).count() <= 1,
                    "{ext}, seed {seed}"
                );
                seen.extend(
                    pbx.exchange().status_of(ext).map(|status| (ext.clone(), u8::from(status))),
                );
            }
            assert!(live.iter().all(|call| now_ms - call.placed_ms() < 90_000), "seed {seed}");
        }
        let states: BTreeSet<_> = seen.iter().map(|(_, status)| *status).collect();
        assert_eq!(states, (0..=5).collect(), "each state, seed {seed}");
        for away in ["206", "208", "209"] {
            assert!(seen.contains(&(away.to_owned(), 1)), "{away} comes back, seed {seed}");
        }
        let calls = pbx.calls();
        let count = |which: &dyn Fn(&Call) -> bool| calls.iter().filter(|call| which(call)).count();
        assert_eq!(count(&|call| onlooks(call.first())), 0, "who looks on calls nobody");
        assert!(count(&|call| onlooks(call.second())) > 10, "and is called, seed {seed}");
        assert!(count(&|call| call.end() == Some(End::FirstHungUp)) > 0);
        assert!(count(&|call| call.end() == Some(End::SecondHungUp)) > 0);
        let onlookers = ["201", "202"].map(|ext| pbx.exchange().office.user(ext).unwrap().status);
        assert_eq!(onlookers, [Status::Free; 2], "they neither pause nor go home");
    }
}
