//! Counting what passed and what failed, and keeping what the failures said.

use std::process::ExitCode;

use anyhow::Result;

/// A count of tests and checks.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many passed.
    pub passed: u64,
    /// How many failed.
    pub failed: u64,
    /// A paragraph for each failure that has something to say.
    pub complaints: Vec<String>,
}

impl Tally {
    /// Counts a check as one, whatever came of it, and hands on its value.
    pub fn check<T>(&mut self, name: &str, outcome: Result<T>) -> Option<T> {
        match outcome {
            Ok(value) => {
                self.passed += 1;
                Some(value)
            }
            Err(problem) => {
                self.fail(format!("{name}: {problem:#}"));
                None
            }
        }
    }

    /// Counts one failure.
    pub fn fail(&mut self, complaint: String) {
        self.failed += 1;
        self.complaints.push(complaint);
    }

    /// Takes in another count.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.complaints.extend(other.complaints);
    }

    /// Prints the complaints, then the line that scripts read, as the very last one.
    pub fn conclude(self) -> ExitCode {
        for complaint in &self.complaints {
            println!("\n{complaint}");
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
        // Nothing at all is no success.
        if self.failed > 0 || self.passed == 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_and_counts_add_up() {
        let mut tally = Tally::default();
        assert_eq!(tally.check("adding", Ok(2)), Some(2));
        assert_eq!(tally.check::<()>("lying", Err(anyhow::anyhow!("caught"))), None);
        tally.add(Tally { passed: 10, failed: 1, complaints: vec!["x".to_owned()] });
        assert_eq!((tally.passed, tally.failed), (11, 2));
        assert_eq!(tally.complaints, ["lying: caught", "x"]);
        assert_eq!(tally.conclude(), ExitCode::FAILURE);
    }

    #[test]
    fn nothing_at_all_is_no_success() {
        assert_eq!(Tally::default().conclude(), ExitCode::FAILURE);
        assert_eq!(Tally { passed: 1, ..Tally::default() }.conclude(), ExitCode::SUCCESS);
    }
}
