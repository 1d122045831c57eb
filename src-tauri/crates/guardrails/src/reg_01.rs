//! REG-01: somebody can both build a model and approve it.
//!
//! Building is training, running what trains, or registering model packages; approving is setting a package's status to
//! approved, also when it is created. Nobody may do both in an account with Studio or a model registry: neither by
//! their own rights, nor by those of roles they can become (whoever opens Studio acts as the profile's execution role).
//! Left out are the roles of AWS Control Tower's baseline and those for emergencies, through which whoever holds them
//! holds everything; and roles that only services take and that do neither themselves, such as the launch roles of
//! products, as those who may become somebody else.

use std::collections::{BTreeSet, HashMap};

use armillary_facts as facts;
use armillary_model::{AccountId, Finding, FindingHop, RuleId, Severity, StatementRef};
use armillary_policy::{Action, Context, Effect, PrincipalElement};

use super::{
    Reads, Report, Rule, Scope,
    ask::{Asked, is_open, knowing},
    conditions,
    report::Draft,
    walk::{self, Steps, Way},
};
use armillary_classify::Stage;
use armillary_trust::{NodeId, PackageGroup, Principal, PrincipalId};

pub(super) const RULE: Rule = Rule { id: RuleId::Reg01, reads: Reads::SageMakerAndGrants, check };

const STATUS: &str = "sagemaker:ModelApprovalStatus";

/// What principals may do about models, each asked once.
struct Models<'s, 'a> {
    scope: &'s Scope<'a>,
    building: Vec<(Action, &'static str)>,
    approving: Vec<Action>,
    builders: HashMap<NodeId, bool>,
    /// Whom somebody can become who builds, and how; and whether that hangs on steps that may hold.
    reached: HashMap<(NodeId, bool), Reached>,
}

/// A builder and the steps to it, if there is one; and whether a step was left out that may hold.
type Reached = (Option<(NodeId, Vec<FindingHop>)>, bool);

fn check(scope: &Scope<'_>, report: &mut Report) {
    let mut models = Models {
        scope,
        building: facts::building_actions().map(|action| (Action::new(action), resource_of(action))).collect(),
        approving: facts::approving_actions().map(Action::new).collect(),
        builders: HashMap::new(),
        reached: HashMap::new(),
    };
    for group in scope.org.package_groups() {
        report.raise_some(policy_unknown(scope, group));
    }
    let approvers = models.approvers(report);
    // Walks go through what happens in their accounts: most of the work, and it can be shared.
    let mut accounts: Vec<_> = approvers.iter().map(|id| scope.org.account_of(scope.org.principal(*id))).collect();
    accounts.dedup_by_key(|account| account.id);
    scope.graph.open_some(&accounts);
    for approver in approvers {
        let reason = "something that decides about it was not read, such as tags of user profiles";
        let finding = match models.judge(approver, Steps::Known) {
            (Some(draft), _) => Some(draft.fail()),
            (None, true) => models.judge(approver, Steps::Possible).0.map(|draft| draft.uncertain(reason)),
            (None, false) => None,
        };
        report.raise_some(finding);
    }
}

/// What an action of building is about, as the last part of an ARN.
fn resource_of(action: &str) -> &'static str {
    let (service, name) = action.split_once(':').unwrap_or((action, ""));
    let (resources, _) = facts::resources_of(service, name);
    resources.first().and_then(|arn| arn.splitn(6, ':').nth(5)).unwrap_or("*")
}

/// A group whose policy is not known may let principals of other accounts approve.
fn policy_unknown(scope: &Scope<'_>, group: &PackageGroup) -> Option<Finding> {
    let Some(Err(reason)) = &group.policy else { return None };
    let own = scope.org.account(group.account).filter(|account| account.can_act())?;
    let draft = Draft::new(RuleId::Reg01, &*group.arn, group.account)
        .title("Not read")
        .summary(format!("Whom the resource policy of `{}` in {} lets approve is not known", group.arn, own.name))
        .remedy("Let the crawl read the policy, or put it right, and look again.");
    Some(draft.unknown(&**reason))
}

/// Who shows that the two are not apart: somebody who becomes the approver, and builds or becomes the one who does.
struct Counterexample {
    who: NodeId,
    to_builder: Vec<FindingHop>,
    to_approver: Vec<FindingHop>,
    builder: NodeId,
}

impl<'a> Models<'_, 'a> {
    /// Those who can approve a model somewhere.
    fn approvers(&self, report: &mut Report) -> BTreeSet<PrincipalId> {
        let mut found = BTreeSet::new();
        for account in self.accounts() {
            let Some(account) = self.scope.org.account(account).filter(|account| account.can_act()) else { continue };
            for id in self.scope.org.members(account) {
                let principal = self.scope.org.principal(id);
                if self.is_exempt(principal) {
                    continue;
                }
                report.looked();
                if self.approves(
                    principal,
                    &format!("arn:{}:sagemaker:*:{}:model-package/*", conditions::partition(principal), account.id),
                ) {
                    found.insert(id);
                }
            }
        }
        for group in self.scope.org.package_groups() {
            found.extend(self.let_in(group));
        }
        found
    }

    /// Accounts in which models are built or kept.
    fn accounts(&self) -> BTreeSet<AccountId> {
        let org = self.scope.org;
        let with_studio = org.profiles().iter().map(|profile| profile.account);
        let groups = org.package_groups().iter().map(|group| group.account);
        with_studio.chain(groups).chain(org.packages().iter().map(|package| package.account)).collect()
    }

    /// Principals of other accounts whom a group's policy lets approve.
    fn let_in(&self, group: &PackageGroup) -> Vec<PrincipalId> {
        let Some(Ok(policy)) = &group.policy else { return Vec::new() };
        let org = self.scope.org;
        let statements = self.approving.iter().flat_map(|action| conditions::allowing(policy, action));
        let named: BTreeSet<PrincipalId> = statements
            .flat_map(conditions::named)
            .flat_map(|element| match element {
                PrincipalElement::Arn(arn) => org.find(arn).into_iter().collect::<Vec<_>>(),
                _ => {
                    let account = conditions::account_of(&element).and_then(|id| org.account(id));
                    account.map(|account| org.members(account).collect()).unwrap_or_default()
                }
            })
            .collect();
        let packages = format!("{}/*", group.arn.replace(":model-package-group/", ":model-package/"));
        let others = named.into_iter().filter(|id| org.principal(*id).account != group.account);
        others
            .filter(|id| !self.is_exempt(org.principal(*id)) && self.approves(org.principal(*id), &packages))
            .collect()
    }

    fn is_exempt(&self, principal: &Principal) -> bool {
        self.scope.expect.is_baseline(principal) || self.scope.expect.is_break_glass(principal)
    }

    fn approves(&self, principal: &Principal, packages: &str) -> bool {
        !self.approving_actions(principal, packages).is_empty()
    }

    fn approving_actions(&self, principal: &Principal, packages: &str) -> Vec<&Action> {
        if !self.approving.iter().any(|action| Asked::may_be(self.scope.org, principal, action)) {
            return Vec::new();
        }
        let Some(asked) = Asked::new(self.scope.org, principal) else { return Vec::new() };
        let approved = knowing(STATUS, "Approved");
        self.approving.iter().filter(|action| is_open(asked.standing(action, packages, &approved))).collect()
    }

    fn builds(&mut self, node: NodeId) -> bool {
        if let Some(known) = self.builders.get(&node) {
            return *known;
        }
        let org = self.scope.org;
        let principal = self.scope.graph.principal_of(node).map(|id| org.principal(id));
        let may = |one: &&Principal| self.building.iter().any(|(action, _)| Asked::may_be(org, one, action));
        let asked = principal.filter(may).filter(|one| !self.is_exempt(one));
        let asked = asked.and_then(|one| Some((one, Asked::new(org, one)?)));
        let builds = asked.is_some_and(|(principal, asked)| {
            self.building.iter().any(|(action, resource)| {
                let resources =
                    format!("arn:{}:sagemaker:*:{}:{resource}", conditions::partition(principal), principal.account);
                is_open(asked.standing(action, &resources, &Context::new()))
            })
        });
        self.builders.insert(node, builds);
        builds
    }

    /// The finding about an approver, if it is not kept apart from building; and whether a step was left out that may hold.
    fn judge(&mut self, approver: PrincipalId, steps: Steps) -> (Option<Draft>, bool) {
        let node = self.scope.graph.node_of(approver);
        let back = self.walk(node, Way::Back, steps);
        let starts: Vec<NodeId> = std::iter::once(node).chain(back.met.iter().copied()).collect();
        let mut shown: Option<Counterexample> = None;
        let mut who = Vec::new();
        let mut is_doubtful = back.is_doubtful;
        for start in starts {
            if start != node && !self.builds(start) && self.is_for_services(start) {
                continue;
            }
            let (found, doubtful) = self.builder_from(start, steps);
            is_doubtful |= doubtful;
            let Some((builder, to_builder)) = found else { continue };
            who.push(self.scope.graph.name_of(start).to_string());
            if shown.is_none() {
                let to_approver = back.path(self.scope.graph, start);
                shown = Some(Counterexample { who: start, to_builder, to_approver, builder });
            }
        }
        (shown.map(|shown| self.draft(approver, shown, who)), is_doubtful)
    }

    /// Whether only services take the role.
    fn is_for_services(&self, node: NodeId) -> bool {
        let principal = self.scope.graph.principal_of(node).map(|id| self.scope.org.principal(id));
        let Some(trust) = principal.and_then(|principal| principal.trust.as_deref()) else { return false };
        let allows = trust.statements().iter().filter(|statement| statement.effect() == Effect::Allow);
        allows.flat_map(conditions::named).all(|element| matches!(element, PrincipalElement::Service(_)))
    }

    /// Those who can become one approver can mostly become others of the account too: they are looked at once.
    fn builder_from(&mut self, start: NodeId, steps: Steps) -> Reached {
        let key = (start, steps == Steps::Possible);
        if let Some(known) = self.reached.get(&key) {
            return known.clone();
        }
        let found = if self.builds(start) {
            (Some((start, Vec::new())), false)
        } else {
            let onward = self.walk(start, Way::Onward, steps);
            let builder = onward.met.iter().copied().find(|node| self.builds(*node));
            (builder.map(|builder| (builder, onward.path(self.scope.graph, builder))), onward.is_doubtful)
        };
        self.reached.insert(key, found.clone());
        found
    }

    fn walk(&self, start: NodeId, way: Way, steps: Steps) -> walk::Walk {
        let graph = self.scope.graph;
        walk::walk(self.scope, start, way, steps, |node| {
            let principal = graph.principal_of(node).map(|id| self.scope.org.principal(id));
            let is_above = graph.stage_of(node) == Some(Stage::Management);
            walk::is_somebody(graph, node) && !is_above && !principal.is_some_and(|principal| self.is_exempt(principal))
        })
    }

    fn draft(&self, approver: PrincipalId, shown: Counterexample, who: Vec<String>) -> Draft {
        let graph = self.scope.graph;
        let role = self.scope.org.principal(approver);
        let own = self.scope.org.account_of(role);
        let is_itself = shown.who == graph.node_of(approver) && shown.builder == shown.who;
        let summary = if is_itself {
            format!("Whoever acts as `{}` in {} can build a model and approve it.", role.name(), own.name)
        } else {
            let builder = graph.name_of(shown.builder);
            let somebody = graph.name_of(shown.who);
            format!(
                "`{somebody}` can build models as `{builder}` and approve them as `{}` in {}.",
                role.name(),
                own.name
            )
        };
        let paths = [shown.to_builder, shown.to_approver].into_iter().filter(|path| !path.is_empty());
        Draft::new(RuleId::Reg01, &*role.arn, role.account)
            .severity(Severity::High)
            .summary(summary)
            .remedy("Take one of the two away: deny sagemaker:ModelApprovalStatus Approved to builders, and creating to approvers.")
            .statements(self.statements(role))
            .paths(paths)
            .principals(who)
    }

    /// The statements by which an approver may approve and, if it does so itself, build.
    fn statements(&self, role: &Principal) -> Vec<StatementRef> {
        let actions = self.approving.iter().chain(self.building.iter().map(|(action, _)| action));
        let policies = role.identity.iter().enumerate();
        let places = policies.flat_map(|(at, policy)| {
            let allowing = actions.clone().flat_map(move |action| conditions::allowing(policy, action));
            allowing.map(move |statement| conditions::in_identity(role, at, statement))
        });
        places.collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    fn sagemaker() -> Value {
        service("sagemaker.amazonaws.com", DEV)
    }

    fn builds() -> Value {
        allow(json!(["sagemaker:CreateTrainingJob", "sagemaker:CreateModelPackage"]), json!("*"))
    }

    fn approves() -> Value {
        allow(json!("sagemaker:UpdateModelPackage"), json!("*"))
    }

    fn never_approves() -> Value {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Deny", "Action": ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"], "Resource": "*",
            "Condition": {"StringEquals": {"sagemaker:ModelApprovalStatus": "Approved"}}
        }]})
    }

    /// A developer's and an approver's execution role, each behind a profile of Studio.
    fn studio(developer: &[Value], approver: &[Value]) -> Team {
        let tag = |persona: &str| json!([{"Key": "persona", "Value": persona}]);
        Team::new()
            .role(DEV, "SageMakerExecutionRole", sagemaker(), developer)
            .role(DEV, "ApproverRole", sagemaker(), approver)
            .profile(DEV, "ada", "SageMakerExecutionRole", tag("developer"))
            .profile(DEV, "bob-approver", "ApproverRole", tag("approver"))
    }

    fn person(team: Team, policy: Value) -> Team {
        team.role(DEV, "Person", trust(json!({"AWS": role_arn(HUB, "SignIn")})), &[policy])
    }

    #[test]
    fn building_and_approving_are_apart() {
        assert_eq!(studio(&[builds(), never_approves()], &[approves()]).says(RuleId::Reg01), nothing());
        assert_eq!(
            studio(&[builds(), never_approves()], &[approves(), builds()]).says(RuleId::Reg01),
            ["fail ApproverRole"]
        );
        let full = allow(json!(["sagemaker:CreateTrainingJob", "sagemaker:*ModelPackage"]), json!("*"));
        assert_eq!(studio(&[full], &[approves()]).says(RuleId::Reg01), ["fail SageMakerExecutionRole"]);
        assert_eq!(
            studio(&[builds()], &[approves()]).says(RuleId::Reg01),
            ["fail SageMakerExecutionRole"],
            "made as approved"
        );
    }

    #[test]
    fn whatever_trains_builds() {
        for action in ["CreateHyperParameterTuningJob", "CreateAutoMLJobV2", "StartPipelineExecution", "UpdatePipeline"]
        {
            let both = allow(json!([format!("sagemaker:{action}"), "sagemaker:UpdateModelPackage"]), json!("*"));
            assert_eq!(studio(&[], &[both]).says(RuleId::Reg01), ["fail ApproverRole"], "{action}");
        }
        assert_eq!(resource_of("sagemaker:CreateTrainingJob"), "training-job/*");
    }

    #[test]
    fn a_control_policy_keeps_them_apart() {
        let deny = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Deny", "Action": ["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"], "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ApproverRole"},
                          "StringEquals": {"sagemaker:ModelApprovalStatus": "Approved"}}
        }]});
        let full = allow(json!(["sagemaker:CreateTrainingJob", "sagemaker:*ModelPackage"]), json!("*"));
        assert_eq!(
            studio(std::slice::from_ref(&full), &[approves()]).scp("Apart", deny.clone()).says(RuleId::Reg01),
            nothing()
        );
        assert_eq!(
            studio(std::slice::from_ref(&full), std::slice::from_ref(&full)).scp("Apart", deny).says(RuleId::Reg01),
            ["fail ApproverRole"]
        );
    }

    #[test]
    fn whoever_opens_both_profiles_does_both() {
        let open = |condition| allow_if(json!("sagemaker:CreatePresignedDomainUrl"), json!("*"), condition);
        let apart = || studio(&[builds(), never_approves()], &[approves()]);
        let found = person(apart(), open(json!({}))).findings();
        assert_eq!(told(&found, RuleId::Reg01), ["fail ApproverRole"]);
        let finding = found.findings.iter().find(|finding| finding.rule == RuleId::Reg01).expect("found");
        assert_eq!(finding.evidence.principals.first, [role_arn(DEV, "Person")]);
        let ends: Vec<&str> =
            finding.evidence.paths.iter().filter_map(|path| path.last()).map(|hop| hop.to.as_str()).collect();
        assert_eq!(ends, [role_arn(DEV, "SageMakerExecutionRole"), role_arn(DEV, "ApproverRole")]);
        let developers = json!({"StringEquals": {"sagemaker:ResourceTag/persona": "developer"}});
        assert_eq!(person(apart(), open(developers)).says(RuleId::Reg01), nothing());
    }

    #[test]
    fn a_condition_on_tags_that_were_not_read_is_unknown() {
        let developers = json!({"StringEquals": {"sagemaker:ResourceTag/persona": "developer"}});
        let team = Team::new()
            .role(DEV, "SageMakerExecutionRole", sagemaker(), &[builds(), never_approves()])
            .role(DEV, "ApproverRole", sagemaker(), &[approves()])
            .profile(DEV, "ada", "SageMakerExecutionRole", json!(null))
            .profile(DEV, "bob-approver", "ApproverRole", json!(null));
        let open = allow_if(json!("sagemaker:CreatePresignedDomainUrl"), json!("*"), developers);
        assert_eq!(person(team, open).says(RuleId::Reg01), ["unknown ApproverRole"]);
    }

    #[test]
    fn a_launch_role_that_only_a_service_takes_is_nobody() {
        let opens = allow(json!("sagemaker:*Domain*"), json!("*"));
        let team = studio(&[builds(), never_approves()], &[approves()]);
        let launch = team.role(DEV, "SCLaunchRole", service("servicecatalog.amazonaws.com", DEV), &[opens]);
        assert_eq!(launch.says(RuleId::Reg01), nothing());
    }

    #[test]
    fn whoever_builds_and_can_take_the_approvers_role_does_both() {
        let assumes = allow(json!("sts:AssumeRole"), json!(role_arn(DEV, "Approver")));
        let team = studio(&[builds(), never_approves(), assumes], &[approves()]);
        let trusts = trust(json!({"AWS": role_arn(DEV, "SageMakerExecutionRole")}));
        assert_eq!(team.role(DEV, "Approver", trusts, &[approves()]).says(RuleId::Reg01), ["fail Approver"]);
    }

    #[test]
    fn administrators_of_a_team_are_found_and_the_baseline_is_not() {
        let admin = allow(json!("*"), json!("*"));
        let apart = || studio(&[builds(), never_approves()], &[approves()]);
        let baseline = apart().role(
            DEV,
            "AWSControlTowerExecution",
            trust(json!({"AWS": MANAGEMENT})),
            std::slice::from_ref(&admin),
        );
        assert_eq!(baseline.says(RuleId::Reg01), nothing());
        let lead = apart().role(DEV, "TeamLead", service("lambda.amazonaws.com", DEV), &[admin]);
        assert!(lead.says(RuleId::Reg01).contains(&"fail TeamLead".to_owned()));
    }

    #[test]
    fn a_builder_of_another_account_whom_the_registry_lets_approve_is_found() {
        let registry = |action: &str| {
            let policy = json!({"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": role_arn(PREPROD, "Builder")}, "Action": action,
                "Resource": format!("arn:aws:sagemaker:eu-west-1:{DEV}:model-package/scoring/*")
            }]});
            let builder = service("sagemaker.amazonaws.com", PREPROD);
            Team::new().group(DEV, "scoring", policy).role(PREPROD, "Builder", builder, &[builds(), approves()])
        };
        assert_eq!(registry("sagemaker:UpdateModelPackage").says(RuleId::Reg01), ["fail Builder"]);
        assert_eq!(registry("sagemaker:DescribeModelPackage").says(RuleId::Reg01), nothing());
    }

    #[test]
    fn whom_a_policy_lets_approve_that_was_not_read_is_unknown() {
        let team = || Team::new().group(PROD, "churn", json!(null));
        assert_eq!(team().says(RuleId::Reg01), nothing());
        let unread = team().unread_part("/churn", armillary_model::Part::RESOURCE_POLICY);
        assert_eq!(unread.says(RuleId::Reg01), ["unknown churn"]);
    }
}
