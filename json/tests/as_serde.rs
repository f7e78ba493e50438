//! What `derive(Write)` writes is what serde's derive writes, byte by byte: each type stands here twice.

use std::fmt::Debug;

use pronto_json::{Read, Write, from_text, to_text};

macro_rules! conversions {
    () => {
        impl TryFrom<String> for Even {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                if text.len() % 2 == 0 { Ok(Self(text)) } else { Err("odd".to_owned()) }
            }
        }
        impl From<Even> for String {
            fn from(even: Even) -> String {
                even.0
            }
        }
    };
}

/// The same types, once with our derives and once with serde's.
macro_rules! twice {
    ($($types:item)+) => {
        mod ours {
            use pronto_json::{Read, Write};
            $(#[derive(Clone, Debug, PartialEq, Read, Write)] $types)+
            conversions!();
        }
        mod theirs {
            $(#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)] $types)+
            conversions!();
        }
    };
}

twice! {
    /// Every kind of field.
    pub struct Fields {
        pub zulu: u8,
        pub alpha: String,
        #[serde(rename = "x")]
        pub renamed: Vec<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub option: Option<u32>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub list: Vec<Word>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub flag: bool,
        pub nothing: Option<Box<u16>>,
        pub pair: [u32; 2],
        pub even: Even,
        pub wrapped: Wrapped,
    }

    #[serde(default)]
    #[derive(Default)]
    pub struct Nothing {}

    #[serde(try_from = "String", into = "String")]
    pub struct Even(pub String);

    #[serde(transparent)]
    pub struct Wrapped(pub bool);

    #[serde(rename_all = "snake_case")]
    pub enum Word {
        One,
        #[serde(rename = "zwei")]
        Two,
        TwentyThree,
    }

    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum Kind {
        JustThis,
        Empty {},
        WithFields {
            to: u32,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            text: Option<String>,
        },
        Holding(Inner),
        Beside {
            #[serde(flatten)]
            inner: Inner,
            #[serde(default)]
            more: bool,
        },
    }

    pub struct Inner {
        pub word: Word,
        pub kinds: Vec<Word>,
    }
}

/// What ours writes, when it is what theirs writes, by either way, and both read it again.
fn written<O, T>(ours: &O, theirs: &T) -> String
where
    O: Read + Write + serde::Serialize + Debug + PartialEq,
    T: serde::Serialize + serde::de::DeserializeOwned + Debug + PartialEq,
{
    let text = serde_json::to_string(theirs).expect("JSON");
    assert_eq!(to_text(ours), text);
    assert_eq!(serde_json::to_string(ours).expect("JSON"), text);
    assert_eq!(
        serde_json::to_string_pretty(ours).expect("JSON"),
        serde_json::to_string_pretty(theirs).expect("JSON")
    );
    assert_eq!(&from_text::<O>(&text).expect("readable"), ours);
    assert_eq!(&serde_json::from_str::<T>(&text).expect("readable"), theirs);
    text
}

/// The same value of both types.
macro_rules! both {
    ($($value:tt)+) => {
        written(&{ use ours::*; $($value)+ }, &{ use theirs::*; $($value)+ })
    };
}

#[test]
fn fields_are_written_in_order_and_left_out_as_serde_does() {
    let full = both!(Fields {
        zulu: 255,
        alpha: "ä\"\\/".to_owned(),
        renamed: vec![0, u64::MAX],
        option: Some(0),
        list: vec![Word::One, Word::Two, Word::TwentyThree],
        flag: true,
        nothing: Some(Box::new(7)),
        pair: [1, 2],
        even: Even("even".to_owned()),
        wrapped: Wrapped(false),
    });
    assert!(full.starts_with(r#"{"zulu":255,"alpha":"#), "{full}");
    let bare = both!(Fields {
        zulu: 0,
        alpha: String::new(),
        renamed: Vec::new(),
        option: None,
        list: Vec::new(),
        flag: false,
        nothing: None,
        pair: [0; 2],
        even: Even(String::new()),
        wrapped: Wrapped(true),
    });
    assert_eq!(
        bare,
        r#"{"zulu":0,"alpha":"","x":[],"nothing":null,"pair":[0,0],"even":"","wrapped":true}"#
    );
    assert_eq!(both!(Nothing {}), "{}");
}

#[test]
fn kinds_stand_before_the_fields() {
    for (text, expected) in [
        (both!(Kind::JustThis), r#"{"kind":"just_this"}"#),
        (both!(Kind::Empty {}), r#"{"kind":"empty"}"#),
        (both!(Kind::WithFields { to: 3, text: None }), r#"{"kind":"with_fields","to":3}"#),
        (
            both!(Kind::Holding(Inner { word: Word::Two, kinds: vec![Word::One] })),
            r#"{"kind":"holding","word":"zwei","kinds":["one"]}"#,
        ),
        (
            both!(Kind::Beside { inner: Inner { word: Word::One, kinds: Vec::new() }, more: true }),
            r#"{"kind":"beside","word":"one","kinds":[],"more":true}"#,
        ),
    ] {
        assert_eq!(text, expected);
    }
}

#[test]
fn every_sign_of_a_text_is_escaped_as_serde_does() {
    let all: String = ('\0'..='\u{2100}').chain(['\u{feff}', '😀']).collect();
    assert_eq!(to_text(&all), serde_json::to_string(&all).expect("JSON"));
    assert_eq!(from_text::<String>(&to_text(&all)), Ok(all));
}

#[test]
fn a_type_of_ours_may_stand_beside_fields_of_a_type_of_serde() {
    #[derive(serde::Serialize)]
    struct Line<T> {
        at: u8,
        #[serde(flatten)]
        what: T,
    }
    let ours = Line { at: 1, what: ours::Kind::WithFields { to: 2, text: None } };
    let theirs = Line { at: 1, what: theirs::Kind::WithFields { to: 2, text: None } };
    assert_eq!(
        serde_json::to_string(&ours).expect("JSON"),
        serde_json::to_string(&theirs).expect("JSON")
    );
}

#[test]
fn an_error_of_whoever_writes_comes_out() {
    let kind = ours::Kind::WithFields { to: 2, text: None };
    for room in 0..29 {
        let error = serde_json::to_writer(&mut vec![0; room][..], &kind).expect_err("no room");
        assert!(error.is_io(), "{room}: {error}");
    }
}
