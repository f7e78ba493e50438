//! What the PBX hears while one person listens, and while a thousand do.

mod support;

use pronto::settings::{FirstInterface, Keys};
use pronto_relay::bounds::room;
use pronto_relay::people::{People, Person, PersonId, Token};
use pronto_simulator::journal::{Entry, Filter};
use pronto_simulator::server;
use support::{Relay, config_at, order};
use tokio::sync::mpsc;

/// People in people.json, each with a token; the first has extension 201.
fn people(relay: &Relay, count: u16) -> Vec<String> {
    let mut people = People::default();
    let mut tokens = Vec::new();
    for n in 0..count {
        let mut bytes = [7; 32];
        bytes[..2].copy_from_slice(&n.to_be_bytes());
        let token = Token::from_random(&bytes);
        let person = Person {
            id: PersonId::new(&format!("p{n}")).expect("a name"),
            name: format!("p{n}"),
            extension: Keys::try_from((201 + u32::from(n)).to_string()).expect("an extension"),
            interface: FirstInterface::Sip,
        };
        people.add(person, &token, 0, None);
        tokens.push(token.reveal().to_owned());
    }
    let state = config_at(&relay.config).state;
    people.write(&state).expect("written");
    tokens
}

fn looks(heard: &[Entry], info: u8) -> Vec<u64> {
    let looks = heard.iter().filter(|entry| entry.srv == Some(3) && entry.info == Some(info));
    looks.map(|entry| entry.at).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pbx_hears_the_same_from_one_and_from_a_thousand() {
    let _ = room(4_096);
    for (name, listeners) in [("poll-1", 1), ("poll-1000", 1_000)] {
        let (lines, mut said) = mpsc::unbounded_channel();
        let mut config = server::Config { lines: Some(lines), ..server::Config::any_port() };
        config.options.auto_lift_ms = None;
        let pbx = server::Server::start(config).await.expect("a free port");
        let heard = || pbx.shared().with(|pbx, _| pbx.journal.select(Filter::default()));
        let relay = Relay::start(name, pbx.port).await;
        let tokens = people(&relay, listeners);
        let relay = relay.restart().await;
        let mut open = Vec::new();
        for token in &tokens {
            let mut events = relay.events(token).await;
            events.next().await.expect("how things stand");
            open.push(events);
        }
        assert_eq!(heard().len(), 0, "nobody calls: nothing is asked");
        assert_eq!(relay.call(&tokens[0], order("i1")).await.0, 200);
        while looks(&heard(), 7).len() < 3 {
            said.recv().await.expect("the PBX hears something");
        }
        relay.ask("POST", "/api/calls/i1/hang-up", &tokens[0], "", "").await;
        open[0].until("ended").await;
        let heard = heard();
        let of = |srv| heard.iter().filter(|entry| entry.srv == Some(srv)).count();
        assert_eq!((of(0), of(1)), (1, 1), "{listeners} listen");
        let (calls, people) = (looks(&heard, 7), looks(&heard, 0));
        // The end of the call may fall between the two looks of a round.
        assert!(calls.len().abs_diff(people.len()) <= 1, "{listeners} listen");
        // A round a second, as if one listened: 1,000 apart, and a little for the clocks.
        let pauses = calls.windows(2).map(|two| two[1] - two[0]);
        assert!(pauses.clone().all(|pause| pause >= 950), "{listeners} listen: {calls:?}");
        assert_eq!(heard.len(), 2 + calls.len() + people.len(), "{listeners} listen");
    }
}
