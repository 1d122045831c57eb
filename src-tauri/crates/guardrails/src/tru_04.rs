//! TRU-04: a role trusts an identity provider without checking for whom a token was made.
//!
//! OpenID Connect: the audience has to be demanded, and of shared issuers also the subject, down to an organization or
//! repository whose name holds no wildcard (`repo:org/*` is narrow, `repo:*` and `repo:org*` are not). SAML: the
//! audience. A deny that keeps a made-up token out does as well.

use armillary_model::{Finding, RuleId, Severity};
use armillary_policy::{Action, Condition, PrincipalElement, Statement};

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{crossing, severity},
    grants,
    probe::Caller,
    report::Draft,
};
use armillary_classify::Stage;
use armillary_trust::Principal;

pub(super) const RULE: Rule = Rule { id: RuleId::Tru04, reads: Reads::Trust, check };

/// Issuers whose tokens are made for applications, and the claim that names the application; who the user is, the
/// application knows.
const APPLICATIONS: &[(&str, &[&str])] = &[
    ("accounts.google.com", &["aud", "oaud"]),
    ("cognito-identity.amazonaws.com", &["aud"]),
    ("graph.facebook.com", &["app_id"]),
    ("www.amazon.com", &["app_id"]),
];

/// Issuers that everybody can have tokens from.
const SHARED: &[&str] = &[
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "vstoken.dev.azure.com",
];

/// Claims that tell for whom a token was made.
const SUBJECTS: &[&str] = &[
    "sub",
    "job_workflow_ref",
    "namespace_id",
    "namespace_path",
    "organization_id",
    "organization_slug",
    "project_id",
    "project_path",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
];

/// What stands before the owner's name in a subject.
const BEFORE_OWNER: &[&str] =
    &["repo:", "repository_owner:", "project_path:", "organization:", "system:serviceaccount:"];

fn check(scope: &Scope<'_>, report: &mut Report) {
    let (web, saml) = (Action::new("sts:AssumeRoleWithWebIdentity"), Action::new("sts:AssumeRoleWithSAML"));
    for (_, role, trust) in scope.trusts() {
        for (action, is_saml) in [(&web, false), (&saml, true)] {
            for statement in conditions::allowing(trust, action) {
                for provider in federated(statement, is_saml) {
                    report.looked();
                    let missing =
                        if is_saml { missing_of_saml(statement) } else { missing_of_web(statement, issuer(provider)) };
                    let Some(missing) = missing else { continue };
                    if strangers(statement, provider, &missing).iter().any(|token| token.does(action, role, None)) {
                        report.raise(finding(scope, role, statement, provider, &missing));
                    }
                }
            }
        }
    }
}

/// What is not demanded of a token.
enum Missing {
    /// The claim that says which application it is for.
    Audience(String),
    /// The claim that says for whom it was made.
    Subject(String),
}

fn federated(statement: &Statement, is_saml: bool) -> Vec<&str> {
    let named = conditions::named(statement).into_iter();
    let providers = named.filter_map(|element| match element {
        PrincipalElement::Federated(provider) => Some(provider),
        _ => None,
    });
    providers.filter(|provider| provider.contains(":saml-provider/") == is_saml).collect()
}

/// The issuer that a provider stands for, as condition keys begin with it.
fn issuer(provider: &str) -> &str {
    provider.split_once(":oidc-provider/").map_or(provider, |(_, issuer)| issuer)
}

fn missing_of_saml(statement: &Statement) -> Option<Missing> {
    let audience = conditions::demanded(statement, "SAML:aud");
    (audience.is_empty() || audience.contains(&"*")).then(|| Missing::Audience("SAML:aud".to_owned()))
}

fn missing_of_web(statement: &Statement, issuer: &str) -> Option<Missing> {
    let application = APPLICATIONS.iter().find(|(name, _)| *name == issuer);
    let audiences = application.map_or(&["aud"][..], |(_, claims)| claims);
    let demands =
        |claim: &str, narrow: fn(&Condition, &str) -> bool| demands(statement, &format!("{issuer}:{claim}"), narrow);
    if application.is_none() && !SUBJECTS.iter().any(|claim| demands(claim, is_narrow)) {
        Some(Missing::Subject(format!("{issuer}:sub")))
    } else if !audiences.iter().any(|claim| demands(claim, |_, value| value != "*")) {
        Some(Missing::Audience(format!("{issuer}:{}", audiences.first().copied().unwrap_or("aud"))))
    } else {
        None
    }
}

/// Whether the statement demands a key, and every value that satisfies a demand is narrow.
fn demands(statement: &Statement, key: &str, narrow: fn(&Condition, &str) -> bool) -> bool {
    statement.conditions().iter().any(|condition| {
        conditions::is_demand(condition)
            && condition.key().eq_ignore_ascii_case(key)
            && condition.values().iter().all(|value| narrow(condition, value))
    })
}

/// Whether only subjects of one owner fit: wildcards, where the operator knows them, come after the owner's name has
/// ended.
fn is_narrow(condition: &Condition, value: &str) -> bool {
    let wildcard = value.find(['*', '?']).filter(|_| condition.operator().contains("Like"));
    let Some(literal) = wildcard.and_then(|at| value.get(..at)) else { return !value.is_empty() };
    let owner = BEFORE_OWNER.iter().find_map(|before| literal.strip_prefix(before)).unwrap_or(literal);
    owner.find(['/', ':']).is_some_and(|end| end > 0)
}

/// Tokens made for somebody the role has nothing to do with: without the claim, with just any, and with such as fit the
/// patterns that are too wide.
fn strangers(statement: &Statement, provider: &str, missing: &Missing) -> Vec<Caller> {
    let (key, any) = match missing {
        Missing::Audience(key) => (key, "armillary-anything"),
        Missing::Subject(key) => (key, "repo:armillary-anyone/anything:ref:refs/heads/main"),
    };
    let asked = statement.conditions().iter().filter(|condition| condition.key().eq_ignore_ascii_case(key));
    let wide = asked.flat_map(|condition| condition.values().iter().filter(|value| !is_narrow(condition, value)));
    let fitting = wide.map(|pattern| pattern.replace('*', "armillary-anyone/anything").replace('?', "a"));
    let values: Vec<String> = std::iter::once(any.to_owned()).chain(fitting).collect();
    let Some(caller) = Caller::new(provider) else { return Vec::new() };
    let with = values.iter().map(|value| caller.clone().with(key, value));
    with.chain([caller.clone().without(key)]).collect()
}

fn finding(scope: &Scope<'_>, role: &Principal, statement: &Statement, provider: &str, missing: &Missing) -> Finding {
    let own = scope.org.account_of(role);
    let worst = severity(grants::power(role), crossing(Stage::External, own.stage)).max(Severity::High);
    let is_shared = SHARED.iter().any(|shared| issuer(provider).starts_with(shared));
    let (key, weight, what, remedy) = match missing {
        Missing::Subject(key) if is_shared => (
            key,
            worst,
            "anybody who has tokens of the issuer can take it: the subject is not demanded, down to an organization",
            format!(
                "Demand `{key}` with the organization, repository and environment, and no wildcard before the organization's name ends."
            ),
        ),
        Missing::Subject(key) => (
            key,
            Severity::Medium,
            "anybody whom the issuer knows can take it: the subject is not demanded",
            format!("Demand `{key}` with the subject that needs the role."),
        ),
        Missing::Audience(key) => (
            key,
            Severity::Medium,
            "tokens made for other applications are taken too: the audience is not demanded",
            format!("Demand `{key}` with StringEquals."),
        ),
    };
    Draft::new(RuleId::Tru04, &*role.arn, role.account)
        .told_by("provider", provider)
        .told_by("missing", key.as_str())
        .severity(weight)
        .summary(format!("`{}` in {} trusts `{provider}`, and {what}.", role.name(), own.name))
        .remedy(remedy)
        .statements([conditions::in_trust(role, statement)])
        .fail()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    const GITHUB: &str = "token.actions.githubusercontent.com";

    fn web(issuer: &str, condition: Value) -> Vec<String> {
        let provider = if issuer.contains("amazonaws.com/") || issuer == GITHUB {
            format!("arn:aws:iam::{PROD}:oidc-provider/{issuer}")
        } else {
            issuer.to_owned()
        };
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition
        }]});
        Team::new().role(PROD, "Deploy", trust, &[]).says(RuleId::Tru04)
    }

    fn github(operator: &str, subject: &str) -> Vec<String> {
        let mut condition = json!({"StringEquals": {format!("{GITHUB}:aud"): "sts.amazonaws.com"}});
        condition[operator][format!("{GITHUB}:sub")] = json!(subject);
        web(GITHUB, condition)
    }

    #[test]
    fn a_subject_names_its_owner_without_wildcards() {
        let open = ["fail Deploy".to_owned()];
        for (operator, subject) in [
            ("StringEquals", "repo:org/models:environment:prod"),
            ("StringLike", "repo:org/*"),
            ("StringLike", "repo:org/models:*"),
            ("StringLike", "repository_owner:org:*"),
            ("StringEquals", "repo:*"),
        ] {
            assert_eq!(
                github(operator, subject),
                nothing(),
                "{operator} {subject}: no wildcard that works before the owner ends"
            );
        }
        for (operator, subject) in [
            ("StringLike", "repo:*"),
            ("StringLike", "repo:org*"),
            ("StringLike", "repo:*/models"),
            ("StringLike", "*"),
            ("StringEqualsIfExists", "repo:org/models:ref:refs/heads/main"),
            ("ForAllValues:StringEquals", "repo:org/models:ref:refs/heads/main"),
            ("StringNotEquals", "repo:bad/models:ref:refs/heads/main"),
        ] {
            assert_eq!(github(operator, subject), open, "{operator} {subject}");
        }
    }

    #[test]
    fn audience_and_subject_are_both_demanded() {
        let open = ["fail Deploy".to_owned()];
        assert_eq!(web(GITHUB, json!({"StringEquals": {format!("{GITHUB}:aud"): "sts.amazonaws.com"}})), open);
        assert_eq!(
            web(GITHUB, json!({"StringEquals": {format!("{GITHUB}:sub"): "repo:org/models:ref:refs/heads/main"}})),
            open
        );
        let owner = json!({"StringEquals": {format!("{GITHUB}:aud"): "sts.amazonaws.com", format!("{GITHUB}:repository_owner"): "org"}});
        assert_eq!(web(GITHUB, owner), nothing());
    }

    #[test]
    fn clusters_name_the_namespace_and_applications_the_audience() {
        let cluster = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
        let pods = |subject: &str| {
            web(
                cluster,
                json!({"StringLike": {format!("{cluster}:sub"): subject}, "StringEquals": {format!("{cluster}:aud"): "sts.amazonaws.com"}}),
            )
        };
        assert_eq!(pods("system:serviceaccount:models:*"), nothing());
        assert_eq!(pods("system:serviceaccount:*"), ["fail Deploy"]);
        let pool = "cognito-identity.amazonaws.com";
        assert_eq!(web(pool, json!({"StringEquals": {format!("{pool}:aud"): "eu-west-1:pool"}})), nothing());
        assert_eq!(web(pool, json!({})), ["fail Deploy"]);
    }

    #[test]
    fn a_deny_of_other_subjects_is_as_good() {
        let provider = format!("arn:aws:iam::{PROD}:oidc-provider/{GITHUB}");
        let (aud, sub) = (format!("{GITHUB}:aud"), format!("{GITHUB}:sub"));
        let statement = |effect: &str, condition: Value| json!({"Effect": effect, "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition});
        let allow =
            statement("Allow", json!({"StringEquals": {aud: "sts.amazonaws.com"}, "StringLike": {&sub: "repo:org*"}}));
        let deny = statement("Deny", json!({"StringNotLike": {sub: "repo:org/*"}}));
        let trust = json!({"Version": "2012-10-17", "Statement": [allow, deny]});
        assert_eq!(Team::new().role(PROD, "Deploy", trust, &[]).says(RuleId::Tru04), nothing());
    }

    #[test]
    fn saml_demands_the_audience() {
        let said = |condition: Value| {
            let trust = json!({"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Federated": format!("arn:aws:iam::{PROD}:saml-provider/corp")},
                "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"], "Condition": condition
            }]});
            Team::new().role(PROD, "People", trust, &[]).says(RuleId::Tru04)
        };
        assert_eq!(said(json!({"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}})), nothing());
        assert_eq!(said(json!({})), ["fail People"]);
    }
}
