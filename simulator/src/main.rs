//! `pronto-simulator`: a PBX to call by, without a PBX.

mod args;

use std::io::{self, Read, Write};
use std::process::ExitCode;

use pronto_simulator::server::{Config, Server};
use tokio::sync::{mpsc, oneshot};

use crate::args::{Args, Wish};

fn main() -> ExitCode {
    let args = match args::parse(std::env::args().skip(1)) {
        Ok(Wish::Run(args)) => *args,
        Ok(Wish::Help) => {
            say(args::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            complain(&error);
            return ExitCode::from(2);
        }
    };
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .and_then(|runtime| runtime.block_on(run(args)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> io::Result<()> {
    let (lines, mut heard) = mpsc::unbounded_channel();
    let server = Server::start(Config {
        port: args.port,
        control_port: args.control_port,
        listen: args.listen,
        clock: args.clock,
        options: args.options,
        lines: (!args.quiet).then_some(lines),
    })
    .await?;
    if args.port != 0 && server.port != args.port {
        complain(&format!("port {} is taken, using {}", args.port, server.port));
    }
    if args.control_port != 0 && server.control_port != args.control_port {
        let (wanted, got) = (args.control_port, server.control_port);
        complain(&format!("port {wanted} is taken, the control address uses {got}"));
    }
    say(&greeting(&server, args.json));

    let (closed, stdin_closed) = oneshot::channel::<()>();
    if args.json {
        // A thread of its own: the runtime would wait for a blocked read when it ends.
        std::thread::spawn(move || {
            drain_stdin();
            drop(closed);
        });
    }
    tokio::select! {
        () = async { while let Some(line) = heard.recv().await { say(&line) } std::future::pending().await } => {}
        // Without --json nobody watches stdin, so its end must not end the simulator.
        _ = stdin_closed, if args.json => {}
        signal = tokio::signal::ctrl_c() => signal?,
    }
    Ok(())
}

fn greeting(server: &Server, json: bool) -> String {
    let (pbx, control) = (server.pbx_url(), server.control_url());
    if json {
        // Three plain values, in the order in which a person reads them.
        format!(r#"{{"pbx":"{pbx}","port":{},"control":"{control}"}}"#, server.port)
    } else {
        format!(
            "A simulated VOIspeed PBX listens at {pbx}\n\
             Tests and people control it at       {control}\n\
             Its users are 201 to 210. Numbers that end in 01 are busy, in 02 never answer,\n\
             in 03 answer and hang up after 5 s; all others answer. Ctrl-C ends it.\n"
        )
    }
}

fn drain_stdin() {
    let mut buffer = [0; 1024];
    let mut stdin = io::stdin().lock();
    loop {
        match stdin.read(&mut buffer) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// Prints a line; a reader that went away is no reason to stop.
fn say(line: &str) {
    let mut stdout = io::stdout().lock();
    drop(writeln!(stdout, "{line}").and_then(|()| stdout.flush()));
}

fn complain(line: &str) {
    drop(writeln!(io::stderr(), "pronto-simulator: {line}"));
}
