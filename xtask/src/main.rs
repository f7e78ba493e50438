//! `cargo xtask`: the one door to building, checking, testing and showing Pronto.
//!
//! Each command is a file of its own, named for it; what several commands share stands in the
//! other files. Every command sets up what it needs by itself ([`setup`]) and says what it does
//! and how long it took ([`step`]).

mod archive;
mod bench;
mod bench_ans;
mod bench_browsers;
mod bench_find;
mod bench_page;
mod bench_popup;
mod bench_relay;
mod browser;
mod bundle;
mod check;
mod codegen;
mod context;
mod demo;
mod display;
mod dist;
mod e2e;
mod finder;
mod fuzz;
mod javascript;
mod likeness;
mod load;
mod manifest;
mod process;
mod score;
mod serve;
mod setup;
mod step;
mod stragglers;
mod tally;
mod test;
mod tidy;
mod wasm;
mod widget;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use context::Context;

/// Builds, checks, tests and shows Pronto.
#[derive(Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Installs missing Debian packages without asking, as `CI=true` does.
    #[arg(long, global = true)]
    yes: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Shows Pronto at work: simulated PBX, sample pages, a browser with the extension.
    Demo(demo::Options),
    /// Runs every check and every test, in both browsers; ends with `N passed, N failed`.
    Test,
    /// Formatting, lints, types, freshness of generated files, house rules.
    Check,
    /// Runs the browser tests only.
    E2e(e2e::Options),
    /// Builds the unpacked extensions and the packages for the stores.
    Dist(dist::Options),
    /// How well numbers are found, over a labelled corpus.
    Score(score::Options),
    /// Runs each fuzz target for a minute.
    Fuzz(fuzz::Options),
    /// Measures the core, or the relay.
    Bench(bench::Options),
    /// Writes generated/ anew from the Rust types and tables.
    Codegen,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = Context::find(arguments.yes).and_then(|context| match arguments.command {
        Command::Demo(options) => demo::run(&context, &options).map(done),
        Command::Test => test::run(&context),
        Command::Check => check::run(&context),
        Command::E2e(options) => e2e::run(&context, &options),
        Command::Dist(options) => dist::run(&context, &options).map(done),
        Command::Score(options) => score::run(&context, &options).map(done),
        Command::Fuzz(options) => fuzz::run(&context, &options).map(done),
        Command::Bench(options) => bench::run(&context, &options).map(done),
        Command::Codegen => codegen::run(&context).map(done),
    });
    match outcome {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("\n{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn done((): ()) -> ExitCode {
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_is_listed_with_a_line_of_help() {
        for command in Arguments::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{} has no help", command.get_name());
        }
    }
}
