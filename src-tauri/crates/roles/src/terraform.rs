//! Terraform.

use crate::{
    Format, Purpose, Role,
    cloudformation::{description, policy_name},
    document::{Node, Part},
    head,
    parameter::Parameter,
};

/// The template of a role.
pub(crate) fn write(role: &Role) -> String {
    let mut out = String::new();
    for line in head::lines(role, Format::Terraform) {
        out.push_str(format!("# {line}").trim_end());
        out.push('\n');
    }
    out.push_str(
        "\nterraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \">= 5.0\"\n    }\n  }\n}\n\n\
         data \"aws_partition\" \"current\" {}\n\ndata \"aws_caller_identity\" \"current\" {}\n",
    );
    role.parameters.iter().for_each(|given| variable(*given, role.purpose, &mut out));
    out.push_str(&format!(
        "\nresource \"aws_iam_role\" \"armillary\" {{\n  name        = var.role_name\n  description = {}\n\n  assume_role_policy = jsonencode({})\n}}\n",
        quoted(description(role)),
        expression(&role.trust, 1),
    ));
    out.push_str(&format!(
        "\nresource \"aws_iam_role_policy\" \"armillary\" {{\n  name = {}\n  role = aws_iam_role.armillary.id\n\n  policy = jsonencode({})\n}}\n",
        quoted(policy_name(role.purpose)),
        expression(&role.policy, 1),
    ));
    out.push_str("\noutput \"role_arn\" {\n  description = \"The ARN of the role\"\n  value       = aws_iam_role.armillary.arn\n}\n");
    out
}

fn variable(given: Parameter, purpose: Purpose, out: &mut String) {
    let name = given.variable();
    let kind = if given.is_list() { "list(string)" } else { "string" };
    out.push_str(&format!(
        "\nvariable \"{name}\" {{\n  description = {}\n  type        = {kind}\n",
        quoted(given.says())
    ));
    if let Some(value) = given.default(purpose) {
        let value = if given.is_list() { format!("[{}]", quoted(value)) } else { quoted(value) };
        out.push_str(&format!("  default     = {value}\n"));
    }
    let pattern = quoted(given.pattern());
    let condition = match given.is_list() {
        true => format!("alltrue([for value in var.{name} : can(regex({pattern}, value))])"),
        false => format!("can(regex({pattern}, var.{name}))"),
    };
    out.push_str(&format!(
        "\n  validation {{\n    condition     = {condition}\n    error_message = {}\n  }}\n}}\n",
        quoted(&format!("The value has to be of the form {}", given.pattern()))
    ));
}

/// A value as an expression that begins on a line `depth` deep.
fn expression(node: &Node, depth: usize) -> String {
    let (margin, inner) = ("  ".repeat(depth), "  ".repeat(depth.saturating_add(1)));
    match node {
        Node::Text(parts) => format!("\"{}\"", parts.iter().map(part).collect::<String>()),
        Node::Given(parameter) => format!("var.{}", parameter.variable()),
        Node::List(items) => {
            let items = items.iter().map(|item| format!("{inner}{},\n", expression(item, depth.saturating_add(1))));
            format!("[\n{}{margin}]", items.collect::<String>())
        }
        Node::Map(members) => {
            let lines = members.iter().map(|(name, value)| {
                format!("{inner}{} = {}\n", quoted(name), expression(value, depth.saturating_add(1)))
            });
            let whole = format!("{{\n{}{margin}}}", lines.collect::<String>());
            // What may be empty is left out where it is.
            match members.iter().any(|(_, value)| *value == Node::Given(Parameter::ExternalId)) {
                true => format!("{{ for key, value in {whole} : key => value if value != \"\" }}"),
                false => whole,
            }
        }
    }
}

fn part(part: &Part) -> String {
    match part {
        Part::Plain(text) => escaped(text),
        Part::Partition => "${data.aws_partition.current.partition}".to_owned(),
        Part::Account => "${data.aws_caller_identity.current.account_id}".to_owned(),
        Part::Given(parameter) => format!("${{var.{}}}", parameter.variable()),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text in double quotes, in which nothing is replaced.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "$${").replace("%{", "%%{")
}
