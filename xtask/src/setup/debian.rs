//! Debian packages: which are missing, the one question, the installation.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use crate::context::Context;
use crate::process;
use crate::step::{stage, step};

/// A package, and the file that shows on other systems that its content is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// Debian's name.
    pub name: &'static str,
    /// The file that we use from it.
    pub program: &'static str,
}

/// Installs what is missing, or says what is missing and how to get it.
pub fn ensure(context: &Context, packages: &[Package]) -> Result<()> {
    let debian = is_debian();
    let missing = step("looking for Debian packages", || {
        packages
            .iter()
            .filter_map(|package| match is_there(*package, debian) {
                Ok(true) => None,
                Ok(false) => Some(Ok(*package)),
                Err(problem) => Some(Err(problem)),
            })
            .collect::<Result<Vec<_>>>()
    })?;
    let machine = Machine {
        debian,
        root: nix::unistd::geteuid().is_root(),
        sudo: process::which("sudo").is_some(),
        terminal: io::stdin().is_terminal() && io::stdout().is_terminal(),
    };
    match decide(&missing, machine, context.yes) {
        Decision::Nothing => Ok(()),
        Decision::Stop(message) => bail!(message),
        Decision::Install(command) => install(&command),
        Decision::Ask(command) => {
            if !person_agrees(&missing, &command)? {
                bail!("not installed; to do it by hand:\n  {command}");
            }
            install(&command)
        }
    }
}

/// Whether this is Debian itself; relatives name and split these packages differently.
pub fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| names_debian(&text))
}

/// What decides how a package can be had.
#[derive(Clone, Copy)]
struct Machine {
    debian: bool,
    root: bool,
    sudo: bool,
    terminal: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Decision {
    Nothing,
    Ask(String),
    Install(String),
    Stop(String),
}

fn decide(missing: &[Package], machine: Machine, yes: bool) -> Decision {
    if missing.is_empty() {
        return Decision::Nothing;
    }
    let names = missing.iter().map(|package| package.name).collect::<Vec<_>>().join(" ");
    if !machine.debian {
        let programs = missing.iter().map(|package| package.program).collect::<Vec<_>>().join(", ");
        return Decision::Stop(format!(
            "missing: {programs}. This system is not Debian, so please install what gives these \
             programs (on Debian: {names}); PRONTO_CHROMIUM and PRONTO_FIREFOX name browsers \
             elsewhere"
        ));
    }
    let install = format!("apt-get update && apt-get install -y {names}");
    let command = match (machine.root, machine.sudo) {
        (true, _) => install,
        (false, true) => format!("sudo sh -c '{install}'"),
        (false, false) => {
            return Decision::Stop(format!(
                "missing Debian packages: {names}; as root:\n  {install}"
            ));
        }
    };
    if yes {
        Decision::Install(command)
    } else if machine.terminal {
        Decision::Ask(command)
    } else {
        Decision::Stop(format!(
            "missing Debian packages: {names}; run this, or start again with --yes:\n  {command}"
        ))
    }
}

fn person_agrees(missing: &[Package], command: &str) -> Result<bool> {
    let names = missing.iter().map(|package| package.name).collect::<Vec<_>>().join(", ");
    print!("Pronto needs these Debian packages: {names}\n  {command}\nRun this now? [Y/n] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    let length = io::stdin().read_line(&mut answer)?;
    Ok(length > 0 && means_yes(&answer))
}

fn means_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
}

/// apt-get speaks for itself: it is slow, and its output tells why when it fails.
fn install(command: &str) -> Result<()> {
    stage(command, || {
        let status = process::tool("sh")
            .args(["-c", command])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null())
            .status()
            .context("cannot run sh")?;
        if !status.success() {
            bail!("`{command}` failed ({status})");
        }
        Ok(())
    })
}

fn is_there(package: Package, debian: bool) -> Result<bool> {
    if !debian {
        return Ok(Path::new(package.program).exists());
    }
    let output = process::tool("dpkg-query")
        .args(["-W", "-f=${db:Status-Abbrev}", package.name])
        .output()
        .context("cannot run dpkg-query")?;
    Ok(is_installed(&String::from_utf8_lossy(&output.stdout)))
}

/// The first letter is what is wanted (held packages are fine), the second what is.
fn is_installed(abbreviation: &str) -> bool {
    abbreviation.as_bytes().get(1) == Some(&b'i')
}

fn names_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| matches!(line.trim(), "ID=debian" | "ID=\"debian\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const XVFB: Package = Package { name: "xvfb", program: "/usr/bin/Xvfb" };
    const SEEN: Machine = Machine { debian: true, root: true, sudo: false, terminal: true };

    #[test]
    fn nothing_missing_asks_nothing() {
        assert_eq!(decide(&[], SEEN, false), Decision::Nothing);
    }

    #[test]
    fn a_terminal_is_asked_and_shown_the_command() {
        let command = "apt-get update && apt-get install -y xvfb".to_owned();
        assert_eq!(decide(&[XVFB], SEEN, false), Decision::Ask(command));
    }

    #[test]
    fn yes_installs_without_a_question() {
        let machine = Machine { root: false, sudo: true, terminal: false, ..SEEN };
        let command = "sudo sh -c 'apt-get update && apt-get install -y xvfb'".to_owned();
        assert_eq!(decide(&[XVFB], machine, true), Decision::Install(command));
    }

    #[test]
    fn where_nobody_can_be_asked_the_command_is_told() {
        let machine = Machine { terminal: false, ..SEEN };
        let Decision::Stop(message) = decide(&[XVFB], machine, false) else { panic!() };
        assert!(message.contains("xvfb") && message.contains("apt-get install"), "{message}");
    }

    #[test]
    fn without_root_and_sudo_the_command_is_told_even_with_yes() {
        let machine = Machine { root: false, ..SEEN };
        let Decision::Stop(message) = decide(&[XVFB], machine, true) else { panic!() };
        assert!(message.contains("as root"), "{message}");
    }

    #[test]
    fn elsewhere_the_programs_are_named() {
        let machine = Machine { debian: false, ..SEEN };
        let Decision::Stop(message) = decide(&[XVFB], machine, true) else { panic!() };
        assert!(message.contains("/usr/bin/Xvfb"), "{message}");
    }

    #[test]
    fn answers_and_reports_are_read() {
        for (answer, yes) in [("\n", true), ("Y\n", true), ("yes\n", true), ("n\n", false)] {
            assert_eq!(means_yes(answer), yes, "{answer:?}");
        }
        for (report, there) in [("ii ", true), ("hi ", true), ("rc ", false), ("", false)] {
            assert_eq!(is_installed(report), there, "{report:?}");
        }
        assert!(names_debian("NAME=x\nID=debian\n"));
        assert!(!names_debian("ID=ubuntu\nID_LIKE=debian\n"));
    }
}
