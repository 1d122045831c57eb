//! Whether two patterns have a text in common.

/// A character of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Character(char),
    One,
    Star,
}

impl Symbol {
    fn meets(self, other: Symbol) -> bool {
        match (self, other) {
            (Symbol::Character(one), Symbol::Character(two)) => one == two,
            _ => true,
        }
    }
}

pub(super) fn plain(text: &str) -> impl DoubleEndedIterator<Item = Symbol> + Clone {
    text.chars().map(Symbol::Character)
}

pub(super) fn wild(text: &str) -> impl DoubleEndedIterator<Item = Symbol> + Clone {
    text.chars().map(|character| match character {
        '*' => Symbol::Star,
        '?' => Symbol::One,
        other => Symbol::Character(other),
    })
}

/// Whether some text matches both patterns.
pub(super) fn overlaps<A, B>(one: A, two: B) -> bool
where
    A: DoubleEndedIterator<Item = Symbol> + Clone,
    B: DoubleEndedIterator<Item = Symbol> + Clone,
{
    match (has_star(one.clone()), has_star(two.clone())) {
        // Between two patterns that both have a star, only what stands before their first and after their last can clash.
        (true, true) => agree_up_to_star(one.clone(), two.clone()) && agree_up_to_star(one.rev(), two.rev()),
        (true, false) => fits(one, two),
        (false, _) => fits(two, one),
    }
}

fn has_star(mut symbols: impl Iterator<Item = Symbol>) -> bool {
    symbols.any(|symbol| symbol == Symbol::Star)
}

fn agree_up_to_star(one: impl Iterator<Item = Symbol>, two: impl Iterator<Item = Symbol>) -> bool {
    let mut pairs = one.zip(two).take_while(|(one, two)| *one != Symbol::Star && *two != Symbol::Star);
    pairs.all(|(one, two)| one.meets(two))
}

/// Whether the pattern can match a text of fixed length, some characters of which are open.
fn fits(mut pattern: impl Iterator<Item = Symbol> + Clone, mut text: impl Iterator<Item = Symbol> + Clone) -> bool {
    let mut last_star = None;
    loop {
        let matched = match pattern.next() {
            Some(Symbol::Star) => {
                last_star = Some((pattern.clone(), text.clone()));
                true
            }
            Some(symbol) => text.next().is_some_and(|other| symbol.meets(other)),
            None if text.next().is_none() => return true,
            None => false,
        };
        if matched {
            continue;
        }
        let Some((after, mut from)) = last_star.take() else { return false };
        if from.next().is_none() {
            return false;
        }
        (pattern, text) = (after.clone(), from.clone());
        last_star = Some((after, from));
    }
}
