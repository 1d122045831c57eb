//! Documents before they are written: texts with what a template puts into them, lists and maps in their order.

use crate::parameter::Parameter;

/// A value of a document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Node {
    /// A text, of parts.
    Text(Vec<Part>),
    /// The value of a parameter, as it is.
    Given(Parameter),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Part {
    /// As it stands. A policy variable in it (`${aws:PrincipalOrgID}`) is AWS's to replace, not the template's.
    Plain(String),
    /// The partition that the template is rolled out in.
    Partition,
    /// The account that the template is rolled out in.
    Account,
    Given(Parameter),
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(vec![Part::Plain(text.to_owned())])
    }
}

/// A map with these members.
pub(crate) fn map<const N: usize>(members: [(&str, Node); N]) -> Node {
    Node::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A policy document.
pub(crate) fn policy(statements: Vec<Node>) -> Node {
    map([("Version", "2012-10-17".into()), ("Statement", Node::List(statements))])
}

impl Node {
    /// Whether a parameter is used in it.
    pub(crate) fn uses(&self, parameter: Parameter) -> bool {
        match self {
            Self::Text(parts) => parts.contains(&Part::Given(parameter)),
            Self::Given(given) => *given == parameter,
            Self::List(items) => items.iter().any(|item| item.uses(parameter)),
            Self::Map(members) => members.iter().any(|(_, value)| value.uses(parameter)),
        }
    }
}
