//! `pronto-relay check`: whether the configuration is good and the PBX answers; nobody is called.

use pronto::event::Extension;
use pronto::pbx::{self, NetError};
use pronto::problem::Problem;
use pronto::settings::{FirstInterface, Settings};

use crate::config::{Config, Tls};
use crate::house;
use crate::http::widget::ENTRY;
use crate::pbx_client::PbxClient;
use crate::people::People;
use crate::tls::{Certificate, Facts};

/// What was found, a line each, and whether all of it is good.
#[derive(Debug, Default)]
pub struct Report {
    /// In the order in which it was looked at.
    pub lines: Vec<String>,
    /// Whether the relay would work.
    pub good: bool,
}

/// Looks at everything that a relay with this configuration needs.
pub async fn check(config: &Config) -> Report {
    let mut report = Report { good: true, ..Report::default() };
    report.say(format!(
        "listens on {}{}",
        config.listen,
        if config.tls.is_some() { " with TLS" } else { "" }
    ));
    match &config.tls {
        Some(tls) => certificate(tls, &config.names, &mut report),
        None if !config.listen.ip().is_loopback() => {
            report.say(
                "plain HTTP beyond this machine: whatever stands before it must speak TLS"
                    .to_owned(),
            );
        }
        None => {}
    }
    if let Some(ans) = &config.ans {
        let listen = ans.listen.unwrap_or(config.listen);
        let from = match ans.from.as_slice() {
            [] => "everywhere: write from in [ans]".to_owned(),
            nets => nets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        };
        report.say(format!("takes the PBX's events on {listen}, from {from}"));
    }
    widget(config, &mut report);
    state(config, &mut report);
    match People::read(&config.state) {
        Ok(people) if people.entries().is_empty() => {
            report.say(
                "nobody may call yet: pronto-relay user add NAME --extension 201 --interface SIP"
                    .to_owned(),
            );
        }
        Ok(people) => report.say(format!("{} people", people.entries().len())),
        Err(error) => report.wrong(format!("{error}")),
    }
    let first =
        People::read(&config.state).ok().and_then(|people| people.entries().first().cloned());
    let mut settings = Settings { first_interface: FirstInterface::Sip, ..config.settings.clone() };
    if let Some(entry) = first {
        settings.extension = entry.person.extension.clone();
    }
    match ask_pbx(&settings).await {
        Ok(()) => report.say("the PBX answers".to_owned()),
        Err(problem) => {
            let address = driver_address(&settings);
            report.wrong(format!("the PBX at {address}: {}", words(&problem)));
        }
    }
    report
}

/// Whether the relay can use it, and whether browsers will.
fn certificate(tls: &Tls, names: &[String], report: &mut Report) {
    let facts = Certificate::read(tls).and_then(|_| Facts::read(tls, names));
    let facts = match facts {
        Ok(facts) => facts,
        Err(error) => return report.wrong(error.to_string()),
    };
    let file = tls.certificate.display();
    let now = i64::try_from(house::now().ms / 1_000).unwrap_or(i64::MAX);
    let days = (facts.not_after - now) / DAY_S;
    if facts.not_after <= now {
        report.wrong(format!("the certificate in {file} ended {} days ago: renew it", -days));
    } else if facts.not_before > now {
        report.wrong(format!(
            "the certificate in {file} is not valid yet: look at this machine's clock"
        ));
    } else if days < DAYS_TO_RENEW {
        report.say(format!("the certificate ends in {days} days: renew it"));
    } else {
        report.say(format!("the certificate is good for {days} days"));
    }
    for name in &facts.unnamed {
        report.wrong(format!(
            "the certificate in {file} is not for {name}: browsers will refuse it under this name"
        ));
    }
}

const DAY_S: i64 = 24 * 60 * 60;
/// Authorities that renew by themselves do it a month before the end.
const DAYS_TO_RENEW: i64 = 14;

/// Calls, people and audit log are written there, by whoever runs this.
fn state(config: &Config, report: &mut Report) {
    let folder = config.state.display();
    let probe = config.state.join("check.tmp");
    // The relay makes the folder itself where it may.
    match std::fs::create_dir_all(&config.state).and_then(|()| std::fs::write(&probe, b"")) {
        Ok(()) => drop(std::fs::remove_file(probe)),
        Err(error) => report.wrong(format!(
            "state = \"{folder}\" cannot be written ({error}): \
             install -d -o pronto-relay -g pronto-relay -m 750 {folder}"
        )),
    }
}

fn driver_address(settings: &Settings) -> String {
    pbx::driver(settings).origins(settings).join(", ")
}

fn widget(config: &Config, report: &mut Report) {
    let (folder, pages) = (config.widget.display(), config.pages.as_slice());
    match (config.widget.join(ENTRY).is_file(), pages) {
        (true, []) => report.say(format!(
            "the widget of {folder} is served, but no page may show it: write pages = [\"https://intranet.example\"]"
        )),
        (true, pages) => {
            report.say(format!("the widget of {folder} is served to {}", pages.join(", ")));
        }
        (false, []) => report.say(format!("the widget is not served: {folder} has no {ENTRY}")),
        (false, _) => report.wrong(format!(
            "pages are listed, but {folder} has no {ENTRY}: write widget = \"…\", the folder of the widget's files"
        )),
    }
}

async fn ask_pbx(settings: &Settings) -> Result<(), Problem> {
    let driver = pbx::driver(settings);
    let client = PbxClient::trusting_this_machine();
    // Without anybody's extension there is still something to look at.
    if Extension::new(settings.extension.as_str()).is_err() {
        for (look, http) in driver.look(settings)? {
            let answer = client.send(http).await.map_err(NetError::problem)?;
            driver.seen(look, &answer, settings)?;
        }
        return Ok(());
    }
    for (step, http) in driver.checks(settings)?.into_iter().enumerate() {
        match client.send(http).await {
            Ok(answer) => driver.checked(step, &answer, settings)?,
            Err(error) => driver.check_failed(step, error)?,
        }
    }
    Ok(())
}

/// A problem for somebody at a terminal: its code without underscores, and what it quotes.
pub(crate) fn words(problem: &Problem) -> String {
    let code =
        problem.message.strip_prefix("problem_").unwrap_or(&problem.message).replace('_', " ");
    [Some(code), problem.field.clone(), problem.detail.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ")
}

impl Report {
    fn say(&mut self, line: String) {
        self.lines.push(line);
    }

    fn wrong(&mut self, line: String) {
        self.lines.push(format!("WRONG: {line}"));
        self.good = false;
    }
}
