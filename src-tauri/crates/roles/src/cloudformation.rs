//! CloudFormation, in YAML. Intrinsic functions are written out, so that any YAML reader can read them.

use crate::{
    Deployed, Format, Purpose, Role,
    document::{Node, Part, map},
    head,
    parameter::Parameter,
};

/// The template of a role.
pub(crate) fn write(role: &Role) -> String {
    let mut out = String::new();
    for line in head::lines(role, Format::CloudFormation) {
        out.push_str(format!("# {line}").trim_end());
        out.push('\n');
    }
    out.push('\n');
    block(&whole(role), 0, &mut out);
    out
}

fn whole(role: &Role) -> Node {
    let parameters = role.parameters.iter().map(|given| (given.name().to_owned(), parameter(*given, role.purpose)));
    let has_external_id =
        function("Fn::Not", vec![function("Fn::Equals", vec![reference(Parameter::ExternalId.name()), "".into()])]);
    let properties = map([
        ("RoleName", reference(Parameter::RoleName.name())),
        ("Description", description(role).into()),
        ("AssumeRolePolicyDocument", intrinsic(&role.trust)),
        (
            "Policies",
            Node::List(vec![map([
                ("PolicyName", policy_name(role.purpose).into()),
                ("PolicyDocument", intrinsic(&role.policy)),
            ])]),
        ),
    ]);
    map([
        ("AWSTemplateFormatVersion", "2010-09-09".into()),
        ("Description", description(role).into()),
        ("Parameters", Node::Map(parameters.collect())),
        ("Conditions", map([("HasExternalId", has_external_id)])),
        ("Resources", map([("Role", map([("Type", "AWS::IAM::Role".into()), ("Properties", properties)]))])),
        (
            "Outputs",
            map([(
                "RoleArn",
                map([
                    ("Description", "The ARN of the role".into()),
                    ("Value", function("Fn::GetAtt", vec!["Role".into(), "Arn".into()])),
                ]),
            )]),
        ),
    ])
}

/// What a role says of itself.
pub(crate) fn description(role: &Role) -> &'static str {
    match (role.purpose, role.deployed) {
        (Purpose::Crawl, Deployed::Members) => "Armillary reads this account with it",
        (Purpose::Crawl, Deployed::Management) => "Armillary reads the organization with it, and enters its accounts",
        (Purpose::Act, Deployed::Members) => "Armillary carries out plans in this account with it",
        (Purpose::Act, Deployed::Management) => {
            "Armillary carries out plans with it, and enters the accounts of the organization"
        }
    }
}

/// The name of the inline policy.
pub(crate) fn policy_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Crawl => "Crawl",
        Purpose::Act => "Act",
    }
}

fn parameter(given: Parameter, purpose: Purpose) -> Node {
    let kind = if given.is_list() { "CommaDelimitedList" } else { "String" };
    let mut members = vec![("Type".to_owned(), kind.into()), ("Description".to_owned(), given.says().into())];
    members.extend(given.default(purpose).map(|value| ("Default".to_owned(), value.into())));
    members.push(("AllowedPattern".to_owned(), given.pattern().into()));
    Node::Map(members)
}

fn reference(name: &str) -> Node {
    map([("Ref", name.into())])
}

fn function(name: &str, arguments: Vec<Node>) -> Node {
    map([(name, Node::List(arguments))])
}

/// A document with CloudFormation's functions in place of what is filled in.
fn intrinsic(node: &Node) -> Node {
    match node {
        Node::Text(parts) => match parts.as_slice() {
            [Part::Plain(_)] => node.clone(),
            parts => map([("Fn::Sub", substituted(parts).as_str().into())]),
        },
        // What may be empty is left out where it is.
        Node::Given(Parameter::ExternalId) => function(
            "Fn::If",
            vec!["HasExternalId".into(), reference(Parameter::ExternalId.name()), reference("AWS::NoValue")],
        ),
        Node::Given(parameter) => reference(parameter.name()),
        Node::List(items) => Node::List(items.iter().map(intrinsic).collect()),
        Node::Map(members) => Node::Map(members.iter().map(|(name, value)| (name.clone(), intrinsic(value))).collect()),
    }
}

fn substituted(parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::Plain(text) => text.replace("${", "${!"),
        Part::Partition => "${AWS::Partition}".to_owned(),
        Part::Account => "${AWS::AccountId}".to_owned(),
        Part::Given(parameter) => format!("${{{}}}", parameter.name()),
    };
    parts.iter().map(text).collect()
}

/// Writes a map or list as a block, each line as far in as it is deep.
fn block(node: &Node, depth: usize, out: &mut String) {
    let margin = "  ".repeat(depth);
    match node {
        Node::Map(members) => {
            for (name, value) in members {
                out.push_str(&format!("{margin}{name}:"));
                value_of(value, depth, out);
            }
        }
        Node::List(items) => {
            for item in items {
                let mut inner = String::new();
                match scalar(item) {
                    Some(text) => inner = format!("{margin}  {text}\n"),
                    None => block(item, depth.saturating_add(1), &mut inner),
                }
                // The dash stands in the margin of the item's first line.
                let rest = inner.strip_prefix(&margin).and_then(|inner| inner.strip_prefix("  ")).unwrap_or(&inner);
                out.push_str(&format!("{margin}- {rest}"));
            }
        }
        Node::Text(_) | Node::Given(_) => {}
    }
}

fn value_of(value: &Node, depth: usize, out: &mut String) {
    match scalar(value) {
        Some(text) => out.push_str(&format!(" {text}\n")),
        None => {
            out.push('\n');
            block(value, depth.saturating_add(1), out);
        }
    }
}

/// A text in the double quotes that YAML and JSON share.
fn scalar(node: &Node) -> Option<String> {
    let Node::Text(parts) = node else { return None };
    Some(format!("\"{}\"", substituted_plain(parts).replace('\\', "\\\\").replace('"', "\\\"")))
}

/// The text of parts that were made plain before.
fn substituted_plain(parts: &[Part]) -> String {
    parts.iter().filter_map(|part| if let Part::Plain(text) = part { Some(text.as_str()) } else { None }).collect()
}
