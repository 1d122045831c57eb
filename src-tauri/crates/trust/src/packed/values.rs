//! Numbers, texts and collections as bytes.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
    ops::Range,
    sync::Arc,
};

use armillary_model::AccountId;
use armillary_policy::Policy;

use super::{Packed, Packer, Unpacker, put_all};

impl Packed for bool {
    fn put(&self, out: &mut Packer) {
        out.byte(u8::from(*self));
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        match input.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Packed for u32 {
    fn put(&self, out: &mut Packer) {
        out.number(u64::from(*self));
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        input.number()?.try_into().ok()
    }
}

/// The number of a crawl, which is never negative.
impl Packed for i64 {
    fn put(&self, out: &mut Packer) {
        match u64::try_from(*self) {
            Ok(number) => out.number(number),
            Err(_) => out.is_broken = true,
        }
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        input.number()?.try_into().ok()
    }
}

impl Packed for Range<u32> {
    fn put(&self, out: &mut Packer) {
        self.start.put(out);
        self.end.put(out);
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Some(u32::take(input)?..u32::take(input)?)
    }
}

impl Packed for AccountId {
    fn put(&self, out: &mut Packer) {
        out.number(AccountId::number(*self));
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Self::from_number(input.number()?)
    }
}

impl Packed for Arc<str> {
    fn put(&self, out: &mut Packer) {
        out.shared_text(self);
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        input.shared_text()
    }
}

impl Packed for Box<str> {
    fn put(&self, out: &mut Packer) {
        out.text(self);
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        input.text().map(Box::from)
    }
}

impl Packed for String {
    fn put(&self, out: &mut Packer) {
        out.text(self);
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        input.text().map(str::to_owned)
    }
}

impl Packed for Arc<Policy> {
    fn put(&self, out: &mut Packer) {
        match out.policies.get(&Arc::as_ptr(self)).copied() {
            Some(place) => out.number(place),
            None => out.is_broken = true,
        }
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        let place = input.number()?;
        input.policies.get(usize::try_from(place).ok()?).cloned()
    }
}

impl<T: Packed> Packed for Option<T> {
    fn put(&self, out: &mut Packer) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Some(if bool::take(input)? { Some(T::take(input)?) } else { None })
    }
}

impl<T: Packed, E: Packed> Packed for Result<T, E> {
    fn put(&self, out: &mut Packer) {
        self.is_ok().put(out);
        match self {
            Ok(value) => value.put(out),
            Err(error) => error.put(out),
        }
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Some(if bool::take(input)? { Ok(T::take(input)?) } else { Err(E::take(input)?) })
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn put(&self, out: &mut Packer) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Some((A::take(input)?, B::take(input)?))
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn put(&self, out: &mut Packer) {
        put_all(self, out);
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        let length = input.length()?;
        let mut values = Self::with_capacity(length);
        for _ in 0..length {
            values.push(T::take(input)?);
        }
        Some(values)
    }
}

impl<T: Packed> Packed for Box<[T]> {
    fn put(&self, out: &mut Packer) {
        put_all(self, out);
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Vec::take(input).map(Self::from)
    }
}

/// In the order of the keys, so that the same map always gives the same bytes.
impl<K: Packed + Ord + Hash, V: Packed> Packed for HashMap<K, V> {
    fn put(&self, out: &mut Packer) {
        let mut entries: Vec<(&K, &V)> = self.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        out.number(entries.len() as u64);
        for (key, value) in entries {
            key.put(out);
            value.put(out);
        }
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Vec::take(input).map(|entries| entries.into_iter().collect())
    }
}

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn put(&self, out: &mut Packer) {
        out.number(self.len() as u64);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        Vec::take(input).map(|entries| entries.into_iter().collect())
    }
}
