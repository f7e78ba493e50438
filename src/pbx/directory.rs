//! Who works in the office and what their phones do, asked for only while somebody wants to know.
//!
//! However many want to know, the PBX hears one round of requests in [`FRESH_MS`]: states when they
//! are older than whoever asks lets them be, names and groups once in [`WHOLE_MS`], or when there is
//! a state of somebody who has no name yet. No I/O: the house sends what [`Directory::want`] gives it,
//! and hands the answers to [`Directory::answered`].

use super::{Driver, HttpRequest, HttpResponse, Look, NetError, Seen};
use crate::event::{Colleague, Extension, Presence};
use crate::json::{Read, Write};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::small::{SmallMap, sort_by};

/// The people of one office, and who waits to hear of them, by a number of the house.
#[derive(Clone, Debug)]
pub struct Directory<Asker> {
    colleagues: SmallMap<Extension, Colleague>,
    waiting: Vec<Asker>,
    /// When their states were told, in milliseconds since 1970.
    seen_ms: Option<u64>,
    /// When the question left that these answer.
    of_ms: u64,
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
    left_ms: u64,
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

impl<Asker> Default for Directory<Asker> {
    fn default() -> Self {
        Self {
            colleagues: SmallMap::new(),
            waiting: Vec::new(),
            seen_ms: None,
            of_ms: 0,
            whole_ms: None,
            asked_ms: None,
            problem: None,
            round: None,
        }
    }
}

impl<Asker> Directory<Asker> {
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

    /// When the question left that brought the states, in milliseconds since 1970.
    #[must_use]
    pub fn of_ms(&self) -> u64 {
        self.of_ms
    }

    /// When the round left that is under way, in milliseconds since 1970.
    #[must_use]
    pub fn under_way(&self) -> Option<u64> {
        self.round.as_ref().map(|round| round.left_ms)
    }

    /// Somebody wants to know, and states of the last `fresh_ms` will do. At once, where these are
    /// known; nothing when it is to wait for [`Directory::answered`]. `send` is given what the PBX is
    /// to be asked, and gives the house's number for it.
    ///
    /// # Errors
    /// When a setting that the driver needs is missing.
    pub fn want(
        &mut self,
        asker: Asker,
        (driver, settings): (&dyn Driver, &Settings),
        fresh_ms: u64,
        now_ms: u64,
        send: impl FnMut(Look, HttpRequest) -> u32,
    ) -> Option<Result<(), Problem>> {
        match self.ask((driver, settings), fresh_ms, now_ms, send) {
            Ok(()) if self.round.is_none() => Some(Ok(())),
            Ok(()) => {
                self.waiting.push(asker);
                None
            }
            Err(problem) => Some(Err(problem)),
        }
    }

    /// The same where nobody waits for the answer.
    ///
    /// # Errors
    /// When a setting that the driver needs is missing.
    pub fn ask(
        &mut self,
        (driver, settings): (&dyn Driver, &Settings),
        fresh_ms: u64,
        now_ms: u64,
        mut send: impl FnMut(Look, HttpRequest) -> u32,
    ) -> Result<(), Problem> {
        if self.round.is_some() || now_ms < self.due_at(fresh_ms, now_ms) {
            return Ok(());
        }
        let looks = driver.colleagues(!self.is_whole(now_ms), settings)?;
        let whole = looks.iter().any(|(look, _)| *look != Look::People);
        let waiting = looks.into_iter().map(|(look, http)| (send(look, http), look)).collect();
        self.round = Some(Round { left_ms: now_ms, whole, waiting, ..Round::default() });
        Ok(())
    }

    /// When a question is due again of somebody for whom states of the last `fresh_ms` do.
    #[must_use]
    pub fn due_at(&self, fresh_ms: u64, now_ms: u64) -> u64 {
        let seen_ms = self.seen_ms.filter(|_| self.problem.is_none() && self.is_whole(now_ms));
        let after = |at: Option<u64>, ms| at.filter(|at| *at <= now_ms).map_or(0, |at| at + ms);
        after(self.asked_ms, FRESH_MS).max(after(seen_ms, fresh_ms))
    }

    fn is_whole(&self, now_ms: u64) -> bool {
        self.whole_ms.is_some_and(|at| at <= now_ms && now_ms < at + WHOLE_MS)
    }

    /// An answer came. With the last one of the round, who waited for it.
    pub fn answered(
        &mut self,
        (request, look): (u32, Look),
        answer: Result<HttpResponse, NetError>,
        (driver, settings): (&dyn Driver, &Settings),
        now_ms: u64,
    ) -> Option<Vec<Asker>> {
        let round = self.round.as_mut()?;
        round.waiting.remove(&request)?;
        let seen = answer.map_err(NetError::problem);
        match seen.and_then(|answer| driver.seen(look, &answer, settings)) {
            Ok(Seen::People(states)) => round.states = Some(states),
            Ok(Seen::Names(names)) => round.names = Some(names),
            Ok(Seen::Groups(groups)) => round.groups = Some(groups),
            Ok(Seen::Colleagues(told)) => round.told = Some(told),
            Ok(Seen::Calls(_) | Seen::Told { .. }) => {}
            Err(problem) => round.problem = Some(problem),
        }
        let whole = round.waiting.is_empty();
        let round = self.round.take_if(|_| whole)?;
        self.take(round, now_ms);
        Some(self.nobody_waits())
    }

    /// Who waited, and does no longer.
    #[must_use]
    pub fn nobody_waits(&mut self) -> Vec<Asker> {
        std::mem::take(&mut self.waiting)
    }

    /// A poll that left at `of_ms`, and was not for this, listed what phones do.
    pub fn seen(&mut self, states: Vec<(Extension, Presence)>, of_ms: u64, now_ms: u64) {
        if self.of_ms < of_ms {
            let before = (self.asked_ms, self.problem.take());
            let round = Round { left_ms: of_ms, states: Some(states), ..Round::default() };
            self.take(round, now_ms);
            (self.asked_ms, self.problem) = before;
        }
    }

    /// Names and groups are others now.
    pub fn people_changed(&mut self) {
        self.whole_ms = None;
    }

    /// What these phones do was told unasked; of others nothing is known, and nothing is kept. `whole` where
    /// of everybody is told what changes.
    pub fn told(&mut self, states: Vec<(Extension, Option<Presence>)>, whole: bool, now_ms: u64) {
        for (extension, presence) in states {
            if let Some(colleague) = self.colleagues.get_mut(&extension) {
                colleague.presence = presence;
            }
        }
        if whole {
            self.seen_ms = Some(now_ms);
        }
    }

    /// What a round brought takes the place of what was known; what it did not bring stays.
    fn take(&mut self, round: Round, now_ms: u64) {
        let Round { left_ms, whole, states, names, groups, told, problem, .. } = round;
        self.asked_ms = Some(now_ms);
        if whole && problem.is_none() {
            self.whole_ms = Some(now_ms);
        }
        self.problem = problem;
        if states.is_some() || told.is_some() {
            self.seen_ms = Some(now_ms);
            self.of_ms = left_ms;
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
    sort_by(&mut all, |(one, _), (other, _)| one.cmp(other));
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

    /// Somebody asks, for whom states of the last so many milliseconds do; which `info` is sent.
    fn asks_within(directory: &mut Directory<()>, fresh_ms: u64, now_ms: u64) -> Vec<String> {
        let mut asked = Vec::new();
        let send = |_, http: HttpRequest| {
            asked.extend(http.url.rsplit('=').next().map(str::to_owned));
            u32::try_from(asked.len() - 1).expect("few")
        };
        let known = directory.want((), (&Voispeed, &settings()), fresh_ms, now_ms, send);
        assert_eq!(known.is_none(), directory.under_way().is_some());
        asked
    }

    fn asks(directory: &mut Directory<()>, now_ms: u64) -> Vec<String> {
        asks_within(directory, FRESH_MS, now_ms)
    }

    /// Answers what was asked, in its order; the last one ends the round, and tells all who wait.
    fn hears(directory: &mut Directory<()>, now_ms: u64, bodies: &[Result<&str, NetError>]) {
        let looks = [Look::People, Look::Names, Look::Groups];
        for (at, body) in bodies.iter().enumerate() {
            let answer = |body: &str| HttpResponse { status: 200, body: body.into() };
            let request = (u32::try_from(at).expect("few"), looks[at]);
            let pbx: (&dyn Driver, _) = (&Voispeed, &settings());
            let told = directory.answered(request, body.map(answer), pbx, now_ms);
            assert_eq!(told.is_some_and(|told| !told.is_empty()), at + 1 == bodies.len());
        }
    }

    fn shown(directory: &Directory<()>) -> Vec<String> {
        let line = |one: &Colleague| {
            let name = one.name.as_deref().unwrap_or("-");
            let presence = one.presence.map(|presence| format!("{presence:?}"));
            let presence = presence.unwrap_or_default();
            format!("{:?} {name} {} {presence}", one.extension, one.groups.join("+"))
        };
        directory.iter().map(line).collect()
    }

    fn known() -> Directory<()> {
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
    fn who_is_told_of_changes_is_asked_for_states_as_seldom_as_it_says() {
        let mut directory = known();
        assert_eq!(asks_within(&mut directory, 30_000, 30_099), [""; 0]);
        let phone = |text| Extension::new(text).expect("an extension");
        let told = [("201", Some(Presence::Busy)), ("202", None), ("02189655", None)];
        directory.told(told.map(|(text, state)| (phone(text), state)).into(), true, 30_099);
        let expected = ["201 Coppola Jenny B Busy", "202 Macintosh Peter B+A ", "206 -  Offline"];
        assert_eq!(shown(&directory), expected);
        assert_eq!(asks_within(&mut directory, 30_000, 60_098), [""; 0]);
        assert_eq!(asks_within(&mut directory, 30_000, 60_099), ["0"]);
        hears(&mut directory, 60_200, &[Ok("201=1;211=1;")]);
        assert_eq!((directory.seen_ms(), directory.of_ms()), (Some(60_200), 60_099));
        let whole = asks_within(&mut directory, 30_000, 61_200);
        assert_eq!(whole, ["0", "4", "2"], "somebody is new");
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
        hears(&mut directory, 2_000, &[Err(NetError::ConnectionRefused)]);
        assert_eq!(shown(&directory), before);
        assert_eq!(directory.seen_ms(), Some(100));
        assert!(directory.problem().is_some_and(|problem| problem.is(Code::ConnectionRefused)));
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
        let directory = Directory::<()>::restore(kept);
        assert_eq!(shown(&directory)[1], "202 Macintosh Peter B+A ");
        assert_eq!(directory.seen_ms(), None);
    }
}
