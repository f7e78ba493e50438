//! JSON's grammar (RFC 8259) into a [`Json`], as strict as serde_json.
//!
//! serde_json's parser makes a fraction of any number, with a table of all powers of ten, and can tell of
//! files that cannot be read: with serde's part in it 6 KB of the wasm, gzipped, for what nothing of ours
//! needs. A test has both read the same texts, good and broken.

use crate::{Json, Object, Unreadable};

/// Lists and objects within one another, as many as serde_json allows: more would be the stack's end.
const DEEPEST: u8 = 127;

/// Reads a text.
pub(crate) fn parse(text: &str) -> Result<Json, Unreadable> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(DEEPEST)?;
    match parser.next_sign() {
        None => Ok(value),
        Some(_) => Err(parser.expected("the end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// How many bytes were read; between two characters unless that is an error.
    at: usize,
}

impl Parser<'_> {
    fn value(&mut self, depth: u8) -> Result<Json, Unreadable> {
        match self.next_sign() {
            Some(b'{') => self.object(depth).map(Json::Object),
            Some(b'[') => self.list(depth).map(Json::Array),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Json, Unreadable> {
        let words =
            [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))];
        for (word, value) in words {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.expected("a value"))
    }

    fn object(&mut self, depth: u8) -> Result<Object, Unreadable> {
        let mut fields = Vec::new();
        let mut more = self.open(depth, b'}')?;
        while more {
            if self.next_sign() != Some(b'"') {
                return Err(self.expected("a name in quotation marks"));
            }
            let name = self.string()?;
            if !self.takes_next(b':') {
                return Err(self.expected("`:`"));
            }
            fields.push((name, self.value(depth - 1)?));
            more = self.goes_on(b'}', "`,` or `}`")?;
        }
        Ok(Object::of_entries(fields))
    }

    fn list(&mut self, depth: u8) -> Result<Vec<Json>, Unreadable> {
        let mut list = Vec::new();
        let mut more = self.open(depth, b']')?;
        while more {
            list.push(self.value(depth - 1)?);
            more = self.goes_on(b']', "`,` or `]`")?;
        }
        Ok(list)
    }

    /// Takes the opening bracket; whether something stands before the closing one.
    fn open(&mut self, depth: u8, closing: u8) -> Result<bool, Unreadable> {
        if depth == 0 {
            return Err(self.expected("less within one another"));
        }
        self.at += 1;
        Ok(!self.takes_next(closing))
    }

    /// Whether another follows, behind a comma.
    fn goes_on(&mut self, closing: u8, wanted: &str) -> Result<bool, Unreadable> {
        if self.takes_next(b',') {
            Ok(true)
        } else if self.takes(closing) {
            Ok(false)
        } else {
            Err(self.expected(wanted))
        }
    }

    fn number(&mut self) -> Result<Json, Unreadable> {
        let from = self.at;
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits()?;
        }
        if self.takes(b'.') {
            self.digits()?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let _ = self.takes(b'+') || self.takes(b'-');
            self.digits()?;
        }
        // What is below 0, has a fraction or is too large does not parse.
        Ok(self.text[from..self.at].parse().map_or(Json::OtherNumber, Json::Whole))
    }

    /// One at least.
    fn digits(&mut self) -> Result<(), Unreadable> {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.at += count;
        if count == 0 { Err(self.expected("a digit")) } else { Ok(()) }
    }

    /// What stands from this quotation mark to the next.
    fn string(&mut self) -> Result<String, Unreadable> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
            let run = rest.bytes().position(special).unwrap_or(rest.len());
            string.push_str(&rest[..run]);
            self.at += run;
            if self.takes(b'"') {
                return Ok(string);
            }
            if !self.takes(b'\\') {
                return Err(self.expected("a character or `\"`"));
            }
            string.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Result<char, Unreadable> {
        let known = [
            (b'"', '"'),
            (b'\\', '\\'),
            (b'/', '/'),
            (b'b', '\u{8}'),
            (b'f', '\u{c}'),
            (b'n', '\n'),
            (b'r', '\r'),
            (b't', '\t'),
        ];
        for (sign, meant) in known {
            if self.takes(sign) {
                return Ok(meant);
            }
        }
        if !self.takes(b'u') {
            return Err(self.expected("an escape"));
        }
        let mut code = self.hex()?;
        // The first half of a character outside the first 65,536; the second one must follow.
        if (0xd800..0xdc00).contains(&code) && self.takes(b'\\') && self.takes(b'u') {
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                code = 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00);
            }
        }
        char::from_u32(code).ok_or_else(|| self.expected("a whole character"))
    }

    /// Four digits.
    fn hex(&mut self) -> Result<u32, Unreadable> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.rest().chars().next().and_then(|sign| sign.to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.expected("four hexadecimal digits"))?;
            self.at += 1;
        }
        Ok(code)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The next sign behind blanks.
    fn next_sign(&mut self) -> Option<u8> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        self.rest().bytes().next()
    }

    /// Whether it was this ASCII sign; then it is taken.
    fn takes(&mut self, sign: u8) -> bool {
        let is = self.rest().as_bytes().first() == Some(&sign);
        self.at += usize::from(is);
        is
    }

    /// The same behind blanks.
    fn takes_next(&mut self, sign: u8) -> bool {
        self.next_sign();
        self.takes(sign)
    }

    #[cold]
    fn expected(&self, wanted: &str) -> Unreadable {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
        Unreadable::saying(&format_args!("expected {wanted} at line {line} column {column}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What serde_json makes of it.
    fn theirs(text: &str) -> Result<Json, serde_json::Error> {
        serde_json::from_str(text)
    }

    const GOOD: [&str; 5] = [
        r#" { "a" : [ 1 , -2.5e+3 , 0 , true , false , null ] , "b" : { } , "c":[],"a":"again" } "#,
        r#"["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\uFFFF\u0000 é😀"]"#,
        "[18446744073709551615,18446744073709551616,-0,0.0,1E5,1e-5,10]",
        "\r\n\t7",
        r#"{"":{"":{"":[[[]]]}}}"#,
    ];

    #[test]
    fn what_is_good_and_what_is_not_is_as_serde_json_has_it() {
        let other = [
            "", " ", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "9", "-", "+", ".", "e", "u",
            "d", "\n", "\u{1}", "é",
        ];
        for good in GOOD {
            assert!(parse(good).is_ok(), "{good}");
            let places = good.char_indices().map(|(at, sign)| (at, at + sign.len_utf8()));
            for (from, to) in places.chain([(good.len(), good.len())]) {
                // Cut off there, that sign replaced, and something put before it.
                let replaced =
                    other.iter().map(|other| [&good[..from], other, &good[to..]].concat());
                let put = other.iter().map(|other| [&good[..from], other, &good[from..]].concat());
                for text in replaced.chain(put).chain([good[..from].to_owned()]) {
                    match theirs(&text) {
                        // A number for which a fraction has no room; what it is, we do not ask.
                        Err(error) if error.to_string().starts_with("number out of range") => {}
                        theirs => assert_eq!(parse(&text).ok(), theirs.ok(), "{text}"),
                    }
                }
            }
        }
    }

    #[test]
    fn halves_of_characters_are_refused() {
        for text in
            [r#""\ud83d""#, r#""\ude00""#, r#""\ud83dx""#, r#""\ud83d\n""#, r#""\ud83d\u0041""#]
        {
            assert!(parse(text).is_err() && theirs(text).is_err(), "{text}");
        }
    }

    #[test]
    fn so_deep_and_no_deeper() {
        for (depth, good) in [(127, true), (128, false), (100_000, false)] {
            let lists = "[".repeat(depth) + &"]".repeat(depth);
            assert_eq!((parse(&lists).is_ok(), theirs(&lists).is_ok()), (good, good), "{depth}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, told) in [
            ("", "expected a value at line 1 column 1"),
            ("{", "expected a name in quotation marks at line 1 column 2"),
            ("[1,\n 2 3]", "expected `,` or `]` at line 2 column 4"),
            ("\"a", "expected a character or `\"` at line 1 column 3"),
            ("{}x", "expected the end at line 1 column 3"),
        ] {
            assert_eq!(parse(text).expect_err(text).to_string(), told);
        }
    }
}
