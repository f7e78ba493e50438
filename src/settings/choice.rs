//! Options with a few words to choose from.

use super::value::{Kind, Value};
use crate::json::{self, Json, Read, Unreadable, Write, Writer};
use crate::number::Class;

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl $name {
            /// The words, in the order of the form.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word as stored.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl Write for $name {
            fn write(&self, to: &mut dyn Writer) {
                to.text(self.word());
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                json::serialize(self, serializer)
            }
        }

        impl Read for $name {
            fn read(json: &Json) -> Result<Self, Unreadable> {
                let place = json::word(json, Self::WORDS)?;
                // The words stand in the order of the variants.
                Ok([$(Self::$variant),+][place])
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                json::deserialize(source)
            }
        }

        impl Value for $name {
            const KIND: Kind = Kind::Choice(Self::WORDS);
            fn read(json: &Json) -> (Option<Self>, bool) {
                let value = json.as_str().and_then(Self::from_word);
                (value, value.is_some())
            }
            fn write(&self) -> Json {
                Json::from(self.word())
            }
        }
    };
}

choice! {
    /// Through which line the PBX rings the person first: `first_interface` of srv=0
    /// (document 000, service 0). There is no default: the PBX's own, IVR, would ring the
    /// customer without anybody having lifted a handset.
    FirstInterface {
        /// Not chosen: no call is placed.
        NotChosen = "",
        /// The VOIspeed client on the person's computer.
        Lan = "LAN",
        /// A SIP desk phone.
        Sip = "SIP",
        /// A phone on another PBX.
        Wan = "WAN",
        /// An outside line, such as the person's mobile.
        Isdn = "ISDN",
    }
}

choice! {
    /// How characters outside ASCII are written in a query. Document 000 does not say.
    QueryCharset {
        /// UTF-8.
        Utf8 = "utf-8",
        /// Windows' western code page.
        Windows1252 = "windows-1252",
    }
}

choice! {
    /// How srv=0 is sent. Document 000 shows only GET; why anybody would want POST, the HTTP
    /// types of the drivers say.
    PlaceMethod {
        /// As in the document's examples.
        Get = "GET",
        /// With the parameters in the query all the same.
        Post = "POST",
    }
}

choice! {
    /// The second of two calls at one phone.
    SecondCall {
        /// The one that Pronto placed beside the first.
        Placed = "placed",
        /// Any that the phone has at the same time.
        Any = "any",
    }
}

choice! {
    /// One of the two parties of a call, as srv=7 names them.
    Party {
        /// Who was called.
        Called = "called",
        /// Who called.
        Calling = "calling",
    }
}

choice! {
    /// What srv=8 calls the call that joins: document 000 says `conf_id` in its table and `xfer_id`
    /// in its example.
    ConferenceParameter {
        /// As in the table, and as result 18 names it.
        ConfId = "conf_id",
        /// As in the example.
        XferId = "xfer_id",
        /// Both, with the same value.
        Both = "both",
    }
}

choice! {
    /// What the 160 of a text message are (srv=5). Document 000 says "characters".
    TextCounts {
        /// Characters.
        Characters = "characters",
        /// Bytes in the charset in which letters are sent.
        Octets = "octets",
    }
}

choice! {
    /// How the mobile number of a text message is written (srv=5). Document 000 does not say.
    TextNumber {
        /// As for a call.
        Dialled = "dialled",
        /// `+393401122333`.
        International = "international",
    }
}

choice! {
    /// How numbers of the person's own country are dialled.
    HomeNumbers {
        /// As inside the country: `02 189655`.
        National = "national",
        /// With the international prefix: `0039 02 189655`.
        International = "international",
    }
}

choice! {
    /// Where numbers are looked for.
    SitesMode {
        /// Only when the person asks for it on a page.
        OnClick = "on_click",
        /// On the sites of the list.
        Listed = "listed",
        /// On all sites but those of the other list.
        All = "all",
    }
}

choice! {
    /// What a click on a page's own `tel:` link does.
    TelLinks {
        /// It shows our button, which dials.
        Button = "button",
        /// It is left to the browser; our button shows when the link is pointed at.
        Browser = "browser",
    }
}

choice! {
    /// When the page of an incoming call opens.
    PopWhen {
        /// Not at all.
        Never = "never",
        /// As soon as the phone rings.
        Ring = "ring",
        /// When the person has answered.
        Answer = "answer",
    }
}

choice! {
    /// Kinds of numbers that the guard knows.
    GuardClass {
        /// Premium rate.
        Premium = "premium",
        /// Shared cost.
        SharedCost = "shared_cost",
        /// Satellite and international networks.
        Satellite = "satellite",
        /// A country that was not called before from here.
        NewCountry = "new_country",
        /// Any other country.
        Abroad = "abroad",
    }
}

/// Some of the guard's classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardClasses(pub Vec<GuardClass>);

impl GuardClass {
    /// The guard's class for a kind of number, where there is one.
    #[must_use]
    pub fn of(class: Class) -> Option<Self> {
        match class {
            Class::PremiumRate => Some(Self::Premium),
            Class::SharedCost => Some(Self::SharedCost),
            Class::Satellite => Some(Self::Satellite),
            _ => None,
        }
    }
}

impl GuardClasses {
    /// Whether this class is among them.
    #[must_use]
    pub fn has(&self, class: GuardClass) -> bool {
        self.0.contains(&class)
    }
}

impl Value for GuardClasses {
    const KIND: Kind = Kind::Choices(GuardClass::WORDS);
    fn read(json: &Json) -> (Option<Self>, bool) {
        let Some(entries) = json.as_array() else { return (None, false) };
        let good: Vec<_> =
            entries.iter().filter_map(Json::as_str).filter_map(GuardClass::from_word).collect();
        let clean = good.len() == entries.len();
        (Some(Self(good)), clean)
    }
    fn write(&self) -> Json {
        self.0.iter().map(|class| class.word()).collect()
    }
}
