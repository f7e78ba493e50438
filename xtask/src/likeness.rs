//! Functions in an order in which each stands beside what is like it.
//!
//! gzip replaces what it has seen within the last 32 KB, and a wasm is ten times that. What is alike, such
//! as the readers of many types or the destructors of many lists, is spread over it, by names as by
//! anything else that says nothing of the code. So each function is followed by the one that shares most
//! with those within gzip's reach. wasm-opt does the moving, by names that say the order.

use std::collections::{BTreeSet, HashMap, HashSet};

use anyhow::Result;
use wasm_encoder::{NameMap, NameSection, Section as _};
use wasmparser::{Parser, Payload, TypeRef};

/// The same wasm with names in the order in which its functions should stand.
pub fn named_by_likeness(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&wasm[body.range()]),
            _ => {}
        }
    }
    let mut places = vec![0; bodies.len()];
    for (place, function) in order(&bodies).into_iter().enumerate() {
        places[function] = place;
    }
    let mut names = NameMap::new();
    for (index, place) in (imported..).zip(places) {
        names.append(index, &format!("{place:06}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    let mut named = wasm.to_vec();
    section.append_to(&mut named);
    Ok(named)
}

/// Bytes that are looked for in two functions, an instruction or two.
const RUN: usize = 5;
/// What more functions than these hold says nothing of any.
const COMMON: usize = 100;
/// How far back gzip finds what it has seen, in bytes, less the function that is to come.
const REACH: usize = 30_000;
/// What a run counts that the function before has not, but another within reach; with it, it counts 1.
const FURTHER: f64 = 0.3;

/// The functions, each but the first behind those that it shares most with, for its length. The rarer what
/// both hold, the more it counts. Where nothing is shared, or as much, they stand as they stood.
///
/// Only sums, products and square roots, which are the same on every machine, and so is the wasm.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<BTreeSet<&[u8]>> =
        bodies.iter().map(|body| body.windows(RUN).collect()).collect();
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, held) in runs.iter().enumerate() {
        for run in held {
            holders.entry(run).or_default().push(function);
        }
    }
    holders.retain(|_, functions| functions.len() <= COMMON);
    let lengths: Vec<f64> = runs.iter().map(|runs| length(runs.len())).collect();
    let mut rest: BTreeSet<usize> = (0..bodies.len()).collect();
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    let mut next = rest.pop_first();
    while let Some(current) = next {
        order.push(current);
        let mut shared = vec![0.0; bodies.len()];
        let mut counted = HashSet::new();
        let (mut reached, mut counts) = (0, 1.0);
        for &before in order.iter().rev() {
            for run in runs[before].iter().filter(|run| counted.insert(**run)) {
                let functions = holders.get(run).map_or(&[][..], Vec::as_slice);
                for function in functions {
                    shared[*function] += counts / (functions.len() as f64).sqrt();
                }
            }
            reached += bodies[before].len();
            if reached > REACH {
                break;
            }
            counts = FURTHER;
        }
        next = rest.iter().copied().reduce(|best, other| {
            // Two fractions compared.
            if shared[other] * lengths[best] > shared[best] * lengths[other] { other } else { best }
        });
        next.map(|function| rest.remove(&function));
    }
    order
}

/// What the runs of a function weigh against those that it shares: less than their number, or tiny
/// functions, which hold nothing else, would come first.
fn length(runs: usize) -> f64 {
    let root = (runs as f64 + 1.0).sqrt();
    root * root.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together_and_the_rest_as_it_stood() {
        let bodies: [&[u8]; 6] =
            [b"0123456789", b"abcdefgh", b"xyz", b"23456789ABCDEF", b"--cdefgh--", b"012345678"];
        assert_eq!(order(&bodies), [0, 5, 3, 1, 4, 2]);
        assert_eq!(order(&[]), [0; 0]);
    }

    #[test]
    fn what_stands_further_back_counts_too_and_what_is_rare_counts_more() {
        let bodies: [&[u8]; 4] = [b"0123456789", b"01234abcdefg", b"uvwxyz", b"6789-----56789"];
        assert_eq!(order(&bodies), [0, 1, 3, 2]);
        let bodies: [&[u8]; 4] = [b"commoABCDE", b"commoFGHIJ", b"commoKLMNO", b"zzzzzABCDE"];
        assert_eq!(order(&bodies), [0, 3, 1, 2]);
    }

    #[test]
    fn names_begin_behind_the_imports() {
        // Two imported functions, and one of ours that does nothing.
        let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        wasm.extend(
            b"\x02\x0d\x02\x01a\x01b\0\0\x01a\x01c\0\0\x03\x02\x01\0\x0a\x04\x01\x02\0\x0b",
        );
        let named = named_by_likeness(&wasm).expect("a module");
        let section = named.strip_prefix(&wasm[..]).expect("the same before it");
        assert_eq!(section, b"\0\x10\x04name\x01\x09\x01\x02\x06000000");
    }
}
