//! Reading statements as they are written: whom they name, what they ask for, and where they stand.

use armillary_model::{AccountId, StatementRef, partition_in_arn};
use armillary_policy::{Action, Condition, Effect, Policy, PrincipalElement, Quantifier, Statement};

use armillary_trust::{Principal, Source};

/// The keys that a policy's conditions ask about, as written.
pub(super) fn keys(policy: &Policy) -> Vec<String> {
    let conditions = policy.statements().iter().flat_map(|statement| statement.conditions());
    conditions.map(|condition| condition.key().to_owned()).collect()
}

/// The values that a policy's conditions compare a key with.
pub(super) fn values(policy: &Policy, key: &str) -> Vec<String> {
    let conditions = policy.statements().iter().flat_map(|statement| statement.conditions());
    let asked = conditions.filter(|condition| condition.key().eq_ignore_ascii_case(key));
    asked.flat_map(|condition| condition.values().iter().map(|value| value.to_string())).collect()
}

/// Statements of a policy that allow an action.
pub(super) fn allowing<'p>(policy: &'p Policy, action: &'p Action) -> impl Iterator<Item = &'p Statement> {
    policy.about(action).filter(|statement| statement.effect() == Effect::Allow)
}

/// Whether a condition holds only where its key is there and has one of its values: a positive operator, without
/// `IfExists`, and not `ForAllValues`, which an absent key satisfies.
pub(super) fn is_demand(condition: &Condition) -> bool {
    is_positive(condition) && !condition.if_exists() && condition.quantifier() != Some(Quantifier::ForAll)
}

/// Whether a condition holds for a key that is there only where it has one of its values.
pub(super) fn is_positive(condition: &Condition) -> bool {
    let operator = condition.operator();
    !operator.contains("Not") && operator != "Null"
}

/// What a statement demands a key to be; empty where it demands nothing.
pub(super) fn demanded<'s>(statement: &'s Statement, key: &str) -> Vec<&'s str> {
    let demands = statement.conditions().iter().filter(|condition| is_demand(condition));
    let asked = demands.filter(|condition| condition.key().eq_ignore_ascii_case(key));
    asked.flat_map(|condition| condition.values().iter().map(|value| &**value)).collect()
}

/// The partition that a principal's ARN is of: `aws`, or that of China or a government's Regions.
pub(super) fn partition(principal: &Principal) -> &str {
    partition_in_arn(&principal.arn).unwrap_or("aws")
}

/// Why a policy cannot be decided: the first of its statements that the engine does not understand.
pub(super) fn undecided(policy: &Policy) -> Option<String> {
    let mut statements = policy.statements().iter();
    statements.find_map(|statement| {
        let problem = statement.undecided()?;
        Some(format!("statement {} of the policy cannot be decided: {problem}", statement.index()))
    })
}

/// Whom a statement names. A statement that lets in everybody but some is taken to name everybody.
pub(super) fn named(statement: &Statement) -> Vec<PrincipalElement<'_>> {
    match statement.principals() {
        None => Vec::new(),
        Some(principals) if principals.negated => vec![PrincipalElement::Anyone],
        Some(principals) => principals.elements,
    }
}

/// The account that a principal element belongs to.
pub(super) fn account_of(element: &PrincipalElement<'_>) -> Option<AccountId> {
    match element {
        PrincipalElement::Account(id) => id.parse().ok(),
        PrincipalElement::Arn(arn) => armillary_model::account_in_arn(arn),
        _ => None,
    }
}

/// Where a statement of a role's trust policy stands.
pub(super) fn in_trust(role: &Principal, statement: &Statement) -> StatementRef {
    reference(&role.arn, "trust".to_owned(), statement)
}

/// Where a statement of a principal's identity policy stands.
pub(super) fn in_identity(principal: &Principal, policy: usize, statement: &Statement) -> StatementRef {
    let arn = &principal.arn;
    match principal.sources.get(policy) {
        Some(Source::Inline(name)) => reference(arn, format!("inline:{name}"), statement),
        Some(Source::Managed(managed)) => reference(arn, managed.to_string(), statement),
        Some(Source::GroupInline(group, name)) => reference(group, format!("inline:{name}"), statement),
        Some(Source::GroupManaged(group, managed)) => reference(group, managed.to_string(), statement),
        None => reference(arn, "identity".to_owned(), statement),
    }
}

fn reference(resource: &str, document: String, statement: &Statement) -> StatementRef {
    let sid = statement.sid().map(str::to_owned);
    StatementRef { resource: resource.to_owned(), document, statement: statement.index(), sid }
}

/// Whether this policy is one of AWS's own, which nobody in the organization wrote or can change.
pub(super) fn is_by_aws(principal: &Principal, policy: usize) -> bool {
    let arn = match principal.sources.get(policy) {
        Some(Source::Managed(arn) | Source::GroupManaged(_, arn)) => arn,
        _ => return false,
    };
    arn.contains(":iam::aws:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(condition: &str) -> Policy {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{condition}}}}}"#
        );
        Policy::parse(&text).expect("valid")
    }

    #[test]
    fn only_what_an_absent_key_breaks_is_a_demand() {
        for (condition, demands) in [
            (r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a"}}"#, true),
            (r#"{"StringLike":{"AWS:principalorgid":"o-a"}}"#, true),
            (r#"{"ForAnyValue:StringEquals":{"aws:PrincipalOrgID":"o-a"}}"#, true),
            (r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a"}}"#, false),
            (r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a"}}"#, false),
            (r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a"}}"#, false),
            (r#"{"Null":{"aws:PrincipalOrgID":"false"}}"#, false),
        ] {
            let policy = statement(condition);
            let found =
                policy.statements().first().map(|statement| !demanded(statement, "aws:PrincipalOrgID").is_empty());
            assert_eq!(found, Some(demands), "{condition}");
        }
    }

    #[test]
    fn everybody_but_some_is_everybody() {
        let text =
            r#"{"Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#;
        let policy = Policy::parse(text).expect("valid");
        let named: Vec<_> = policy.statements().iter().flat_map(named).collect();
        assert_eq!(named, [PrincipalElement::Anyone]);
    }
}
