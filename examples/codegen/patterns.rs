//! libphonenumber's patterns in the signs of `number/src/plan/pattern.rs`, where they are listed.

/// Digits of the longest number that is looked at.
const LONGEST: u32 = 17;

/// The pattern in fewer signs; it panics where the metadata has become another language.
pub fn written(pattern: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = pattern.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b'0'..=b'9' | b')' | b'|' | b'?' | b'$' => out.push(byte),
            b'(' if eat(&mut rest, b"?:") => out.push(b'<'),
            b'(' => out.push(b'('),
            b'[' => {
                let digits = class(&mut rest);
                // Five bits a byte, and never the end of a line.
                out.extend([b'[', 0x40 | (digits >> 5) as u8, 0x40 | (digits & 31) as u8]);
            }
            b'\\' if eat(&mut rest, b"d") => {
                let (least, most) = counts(&mut rest).unwrap_or((1, 1));
                out.push(letter(least));
                if most != least {
                    out.extend([b'~', letter(most)]);
                }
            }
            b'{' => {
                rest = &pattern.as_bytes()[pattern.len() - rest.len() - 1..];
                let (least, most) = counts(&mut rest).expect("it begins with a bracket");
                match least == most {
                    true => out.extend([b'=', letter(least)]),
                    false => out.extend([b'{', letter(least), letter(most)]),
                }
            }
            _ => panic!("{pattern} has a sign that is not known"),
        }
    }
    out
}

/// How many digits the texts have that the pattern fits, a bit each.
pub fn lengths(pattern: &str) -> u32 {
    let written = written(pattern);
    let mut rest = written.as_slice();
    if rest.is_empty() { 0 } else { either(&mut rest) }
}

fn either(rest: &mut &[u8]) -> u32 {
    let mut all = 0;
    loop {
        all |= sequence(rest);
        if !eat(rest, b"|") {
            return all;
        }
    }
}

fn sequence(rest: &mut &[u8]) -> u32 {
    let mut all = 1;
    while let Some((&byte, behind)) = rest.split_first() {
        if matches!(byte, b'|' | b')') {
            break;
        }
        *rest = behind;
        let mut one = match byte {
            b'<' | b'(' => {
                let inner = either(rest);
                eat(rest, b")");
                inner
            }
            b'[' => {
                *rest = &rest[2..];
                1 << 1
            }
            b'A'..=b'Z' => {
                let most = if eat(rest, b"~") { count(rest) } else { byte - b'A' };
                (byte - b'A'..=most).fold(0, |all, count| all | 1 << count)
            }
            b'$' => 1,
            _ => 1 << 1,
        };
        if eat(rest, b"?") {
            one |= 1;
        } else if eat(rest, b"=") {
            let times = count(rest);
            one = power(one, times);
        } else if eat(rest, b"{") {
            let (least, most) = (count(rest), count(rest));
            one = (least..=most).fold(0, |all, times| all | power(one, times));
        }
        all = sums(all, one);
    }
    all
}

fn power(lengths: u32, times: u8) -> u32 {
    (0..times).fold(1, |all, _| sums(all, lengths))
}

/// All sums of a length of the one and a length of the other.
fn sums(one: u32, other: u32) -> u32 {
    let shifted = (0..=LONGEST).filter(|length| one & (1 << length) != 0);
    shifted.fold(0, |all, length| all | other << length) & ((2 << LONGEST) - 1)
}

fn count(rest: &mut &[u8]) -> u8 {
    let (letter, behind) = rest.split_first().expect("a letter follows");
    *rest = behind;
    letter - b'A'
}

fn letter(count: u8) -> u8 {
    assert!(count < 26, "no pattern counts so far");
    b'A' + count
}

/// `{2}` or `{2,4}`, if one follows.
fn counts(rest: &mut &[u8]) -> Option<(u8, u8)> {
    if !eat(rest, b"{") {
        return None;
    }
    let end = rest.iter().position(|byte| *byte == b'}').expect("it is closed");
    let inside = std::str::from_utf8(&rest[..end]).expect("patterns are ASCII");
    *rest = &rest[end + 1..];
    let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
    let count = |text: &str| text.parse().expect("a count is a number");
    Some((count(least), count(most)))
}

/// `2-46-9]`, a bit a digit.
fn class(rest: &mut &[u8]) -> u16 {
    let mut digits = 0;
    while !eat(rest, b"]") {
        let first = digit(rest);
        let last = if eat(rest, b"-") { digit(rest) } else { first };
        digits |= (first..=last).fold(0, |all, digit| all | 1 << digit);
    }
    digits
}

fn digit(rest: &mut &[u8]) -> u8 {
    let (byte, behind) = rest.split_first().expect("a class is closed");
    *rest = behind;
    assert!(byte.is_ascii_digit(), "a class holds digits");
    byte - b'0'
}

fn eat(rest: &mut &[u8], sign: &[u8]) -> bool {
    let behind = rest.strip_prefix(sign);
    *rest = behind.unwrap_or(rest);
    behind.is_some()
}
