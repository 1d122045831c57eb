//! Who carries a plan out, and whether they may: each call of it is held against the policies that were read of whoever makes it.
//!
//! Whoever applies a plan makes the calls of their own account, and those of any other as the role that is assumed there, as the session does it. A
//! call of AWS Organizations is one of the management account here, so that no delegation policy of the organization has a say. It stands here because
//! it needs both: plans know no policies, and trust knows no plans.

use std::collections::BTreeSet;

use armillary_aws::{Connection, Session};
use armillary_execute::acts;
use armillary_model::{AccountId, Kind, Record, Service, Snapshot, account_in_arn, arn_resource};
use armillary_plan::{Asking, Check, CheckStatus, Permission, Plan, Step};
use armillary_policy::{Action, Context};
use armillary_store::{Crawl, Origin, ResourceFilter};
use armillary_trust::{Asked, Intake, Organization, Standing};
use armillary_wire::Failure;
use serde_json::Value;

use crate::{
    cache::CacheAt,
    effects::{take, taken},
    failure::{of_store, other},
};

/// Who carries a plan out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carrier {
    /// The ARN, where it is known.
    pub caller: Option<String>,
    /// The name of the role that is assumed in other accounts.
    pub role: String,
    /// The external id that is sent with it, where it is known.
    pub external_id: Option<String>,
}

impl Carrier {
    /// Who crawled, by the same way.
    pub fn of_crawl(crawl: &Crawl) -> Self {
        let (role_name, external_id) = match crawl.origin.clone() {
            Some(Origin::Connection { role_name, external_id, .. }) => (role_name, external_id),
            Some(Origin::Demo { .. }) | None => (None, None),
        };
        let connection = Connection { role_name, external_id, ..Connection::default() };
        Self { caller: crawl.identity.caller.clone(), ..Self::through(&connection) }
    }

    /// Who a session is of.
    pub(crate) fn of_session(session: &Session, connection: &Connection) -> Self {
        Self { caller: Some(session.caller().arn.clone()), ..Self::through(connection) }
    }

    fn through(connection: &Connection) -> Self {
        Self { caller: None, role: connection.role().to_owned(), external_id: connection.external_id.clone() }
    }
}

/// Whether a carrier may make the calls of a plan, as checks, by the policies that were read as of a crawl.
pub(crate) fn permissions(
    at: &CacheAt,
    snapshot: &Snapshot,
    plan: &Plan,
    carrier: &Carrier,
) -> Result<Vec<Check>, Failure> {
    let callers = [carrier.caller.as_deref(), at.crawl().identity.caller.as_deref()];
    let own = callers.into_iter().flatten().filter_map(account_in_arn);
    let called = plan.steps.iter().filter_map(|step| step.account.parse().ok());
    let accounts: BTreeSet<AccountId> = own.chain(called).collect();
    let organization = organization(at, snapshot, &accounts)?;
    let reader = reader_of_iam(at, snapshot)?;
    permissions_in(&organization, snapshot, plan, carrier, reader.as_deref())
}

/// Who read IAM of the account that this crawl began in.
fn reader_of_iam(at: &CacheAt, snapshot: &Snapshot) -> Result<Option<String>, Failure> {
    let account = at.crawl().identity.caller.as_deref().and_then(account_in_arn);
    let read = account.and_then(|account| snapshot.coverage.of_service(account, Service::Iam).next()?.reading.as_of);
    let Some(read) = read else { return Ok(None) };
    // A cache can be thinned of crawls that later ones rest on.
    Ok(at.reader()?.crawl(read).ok().and_then(|crawl| crawl.identity.caller))
}

fn permissions_in(
    organization: &Organization,
    snapshot: &Snapshot,
    plan: &Plan,
    carrier: &Carrier,
    reader: Option<&str>,
) -> Result<Vec<Check>, Failure> {
    let takes = |step: &Step| acts(&step.service, &step.operation).map(|acts| acts.does).unwrap_or_default();
    let mut asker = Asker { organization, carrier, is_answered_anyway: false };
    asker.is_answered_anyway = reader.is_some_and(|reader| asker.is_denied(reader, READING));
    plan.permissions(snapshot, takes, |asking| asker.ask(asking)).map_err(other)
}

/// The organization with the principals of these accounts: what plans are made of has only their names.
fn organization(at: &CacheAt, snapshot: &Snapshot, accounts: &BTreeSet<AccountId>) -> Result<Organization, Failure> {
    let (reader, crawl) = (at.reader()?, at.crawl().id);
    let mut records = Vec::new();
    let mut read = |filter: ResourceFilter| reader.resources(crawl, &filter, |record| records.push(record));
    for account in accounts {
        for kind in [Kind::Role, Kind::User, Kind::Group, Kind::ManagedPolicy] {
            read(ResourceFilter { kind: Some(kind), account: Some(*account), ..ResourceFilter::default() })
                .map_err(of_store)?;
        }
    }
    // AWS's own are filed once, whoever uses them.
    let text = Some("iam::aws:policy/".to_owned());
    read(ResourceFilter { kind: Some(Kind::ManagedPolicy), text, ..ResourceFilter::default() }).map_err(of_store)?;
    Ok(assembled(snapshot, accounts, &records))
}

/// The organization of a snapshot with these principals and their policies.
fn assembled(snapshot: &Snapshot, accounts: &BTreeSet<AccountId>, records: &[Record]) -> Organization {
    let mut intake = taken(Intake::new(), snapshot);
    records.iter().for_each(|record| take(&mut intake, record));
    let units = snapshot.coverage.units();
    for unit in units.filter(|unit| unit.service == Service::Iam && accounts.contains(&unit.account)) {
        intake.cover(&unit.unit(), unit.reading.status, unit.reading.gaps, unit.reading.as_of);
    }
    intake.finish()
}

/// The call that reads IAM.
const READING: &str = "iam:GetAccountAuthorizationDetails";

/// Asks what policies say.
struct Asker<'a> {
    organization: &'a Organization,
    carrier: &'a Carrier,
    /// Whoever read IAM was answered though these policies deny it: then policies do not decide here, as in many an AWS-compatible endpoint and in the
    /// embedded organization, or others than were read.
    is_answered_anyway: bool,
}

impl<'a> Asker<'a> {
    /// What is said of a call: of entering the account it is made in, where that takes a role, and of the call itself.
    fn ask(&self, asking: &Asking<'_>) -> Vec<Permission> {
        let unknown = |who: &str, because: &str| vec![permission(who, asking.action, CheckStatus::Unknown, because)];
        let Some(caller) = self.carrier.caller.as_deref() else {
            return unknown("whoever applies the plan", "who that is was not told");
        };
        let Some(own) = account_in_arn(caller) else {
            return unknown(&format!("`{caller}`"), "it is no ARN of somebody in an account");
        };
        if self.is_answered_anyway {
            let because = format!(
                "the crawl was answered `{READING}`, which the policies that it read deny: whoever answers there goes by others, or by none"
            );
            return unknown(&format!("`{caller}`"), &because);
        }
        let role = &self.carrier.role;
        let Ok(account) = asking.step.account.parse::<AccountId>() else {
            return unknown(&format!("the role `{role}` of an account that the plan makes"), "it is not there yet");
        };
        if account == own {
            return vec![self.told(caller, asking.action, |asked, action| {
                asked.check(action, asking.resource, Some(account), &context(asking.step))
            })];
        }
        let role = format!("arn:{}:iam::{account}:role/{role}", self.organization.partition());
        let call = self.told(&role, asking.action, |asked, action| {
            asked.check(action, asking.resource, Some(account), &context(asking.step))
        });
        // Of a role that was not read, nobody knows whom it trusts.
        let is_read = self.organization.find(&role).is_some();
        let enter = is_read.then(|| {
            let mut sent = Context::new();
            if let Some(id) = &self.carrier.external_id {
                sent.set("sts:ExternalId", id.as_str());
            }
            self.told(caller, "sts:AssumeRole", |asked, action| asked.check(action, &role, None, &sent))
        });
        enter.into_iter().chain([call]).collect()
    }

    fn told(
        &self,
        arn: &str,
        action: &str,
        ask: impl FnOnce(&Asked<'a>, &Action) -> armillary_trust::Check,
    ) -> Permission {
        let who = format!("`{arn}`");
        let asked = match self.asked(arn) {
            Ok(asked) => asked,
            Err(because) => return permission(&who, action, CheckStatus::Unknown, &because),
        };
        let check = ask(&asked, &Action::new(action));
        match check.standing {
            Standing::Allowed => permission(&who, action, CheckStatus::Pass, ""),
            Standing::Denied => permission(&who, action, CheckStatus::Fail, &words(check.objections())),
            Standing::AllowedIf | Standing::Unknown => {
                permission(&who, action, CheckStatus::Unknown, &words(check.hangs_on()))
            }
        }
    }

    /// Whether policies deny somebody an action, whatever is not known.
    fn is_denied(&self, arn: &str, action: &str) -> bool {
        let account = account_in_arn(arn);
        let check = |asked: Asked<'_>| asked.check(&Action::new(action), "*", account, &Context::new());
        self.asked(arn).is_ok_and(|asked| check(asked).standing == Standing::Denied)
    }

    /// Somebody with all that decides about them; else why that is not known.
    fn asked(&self, arn: &str) -> Result<Asked<'a>, String> {
        let organization = self.organization;
        let account = account_in_arn(arn).and_then(|account| organization.account(account));
        let account = account.ok_or("its account is not among those of the organization that were read")?;
        let asked = match organization.find(arn) {
            _ if arn_resource(arn) == "root" => Asked::root(organization, account),
            Some(id) => Asked::new(organization, organization.principal(id)),
            None => None,
        };
        asked.ok_or_else(|| match account.iam.reason() {
            Some(reason) => format!("IAM of `{}`: {reason}", account.name),
            None => format!("it is not among what was read of `{}`, and may be newer", account.name),
        })
    }
}

fn permission(who: &str, action: &str, status: CheckStatus, because: &str) -> Permission {
    Permission { who: who.to_owned(), action: action.to_owned(), status, because: because.to_owned() }
}

/// So many reasons are told; the others are counted.
const REASONS: usize = 3;

fn words(reasons: Vec<String>) -> String {
    let first = reasons.iter().take(REASONS).map(String::as_str).collect::<Vec<_>>().join("; ");
    match reasons.len().saturating_sub(REASONS) {
        0 => first,
        others => format!("{first}; and {others} more"),
    }
}

/// What a step's request tells of itself.
fn context(step: &Step) -> Context {
    let mut context = Context::new();
    context.set("aws:RequestedRegion", step.region.as_str()).set("aws:ViaAWSService", "false");
    let text = |tag: &Value, member: &str| tag.get(member).and_then(Value::as_str).map(str::to_owned);
    let tags = step.parameters.get("Tags").and_then(Value::as_array).into_iter().flatten();
    let tags: Vec<(String, String)> =
        tags.filter_map(|tag| Some((text(tag, "Key")?, text(tag, "Value").unwrap_or_default()))).collect();
    for (key, value) in &tags {
        context.set(&format!("aws:RequestTag/{key}"), value.as_str());
    }
    if !tags.is_empty() {
        context.set_many("aws:TagKeys", tags.into_iter().map(|(key, _)| key));
    }
    context
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use armillary_model::{CoverageDraft, GLOBAL, Relation, RelationKind, Status, Unit};
    use armillary_plan::{Intent, Settings, Stamp, plan};
    use serde_json::json;

    use super::*;

    const MANAGEMENT: &str = "111111111111";
    const HUB: &str = "222222222222";
    const REGION: &str = "eu-west-1";
    const ROLE: &str = "Acting";

    fn record(kind: Kind, arn: &str, account: &str, document: Value, relations: Vec<Relation>) -> Record {
        let name = document.get("Name").and_then(Value::as_str).unwrap_or(arn.rsplit('/').next().unwrap_or(arn));
        Record {
            arn: arn.to_owned(),
            kind,
            account: account.parse().expect("an account"),
            region: if kind == Kind::Portfolio { REGION } else { GLOBAL }.to_owned(),
            name: name.to_owned(),
            document,
            relations,
            stale: false,
            as_of: 1,
            unread: Vec::new(),
        }
    }

    fn organizations(rest: &str) -> String {
        format!("arn:aws:organizations::{MANAGEMENT}:{rest}")
    }

    fn node(id: &str) -> String {
        match (id.parse::<AccountId>(), id.starts_with("r-")) {
            (Ok(_), _) => organizations(&format!("account/o-1/{id}")),
            (_, true) => organizations(&format!("root/o-1/{id}")),
            _ => organizations(&format!("ou/o-1/{id}")),
        }
    }

    fn scp(id: &str, statement: &Value, targets: &[&str]) -> Record {
        let arn = organizations(&format!("policy/o-1/service_control_policy/{id}"));
        let attached = targets.iter().map(|target| Relation::new(RelationKind::AttachedTo, node(target), ""));
        let content = json!({ "Version": "2012-10-17", "Statement": [statement] });
        let summary =
            json!({ "Id": id, "Arn": arn, "Name": id, "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": false });
        let document = json!({ "Name": id, "PolicySummary": summary, "Content": content });
        record(Kind::Policy, &arn, MANAGEMENT, document, attached.collect())
    }

    /// A management account, and a hub in the OU Workloads that owns a portfolio; the hub is under the SCP `no-shares` where `guarded`.
    fn snapshot(guarded: bool) -> Snapshot {
        let below = |parent: &str| vec![Relation::new(RelationKind::ChildOf, parent, "")];
        let types = json!([{ "Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED" }]);
        let whole = organizations("organization/o-1");
        let ids = json!({ "Id": "o-1", "MasterAccountId": MANAGEMENT });
        let root = json!({ "Id": "r-1", "Name": "Root", "PolicyTypes": types });
        let mut records = vec![
            record(Kind::Organization, &whole, MANAGEMENT, ids, Vec::new()),
            record(Kind::Root, &node("r-1"), MANAGEMENT, root, below(&whole)),
        ];
        for (id, name) in [("ou-1", "Workloads"), ("ou-2", "Sandbox")] {
            let document = json!({ "Id": id, "Name": name });
            records.push(record(Kind::OrganizationalUnit, &node(id), MANAGEMENT, document, below(&node("r-1"))));
        }
        for (id, name, parent) in [(MANAGEMENT, "management", "r-1"), (HUB, "hub", "ou-1")] {
            let document = json!({ "Id": id, "Name": name, "State": "ACTIVE", "Email": format!("{name}@example.com") });
            records.push(record(Kind::Account, &node(id), id, document, below(&node(parent))));
        }
        let all = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        records.push(scp("FullAWSAccess", &all, &["r-1", "ou-1", "ou-2", MANAGEMENT, HUB]));
        let deny = json!({ "Sid": "NoShares", "Effect": "Deny", "Action": "servicecatalog:CreatePortfolioShare", "Resource": "*" });
        records.push(scp("no-shares", &deny, if guarded { &["ou-1"] } else { &[] }));
        let arn = format!("arn:aws:catalog:{REGION}:{HUB}:portfolio/port-1");
        records.push(record(Kind::Portfolio, &arn, HUB, json!({ "Id": "port-1", "Name": "Building" }), Vec::new()));
        let unit = |account: &str, region: &str, service| {
            let account = account.parse().expect("an account");
            (Unit { account, region: region.to_owned(), service }, Status::Complete, Vec::new())
        };
        let units = [
            unit(MANAGEMENT, GLOBAL, Service::Organizations),
            unit(MANAGEMENT, GLOBAL, Service::Iam),
            unit(HUB, GLOBAL, Service::Iam),
            unit(HUB, REGION, Service::ServiceCatalog),
        ];
        let coverage = Arc::new(CoverageDraft::of_one_crawl(1, units));
        Snapshot { crawl: 1, records, coverage, ..Snapshot::default() }
    }

    /// A role that the management account may take, with one statement.
    fn role(account: &str, statement: &Value) -> Record {
        let policy = |statement: &Value| json!({ "Version": "2012-10-17", "Statement": [statement] });
        let trusted = json!({ "AWS": format!("arn:aws:iam::{MANAGEMENT}:root") });
        let trust = policy(&json!({ "Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole" }));
        let arn = format!("arn:aws:iam::{account}:role/{ROLE}");
        let own = json!([{ "PolicyName": "own", "PolicyDocument": policy(statement) }]);
        let document = json!({
            "RoleName": ROLE, "RoleId": format!("AROA{account}"), "Arn": arn, "Path": "/", "AssumeRolePolicyDocument": trust,
            "RolePolicyList": own, "AttachedManagedPolicies": [],
        });
        record(Kind::Role, &arn, account, document, Vec::new())
    }

    fn allows(actions: &[&str]) -> Value {
        json!({ "Effect": "Allow", "Action": actions, "Resource": "*" })
    }

    fn moving() -> Intent {
        Intent::Move { account: "hub".to_owned(), to: "Sandbox".to_owned() }
    }

    fn sharing() -> Intent {
        let (portfolio, with) = ("Building".to_owned(), "Sandbox".to_owned());
        Intent::Share { portfolio, with, share_principals: None, share_tag_options: None }
    }

    fn session() -> String {
        format!("arn:aws:sts::{MANAGEMENT}:assumed-role/{ROLE}/me")
    }

    /// Status and detail of each check.
    fn checks(intent: &Intent, guarded: bool, roles: &[Record], caller: Option<String>) -> Vec<(CheckStatus, String)> {
        checks_read_by(None, intent, guarded, roles, caller)
    }

    fn checks_read_by(
        reader: Option<&str>,
        intent: &Intent,
        guarded: bool,
        roles: &[Record],
        caller: Option<String>,
    ) -> Vec<(CheckStatus, String)> {
        let snapshot = snapshot(guarded);
        let stamp = Stamp { id: String::new(), created: String::new(), created_by: String::new() };
        let plan = plan(intent, &snapshot, &Settings::default(), stamp).expect("a plan");
        assert!(!plan.is_empty(), "something is to be done");
        let accounts = [MANAGEMENT, HUB].map(|id| id.parse().expect("an account")).into();
        let organization = assembled(&snapshot, &accounts, roles);
        let carrier = Carrier { caller, role: ROLE.to_owned(), external_id: None };
        let checks = permissions_in(&organization, &snapshot, &plan, &carrier, reader).expect("an organization");
        checks.into_iter().map(|check| (check.status, check.detail)).collect()
    }

    #[test]
    fn whoever_is_allowed_may() {
        let acting = [role(MANAGEMENT, &allows(&["organizations:MoveAccount"]))];
        let found = checks(&moving(), false, &acting, Some(session()));
        assert_eq!(found, [(CheckStatus::Pass, format!("`{}` may `organizations:MoveAccount`", session()))]);
        let root = checks(&moving(), false, &[], Some(format!("arn:aws:iam::{MANAGEMENT}:root")));
        assert_eq!(root[0].0, CheckStatus::Pass, "{root:?}");
    }

    #[test]
    fn without_a_policy_nobody_may() {
        let acting = [role(MANAGEMENT, &allows(&["organizations:CloseAccount"]))];
        let found = checks(&moving(), false, &acting, Some(session()));
        assert_eq!((found.len(), found[0].0), (1, CheckStatus::Fail), "{found:?}");
        assert!(found[0].1.contains("no identity policy allows it"), "{found:?}");
        // The management account is under no SCP, but may be denied by a policy of its own.
        let deny = json!({ "Sid": "Stay", "Effect": "Deny", "Action": "organizations:*", "Resource": "*" });
        let found = checks(&moving(), false, &[role(MANAGEMENT, &deny)], Some(session()));
        assert!(found[0].1.contains("statement `Stay` of inline policy `own`"), "{found:?}");
    }

    #[test]
    fn in_another_account_the_role_there_is_asked_and_its_scps() {
        let roles = [role(MANAGEMENT, &allows(&["sts:AssumeRole"])), role(HUB, &allows(&["servicecatalog:*"]))];
        let found = checks(&sharing(), false, &roles, Some(session()));
        assert!(found.iter().all(|(status, _)| *status == CheckStatus::Pass), "{found:?}");
        let who = format!("`arn:aws:iam::{HUB}:role/{ROLE}` may `servicecatalog:CreatePortfolioShare`");
        assert!(found.iter().any(|(_, detail)| *detail == who), "{found:?}");
        let found = checks(&sharing(), true, &roles, Some(session()));
        let denied: Vec<&String> =
            found.iter().filter(|(status, _)| *status == CheckStatus::Fail).map(|(_, text)| text).collect();
        assert_eq!(denied.len(), 1, "{found:?}");
        assert!(denied[0].contains("statement `NoShares` of service control policy `no-shares`"), "{denied:?}");
        let shut = [role(MANAGEMENT, &allows(&["s3:*"])), role(HUB, &allows(&["servicecatalog:*"]))];
        let found = checks(&sharing(), false, &shut, Some(session()));
        assert!(
            found.iter().any(|(status, text)| *status == CheckStatus::Fail && text.contains("sts:AssumeRole")),
            "{found:?}"
        );
    }

    #[test]
    fn what_was_not_read_or_hangs_on_the_request_is_not_known() {
        let unknown = |roles: &[Record], caller: Option<String>, intent: &Intent| {
            let found = checks(intent, false, roles, caller);
            assert!(found.iter().all(|(status, _)| *status == CheckStatus::Unknown), "{found:?}");
            found.into_iter().map(|(_, detail)| detail).collect::<Vec<_>>().join("; ")
        };
        assert!(unknown(&[], None, &moving()).contains("was not told"));
        assert!(unknown(&[], Some(session()), &moving()).contains("not among what was read of `management`"));
        let elsewhere = Some("arn:aws:iam::999999999999:user/ada".to_owned());
        // Who is of no account of the organization enters the management account by the role there.
        let said = unknown(&[], elsewhere, &moving());
        assert!(said.contains(&format!("`arn:aws:iam::{MANAGEMENT}:role/{ROLE}`")), "{said}");
        let mfa = json!({
            "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } }
        });
        let said = unknown(&[role(MANAGEMENT, &mfa)], Some(session()), &moving());
        assert!(said.contains("only with MFA"), "{said}");
        // A role of the hub that was not read, by whomever it is entered.
        let said = unknown(&[role(MANAGEMENT, &allows(&["*"]))], Some(session()), &sharing());
        assert!(said.contains(&format!("`arn:aws:iam::{HUB}:role/{ROLE}`")), "{said}");
    }

    #[test]
    fn where_policies_do_not_decide_nothing_is_known() {
        let found = |actions: &[&str]| {
            let acting = [role(MANAGEMENT, &allows(actions))];
            checks_read_by(Some(&session()), &moving(), false, &acting, Some(session()))
        };
        // Its policies allow nobody to read IAM, and it was read.
        let lenient = found(&["organizations:CloseAccount"]);
        assert_eq!((lenient.len(), lenient[0].0), (1, CheckStatus::Unknown), "{lenient:?}");
        let strict = found(&["organizations:CloseAccount", READING]);
        assert_eq!((strict.len(), strict[0].0), (1, CheckStatus::Fail), "{strict:?}");
    }
}
