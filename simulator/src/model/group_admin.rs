//! srv=6 and srv=18: groups and who is in them (document 000, sections "6" and "18").

use super::exchange::Exchange;
use super::office::Group;
use super::user_admin::Given;
use crate::codes::Cause;
use crate::query::digits;
use crate::result_code::ResultCode;
use crate::switches::people::Members;

impl Exchange {
    /// srv=6: these are the members of a group.
    ///
    /// # Errors
    /// The causes `GroupUnknown` and `GroupMemberUnknown`.
    pub fn set_members(&mut self, name: &str, members: Vec<String>) -> Result<(), ResultCode> {
        let place = self.place_of_group(name)?;
        self.accept_members(&members)?;
        let group = &mut self.office.groups[place];
        if self.people.members == Members::Replaced {
            group.members.clear();
        }
        group.take_in(members);
        Ok(())
    }

    /// srv=18: a new group; its name is what `desc` says.
    ///
    /// # Errors
    /// The causes `Group...`.
    pub fn add_group(&mut self, given: &Given, members: Vec<String>) -> Result<String, ResultCode> {
        let mut group = Group::new("", &[]);
        group.fill_in(given);
        self.accept_group(&group, None)?;
        self.accept_members(&members)?;
        group.take_in(members);
        let name = group.name.clone();
        self.office.groups.push(group);
        Ok(name)
    }

    /// srv=18: changes what is given; `desc` is the new name, the members are replaced if there are any.
    ///
    /// # Errors
    /// The causes `Group...`.
    pub fn edit_group(
        &mut self,
        name: &str,
        given: &Given,
        members: Vec<String>,
    ) -> Result<(), ResultCode> {
        let place = self.place_of_group(name)?;
        let mut group = self.office.groups[place].clone();
        group.fill_in(given);
        self.accept_group(&group, Some(name))?;
        self.accept_members(&members)?;
        if !members.is_empty() {
            group.members.clear();
            group.take_in(members);
        }
        self.office.groups[place] = group;
        Ok(())
    }

    /// srv=18: takes a group away; its members stay users.
    ///
    /// # Errors
    /// The cause `GroupUnknown`.
    pub fn remove_group(&mut self, name: &str) -> Result<(), ResultCode> {
        let place = self.place_of_group(name)?;
        self.office.groups.remove(place);
        Ok(())
    }

    fn place_of_group(&self, name: &str) -> Result<usize, ResultCode> {
        let place = self.office.groups.iter().position(|group| group.name == name);
        place.ok_or_else(|| self.codes.of(Cause::GroupUnknown))
    }

    fn accept_members(&self, members: &[String]) -> Result<(), ResultCode> {
        let known = |ext: &String| self.office.user(ext).is_some();
        if self.people.unknown_members || members.iter().all(known) {
            return Ok(());
        }
        Err(self.codes.of(Cause::GroupMemberUnknown))
    }

    /// Whether this can be a group in place of the one that had the name `before`.
    fn accept_group(&self, group: &Group, before: Option<&str>) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        let numeric = |(name, value): (&String, &String)| {
            !NUMBERS.contains(&name.as_str()) || digits(value).is_some()
        };
        if !group.properties.iter().all(numeric) {
            return refuse(Cause::GroupBadParams);
        }
        let number = group.properties.get("grpnum");
        let mut others =
            self.office.groups.iter().filter(|other| Some(other.name.as_str()) != before);
        let taken = others.any(|other| {
            other.name == group.name || number.is_some() && number == other.properties.get("grpnum")
        });
        if taken || number.is_some_and(|number| self.office.user(number).is_some()) {
            return refuse(Cause::GroupTaken);
        }
        Ok(())
    }
}

/// Parameters of srv=18 that are made of digits; what the numbers of `ring` and `...act` mean is not told.
const NUMBERS: &[&str] = &[
    "vcb_code", "grpnum", "grpvbox", "ring", "ringtm", "sliptm", "waitEn", "waitDly", "busyact",
    "unract", "maxact",
];

impl Group {
    fn fill_in(&mut self, given: &Given) {
        for (&name, value) in given {
            match name {
                "desc" => self.name.clone_from(value),
                // Nobody logs in here, so no password is kept; members are taken in apart.
                "pwd_" | "grpext" => {}
                _ => drop(self.properties.insert(name.to_owned(), value.clone())),
            }
        }
    }

    /// Whoever is named twice is a member once; who is no member any more is not disabled either.
    fn take_in(&mut self, members: Vec<String>) {
        for member in members {
            if !self.members.contains(&member) {
                self.members.push(member);
            }
        }
        let Group { members, disabled, .. } = self;
        disabled.retain(|member| members.contains(member));
    }
}
