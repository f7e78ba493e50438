//! The relay as the program runs it, in a folder of its own.

use std::path::Path;

use pronto::settings::{FirstInterface, Keys};
use pronto_relay::bounds::Bounds;
use pronto_relay::config::Config;
use pronto_relay::people::{People, Person, PersonId};
use pronto_relay::serve::{self, Ready};
use tokio::sync::oneshot;

use crate::{Outcome, token};

/// Runs it with a person for each extension, for a PBX at this port, until `use_it` is done; `more`
/// goes into its configuration.
pub async fn relay(
    extensions: impl Iterator<Item = usize>,
    pbx_port: u16,
    more: &str,
    use_it: impl AsyncFnOnce(Ready) -> Outcome<()>,
) -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("pronto-relay-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut people = People::default();
    people.add_all(extensions.enumerate().map(|(n, phone)| (person(n, phone), token(n))), 0);
    let outcome = in_folder(&folder, &people, pbx_port, more, use_it).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn in_folder(
    folder: &Path,
    people: &People,
    pbx_port: u16,
    more: &str,
    use_it: impl AsyncFnOnce(Ready) -> Outcome<()>,
) -> Outcome<()> {
    people.write(folder)?;
    let text = format!(
        "listen = \"127.0.0.1:0\"\nstate = \".\"\n[office]\npbx_address = \"http://127.0.0.1:{pbx_port}\"\n{more}"
    );
    let config = Config::parse(&text, folder).map_err(|faults| format!("{faults:?}"))?;
    let (ready, listens) = oneshot::channel();
    let (end, told) = oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let ready = |is| drop(ready.send(is));
        serve::serve(&config, Bounds::default(), ready, async { drop(told.await) }).await
    });
    use_it(listens.await?).await?;
    drop(end);
    Ok(serving.await??)
}

/// The name of the n-th.
pub fn id(n: usize) -> PersonId {
    PersonId::new(&format!("p{n}")).expect("a name")
}

fn person(n: usize, extension: usize) -> Person {
    Person {
        id: id(n),
        name: format!("p{n}"),
        extension: Keys::try_from(extension.to_string()).expect("an extension"),
        interface: FirstInterface::Sip,
    }
}
