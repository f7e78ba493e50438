//! When something was, by the PBX's own counting: what came late is told from what is new.

/// A place in the PBX's own order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// How often the PBX began to count anew.
    pub epoch: u32,
    /// Its running number.
    pub key: Option<u64>,
    /// Its clock, in milliseconds since some day.
    pub clock_ms: Option<u64>,
}

impl Stamp {
    /// Whether this is surely before the other: by the count, and where there is none by the clock.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        if self.epoch != other.epoch {
            return self.epoch < other.epoch;
        }
        match (self.key, other.key) {
            (Some(own), Some(others)) if own != others => own < others,
            _ => {
                matches!((self.clock_ms, other.clock_ms), (Some(own), Some(others)) if own < others)
            }
        }
    }
}

/// Something said at times, of which the newest counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Newest<T>(Option<(Stamp, T)>);

/// Something said at times, of which the first counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct First<T>(Option<(Stamp, T)>);

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for First<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Newest<T> {
    /// Takes it unless a newer one is there.
    pub(super) fn take(&mut self, stamp: Stamp, value: T) {
        if self.0.as_ref().is_none_or(|(newest, _)| !stamp.is_before(newest)) {
            self.0 = Some((stamp, value));
        }
    }

    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.0.as_ref().map(|(stamp, _)| *stamp)
    }

    pub(super) fn value(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }
}

impl<T> First<T> {
    /// Takes it unless an older one is there.
    pub(super) fn take(&mut self, stamp: Stamp, value: T) {
        if self.0.as_ref().is_none_or(|(first, _)| stamp.is_before(first)) {
            self.0 = Some((stamp, value));
        }
    }

    pub(super) fn value(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_goes_before_the_clock() {
        let at = |epoch, key, clock_ms| Stamp { epoch, key, clock_ms };
        for (one, other, before) in [
            (at(1, Some(9), Some(5)), at(2, Some(1), Some(4)), true),
            (at(1, Some(1), Some(5)), at(1, Some(2), Some(4)), true),
            (at(1, Some(2), Some(4)), at(1, Some(2), Some(5)), true),
            (at(1, None, Some(4)), at(1, Some(2), Some(5)), true),
            (at(1, Some(2), None), at(1, None, Some(5)), false),
            (at(1, Some(2), Some(5)), at(1, Some(2), Some(5)), false),
        ] {
            assert_eq!(one.is_before(&other), before, "{one:?} {other:?}");
            assert!(!before || !other.is_before(&one), "{one:?} {other:?}");
        }
    }
}
