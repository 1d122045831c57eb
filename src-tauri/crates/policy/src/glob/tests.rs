use super::*;
use crate::{Context, Mode};

const SYNTAX: Syntax = Syntax { wildcards: true, variables: true };

fn matches(pattern: &str, text: &str, context: &Context, mode: Mode) -> Truth {
    Glob::compile(pattern, SYNTAX).matches(text, &Lookup { context, mode })
}

#[test]
fn wildcards_match_any_text_and_any_character() {
    for (pattern, text, expected) in [
        ("*", "", true),
        ("", "", true),
        ("a*", "a", true),
        ("a*c", "abcbc", true),
        ("*ab*ab*", "xabyabz", true),
        ("*ab*ab*", "xaby", false),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("?", "é", true),
        ("*?", "é", true),
        ("??", "é", false),
        ("**a**", "bab", true),
        ("*aab", "aaaaaaab", true),
        ("a*b*c", "a-b-b-d", false),
    ] {
        assert_eq!(matches(pattern, text, &Context::new(), Mode::Strict), expected.into(), "{pattern} {text}");
    }
}

#[test]
fn many_stars_take_no_more_than_quadratic_time() {
    let pattern = "a*".repeat(200) + "b";
    let text = "a".repeat(5_000);
    assert_eq!(matches(&pattern, &text, &Context::new(), Mode::Strict), Truth::False);
}

#[test]
fn variables_are_filled_in_and_escapes_are_characters() {
    let mut context = Context::new();
    context.set("aws:username", "Ann").set_many("aws:TagKeys", ["a", "b"]);
    for (pattern, text, expected) in [
        ("home/${aws:UserName}/*", "home/Ann/x", Truth::True),
        ("home/${aws:UserName}/*", "home/Bob/x", Truth::False),
        ("${aws:PrincipalTag/team, 'none'}-*", "none-x", Truth::True),
        ("${aws:PrincipalTag/team, 'a}b'}", "a}b", Truth::True),
        ("${aws:PrincipalTag/team}", "", Truth::False),
        ("${aws:TagKeys}", "a", Truth::False),
        ("a${*}${?}${$}", "a*?$", Truth::True),
        ("a${*}", "ab", Truth::False),
        ("${aws:username", "${aws:username", Truth::True),
    ] {
        assert_eq!(matches(pattern, text, &context, Mode::Strict), expected, "{pattern} {text}");
    }
    assert_eq!(matches("x/${aws:PrincipalTag/team}/y", "x/red/y", &context, Mode::Symbolic), Truth::Unknown);
    assert_eq!(matches("x/${aws:PrincipalTag/team}/y", "x/red/z", &context, Mode::Symbolic), Truth::False);
}

#[test]
fn sets_are_covered_met_or_missed() {
    let context = Context::new();
    for (pattern, set, expected) in [
        ("*", "a*", Truth::True),
        ("a*", "a*", Truth::True),
        ("a*", "ab*c?", Truth::True),
        ("ab*", "a*", Truth::Unknown),
        ("*b", "a*", Truth::Unknown),
        ("b*", "a*", Truth::False),
        ("*b", "*a", Truth::False),
        ("abc", "a*", Truth::Unknown),
        ("abd", "a?c", Truth::False),
        ("a?c", "a?c", Truth::True),
        ("a?c", "a*c", Truth::Unknown),
        ("*x*", "abc?", Truth::Unknown),
        ("*xy*", "abc?", Truth::False),
    ] {
        let found = Glob::compile(pattern, SYNTAX).matches_set(set, &Lookup { context: &context, mode: Mode::Strict });
        assert_eq!(found, expected, "{pattern} {set}");
    }
}
