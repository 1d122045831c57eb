//! Patterns of ARNs: each of the six segments is matched on its own.

use crate::{
    Resource,
    glob::{Glob, Syntax, is_wild},
    lookup::Lookup,
    truth::Truth,
    variable,
};

/// A pattern of a `Resource` element or of an ARN condition.
#[derive(Clone, Debug)]
pub(crate) enum ArnPattern {
    /// `*` alone.
    Everything,
    /// The first five segments are plain, so that the text can be matched as a whole.
    Whole(Glob),
    Segments(Box<[Glob; 6]>),
    /// Fewer than six segments; the missing ones match anything, where that is allowed at all.
    Short(Box<[Glob; 6]>),
}

/// Where a pattern may have policy variables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Variables {
    /// Nowhere: the policy is of version 2008-10-17.
    Literal,
    /// After the fifth colon, as in resources.
    InResource,
    /// In every segment, as in conditions.
    Anywhere,
}

impl ArnPattern {
    pub(crate) fn compile(text: &str, variables: Variables) -> ArnPattern {
        if !text.is_empty() && text.bytes().all(|byte| byte == b'*') {
            return ArnPattern::Everything;
        }
        let segments = split(text, variables != Variables::Literal);
        let plain = |segment: &str| !is_wild(segment) && (variables == Variables::Literal || !segment.contains("${"));
        if segments.iter().flatten().count() == 6 && segments.iter().flatten().take(5).all(|segment| plain(segment)) {
            let syntax = Syntax { wildcards: true, variables: variables != Variables::Literal };
            return ArnPattern::Whole(Glob::compile(text, syntax));
        }
        let mut index = 0_usize;
        let globs = Box::new(segments.map(|segment| {
            index = index.saturating_add(1);
            let variables = variables == Variables::Anywhere || (variables == Variables::InResource && index == 6);
            segment.map_or(Glob::Any, |segment| Glob::compile(segment, Syntax { wildcards: true, variables }))
        }));
        if segments.last().is_some_and(Option::is_some) {
            ArnPattern::Segments(globs)
        } else {
            ArnPattern::Short(globs)
        }
    }

    /// Whether it matches the resource of a request. Short ARNs are only expanded in policies of identities.
    pub(crate) fn matches_resource(&self, resource: &Resource, lookup: &Lookup<'_>, expand_short: bool) -> Truth {
        let match_one = |glob: &Glob, text: &str| match resource.is_set() {
            true => glob.matches_set(text, lookup),
            false => glob.matches(text, lookup),
        };
        let match_each = |globs: &[Glob; 6]| {
            Truth::all(globs.iter().enumerate().map(|(index, glob)| match resource.segment(index) {
                Some(segment) => match_one(glob, segment),
                None => Truth::False,
            }))
        };
        match self {
            ArnPattern::Everything => Truth::True,
            _ if resource.as_str() == "*" => Truth::False,
            ArnPattern::Whole(glob) => match_one(glob, resource.as_str()),
            ArnPattern::Segments(globs) => match_each(globs),
            ArnPattern::Short(globs) if expand_short => match_each(globs),
            ArnPattern::Short(_) => Truth::False,
        }
    }

    /// Whether the first five segments, from the partition to the account, may match those of the resource. `text` is the pattern as
    /// written.
    pub(crate) fn is_near(&self, text: &str, resource: &Resource, lookup: &Lookup<'_>) -> bool {
        match self {
            ArnPattern::Everything => true,
            ArnPattern::Whole(_) => text.split(':').take(5).enumerate().all(|(index, segment)| {
                resource.segment(index).is_some_and(|other| other == segment || (resource.is_set() && is_wild(other)))
            }),
            ArnPattern::Segments(globs) | ArnPattern::Short(globs) => {
                globs.iter().take(5).enumerate().all(|(index, glob)| {
                    let near = |segment| glob.matches_set(segment, lookup) != Truth::False;
                    resource.segment(index).is_some_and(near)
                })
            }
        }
    }

    /// Whether it matches the ARN that a context key holds.
    pub(crate) fn matches_value(&self, value: &str, lookup: &Lookup<'_>) -> Truth {
        match self {
            ArnPattern::Everything => Truth::True,
            ArnPattern::Whole(glob) => glob.matches(value, lookup),
            ArnPattern::Segments(globs) | ArnPattern::Short(globs) => {
                let mut segments = value.splitn(6, ':');
                Truth::all(globs.iter().map(|glob| match segments.next() {
                    Some(segment) => glob.matches(segment, lookup),
                    None => Truth::False,
                }))
            }
        }
    }

    pub(crate) fn globs(&self) -> &[Glob] {
        match self {
            ArnPattern::Everything => &[],
            ArnPattern::Whole(glob) => std::slice::from_ref(glob),
            ArnPattern::Segments(globs) | ArnPattern::Short(globs) => globs.as_slice(),
        }
    }
}

/// Splits at the first five colons, not counting those inside variables.
fn split(text: &str, variables: bool) -> [Option<&str>; 6] {
    let mut rest = Some(text);
    let mut count = 0_usize;
    [(); 6].map(|()| {
        count = count.saturating_add(1);
        let text = rest?;
        let end = if count == 6 { None } else { next_colon(text, variables) };
        let (segment, after) = match end {
            Some(end) => (text.get(..end), text.get(end.saturating_add(1)..)),
            None => (Some(text), None),
        };
        rest = after;
        segment
    })
}

fn next_colon(text: &str, variables: bool) -> Option<usize> {
    let mut place = 0_usize;
    loop {
        let rest = text.get(place..)?;
        let skipped = match rest.chars().next()? {
            ':' => return Some(place),
            '$' if variables => variable::read(rest).map_or(1, |(_, length)| length),
            other => other.len_utf8(),
        };
        place = place.saturating_add(skipped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, Mode};

    fn matches(pattern: &str, resource: &str, expand_short: bool) -> Truth {
        let mut context = Context::new();
        context.set("aws:username", "Ann");
        let lookup = Lookup { context: &context, mode: Mode::Strict };
        ArnPattern::compile(pattern, Variables::InResource).matches_resource(
            &Resource::new(resource),
            &lookup,
            expand_short,
        )
    }

    #[test]
    fn segments_are_matched_on_their_own() {
        let role = "arn:aws:iam::111122223333:role/team/X";
        for (pattern, resource, expected) in [
            ("*", role, true),
            ("arn:aws:iam::*:role/*", role, true),
            ("arn:aws:iam::111122223333:role/*X", role, true),
            ("arn:aws:iam::*role/*", role, false),
            ("arn:aws:*:role/team/X", role, false),
            ("arn:*:iam:*:1111*:role/team/?", role, true),
            ("arn:aws:iam::111122223333:role/X", role, false),
            ("arn:aws:iam::111122223333:ROLE/team/X", role, false),
            ("arn:aws:logs:*:*:log-group:a*", "arn:aws:logs:eu-west-1:111122223333:log-group:a:b:c", true),
            ("arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::Ann/x", true),
            ("arn:aws:iam::${aws:username}:role/X", "arn:aws:iam::Ann:role/X", false),
            ("arn:aws:s3:::*", "*", false),
            ("*", "*", true),
        ] {
            assert_eq!(matches(pattern, resource, true), expected.into(), "{pattern} {resource}");
        }
    }

    #[test]
    fn short_patterns_are_only_expanded_where_asked() {
        assert_eq!(matches("arn:aws:s3", "arn:aws:s3:::bucket", true), Truth::True);
        assert_eq!(matches("arn:aws:s3", "arn:aws:s3:::bucket", false), Truth::False);
        assert_eq!(matches("arn:aws:sqs", "arn:aws:s3:::bucket", true), Truth::False);
    }
}
