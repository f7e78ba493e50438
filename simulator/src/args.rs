//! The command line.

use std::net::IpAddr;
use std::str::FromStr;

use pronto_simulator::clock::ClockKind;
use pronto_simulator::options::{Answering, Options};
use pronto_simulator::server::Server;
use pronto_simulator::switches::life::Life;

/// What `--help` prints.
pub const HELP: &str = "\
pronto-simulator: a VOIspeed PBX that is not there

  --port N                   port of the PBX (3541; 0 takes any; a taken one the next that is free)
  --control-port N           port of the control address (0)
  --listen ADDRESS           instead of 127.0.0.1 and ::1
  --clock real|manual        a manual clock moves by POST /step only (real)
  --answer at-once|when-connected   when srv=0 answers (at-once)
  --auto-lift-ms N|never     when a user's phone lifts by itself (2000)
  --busy                     people call, talk, come and go without being asked
  --ans URL                  where events are pushed, http://...
  --seed N                   for the numbers that each run draws anew (from the system)
  --json                     first line in JSON; ends when stdin is closed
  --quiet                    no line for each request and change of a call";

/// What the command line asks for.
#[derive(Debug)]
pub enum Wish {
    /// Print [`HELP`].
    Help,
    /// Run.
    Run(Box<Args>),
}

/// How to run.
#[derive(Debug)]
pub struct Args {
    pub port: u16,
    pub control_port: u16,
    pub listen: Option<IpAddr>,
    pub clock: ClockKind,
    pub options: Options,
    pub json: bool,
    pub quiet: bool,
}

/// Reads the arguments after the command's name.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Wish, String> {
    let mut args = Args {
        port: Server::USUAL_PORT,
        control_port: 0,
        listen: None,
        clock: ClockKind::Real,
        options: Options::default(),
        json: false,
        quiet: false,
    };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (flag, mut given) = match argument.split_once('=') {
            Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || {
            given.take().or_else(|| arguments.next()).ok_or_else(|| format!("{flag} needs a value"))
        };
        match flag.as_str() {
            "--port" => args.port = number(&flag, &value()?)?,
            "--control-port" => args.control_port = number(&flag, &value()?)?,
            "--listen" => {
                let address = value()?;
                args.listen = Some(
                    address
                        .parse()
                        .map_err(|_| format!("--listen takes an IP address, not {address}"))?,
                );
            }
            "--clock" => {
                args.clock = match value()?.as_str() {
                    "real" => ClockKind::Real,
                    "manual" => ClockKind::Manual,
                    other => return Err(format!("--clock is real or manual, not {other}")),
                }
            }
            "--answer" => {
                args.options.answer = match value()?.as_str() {
                    "at-once" => Answering::AtOnce,
                    "when-connected" => Answering::WhenConnected,
                    other => {
                        return Err(format!("--answer is at-once or when-connected, not {other}"));
                    }
                }
            }
            "--auto-lift-ms" => {
                args.options.auto_lift_ms = match value()?.as_str() {
                    "never" => None,
                    ms => Some(number(&flag, ms)?),
                }
            }
            "--busy" => args.options.life.every_ms = Some(Life::BUSY_MS),
            "--ans" => {
                let url = value()?;
                if !url.starts_with("http://") {
                    return Err(format!("--ans takes an address of http://, not {url}"));
                }
                args.options.ans.url = Some(url);
            }
            "--seed" => args.options.seed = Some(number(&flag, &value()?)?),
            "--json" => args.json = true,
            "--quiet" => args.quiet = true,
            "--help" | "-h" => return Ok(Wish::Help),
            other => return Err(format!("unknown argument {other}; --help lists all")),
        }
        if let Some(value) = given {
            return Err(format!("{flag} takes no value, not even {value}"));
        }
    }
    Ok(Wish::Run(Box::new(args)))
}

fn number<T: FromStr>(flag: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{flag} takes a number, not {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Result<Args, String> {
        match parse(line.split_whitespace().map(str::to_owned))? {
            Wish::Run(args) => Ok(*args),
            Wish::Help => Err("help".to_owned()),
        }
    }

    #[test]
    fn all_flags() {
        let args =
            run("--port 0 --control-port=7 --listen ::1 --clock manual --answer when-connected \
             --auto-lift-ms never --busy --ans http://[::1]:9/in --seed 9 --json --quiet")
            .expect("all are known");
        assert_eq!((args.port, args.control_port), (0, 7));
        assert_eq!(args.listen, Some("::1".parse().expect("an address")));
        assert_eq!(args.clock, ClockKind::Manual);
        assert_eq!(args.options.answer, Answering::WhenConnected);
        assert_eq!(args.options.auto_lift_ms, None);
        assert_eq!(args.options.life.every_ms, Some(Life::BUSY_MS));
        assert_eq!(args.options.ans.url.as_deref(), Some("http://[::1]:9/in"));
        assert_eq!(args.options.seed, Some(9));
        assert!(args.json && args.quiet);
    }

    #[test]
    fn without_flags_it_is_the_real_pbx_s_port() {
        let args = run("").expect("nothing is fine");
        assert_eq!((args.port, args.clock), (3541, ClockKind::Real));
        assert_eq!(args.options.auto_lift_ms, Some(2000));
    }

    #[test]
    fn mistakes_are_named() {
        let row = |line: &str, error: &str| assert_eq!(run(line).expect_err(line), error);
        row("--port", "--port needs a value");
        row("--port 99999", "--port takes a number, not 99999");
        row("--clock fast", "--clock is real or manual, not fast");
        row("--ans ftp://x", "--ans takes an address of http://, not ftp://x");
        row("--json=1", "--json takes no value, not even 1");
        row("--colour", "unknown argument --colour; --help lists all");
        row("--help", "help");
    }
}
