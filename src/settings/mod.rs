//! THE table of options. Form, storage, defaults, validation, types, policy schema and
//! documentation are made from it; a new option is one row here and its two labels in `_locales`.
//!
//! Where a value comes from: the administrator (`storage.managed`), else the person, else the
//! row's default. What cannot be read leaves the rest standing and is reported.

mod bound;
pub mod choice;
mod not_number;
pub mod schema;
mod screen_pop;
mod url_template;
pub mod value;

use crate::json::{Json, Object};
use crate::problem::{Code, Problem};
pub use choice::{
    ConferenceParameter, FirstInterface, GuardClass, GuardClasses, HomeNumbers, Party, PlaceMethod,
    PopWhen, QueryCharset, SecondCall, SitesMode, TelLinks, TextCounts, TextNumber,
};
pub use not_number::NotNumber;
pub use screen_pop::{PopAddress, Popped};
pub use url_template::{Placeholder, UrlTemplate};
pub use value::{
    Address, Country, FilePrefix, Keys, Kind, Line, List, Masks, NumberPrefix, Secret, Site,
    StatusMap, StatusMeaning, Value, Whole,
};

/// A JSON object as the browser's storage hands it out.
pub type Stored = Object;

/// What the three stores held, read into types.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What is in force.
    pub settings: Settings,
    /// Keys that the administrator has set.
    pub locked: Vec<&'static str>,
    /// What could not be read, each with its option.
    pub problems: Vec<Problem>,
}

/// A row of the table without its type.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Name in every store and message.
    pub key: &'static str,
    /// How it is shown and validated.
    pub kind: Kind,
    /// The value when nobody has said anything.
    pub default: Json,
    /// Under which heading of the form.
    pub group: Group,
    /// Whether the PBX's documents leave it open and no real PBX has confirmed the default.
    pub unverified: bool,
    /// Whether the first run asks for it: without it nobody can call, or only the person can say it.
    pub first_run: bool,
}

impl Spec {
    /// Whether an office tells its people of it: not how the PBX is reached, nor a secret. They need the
    /// charset because text messages are counted by it, and to know what can be done with two calls.
    #[must_use]
    pub fn is_told(&self) -> bool {
        let reaches =
            self.group == Group::Pbx && !["query_charset", "second_call"].contains(&self.key);
        self.kind != Kind::Secret && !reaches
    }
}

/// What a row of the table says of its option besides type, default and group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    FirstRun,
    Unverified,
}

/// Headings of the form, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Which PBX and how to reach it.
    Pbx,
    /// The person's own phone.
    Me,
    /// How this office dials.
    Dialling,
    /// On which pages numbers are looked for.
    Sites,
    /// What is asked or refused before a call.
    Guard,
    /// Calls that reach the person's phone, as an office's relay tells of them.
    Incoming,
    /// The list of past calls.
    History,
    /// Text messages.
    Texts,
}

impl Group {
    /// In the order of the form.
    pub const ALL: [Group; 8] = [
        Group::Pbx,
        Group::Me,
        Group::Dialling,
        Group::Sites,
        Group::Guard,
        Group::Incoming,
        Group::History,
        Group::Texts,
    ];

    /// Name in keys of labels.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Group::Pbx => "pbx",
            Group::Me => "me",
            Group::Dialling => "dialling",
            Group::Sites => "sites",
            Group::Guard => "guard",
            Group::Incoming => "incoming",
            Group::History => "history",
            Group::Texts => "texts",
        }
    }
}

macro_rules! table {
    ($($(#[doc = $doc:literal])+ $key:ident: $type:ty = $default:expr, $group:ident $(, $mark:ident)*;)+) => {
        /// Every option's value in force.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($(#[doc = $doc])+ pub $key: $type,)+
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($key: $default,)+ }
            }
        }

        impl Settings {
            /// The table, in the order of the form.
            #[must_use]
            pub fn table() -> Vec<Spec> {
                // What is known without running is data: the code that would fill it in is larger.
                const ROWS: &[(&str, Kind, Group, &[Mark])] = &[$((
                    stringify!($key),
                    <$type as Value>::KIND,
                    Group::$group,
                    &[$(table!(@mark $mark)),*],
                ),)+];
                let defaults = Self::default();
                let rows = ROWS.iter().map(|&(key, kind, group, marks)| {
                    let default = defaults.get(key).expect("every row has a value");
                    let [unverified, first_run] =
                        [Mark::Unverified, Mark::FirstRun].map(|mark| marks.contains(&mark));
                    Spec { key, kind, default, group, unverified, first_run }
                });
                rows.collect()
            }

            /// The value in force, as stored; nothing for a key that is no option.
            #[must_use]
            pub fn get(&self, key: &str) -> Option<Json> {
                match key {
                    $(stringify!($key) => Some(self.$key.write()),)+
                    _ => None,
                }
            }

            fn take(&mut self, key: &str, json: &Json) -> bool {
                match key {
                    $(stringify!($key) => {
                        let (value, clean) = <$type as Value>::read(json);
                        if let Some(value) = value {
                            self.$key = value;
                        }
                        clean
                    })+
                    _ => false,
                }
            }
        }
    };
    (@mark first_run) => { Mark::FirstRun };
    (@mark unverified) => { Mark::Unverified };
}

table! {
    /// Which PBX or phone places the calls.
    pbx: Line = line("voispeed"), Pbx, first_run;
    /// Scheme, host and port of the PBX.
    pbx_address: Address = Address::default(), Pbx, first_run;
    /// Scheme, host and port of the office's relay.
    relay_address: Address = Address::default(), Pbx, first_run;
    /// The person's token at the relay, sent in the `Authorization` header.
    relay_token: Secret = Secret::default(), Pbx, first_run;
    /// Click-to-dial address with `{number}`.
    dial_url_template: Line = Line::default(), Pbx, first_run;
    /// User name that the phone asks for, sent in the `Authorization` header.
    dial_url_user: Line = Line::default(), Pbx, first_run;
    /// Password that the phone asks for, sent in the `Authorization` header.
    dial_url_password: Secret = Secret::default(), Pbx, first_run;
    /// Seconds that the PBX may ring: `timeout` of srv=0.
    ring_timeout: Whole<5, 300> = Whole(60), Pbx;
    /// How the request that places a call is sent.
    place_method: PlaceMethod = PlaceMethod::Get, Pbx, unverified;
    /// How letters outside ASCII are sent.
    query_charset: QueryCharset = QueryCharset::Utf8, Pbx, unverified;
    /// What the status numbers of info=7 mean on this PBX.
    call_status_map: StatusMap = StatusMap::default(), Pbx, unverified;
    /// Whether info=7 is asked with `ext`, so that it lists the person's calls alone.
    calls_filter_by_ext: bool = false, Pbx, unverified;
    /// Whether calls may be recorded: the law asks for more than a button.
    record_calls: bool = false, Pbx;
    /// What the names of recordings begin with on the PBX: `info` of srv=2.
    record_prefix: FilePrefix = FilePrefix::default(), Pbx;
    /// Whether a call is put through by placing a second one from the same extension.
    transfer_calls: bool = true, Pbx, unverified;
    /// Whether srv=14 gives a call that rings at the person's phone to a colleague, who picks it.
    divert_ringing: bool = true, Pbx, unverified;
    /// Whether srv=1 ends a call that rings at the person's phone: it may end for all whom it rings.
    refuse_ringing: bool = false, Pbx, unverified;
    /// Which call can be the second one, to which the first is put through or with which it is joined.
    second_call: SecondCall = SecondCall::Any, Pbx, unverified;
    /// The party of the first call that is put through, where the person's phone called: `call_party`
    /// of srv=7.
    transfer_party: Party = Party::Called, Pbx, unverified;
    /// Whether two calls may become one.
    conference_calls: bool = false, Pbx, unverified;
    /// What the call that joins is called: a parameter of srv=8.
    conference_parameter: ConferenceParameter = ConferenceParameter::ConfId, Pbx, unverified;

    /// The person's own extension: `first_number`.
    extension: Keys = Keys::default(), Me, first_run;
    /// The line on which the person's phone is rung.
    first_interface: FirstInterface = FirstInterface::NotChosen, Me, first_run;

    /// Whose national numbers are read and dialled the short way.
    country: Country = Country(None), Dialling, first_run;
    /// What this office dials for an outside line.
    outside_prefix: Keys = Keys::default(), Dialling, first_run;
    /// What this office dials for another country, after the outside prefix.
    international_prefix: Keys = keys("00"), Dialling;
    /// Whether the outside prefix goes before an emergency number too.
    emergency_outside: bool = true, Dialling, unverified;
    /// How numbers of the own country are dialled.
    home_numbers: HomeNumbers = HomeNumbers::National, Dialling;
    /// What stands before a national number; `*` for what the country itself uses.
    national_prefix: Keys = keys("*"), Dialling;
    /// What an extension of this office looks like.
    internal_extensions: Masks = List(Vec::new()), Dialling;

    /// Where numbers are looked for.
    sites_mode: SitesMode = SitesMode::OnClick, Sites, first_run;
    /// The sites of the mode "listed".
    sites: List<Site> = List(Vec::new()), Sites, first_run;
    /// Sites that are left alone in every mode.
    sites_off: List<Site> = List(Vec::new()), Sites;
    /// Sites on which a click on the page's own `tel:` link dials at once.
    sites_tel_dials: List<Site> = List(Vec::new()), Sites;
    /// What a click on a page's own `tel:` link does elsewhere.
    tel_links: TelLinks = TelLinks::Button, Sites;
    /// Whether numbers are underlined.
    underline: bool = true, Sites;
    /// What a person has said is no phone number, by its shape.
    not_numbers: List<NotNumber> = List(Vec::new()), Sites;

    /// Kinds of numbers for which a window asks first.
    ask_classes: GuardClasses = GuardClasses(vec![
        GuardClass::Premium, GuardClass::SharedCost, GuardClass::Satellite, GuardClass::NewCountry,
    ]), Guard;
    /// Kinds of numbers that are not called from here.
    refuse_classes: GuardClasses = GuardClasses(Vec::new()), Guard;
    /// Beginnings of numbers that are not called from here.
    refuse_prefixes: List<NumberPrefix> = List(Vec::new()), Guard;

    /// Whether a notification tells of a call that reaches the person's phone.
    notify_incoming: bool = true, Incoming;
    /// Whether a notification tells that the phone of a colleague rings who shares a group with the person.
    notify_colleagues: bool = false, Incoming;
    /// Whether a notification tells of a text message that came to the person's phone.
    notify_texts: bool = true, Incoming;
    /// Whether calls are shown that the person's phone has without Pronto's having placed them.
    phone_calls: bool = true, Incoming;
    /// When the page of an incoming call opens.
    pop_when: PopWhen = PopWhen::Never, Incoming;
    /// Address of that page, with `{number}`, `{name}`, `{call_id}`, `{extension}`.
    pop_address: PopAddress = PopAddress::default(), Incoming;

    /// Whether past calls are listed.
    keep_history: bool = true, History;
    /// How many past calls are listed.
    history_length: Whole<1, 500> = Whole(100), History;
    /// For how many days the PBX is asked for the person's calls (srv=17); 0 for never. A week fits the
    /// PBX's answer and is what people look through.
    call_log_days: Whole<0, 31> = Whole(7), History;
    /// The time zone of the PBX's clock, such as `Europe/Rome`; empty for that of this computer.
    pbx_time_zone: Line = Line::default(), History, unverified;

    /// Whether text messages can be sent: they may cost, and reach people outside.
    text_messages: bool = false, Texts;
    /// What the 160 of a text message are.
    text_counts: TextCounts = TextCounts::Characters, Texts, unverified;
    /// How the mobile number of a text message is written.
    text_number: TextNumber = TextNumber::Dialled, Texts, unverified;
}

impl Settings {
    /// Reads the stores, the administrator's over the person's over the defaults.
    #[must_use]
    pub fn load(managed: &Stored, person: &Stored) -> Loaded {
        let mut settings = Self::default();
        let mut locked = Vec::new();
        let mut problems = Vec::new();
        for spec in Self::table() {
            let theirs = person.get(spec.key);
            let ours = managed.get(spec.key);
            for json in [theirs, ours].into_iter().flatten() {
                if !settings.take(spec.key, json) {
                    problems.push(Problem::new(Code::OptionInvalid).field(spec.key));
                }
            }
            if ours.is_some() {
                locked.push(spec.key);
            }
        }
        problems.extend(settings.keep_bound_secrets(managed, person));
        Loaded { settings, locked, problems }
    }

    /// What the person's stores should hold after these changes: only what differs from the
    /// defaults, secrets apart from the rest. Changes that cannot be read are refused whole,
    /// each with its problem, and nothing is stored.
    ///
    /// # Errors
    /// The problems, one for each option that is managed, unknown or unreadable.
    pub fn change(
        managed: &Stored,
        person: &Stored,
        changes: &Stored,
    ) -> Result<Split, Vec<Problem>> {
        let mut problems = Vec::new();
        for (key, json) in changes.iter() {
            let code = match Self::default().take(key, json) {
                _ if managed.contains_key(key) => Some(Code::OptionLocked),
                true => None,
                false => Some(Code::OptionInvalid),
            };
            problems.extend(code.map(|code| Problem::new(code).field(key)));
        }
        if problems.is_empty() {
            Ok(Split::of(&Self::changed(managed, person, changes)))
        } else {
            Err(problems)
        }
    }

    /// What a person has stored, after these changes. Each secret among them is given for the
    /// address that is in force with them.
    #[must_use]
    pub fn changed(managed: &Stored, person: &Stored, changes: &Stored) -> Stored {
        let mut next = person.clone();
        next.extend(changes.clone());
        bound::bind(managed, &mut next, changes);
        next
    }
}

/// What belongs into which of the person's stores.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// `storage.sync`: travels with the person's account.
    pub sync: Stored,
    /// `storage.local`: secrets, which stay on this machine.
    pub local: Stored,
}

impl Split {
    fn of(person: &Stored) -> Self {
        let mut split = Self::default();
        for spec in Settings::table() {
            let mut settings = Settings::default();
            let Some(json) = person.get(spec.key) else { continue };
            settings.take(spec.key, json);
            // Written back from the type, so that what is stored is what was understood.
            let Some(value) = settings.get(spec.key) else { continue };
            if value != spec.default {
                let store =
                    if spec.kind == Kind::Secret { &mut split.local } else { &mut split.sync };
                store.insert(spec.key.to_owned(), value);
            }
        }
        bound::keep(person, &mut split.local);
        split
    }
}

fn line(text: &str) -> Line {
    Line::try_from(text.to_owned()).expect("a default of the table is a good line")
}

fn keys(text: &str) -> Keys {
    Keys::try_from(text.to_owned()).expect("a default of the table is good keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stored(json: serde_json::Value) -> Stored {
        json.as_object().cloned().expect("an object").into()
    }

    #[test]
    fn managed_goes_before_person_goes_before_default() {
        let managed = stored(json!({"extension": "300"}));
        let person = stored(json!({"extension": "201", "country": "it"}));
        let loaded = Settings::load(&managed, &person);
        assert_eq!(loaded.settings.extension.as_str(), "300");
        assert_eq!(loaded.settings.country.write(), "IT".into());
        assert_eq!(loaded.settings.ring_timeout, Whole(60));
        assert_eq!(loaded.locked, ["extension"]);
        assert!(loaded.problems.is_empty());
    }

    #[test]
    fn one_bad_value_leaves_the_rest_standing() {
        let person = stored(json!({"extension": ["no"], "ring_timeout": 9999, "country": "DE"}));
        let loaded = Settings::load(&Stored::new(), &person);
        assert_eq!(loaded.settings.country.write(), "DE".into());
        assert_eq!(loaded.settings.ring_timeout, Whole(60));
        let fields: Vec<_> = loaded.problems.iter().filter_map(|p| p.field.as_deref()).collect();
        assert_eq!(fields, ["ring_timeout", "extension"]);
    }

    #[test]
    fn only_what_differs_is_stored_and_secrets_stay_here() {
        let changes = stored(json!({
            "dial_url_password": "s3cret", "extension": " 201 ", "keep_history": true,
        }));
        let nobody = Stored::new();
        let split = Settings::change(&nobody, &nobody, &changes).expect("good changes");
        assert_eq!(split.sync, stored(json!({"extension": "201"})));
        let password = split.local.get("dial_url_password");
        assert_eq!(password, Some(&"s3cret".into()));
    }

    #[test]
    fn a_locked_or_unknown_option_is_not_changed() {
        let changes = stored(json!({"extension": "201", "nonsense": 1}));
        let managed = stored(json!({"extension": "300"}));
        let problems = Settings::change(&managed, &Stored::new(), &changes).expect_err("two");
        assert!(problems[0].is(Code::OptionLocked));
        assert!(problems[1].is(Code::OptionInvalid));
    }

    #[test]
    fn people_are_told_neither_secrets_nor_how_the_pbx_is_reached() {
        let told =
            |key: &str| Settings::table().iter().any(|spec| spec.key == key && spec.is_told());
        for (key, expected) in [
            ("country", true),
            ("text_counts", true),
            // Text messages are counted by it.
            ("query_charset", true),
            ("pbx_address", false),
            ("place_method", false),
            ("dial_url_password", false),
            ("relay_token", false),
        ] {
            assert_eq!(told(key), expected, "{key}");
        }
        let secret = |spec: &Spec| spec.kind == Kind::Secret && spec.is_told();
        assert!(!Settings::table().iter().any(secret));
    }

    #[test]
    fn every_default_reads_back_as_itself() {
        for spec in Settings::table() {
            let mut settings = Settings::default();
            assert!(settings.take(spec.key, &spec.default), "{}", spec.key);
            assert_eq!(settings.get(spec.key), Some(spec.default), "{}", spec.key);
        }
    }
}
