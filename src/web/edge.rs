//! Values across the edge, as JSON: reading and writing of every type is compiled once, for the
//! stores, and the browser's own JSON does the rest. Objects are plain, so that a message to another
//! part of the extension survives.

use wasm_bindgen::JsValue;

use crate::json::{self, Read, Write};
use crate::small::find_part;

/// What a value from JavaScript says; nothing when it is no such thing, or none that JSON can hold.
pub fn from_js<T: Read>(value: &JsValue) -> Option<T> {
    let text = js_sys::JSON::stringify(value).ok()?.as_string()?;
    json::from_text(&well_formed(text)).ok()
}

/// As a plain value of JavaScript.
pub fn to_js(value: &dyn Write) -> JsValue {
    js_sys::JSON::parse(&json::to_text(value)).unwrap_or(JsValue::NULL)
}

/// Half a character, as texts of pages may have, becomes U+FFFD, which is as long. Browsers write
/// halves, and only those, as escapes from `\ud800` to `\udfff` (ECMA-262, QuoteJSONString).
fn well_formed(json: String) -> String {
    if find_part(&json, "\\ud").is_none() {
        return json;
    }
    let mut whole = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some(at) = rest.find('\\') {
        let is_half = rest[at..].starts_with("\\ud");
        // An escape's second character may be a backslash; it begins none.
        let length = if is_half { HALF } else { 2 };
        whole.push_str(&rest[..at]);
        whole.push_str(if is_half { "\u{fffd}" } else { &rest[at..at + length] });
        rest = &rest[at + length..];
    }
    whole + rest
}

/// Bytes of an escape such as `\ud83d`.
const HALF: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_replaced_and_nothing_else() {
        for (json, whole) in [
            (r#"["02 189655"]"#, r#"["02 189655"]"#),
            (r#"["a\ud83d 02 \udc00"]"#, "[\"a\u{fffd} 02 \u{fffd}\"]"),
            // What a page wrote out: a backslash and letters.
            (r#"["\\ud83d \\\ud83d \n\"\ud83d"]"#, "[\"\\\\ud83d \\\\\u{fffd} \\n\\\"\u{fffd}\"]"),
            ("[\"😀 \\u001f é\"]", "[\"😀 \\u001f é\"]"),
        ] {
            assert_eq!(well_formed(json.to_owned()), whole);
            assert!(serde_json::from_str::<Vec<String>>(whole).is_ok(), "{whole}");
        }
    }
}
