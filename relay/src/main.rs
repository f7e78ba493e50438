//! `pronto-relay --config relay.toml [check | user … | pbx …]`

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use pronto::settings::{FirstInterface, Keys};
use pronto_relay::administer::administer;
use pronto_relay::administer::arguments::Pbx;
use pronto_relay::bounds::Bounds;
use pronto_relay::config::Config;
use pronto_relay::people::PersonId;
use pronto_relay::{check, serve, users};

/// Stands between an office's people and its PBX.
#[derive(Parser)]
#[command(name = "pronto-relay", version)]
struct Arguments {
    /// The configuration.
    #[arg(long, default_value = "/etc/pronto/relay.toml", global = true)]
    config: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Tests configuration and PBX, and says what is wrong; calls nobody.
    Check,
    /// People and their tokens.
    #[command(subcommand)]
    User(User),
    /// Changes something at the PBX itself, and says before what it will be.
    Pbx {
        #[command(subcommand)]
        what: Pbx,
        /// Without being asked.
        #[arg(long, global = true)]
        yes: bool,
    },
}

#[derive(Subcommand)]
enum User {
    /// Gives a person a token and prints it, this once.
    Add {
        /// Letters, digits and . - _ @
        name: String,
        /// Whose phone rings first.
        #[arg(long, value_parser = extension, required_unless_present = "again")]
        extension: Option<Keys>,
        /// On which line it rings.
        #[arg(long, ignore_case = true, value_parser = interface(), required_unless_present = "again")]
        interface: Option<FirstInterface>,
        /// Days until the token expires; without it never.
        #[arg(long)]
        days: Option<u32>,
        /// A new token for somebody who was added before; the old one ends.
        #[arg(long)]
        again: bool,
    },
    /// Gives everybody in a file a token, and prints lines of `name,token`, this once.
    Import {
        /// Lines of `name,extension`, or `name,extension,interface`.
        file: PathBuf,
        /// On which line the phones ring of those whose line does not say.
        #[arg(long, ignore_case = true, value_parser = interface(), default_value = "SIP")]
        interface: FirstInterface,
        /// Days until the tokens expire; without it never.
        #[arg(long)]
        days: Option<u32>,
    },
    /// Everybody, with the state of their tokens.
    List,
    /// Takes a token back.
    Revoke {
        /// Whose.
        name: String,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_target(false).with_ansi(colours);
    log.with_writer(std::io::stderr).init();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config).map_err(|faults| {
        let lines: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
        anyhow::anyhow!("{} cannot be used:\n{}", arguments.config.display(), lines.join("\n"))
    })?;
    match arguments.command {
        None => {
            let ready = |ready: serve::Ready| {
                tracing::info!(address = %ready.address, "the relay is ready");
            };
            let bounds = Bounds::default();
            serve::serve(&config, bounds, ready, told_to_end()).await.context("the relay")
        }
        Some(Command::Check) => {
            let report = check::check(&config).await;
            report.lines.iter().for_each(|line| println!("{line}"));
            if report.good { Ok(()) } else { bail!("not everything is good") }
        }
        Some(Command::User(user)) => people(&config, user),
        Some(Command::Pbx { what, yes }) => {
            let change = what.change()?;
            let is_wanted = |sentence: &str| {
                eprintln!("{sentence}.");
                yes || says_yes()
            };
            let printed = administer(&config, &change, is_wanted).await?;
            eprintln!("Done.");
            printed.iter().for_each(|line| println!("{line}"));
            Ok(())
        }
    }
}

fn says_yes() -> bool {
    eprint!("Type yes to have it done: ");
    drop(std::io::stderr().flush());
    let mut typed = String::new();
    let read = std::io::stdin().read_line(&mut typed);
    read.is_ok() && typed.trim() == "yes"
}

fn people(config: &Config, user: User) -> Result<()> {
    let named = |name: &str| {
        PersonId::new(name)
            .map_err(|invalid| anyhow::anyhow!("{name:?} cannot be a name: {invalid}"))
    };
    match user {
        User::Add { name, extension, interface, days, again } => {
            let token = match (extension, interface) {
                (Some(extension), Some(interface)) if !again => {
                    users::add(config, named(&name)?, extension, interface, days)?
                }
                (extension, interface) => {
                    users::again(config, &named(&name)?, extension, interface, days)?
                }
            };
            println!("{}", token.reveal());
            eprintln!("This token is shown only now. {name} types it into Pronto's options.");
        }
        User::Import { file, interface, days } => {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            let added = users::import(config, &text, interface, days);
            let added = added.with_context(|| format!("{}: nobody was added", file.display()))?;
            for (person, token) in &added {
                println!("{},{}", person.as_str(), token.reveal());
            }
            eprintln!("{} people. These tokens are shown only now.", added.len());
        }
        User::List => users::list(config)?.iter().for_each(|line| println!("{line}")),
        User::Revoke { name } => {
            users::revoke(config, &named(&name)?)?;
            println!("{name} can no longer call");
        }
    }
    Ok(())
}

fn extension(typed: &str) -> Result<Keys, &'static str> {
    users::extension(typed).ok_or("an extension is digits, * and #")
}

fn interface() -> impl TypedValueParser<Value = FirstInterface> {
    PossibleValuesParser::new(users::interfaces())
        .try_map(|word| users::interface(&word).ok_or("no such line"))
}

/// Ctrl-C, or what systemd sends.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            drop(tokio::signal::ctrl_c().await);
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
}
