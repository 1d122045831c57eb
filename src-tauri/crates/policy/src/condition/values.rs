//! The values of a condition in the form in which they are compared.

use super::{
    instant,
    network::Network,
    number::Number,
    operator::{Operator, Test},
};
use crate::{
    glob::{Glob, Syntax},
    lookup::{Lookup, Resolved},
    pattern::{ArnPattern, Variables},
    truth::Truth,
};

/// The values in the form in which they are compared.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// The texts as they stand.
    Plain,
    Globs(Box<[Glob]>),
    Arns(Box<[ArnPattern]>),
    Networks(Box<[Network]>),
    Instants(Box<[i128]>),
}

impl Values {
    /// The values of an operator; an error where one is not what the operator compares.
    pub(super) fn compile(operator: &Operator, texts: &[Box<str>], variables: bool) -> Result<Values, String> {
        let variables = variables && operator.takes_variables();
        let texts = || texts.iter().map(|text| &**text);
        let unfit = |text: &str, wanted: &str| format!("`{text}` is not {wanted}, as `{}` needs", operator.name);
        let globs = |wildcards| texts().map(|text| Glob::compile(text, Syntax { wildcards, variables })).collect();
        let check = |fits: &dyn Fn(&str) -> bool, wanted| match texts().find(|text| !fits(text)) {
            Some(text) => Err(unfit(text, wanted)),
            None => Ok(()),
        };
        let is_bool = |text: &str| is_true(text) || is_false(text);
        Ok(match operator.test {
            Test::StringEquals | Test::StringEqualsIgnoreCase => Values::Globs(globs(false)),
            Test::StringLike => Values::Globs(globs(true)),
            Test::Bool => {
                check(&|text| is_bool(text) || (variables && text.contains("${")), "`true` or `false`")?;
                Values::Globs(globs(false))
            }
            Test::Null => check(&is_bool, "`true` or `false`").map(|()| Values::Plain)?,
            Test::Numeric(_) => check(&|text| Number::parse(text).is_some(), "a number").map(|()| Values::Plain)?,
            Test::Binary => check(&is_base64, "base64").map(|()| Values::Plain)?,
            Test::Date(_) => {
                let instants = texts().map(|text| instant::parse(text).ok_or_else(|| unfit(text, "a date")));
                Values::Instants(instants.collect::<Result<_, _>>()?)
            }
            Test::IpAddress => {
                let networks =
                    texts().map(|text| Network::parse(text).ok_or_else(|| unfit(text, "an IP address or range")));
                Values::Networks(networks.collect::<Result<_, _>>()?)
            }
            Test::Arn => {
                let patterns = texts().map(|text| compile_arn(text, variables).ok_or_else(|| unfit(text, "an ARN")));
                Values::Arns(patterns.collect::<Result<_, _>>()?)
            }
        })
    }

    /// Whether a value of the request matches any of these, which `texts` has as written.
    pub(super) fn match_any(&self, test: Test, texts: &[Box<str>], value: &str, lookup: &Lookup<'_>) -> Truth {
        match (self, test) {
            (Values::Globs(globs), Test::StringEqualsIgnoreCase | Test::Bool) => {
                Truth::any(globs.iter().map(|glob| glob.equals_ignoring_case(value, lookup)))
            }
            (Values::Globs(globs), _) => Truth::any(globs.iter().map(|glob| glob.matches(value, lookup))),
            (Values::Arns(patterns), _) => {
                Truth::any(patterns.iter().map(|pattern| pattern.matches_value(value, lookup)))
            }
            (Values::Networks(networks), _) => Network::parse(value)
                .is_some_and(|given| networks.iter().any(|network| network.contains(&given)))
                .into(),
            (Values::Instants(instants), Test::Date(comparison)) => instant::parse(value)
                .is_some_and(|given| instants.iter().any(|instant| comparison.holds(given.cmp(instant))))
                .into(),
            (Values::Plain, Test::Numeric(comparison)) => {
                let holds = |given: Number<'_>, text: &str| {
                    Number::parse(text).is_some_and(|number| comparison.holds(given.order(&number)))
                };
                Number::parse(value).is_some_and(|given| texts.iter().any(|text| holds(given, text))).into()
            }
            (Values::Plain, Test::Binary) => {
                let bare = |text: &str| text.trim_end_matches('=').len();
                texts.iter().any(|text| text.get(..bare(text)) == value.get(..bare(value))).into()
            }
            (Values::Plain | Values::Instants(_), _) => Truth::Unknown,
        }
    }

    /// Whether every value that begins with this text (in which nothing is a wildcard) matches any of these, none does, or, unknown,
    /// some do.
    pub(super) fn match_start(&self, test: Test, start: &str, lookup: &Lookup<'_>) -> Truth {
        let set = format!("{start}*");
        match (self, test) {
            (Values::Globs(globs), Test::StringEquals | Test::StringLike) => {
                Truth::any(globs.iter().map(|glob| glob.matches_set(&set, lookup)))
            }
            _ => Truth::Unknown,
        }
    }

    /// The texts with their variables filled in where these are known.
    pub(super) fn filled_in(&self, texts: &[Box<str>], lookup: &Lookup<'_>) -> Vec<String> {
        let globs_of = |index: usize| match self {
            Values::Globs(globs) => globs.get(index).map(std::slice::from_ref),
            Values::Arns(patterns) => patterns.get(index).map(ArnPattern::globs),
            Values::Plain | Values::Networks(_) | Values::Instants(_) => None,
        };
        let texts = texts.iter().enumerate();
        texts.map(|(index, text)| fill_in(text, globs_of(index).unwrap_or_default(), lookup)).collect()
    }
}

/// The text with its variables replaced where their values are known.
pub(crate) fn fill_in(text: &str, globs: &[Glob], lookup: &Lookup<'_>) -> String {
    let mut filled = text.to_owned();
    for variable in globs.iter().flat_map(Glob::variables) {
        if let Resolved::Known(value) = lookup.variable(variable) {
            filled = filled.replace(&*variable.written, value);
        }
    }
    filled
}

pub(super) fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

pub(super) fn is_false(text: &str) -> bool {
    text.eq_ignore_ascii_case("false")
}

fn compile_arn(text: &str, variables: bool) -> Option<ArnPattern> {
    let places = if variables { Variables::Anywhere } else { Variables::Literal };
    match ArnPattern::compile(text, places) {
        // A variable may stand for several segments, or for the whole ARN.
        ArnPattern::Short(_) if variables && text.contains("${") => {
            Some(ArnPattern::Whole(Glob::compile(text, Syntax { wildcards: true, variables })))
        }
        ArnPattern::Short(_) => None,
        pattern => Some(pattern),
    }
}

fn is_base64(text: &str) -> bool {
    text.trim_end_matches('=').bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}
