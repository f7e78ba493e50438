//! A map and a set of few entries, which are a list in order, and how a list is put in order.
//!
//! `BTreeMap` is compiled anew for each pair of types, with about 8 KB of the wasm each time; these are
//! a search and a list. Inserting moves what lies behind, which costs nothing worth a tree up to
//! thousands of entries, and nothing at all where keys grow, as those of requests do.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::ops::Index;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::{Json, Read, Unreadable, Write, Writer};

/// A map in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallMap<K, V>(Vec<(K, V)>);

/// A set in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallSet<T>(SmallMap<T, ()>);

/// Where the key is among so many, or where it would be, by how the key at a place compares to it.
/// Compiled once for all maps.
fn search(count: usize, compare: &dyn Fn(usize) -> Ordering) -> Result<usize, usize> {
    let (mut from, mut to) = (0, count);
    // Most often it is the newest.
    let mut place = count.saturating_sub(1);
    while from < to {
        match compare(place) {
            Ordering::Less => from = place + 1,
            Ordering::Equal => return Ok(place),
            Ordering::Greater => to = place,
        }
        place = from + (to - from) / 2;
    }
    Err(from)
}

/// Puts a list in order, equal ones as they stand. The standard library's way is compiled anew for each
/// type, a quarter of a KB gzipped; this needs a comparison and a swap of it.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let places = order(list.len(), &|one, other| compare(&list[one], &list[other]));
    arrange(places, &mut |one, other| list.swap(one, other));
}

/// Brings to each place what stands at the place that is named for it. Compiled once for all lists.
fn arrange(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut place = start;
        // Around, until the place comes whose own went first.
        loop {
            let from = std::mem::replace(&mut places[place], place);
            if from == start {
                break;
            }
            swap(place, from);
            place = from;
        }
    }
}

/// Where a part first stands in a text. `str::find` has a search for hostile ones, which is 1 KB.
#[must_use]
pub fn find_part(text: &str, part: &str) -> Option<usize> {
    (0..=text.len()).find(|at| text.as_bytes()[*at..].starts_with(part.as_bytes()))
}

/// What stands before and behind the first of such parts of a text.
#[must_use]
pub fn split_at_part<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    find_part(text, part).map(|at| (&text[..at], &text[at + part.len()..]))
}

/// The places of so many entries in order, equal ones as they stand. Compiled once for all lists.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

impl<K: Ord, V> SmallMap<K, V> {
    /// Empty.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Where this key is, or where it would be.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        search(self.0.len(), &|place| self.0[place].0.borrow().cmp(key))
    }

    /// The value of this key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &self.0[place].1)
    }

    /// The same, to be changed.
    #[must_use]
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &mut self.0[place].1)
    }

    /// Gives this key this value; what it had before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(std::mem::replace(&mut self.0[place].1, value)),
            Err(place) => {
                self.0.insert(place, (key, value));
                None
            }
        }
    }

    /// Takes this key out; what it had.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| self.0.remove(place).1)
    }

    /// Keeps what fits.
    pub fn retain(&mut self, mut fits: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|(key, value)| fits(key, value));
    }

    /// Of entries in any order; of one key the last counts. However many there are, it takes no longer
    /// than to sort them, so that this is the way for what others have sent.
    #[must_use]
    pub fn of_entries(mut entries: Vec<(K, V)>) -> Self {
        sort_by(&mut entries, |one, other| one.0.cmp(&other.0));
        entries.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        Self(entries)
    }

    /// Whether there is a value of this key.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// In the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Ord> SmallSet<T> {
    /// Empty.
    #[must_use]
    pub const fn new() -> Self {
        Self(SmallMap::new())
    }

    /// Whether this is among them.
    #[must_use]
    pub fn contains(&self, value: &T) -> bool {
        self.0.get(value).is_some()
    }

    /// Adds it; whether it was not there before.
    pub fn insert(&mut self, value: T) -> bool {
        self.0.insert(value, ()).is_none()
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(value, ())| value)
    }
}

impl<K: Ord, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Ord> Default for SmallSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SmallMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord, V> Extend<(K, V)> for SmallMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K, V> IntoIterator for SmallMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The value of a key that is there.
impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> Index<&Q> for SmallMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the key is there")
    }
}

impl<T: Ord> FromIterator<T> for SmallSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().map(|value| (value, ())).collect())
    }
}

impl<K: Ord + Serialize, V: Serialize> Serialize for SmallMap<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

impl<T: Ord + Serialize> Serialize for SmallSet<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<K: AsRef<str>, V: Write> Write for SmallMap<K, V> {
    fn write(&self, to: &mut dyn Writer) {
        to.object();
        for (key, value) in &self.0 {
            to.field(key.as_ref(), value);
        }
    }
}

impl<T: Write> Write for SmallSet<T> {
    fn write(&self, to: &mut dyn Writer) {
        to.list();
        for (value, ()) in &self.0.0 {
            to.item(value);
        }
    }
}

impl<V: Read> Read for SmallMap<String, V> {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        let object = json.as_object().ok_or_else(|| Unreadable::not("an object", json))?;
        let mut map = Self::new();
        for (key, value) in object.iter() {
            map.insert(key.clone(), V::read(value)?);
        }
        Ok(map)
    }
}

impl<'de, V> Deserialize<'de> for SmallMap<String, V>
where
    Self: Read,
{
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        crate::deserialize(source)
    }
}

impl<T: Read + Ord> Read for SmallSet<T> {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        Vec::<T>::read(json).map(Self::from_iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_put_in_order_and_equal_ones_stay_as_they_stood() {
        for keys in ["", "a", "ba", "cab", "bbaa", "dcbaabcd", "bcdefa", "fabcde"] {
            let mut list: Vec<(char, usize)> = keys.chars().zip(0..).collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by(&mut list, |one, other| one.0.cmp(&other.0));
            assert_eq!(list, expected, "{keys}");
        }
    }

    #[test]
    fn a_part_is_found_where_it_first_stands() {
        for (text, part) in
            [("a://b://c", "://"), ("a:/b", "://"), ("", "x"), ("é:è", "è"), ("aab", "ab")]
        {
            assert_eq!(find_part(text, part), text.find(part), "{part} in {text}");
            assert_eq!(split_at_part(text, part), text.split_once(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_map_keeps_the_order_of_its_keys_whatever_the_order_of_the_entries() {
        let mut map: SmallMap<u32, &str> = SmallMap::new();
        for (key, value) in [(5, "five"), (1, "one"), (9, "nine"), (3, "three")] {
            assert_eq!(map.insert(key, value), None);
        }
        assert_eq!(map.insert(5, "V"), Some("five"));
        assert_eq!((map.get(&5), map.get(&4)), (Some(&"V"), None));
        assert_eq!((map.remove(&1), map.remove(&1)), (Some("one"), None));
        map.retain(|key, _| *key != 3);
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&5, &"V"), (&9, &"nine")]);
        assert_eq!((map.len(), map.is_empty()), (2, false));
    }

    #[test]
    fn of_one_key_the_last_entry_counts() {
        let map = SmallMap::of_entries(vec![(5, "first"), (1, "one"), (5, "V"), (1, "I")]);
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&1, &"I"), (&5, &"V")]);
        assert!(map.contains_key(&5) && !map.contains_key(&4));
    }

    #[test]
    fn they_are_stored_as_the_trees_were() {
        let map: SmallMap<String, u32> =
            [("b".to_owned(), 2), ("a".to_owned(), 1)].into_iter().collect();
        let text = serde_json::to_string(&map).expect("JSON");
        assert_eq!(text, r#"{"a":1,"b":2}"#);
        assert_eq!(crate::from_text(&text), Ok(map));
        let mut set: SmallSet<u32> = [7, 2, 7].into_iter().collect();
        assert!(set.contains(&2) && set.insert(3) && !set.insert(3));
        let text = serde_json::to_string(&set).expect("JSON");
        assert_eq!(text, "[2,3,7]");
        assert_eq!(crate::from_text(&text), Ok(set));
    }
}
