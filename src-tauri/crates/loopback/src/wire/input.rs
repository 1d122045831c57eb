//! What a request asks, read the same way from every protocol.

use serde_json::{Map, Value as Json};

/// The members of a request. The query protocols give numbers and booleans as text; they are read alike.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input(Map<String, Json>);

impl Input {
    /// An input with these members.
    pub(crate) fn new(members: Map<String, Json>) -> Self {
        Self(members)
    }

    /// The members, in the order of their names.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&String, &Json)> {
        self.0.iter()
    }

    /// A text member; an empty text counts as not given.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
    }

    /// A text member, also where it is empty.
    pub(crate) fn any_text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Json::as_str)
    }

    /// An integer member; `Err` where it is given and is not an integer.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, ()> {
        match self.0.get(name) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::Number(number)) => number.as_i64().map(Some).ok_or(()),
            Some(Json::String(text)) => text.parse().map(Some).map_err(drop),
            Some(_) => Err(()),
        }
    }

    /// A boolean member; anything but true is false.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.any_flag(name).unwrap_or(false)
    }

    /// A boolean member, where it is given.
    pub(crate) fn any_flag(&self, name: &str) -> Option<bool> {
        match self.0.get(name) {
            Some(Json::Bool(flag)) => Some(*flag),
            Some(Json::String(text)) => Some(text == "true"),
            _ => None,
        }
    }

    /// The texts of a list member; empty where it is not given.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let items = self.0.get(name).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(Json::as_str).collect()
    }

    /// The structures of a list member; empty where it is not given.
    pub(crate) fn structures(&self, name: &str) -> Vec<Input> {
        let items = self.0.get(name).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(Json::as_object).cloned().map(Input).collect()
    }

    /// The members of a structure or map member.
    pub(crate) fn structure(&self, name: &str) -> Option<&Map<String, Json>> {
        self.0.get(name).and_then(Json::as_object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_typed_members_read_alike() {
        let Json::Object(members) =
            serde_json::json!({ "A": "5", "B": 5, "C": "true", "D": true, "E": "x", "F": ["p"] })
        else {
            unreachable!("an object is written above")
        };
        let input = Input::new(members);
        assert_eq!((input.integer("A"), input.integer("B"), input.integer("E")), (Ok(Some(5)), Ok(Some(5)), Err(())));
        assert!(input.flag("C") && input.flag("D") && !input.flag("E"));
        assert_eq!(input.texts("F"), ["p"]);
        assert!(input.texts("Gone").is_empty());
    }
}
