//! Who works in the office and what their phones do, asked for only while somebody wants to know.
//!
//! However many want to know, the PBX hears one round of requests in [`FRESH_MS`]: states each time,
//! names and groups once in [`WHOLE_MS`], or when there is a state of somebody who has no name yet.
//! No I/O: the house asks [`Directory::due`], sends, and hands the answers to [`Directory::answered`].

use super::{Driver, HttpRequest, Look, Seen};
use crate::event::{Colleague, Extension, Presence};
use crate::json::{Read, Write};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::small::SmallMap;

/// The people of one office.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    colleagues: SmallMap<Extension, Colleague>,
    /// When their states were told, in milliseconds since 1970.
    seen_ms: Option<u64>,
    /// When names and groups were told.
    whole_ms: Option<u64>,
    /// When the last round came back, whatever it brought.
    asked_ms: Option<u64>,
    problem: Option<Problem>,
    round: Option<Round>,
}

/// What outlives the worker: who is there, without what their phones did.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct KeptDirectory {
    /// Whose people these are: the address of the PBX or relay.
    pub from: String,
    /// By extension.
    pub colleagues: Vec<Colleague>,
}

/// Answers under way, and those that came.
#[derive(Clone, Debug, Default)]
struct Round {
    whole: bool,
    waiting: SmallMap<u32, Look>,
    states: Option<Vec<(Extension, Presence)>>,
    names: Option<Vec<(Extension, String)>>,
    groups: Option<Vec<(String, Vec<Extension>)>>,
    told: Option<Vec<Colleague>>,
    problem: Option<Problem>,
}

/// How long states count as new, in milliseconds.
pub const FRESH_MS: u64 = 1_000;
/// How long names and groups do: they change when somebody is hired.
const WHOLE_MS: u64 = 10 * 60 * 1_000;
/// Most people that are kept; a larger answer is cut.
const PEOPLE_MAX: usize = 10_000;

impl Directory {
    /// What was kept, of which no states are known.
    #[must_use]
    pub fn restore(kept: KeptDirectory) -> Self {
        let mut colleagues = kept.colleagues;
        colleagues.retain(Colleague::fits);
        colleagues.iter_mut().for_each(|one| one.presence = None);
        Self { colleagues: by_extension(colleagues), ..Self::default() }
    }

    /// Everybody, by extension.
    pub fn iter(&self) -> impl Iterator<Item = &Colleague> {
        self.colleagues.iter().map(|(_, colleague)| colleague)
    }

    /// Somebody's name.
    #[must_use]
    pub fn name(&self, extension: &Extension) -> Option<&str> {
        self.colleagues.get(extension)?.name.as_deref()
    }

    /// Whether there is somebody at this phone.
    #[must_use]
    pub fn has(&self, extension: &Extension) -> bool {
        self.colleagues.contains_key(extension)
    }

    /// When the states were told, in milliseconds since 1970.
    #[must_use]
    pub fn seen_ms(&self) -> Option<u64> {
        self.seen_ms
    }

    /// What the last round failed at.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// Whether answers are under way.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.round.is_some()
    }

    /// The requests of a new round, for [`Directory::sent`]; none while one is under way, or when the
    /// last one came just now.
    ///
    /// # Errors
    /// When a setting that the driver needs is missing.
    pub fn due(
        &self,
        driver: &dyn Driver,
        settings: &Settings,
        now_ms: u64,
    ) -> Result<Vec<(Look, HttpRequest)>, Problem> {
        let within = |at: Option<u64>, ms| at.is_some_and(|at| at <= now_ms && now_ms < at + ms);
        if self.is_asking() || within(self.asked_ms, FRESH_MS) {
            return Ok(Vec::new());
        }
        driver.colleagues(!within(self.whole_ms, WHOLE_MS), settings)
    }

    /// These are on their way, each under the house's number for its request.
    pub fn sent(&mut self, looks: impl IntoIterator<Item = (u32, Look)>) {
        let waiting: SmallMap<u32, Look> = looks.into_iter().collect();
        let whole = waiting.iter().any(|(_, look)| *look != Look::People);
        self.round = Some(Round { whole, waiting, ..Round::default() });
    }

    /// An answer came. Whether it was the last one of the round, so that who waits can be told.
    pub fn answered(&mut self, request: u32, seen: Result<Seen, Problem>, now_ms: u64) -> bool {
        let Some(round) = &mut self.round else { return false };
        if round.waiting.remove(&request).is_none() {
            return false;
        }
        match seen {
            Ok(Seen::People(states)) => round.states = Some(states),
            Ok(Seen::Names(names)) => round.names = Some(names),
            Ok(Seen::Groups(groups)) => round.groups = Some(groups),
            Ok(Seen::Colleagues(told)) => round.told = Some(told),
            Ok(Seen::Calls(_) | Seen::Told { .. }) => {}
            Err(problem) => round.problem = Some(problem),
        }
        let whole = round.waiting.is_empty();
        if let Some(round) = self.round.take_if(|_| whole) {
            self.take(round, now_ms);
        }
        whole
    }

    /// What a round brought takes the place of what was known; what it did not bring stays.
    fn take(&mut self, round: Round, now_ms: u64) {
        let Round { whole, states, names, groups, told, problem, .. } = round;
        self.asked_ms = Some(now_ms);
        if whole && problem.is_none() {
            self.whole_ms = Some(now_ms);
        }
        self.problem = problem;
        if states.is_some() || told.is_some() {
            self.seen_ms = Some(now_ms);
        }
        if let Some(told) = told {
            self.colleagues = by_extension(told);
            return;
        }
        let (states, names) = (states.map(SmallMap::of_entries), names.map(SmallMap::of_entries));
        let memberships = groups.map(memberships);
        let mut people: Vec<Extension> = match &states {
            Some(states) => keys(states),
            None => keys(&self.colleagues),
        };
        if let Some(names) = &names {
            people.extend(keys(names));
        } else if people.iter().any(|ext| !self.has(ext)) {
            // Somebody new, of whom the next round shall tell the name.
            self.whole_ms = None;
        }
        let colleague = |extension: Extension| {
            let old = self.colleagues.get(&extension);
            let name = match &names {
                Some(names) => names.get(&extension).filter(|name| !name.is_empty()).cloned(),
                None => old.and_then(|old| old.name.clone()),
            };
            let groups = match &memberships {
                Some(all) => groups_of(all, &extension),
                None => old.map(|old| old.groups.clone()).unwrap_or_default(),
            };
            let presence = match &states {
                Some(states) => states.get(&extension).copied(),
                None => old.and_then(|old| old.presence),
            };
            Colleague { extension, name, groups, presence }
        };
        self.colleagues = by_extension(people.into_iter().map(colleague).collect());
    }
}

fn by_extension(people: Vec<Colleague>) -> SmallMap<Extension, Colleague> {
    let people = people.into_iter().take(PEOPLE_MAX);
    SmallMap::of_entries(people.map(|one| (one.extension.clone(), one)).collect())
}

fn keys<V>(map: &SmallMap<Extension, V>) -> Vec<Extension> {
    map.iter().map(|(ext, _)| ext.clone()).collect()
}

/// Who belongs to what, by extension.
fn memberships(groups: Vec<(String, Vec<Extension>)>) -> Vec<(Extension, String)> {
    let members = |(group, members): (String, Vec<Extension>)| {
        members.into_iter().map(move |ext| (ext, group.clone()))
    };
    let mut all: Vec<_> = groups.into_iter().flat_map(members).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn groups_of(memberships: &[(Extension, String)], extension: &Extension) -> Vec<String> {
    let from = memberships.partition_point(|(ext, _)| ext < extension);
    let theirs = memberships[from..].iter().take_while(|(ext, _)| ext == extension);
    theirs.map(|(_, group)| group.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pbx::voispeed::Voispeed;
    use crate::problem::Code;
    use crate::settings::Stored;

    const STATES: &str = "201=1;202=3;206=0;";

    fn settings() -> Settings {
        let mut person = Stored::new();
        person.insert("pbx_address".to_owned(), "http://pbx:3541".into());
        Settings::load(&Stored::new(), &person).settings
    }

    /// Sends what is due; which `info` that was.
    fn asks(directory: &mut Directory, now_ms: u64) -> Vec<String> {
        let due = directory.due(&Voispeed, &settings(), now_ms).expect("an address is set");
        let info = |(_, http): &(_, HttpRequest)| http.url.rsplit('=').next().map(str::to_owned);
        let asked = due.iter().filter_map(info).collect();
        if !due.is_empty() {
            directory.sent((0..).zip(due.iter().map(|(look, _)| *look)));
        }
        asked
    }

    /// Answers what was asked, in its order; the last one ends the round.
    fn hears(directory: &mut Directory, now_ms: u64, bodies: &[Result<&str, Code>]) {
        let looks = [Look::People, Look::Names, Look::Groups];
        for (at, body) in bodies.iter().enumerate() {
            let answer = |body: &str| crate::pbx::HttpResponse {
                status: 200,
                body: body.as_bytes().to_vec(),
            };
            let seen = body
                .map_err(Problem::new)
                .and_then(|body| Voispeed.seen(looks[at], &answer(body), &settings()));
            let last = at + 1 == bodies.len();
            let request = u32::try_from(at).expect("few");
            assert_eq!(directory.answered(request, seen, now_ms), last);
        }
    }

    fn shown(directory: &Directory) -> Vec<String> {
        let line = |one: &Colleague| {
            let name = one.name.as_deref().unwrap_or("-");
            let presence = one.presence.map(|presence| format!("{presence:?}"));
            let presence = presence.unwrap_or_default();
            format!("{:?} {name} {} {presence}", one.extension, one.groups.join("+"))
        };
        directory.iter().map(line).collect()
    }

    fn known() -> Directory {
        let mut directory = Directory::default();
        assert_eq!(asks(&mut directory, 0), ["0", "4", "2"]);
        let (names, groups) = ("202=Macintosh Peter;201=Coppola Jenny", "B=202,201; A=202,299;");
        hears(&mut directory, 100, &[Ok(STATES), Ok(names), Ok(groups)]);
        directory
    }

    #[test]
    fn states_names_and_groups_are_one_list() {
        let expected =
            ["201 Coppola Jenny B Free", "202 Macintosh Peter B+A Busy", "206 -  Offline"];
        let directory = known();
        assert_eq!(shown(&directory), expected);
        assert_eq!((directory.seen_ms(), directory.problem()), (Some(100), None));
    }

    #[test]
    fn within_a_second_and_during_a_round_nothing_is_asked_and_then_states_alone() {
        let mut directory = known();
        assert_eq!(asks(&mut directory, 100 + FRESH_MS - 1), [""; 0]);
        assert_eq!(asks(&mut directory, 100 + FRESH_MS), ["0"]);
        assert_eq!(asks(&mut directory, 100_000), [""; 0], "the round is under way");
        hears(&mut directory, 100_000, &[Ok("201=2;202=1;")]);
        assert_eq!(
            shown(&directory),
            ["201 Coppola Jenny B Ringing", "202 Macintosh Peter B+A Free"]
        );
        assert_eq!(asks(&mut directory, 100 + WHOLE_MS), ["0", "4", "2"]);
    }

    #[test]
    fn somebody_new_has_the_whole_asked_once() {
        let mut directory = known();
        asks(&mut directory, 2_000);
        hears(&mut directory, 2_000, &[Ok("201=1;202=1;211=1;")]);
        assert_eq!(asks(&mut directory, 4_000), ["0", "4", "2"]);
        hears(&mut directory, 4_000, &[Ok("201=1;202=1;211=1;"), Ok("201=C;202=M"), Ok("")]);
        assert_eq!(shown(&directory), ["201 C  Free", "202 M  Free", "211 -  Free"]);
        assert_eq!(asks(&mut directory, 6_000), ["0"]);
    }

    #[test]
    fn what_fails_leaves_what_was_known_and_is_not_asked_at_once_again() {
        let mut directory = known();
        let before = shown(&directory);
        asks(&mut directory, 2_000);
        hears(&mut directory, 2_000, &[Err(Code::Unreachable)]);
        assert_eq!(shown(&directory), before);
        assert_eq!(directory.seen_ms(), Some(100));
        assert!(directory.problem().is_some_and(|problem| problem.is(Code::Unreachable)));
        assert_eq!(asks(&mut directory, 2_500), [""; 0]);
        assert_eq!(asks(&mut directory, 3_000), ["0"]);
        hears(&mut directory, 3_000, &[Ok(STATES)]);
        assert_eq!(directory.problem(), None);
    }

    #[test]
    fn names_that_fail_leave_the_states() {
        let mut directory = Directory::default();
        asks(&mut directory, 0);
        hears(&mut directory, 100, &[Ok(STATES), Ok("result=45"), Ok("A=201;")]);
        assert_eq!(shown(&directory), ["201 - A Free", "202 -  Busy", "206 -  Offline"]);
        assert!(directory.problem().is_some_and(|problem| problem.is(Code::PbxResult)));
        assert_eq!(asks(&mut directory, 2_000), ["0", "4", "2"], "until they come");
    }

    #[test]
    fn what_was_kept_has_names_and_no_states() {
        let colleagues: Vec<_> = known().iter().cloned().collect();
        let kept = KeptDirectory { from: "http://pbx:3541".to_owned(), colleagues };
        let directory = Directory::restore(kept);
        assert_eq!(shown(&directory)[1], "202 Macintosh Peter B+A ");
        assert_eq!(directory.seen_ms(), None);
    }
}
