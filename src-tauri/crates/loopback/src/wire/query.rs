//! AWS Query and EC2 Query requests: a form whose dotted, numbered names spell structures and lists.
//!
//! `Filter.member.1=Role` (Query), `Filter.1.Name=vpc-id` and `VpcId.1=vpc-1` (EC2) all become lists.

use std::borrow::Cow;

use percent_encoding::percent_decode;
use serde_json::{Map, Value as Json};

use super::Input;

/// Reads a form body. Pairs that are not UTF-8 are read with replacement characters.
pub(crate) fn read(body: &[u8]) -> Input {
    let mut root = Map::new();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default());
        let value = decode(halves.next().unwrap_or_default());
        insert(&mut root, &name, value);
    }
    Input::new(root.into_iter().map(|(name, value)| (name, with_lists(value))).collect())
}

fn decode(text: &[u8]) -> String {
    let spaced: Cow<'_, [u8]> = if text.contains(&b'+') {
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect::<Vec<_>>().into()
    } else {
        text.into()
    };
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}

fn insert(root: &mut Map<String, Json>, name: &str, value: String) {
    let mut node = root;
    let mut parts = name.split('.').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            node.insert(part.to_owned(), Json::String(value));
            return;
        }
        let child = node.entry(part).or_insert_with(|| Json::Object(Map::new()));
        let Json::Object(inner) = child else { return };
        node = inner;
    }
}

fn with_lists(value: Json) -> Json {
    let Json::Object(mut members) = value else { return value };
    if members.len() == 1
        && let Some(inner) = members.remove("member")
    {
        return with_lists(inner);
    }
    let mut numbered: Vec<(u32, &String)> =
        members.keys().filter_map(|name| name.parse().ok().map(|n| (n, name))).collect();
    if numbered.is_empty() || numbered.len() < members.len() {
        return Json::Object(members.into_iter().map(|(name, value)| (name, with_lists(value))).collect());
    }
    numbered.sort_unstable();
    let names: Vec<String> = numbered.into_iter().map(|(_, name)| name.clone()).collect();
    Json::Array(names.iter().filter_map(|name| members.remove(name)).map(with_lists).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_names_become_lists() {
        let input = read(b"Action=X&Filter.member.2=b+c&Filter.member.1=a%2Fb&VpcId.1=vpc-1&MaxItems=5");
        assert_eq!(input.texts("Filter"), ["a/b", "b c"]);
        assert_eq!(input.texts("VpcId"), ["vpc-1"]);
        assert_eq!(input.integer("MaxItems"), Ok(Some(5)));
    }

    #[test]
    fn lists_hold_structures_and_keep_numeric_order() {
        let mut body = String::new();
        for number in (1..=12).rev() {
            body.push_str(&format!("Filter.{number}.Name=n{number}&Filter.{number}.Value.1=v&"));
        }
        let filters = read(body.as_bytes()).structures("Filter");
        assert_eq!(filters.len(), 12);
        assert_eq!(
            filters.iter().map(|f| f.text("Name").unwrap_or_default()).collect::<Vec<_>>()[9..],
            ["n10", "n11", "n12"]
        );
        assert_eq!(filters[0].texts("Value"), ["v"]);
    }

    #[test]
    fn contradicting_names_do_not_break_reading() {
        let input = read(b"A=1&A.B=2&=&&%zz=%ff");
        assert_eq!(input.text("A"), Some("1"));
    }
}
