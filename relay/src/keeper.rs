//! A thread of its own that writes journal and audit log in the order in which it is told, so that
//! a slow disk holds up nobody's events. What waits together is brought to the disk together.

use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use tokio::sync::mpsc as answers;

use crate::audit::{Log, Record};
use crate::journal::Journal;
use crate::office::Change;

/// What one input of the office wants written.
#[derive(Debug, Default)]
pub struct Batch {
    /// For the journal.
    pub changes: Vec<Change>,
    /// For the audit log.
    pub records: Vec<Record>,
    /// Something is sent only when the disk has it.
    pub sync: bool,
}

/// The way to the thread. It ends when this is dropped.
#[derive(Debug)]
pub struct Keeper(mpsc::Sender<Batch>);

/// Hears for each batch, in order, whether it was written. Ends when the thread has ended.
pub type Written = answers::UnboundedReceiver<bool>;

/// Batches that one sync may serve.
const TOGETHER_MAX: usize = 256;

impl Keeper {
    /// Opens the files of this folder, and what stood in the journal.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn open(folder: &Path) -> io::Result<(Self, Written, Vec<Change>)> {
        std::fs::create_dir_all(folder)?;
        let (journal, kept) = Journal::open(&folder.join("calls.jsonl"))?;
        let log = Log::open(&folder.join("audit.jsonl"))?;
        let (sender, batches) = mpsc::channel();
        let (answer, written) = answers::unbounded_channel();
        thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || keep(journal, log, &batches, &answer))?;
        Ok((Self(sender), written, kept))
    }

    /// Hands a batch over; [`Written`] tells how it went.
    pub fn write(&self, batch: Batch) {
        self.0.send(batch).expect("the thread lives as long as this");
    }
}

fn keep(
    mut journal: Journal,
    mut log: Log,
    batches: &mpsc::Receiver<Batch>,
    answer: &answers::UnboundedSender<bool>,
) {
    while let Ok(first) = batches.recv() {
        let more = batches.try_iter().take(TOGETHER_MAX);
        let batches: Vec<Batch> = std::iter::once(first).chain(more).collect();
        let mut good: Vec<bool> =
            batches.iter().map(|batch| write(&mut journal, &mut log, batch)).collect();
        if batches.iter().any(|batch| batch.sync) && !said(journal.sync().and_then(|()| log.sync()))
        {
            let lost = batches.iter().zip(&mut good).filter(|(batch, _)| batch.sync);
            lost.for_each(|(_, good)| *good = false);
        }
        for good in good {
            // A house that has gone needs no answer, but its files are written to the end.
            let _ = answer.send(good);
        }
    }
}

fn write(journal: &mut Journal, log: &mut Log, batch: &Batch) -> bool {
    let logged = batch.records.iter().try_for_each(|record| log.write(record));
    said(journal.write(&batch.changes)) & said(logged)
}

fn said(outcome: io::Result<()>) -> bool {
    if let Err(error) = &outcome {
        tracing::error!(%error, "the state folder cannot be written: nothing is placed");
    }
    outcome.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Folder;
    use crate::people::PersonId;

    #[tokio::test]
    async fn each_batch_is_answered_in_order_and_the_files_are_whole_at_the_end() {
        let folder = Folder::temporary("keeper");
        let (keeper, mut written, _) = Keeper::open(&folder).expect("files");
        let person = PersonId::new("anna").expect("a name");
        for n in 0..1_000 {
            let region = pronto::number::Region::new("DE").expect("a region");
            let changes = vec![Change::Country { person: person.clone(), region }];
            keeper.write(Batch { changes, sync: n % 2 == 0, ..Batch::default() });
        }
        drop(keeper);
        let mut good = 0;
        while let Some(true) = written.recv().await {
            good += 1;
        }
        assert_eq!(good, 1_000);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_full_disk_is_told() {
        let folder = Folder::temporary("keeper-full");
        std::os::unix::fs::symlink("/dev/full", folder.join("audit.jsonl")).expect("a link");
        let (keeper, mut written, _) = Keeper::open(&folder).expect("files");
        let text = || String::from("x");
        let outcome = crate::audit::Outcome::Placed;
        let record = Record {
            at_ms: 1,
            person: text(),
            extension: text(),
            number: text(),
            digits: text(),
            intent: text(),
            outcome,
        };
        keeper.write(Batch { records: vec![record], ..Batch::default() });
        keeper.write(Batch::default());
        assert_eq!((written.recv().await, written.recv().await), (Some(false), Some(true)));
    }
}
