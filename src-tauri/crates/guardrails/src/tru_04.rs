//! TRU-04: a role trusts an identity provider without checking for whom a token was made.
//!
//! OpenID Connect: the audience has to be demanded, and of shared issuers also the subject, down to an organization or
//! repository whose name holds no wildcard (`repo:org/*` is narrow, `repo:*`, `repo:org*` and `environment:*` are not).
//! SAML: the audience. A deny that keeps a made-up token out does as well. Which issuers are shared, and which of their
//! claims name an owner, `facts` knows.

use armillary_facts as facts;
use armillary_model::{RuleId, Severity};
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

/// What stands before a name in the subjects of clusters, whoever runs them.
const BEFORE_NAMESPACE: &str = "system:serviceaccount:";

fn check(scope: &Scope<'_>, report: &mut Report) {
    let (web, saml) = (Action::new("sts:AssumeRoleWithWebIdentity"), Action::new("sts:AssumeRoleWithSAML"));
    for (_, role, trust) in scope.trusts() {
        for (action, is_saml) in [(&web, false), (&saml, true)] {
            for statement in conditions::allowing(trust, action) {
                for provider in federated(scope, role, statement, is_saml) {
                    report.looked();
                    let registered = registered(scope, provider);
                    let missing = match is_saml {
                        true => missing_of_saml(statement),
                        false => missing_of_web(statement, issuer(provider), registered),
                    };
                    let Some(missing) = missing else { continue };
                    if strangers(statement, provider, &missing).iter().any(|token| token.does(action, role, None)) {
                        let draft = finding(scope, role, statement, provider, &missing);
                        report.raise(match (&missing, registered) {
                            (Missing::Audience(_), Registered::Unread) => {
                                draft.uncertain("the audiences of the identity provider were not read")
                            }
                            _ => draft.fail(),
                        });
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

/// The audiences that an identity provider is registered with: AWS takes tokens for no other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Registered {
    /// One, which is as good as a demand for it.
    One,
    /// Several, or the provider has none by nature.
    Open,
    /// They were not read.
    Unread,
}

fn registered(scope: &Scope<'_>, provider: &str) -> Registered {
    let Some(known) = scope.org.provider(provider) else { return Registered::Open };
    match known.audiences.as_deref() {
        Some([_]) => Registered::One,
        Some(_) => Registered::Open,
        None => Registered::Unread,
    }
}

/// The identity providers whose users a statement lets in: those that it names, and where it names everybody those of the role's
/// account.
fn federated<'s>(scope: &Scope<'s>, role: &Principal, statement: &'s Statement, is_saml: bool) -> Vec<&'s str> {
    let is_asked = |provider: &&str| provider.contains(":saml-provider/") == is_saml;
    let own = || {
        let providers = scope.org.providers().iter().filter(|provider| provider.account == role.account);
        let public = facts::identity_providers().map(|name| -> &str { name });
        providers.map(|provider| &*provider.arn).chain(public).filter(is_asked)
    };
    let mut found: Vec<&str> = Vec::new();
    for element in conditions::named(statement) {
        match element {
            PrincipalElement::Federated("*") | PrincipalElement::Anyone => found.extend(own()),
            PrincipalElement::Federated(provider) => found.extend(Some(provider).filter(is_asked)),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The issuer that a provider stands for, as condition keys begin with it.
fn issuer(provider: &str) -> &str {
    provider.split_once(":oidc-provider/").map_or(provider, |(_, issuer)| issuer)
}

fn missing_of_saml(statement: &Statement) -> Option<Missing> {
    let audience = conditions::demanded(statement, "SAML:aud");
    (audience.is_empty() || audience.contains(&"*")).then(|| Missing::Audience("SAML:aud".to_owned()))
}

fn missing_of_web(statement: &Statement, name: &str, registered: Registered) -> Option<Missing> {
    let tokens = Tokens::of(name);
    let audiences = tokens.audiences();
    // A provider that is registered for one audience demands it, and with it whoever the audience names.
    let is_one = registered == Registered::One;
    let is_narrow = |claim: &&str| {
        (is_one && *claim == "aud")
            || demands(statement, name, claim, |condition, value| tokens.is_narrow(claim, condition, value))
    };
    if !tokens.are_for_applications() && !tokens.subjects().iter().any(is_narrow) {
        Some(Missing::Subject(format!("{name}:sub")))
    } else if is_one {
        None
    } else if !audiences.iter().any(|claim| demands(statement, name, claim, |_, value| value != "*")) {
        Some(Missing::Audience(format!("{name}:{}", audiences.first().copied().unwrap_or("aud"))))
    } else {
        None
    }
}

/// Whether the statement demands a claim, and every value that satisfies a demand is narrow.
fn demands(statement: &Statement, name: &str, claim: &str, narrow: impl Fn(&Condition, &str) -> bool) -> bool {
    let key = format!("{name}:{claim}");
    statement.conditions().iter().any(|condition| {
        // What an absent key satisfies is a demand on a claim that no token is without.
        let is_demand = if is_in_every_token(claim) {
            conditions::is_positive(condition)
        } else {
            conditions::is_demand(condition)
        };
        is_demand
            && condition.key().eq_ignore_ascii_case(&key)
            && condition.values().iter().all(|value| narrow(condition, value))
    })
}

fn is_in_every_token(claim: &str) -> bool {
    matches!(claim, "aud" | "iss" | "sub")
}

/// What is known of an issuer's tokens.
struct Tokens<'p> {
    name: &'p str,
    issuer: Option<facts::Issuer>,
}

impl<'p> Tokens<'p> {
    fn of(name: &'p str) -> Self {
        Self { name, issuer: facts::issuer(name) }
    }

    /// Whether all customers of the issuer share it.
    fn are_shared(&self) -> bool {
        self.issuer.is_some_and(|issuer| issuer.is_shared)
    }

    /// Whether they are made for applications: who the user is, the application knows.
    fn are_for_applications(&self) -> bool {
        self.issuer.is_some_and(|issuer| issuer.is_shared && issuer.subjects().next().is_none())
    }

    fn tenant_claims(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.issuer.map_or("", |issuer| issuer.tenant_claims).split_whitespace()
    }

    /// Claims that name the application a token was made for.
    fn audiences(&self) -> Vec<&'static str> {
        if !self.are_for_applications() {
            return vec!["aud"];
        }
        self.tenant_claims().filter(|claim| matches!(*claim, "aud" | "oaud" | "app_id")).collect()
    }

    /// Claims that say for whom a token was made: of an issuer that a customer has for itself, all that are known do.
    fn subjects(&self) -> Vec<&'static str> {
        let mut claims = vec!["sub"];
        if self.are_shared() {
            claims.extend(self.tenant_claims());
        } else {
            claims.extend(facts::claims(self.name));
        }
        claims
    }

    /// What a subject begins with before the name of whose token it is.
    fn before_owner(&self) -> Vec<String> {
        let named = self.issuer.into_iter().flat_map(|issuer| issuer.subjects()).map(|(before, _)| before.to_owned());
        let claims = self.tenant_claims().map(|claim| format!("{claim}:"));
        let mut before: Vec<String> = named.chain(claims).chain([BEFORE_NAMESPACE.to_owned()]).collect();
        // The longest that fits says the most; nothing at all fits last.
        before.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        before
    }

    /// Whether only tokens of one owner fit: wildcards, where the operator knows them, come after the owner's name has
    /// ended. Subjects of a shared issuer have to begin with what names an owner: others can have theirs say the rest too.
    fn is_narrow(&self, claim: &str, condition: &Condition, value: &str) -> bool {
        let wildcard = value.find(['*', '?']).filter(|_| condition.operator().contains("Like"));
        let literal = wildcard.and_then(|at| value.get(..at)).unwrap_or(value);
        let before = self.before_owner();
        let owner = before.iter().find_map(|before| literal.strip_prefix(before.as_str()));
        if claim == "sub" && self.are_shared() && owner.is_none() {
            return false;
        }
        // An audience is a name as a whole.
        if claim == "aud" && wildcard.is_some() {
            return false;
        }
        let owner = owner.unwrap_or(literal);
        match wildcard {
            Some(_) => owner.find(['/', ':']).is_some_and(|end| end > 0),
            None => !owner.is_empty(),
        }
    }

    /// A subject of a stranger.
    fn stranger(&self) -> String {
        let (before, after) = self.issuer.and_then(|issuer| issuer.subjects().next()).unwrap_or_default();
        let name = if (before, after) == ("", "") { "" } else { "armillary-anyone" };
        format!("{before}{name}{after}anything")
    }
}

/// Tokens made for somebody the role has nothing to do with: with just any claim, with such as fit the patterns that are too
/// wide, and without it where a token can be.
fn strangers(statement: &Statement, provider: &str, missing: &Missing) -> Vec<Caller> {
    let tokens = Tokens::of(issuer(provider));
    let (key, any) = match missing {
        Missing::Audience(key) => (key, "armillary-anything".to_owned()),
        Missing::Subject(key) => (key, tokens.stranger()),
    };
    let claim = key.rsplit(':').next().unwrap_or(key);
    let asked = statement.conditions().iter().filter(|condition| condition.key().eq_ignore_ascii_case(key));
    let wide = asked
        .flat_map(|condition| condition.values().iter().filter(|value| !tokens.is_narrow(claim, condition, value)));
    let fitting = wide.map(|pattern| pattern.replace('*', "armillary-anyone/anything").replace('?', "a"));
    let values: Vec<String> = std::iter::once(any).chain(fitting).collect();
    let Some(caller) = Caller::new(provider) else { return Vec::new() };
    let with = values.iter().map(|value| caller.clone().with(key, value));
    let is_saml = provider.contains(":saml-provider/");
    let without = (is_saml || !is_in_every_token(claim)).then(|| caller.clone().without(key));
    with.chain(without).collect()
}

fn finding(scope: &Scope<'_>, role: &Principal, statement: &Statement, provider: &str, missing: &Missing) -> Draft {
    let own = scope.org.account_of(role);
    let worst = severity(grants::power(role), crossing(Stage::External, own.stage)).max(Severity::High);
    let is_shared = Tokens::of(issuer(provider)).are_shared();
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
            ("StringLike", "repository_owner_id:1234567"),
            ("StringEqualsIfExists", "repo:org/models:ref:refs/heads/main"),
            ("ForAllValues:StringEquals", "repo:org/models:ref:refs/heads/main"),
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
            ("StringLike", "repository_owner_id:*"),
            ("StringEquals", "environment:prod"),
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
        let owner = json!({"StringEquals": {format!("{GITHUB}:aud"): "sts.amazonaws.com", format!("{GITHUB}:repository_owner_id"): "1234567"}});
        assert_eq!(web(GITHUB, owner), nothing());
        let no_key = json!({"StringEquals": {format!("{GITHUB}:aud"): "sts.amazonaws.com", format!("{GITHUB}:repository_owner"): "org"}});
        assert_eq!(web(GITHUB, no_key), open, "no condition key of IAM");
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

    /// What is said of a role that trusts the provider of an issuer, which is there with this document.
    fn registered_as(issuer: &str, document: Value, principal: Value, condition: Value) -> Vec<String> {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition
        }]});
        Team::new().provider(PROD, issuer, document).role(PROD, "Deploy", trust, &[]).says(RuleId::Tru04)
    }

    #[test]
    fn the_one_audience_that_a_provider_is_registered_for_is_demanded() {
        let named = |issuer: &str| json!({"Federated": format!("arn:aws:iam::{PROD}:oidc-provider/{issuer}")});
        let subject = || json!({"StringLike": {format!("{GITHUB}:sub"): "repo:org/models:*"}});
        let of =
            |ids: Value| registered_as(GITHUB, json!({"Url": GITHUB, "ClientIDList": ids}), named(GITHUB), subject());
        assert_eq!(of(json!(["sts.amazonaws.com"])), nothing());
        assert_eq!(of(json!(["sts.amazonaws.com", "another"])), ["fail Deploy"], "which of them is not demanded");
        let unread = registered_as(GITHUB, json!({}), named(GITHUB), subject());
        assert_eq!(unread, ["unknown Deploy"]);
        let team = "oidc.vercel.com";
        let one = json!({"Url": team, "ClientIDList": ["https://vercel.com/acme"]});
        assert_eq!(registered_as(team, one, named(team), json!({})), nothing(), "the audience names the tenant");
        let one = json!({"Url": GITHUB, "ClientIDList": ["sts.amazonaws.com"]});
        assert_eq!(
            registered_as(GITHUB, one, named(GITHUB), json!({})),
            ["fail Deploy"],
            "the subject is not demanded"
        );
    }

    #[test]
    fn everybody_are_also_those_whom_the_accounts_providers_vouch_for() {
        let one = json!({"Url": GITHUB, "ClientIDList": ["sts.amazonaws.com"]});
        let found = registered_as(GITHUB, one, json!({"AWS": "*"}), json!({}));
        assert!(found.contains(&"fail Deploy".to_owned()), "{found:?}");
    }

    #[test]
    fn issuers_name_their_customers_in_ways_of_their_own() {
        let narrow = |issuer: &str, claim: &str, value: &str| {
            let trusted = json!({"Federated": format!("arn:aws:iam::{PROD}:oidc-provider/{issuer}")});
            let document = json!({"Url": issuer, "ClientIDList": ["a", "b"]});
            let mut condition = json!({"StringLike": {format!("{issuer}:aud"): "a*"}});
            condition["StringLike"][format!("{issuer}:{claim}")] = json!(value);
            registered_as(issuer, document, trusted, condition) == nothing()
        };
        assert!(narrow("proidc.upbound.io", "sub", "mcp:acme/*") && !narrow("proidc.upbound.io", "sub", "mcp:*"));
        assert!(narrow("api.pulumi.com/oidc", "sub", "pulumi:deploy:org:acme:*"));
        assert!(narrow("api.pulumi.com/oidc", "aud", "aws:acme"), "the audience names the organization");
        assert!(!narrow("api.pulumi.com/oidc", "aud", "aws:*"));
        let shisho = "tokens.cloud.shisho.dev";
        assert!(narrow(shisho, "sub", "job:acme:*") && !narrow(shisho, "sub", "job:*") && !narrow(shisho, "sub", "*"));
        assert!(
            narrow("sandboxes.cloud", "sub", "acme:*") && !narrow("sandboxes.cloud", "sub", "*"),
            "its form is not known"
        );
        assert!(narrow("sandboxes.cloud", "aud", "acme"), "the audience names the organization");
        let cluster = "oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb";
        assert!(
            narrow(cluster, "sub", "system:serviceaccount:acme:*")
                && !narrow(cluster, "sub", "system:serviceaccount:*")
        );
        let audit = "oidc-configuration.audit-log.githubusercontent.com";
        assert!(narrow(audit, "sub", "https://github.com/acme") && !narrow(audit, "sub", "https://github.com/*"));
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
