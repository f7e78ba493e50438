//! srv=12: users come, change and go (document 000, section "12").

use std::collections::BTreeMap;

use super::call::Progress;
use super::exchange::Exchange;
use super::user::{Status, User};
use crate::codes::Cause;
use crate::query::digits;
use crate::result_code::ResultCode;

/// Parameters that were given, by the document's names.
pub type Given = BTreeMap<&'static str, String>;

impl Exchange {
    /// A new user, logged off.
    ///
    /// # Errors
    /// The causes `User...`.
    pub fn add_user(&mut self, given: &Given) -> Result<String, ResultCode> {
        let mut user = User::new("").in_status(Status::Offline);
        user.fill_in(given);
        self.accept_user(&user, None)?;
        let ext = user.ext.clone();
        self.office.users.push(user);
        Ok(ext)
    }

    /// Changes what is given; with another extension the user keeps its groups.
    ///
    /// # Errors
    /// The causes `User...`.
    pub fn edit_user(&mut self, ext: &str, given: &Given) -> Result<(), ResultCode> {
        let place = self.place_of_user(ext)?;
        let mut user = self.office.users[place].clone();
        user.fill_in(given);
        self.accept_user(&user, Some(ext))?;
        let lists = self.office.groups.iter_mut().flat_map(|g| [&mut g.members, &mut g.disabled]);
        for member in lists.flatten().filter(|member| *member == ext) {
            member.clone_from(&user.ext);
        }
        self.office.users[place] = user;
        Ok(())
    }

    /// Takes a user away, out of all groups too.
    ///
    /// # Errors
    /// The causes `UserUnknown` and `UserHasCall`.
    pub fn remove_user(&mut self, ext: &str) -> Result<(), ResultCode> {
        let place = self.place_of_user(ext)?;
        self.leave_alone_who_talks(ext)?;
        self.office.users.remove(place);
        for group in &mut self.office.groups {
            group.members.retain(|member| member != ext);
            group.disabled.retain(|member| member != ext);
        }
        Ok(())
    }

    fn place_of_user(&self, ext: &str) -> Result<usize, ResultCode> {
        let place = self.office.users.iter().position(|user| user.ext == ext);
        place.ok_or_else(|| self.codes.of(Cause::UserUnknown))
    }

    /// A call is bound to an extension, so that one cannot go away beneath it.
    fn leave_alone_who_talks(&self, ext: &str) -> Result<(), ResultCode> {
        let up = |leg: &super::call::Leg| leg.party == ext && leg.progress != Progress::Idle;
        if self.live().any(|call| call.legs().any(up)) {
            return Err(self.codes.of(Cause::UserHasCall));
        }
        Ok(())
    }

    /// Whether this can be a user in place of the one who had the extension `before`.
    fn accept_user(&self, user: &User, before: Option<&str>) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        let card = &user.card;
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b"+*#".contains(&b));
        let fits = digits(&user.ext).is_some()
            && [&card.tel_hom, &card.tel_mob, &card.tel_oth].into_iter().all(|tel| number(tel))
            && (card.email.is_empty() || card.email.contains('@'))
            && (card.vcb_code.is_empty() || digits(&card.vcb_code).is_some());
        if !fits {
            return refuse(Cause::UserBadParams);
        }
        if !self.people.profiles.contains(&card.predefined) {
            return refuse(Cause::UserProfileUnknown);
        }
        let mut others =
            self.office.users.iter().filter(|other| Some(other.ext.as_str()) != before);
        if others.any(|other| other.ext == user.ext || other.card.usr_ == card.usr_) {
            return refuse(Cause::UserTaken);
        }
        match before {
            Some(ext) if ext != user.ext => self.leave_alone_who_talks(ext),
            _ => Ok(()),
        }
    }
}

impl User {
    fn fill_in(&mut self, given: &Given) {
        let card = &mut self.card;
        for (&name, value) in given {
            let field = match name {
                "name" => &mut self.name,
                "sur" => &mut self.sur,
                "userext" => &mut self.ext,
                "tel_hom" => &mut card.tel_hom,
                "tel_mob" => &mut card.tel_mob,
                "tel_oth" => &mut card.tel_oth,
                "email" => &mut card.email,
                "usr_" => &mut card.usr_,
                "vcb_code" => &mut card.vcb_code,
                "predefined" => &mut card.predefined,
                // `pwd_`: nobody logs in here, so no password is kept.
                _ => continue,
            };
            field.clone_from(value);
        }
    }
}
