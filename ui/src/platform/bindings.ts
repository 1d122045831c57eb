// Generated from the wire crate by its test; do not edit.

/** A CloudFormation type name, or a name of the same form. */
export type Kind = string;

/** What people call one of a kind. */
export const kindNames: Readonly<Record<string, string>> = {
  "AWS::Organizations::Organization": "organization",
  "AWS::Organizations::Root": "root",
  "AWS::Organizations::OrganizationalUnit": "OU",
  "AWS::Organizations::Account": "account",
  "AWS::Organizations::Policy": "policy",
  "AWS::ControlTower::LandingZone": "landing zone",
  "AWS::ControlTower::EnabledBaseline": "enabled baseline",
  "AWS::ControlTower::EnabledControl": "enabled control",
  "AWS::ServiceCatalog::Portfolio": "portfolio",
  "AWS::ServiceCatalog::CloudFormationProduct": "product",
  "AWS::ServiceCatalog::PortfolioShare": "portfolio share",
  "AWS::ServiceCatalog::AcceptedPortfolioShare": "received portfolio",
  "AWS::ServiceCatalog::Constraint": "constraint",
  "AWS::ServiceCatalog::CloudFormationProvisionedProduct": "provisioned product",
  "AWS::ServiceCatalog::TagOption": "tag option",
  "AWS::ServiceCatalog::OrganizationsAccess": "organization access",
  "AWS::IAM::Role": "role",
  "AWS::IAM::User": "user",
  "AWS::IAM::Group": "group",
  "AWS::IAM::ManagedPolicy": "managed policy",
  "AWS::IAM::SAMLProvider": "SAML provider",
  "AWS::IAM::OIDCProvider": "OIDC provider",
  "AWS::EC2::VPC": "VPC",
  "AWS::EC2::Subnet": "subnet",
  "AWS::EC2::RouteTable": "route table",
  "AWS::EC2::SecurityGroup": "security group",
  "AWS::EC2::VPCEndpoint": "VPC endpoint",
  "AWS::EC2::TransitGateway": "transit gateway",
  "AWS::EC2::TransitGatewayAttachment": "attachment",
  "AWS::EC2::TransitGatewayRouteTable": "segment",
  "AWS::SageMaker::Domain": "Studio domain",
  "AWS::SageMaker::UserProfile": "user profile",
  "AWS::SageMaker::ModelPackageGroup": "model group",
  "AWS::SageMaker::ModelPackage": "model package",
  "AWS::SSO::Instance": "Identity Center instance",
  "AWS::SSO::PermissionSet": "permission set",
  "AWS::SSO::Assignment": "assignment",
  "AWS::IdentityStore::Group": "directory group",
  "AWS::IdentityStore::User": "directory user",
};

export type Status = "complete" | "denied" | "region-off" | "failed" | "skipped";

export type Service = "organizations" | "controltower" | "iam" | "ec2" | "sagemaker" | "servicecatalog" | "sso";

export type Severity = "low" | "medium" | "high" | "critical";

export type Answers = {
  status: StatusAnswer;
  crawls: Array<CrawlRow>;
  kinds: Array<KindCount>;
  scene: Scene;
  reveal: Array<string>;
  search: SearchAnswer;
  inspect: Inspection;
  accounts: AccountsAnswer;
  portfolios: Array<PortfolioRow>;
  portfolioMatrix: Matrix;
  coverage: CoverageAnswer;
  resources: ResourcesAnswer;
  trustEnds: Array<TrustEnd>;
  trustPaths: TrustPathsAnswer;
  trustExplain: TrustExplanation;
  trustMatrix: TrustMatrixAnswer;
  whoCan: WhoCanAnswer;
  whatCan: WhatCanAnswer;
  editedPolicy: PolicyEdited;
  policyWords: Array<PolicyWord>;
  trustFindings: Array<TrustFindingRow>;
  plan: PlanShown;
  plans: PlansAnswer;
  planShown: PlanShown;
  planScene: Scene;
  journal: JournalAnswer;
  planDifference: ManifestAnswer;
  planChoices: PlanChoices;
  changeSettings: ChangeSettings;
};

export type Outcomes = {
  startDemo: number;
  startCrawl: number;
  recrawl: number;
  cancel: null;
  openCache: CacheInfo | null;
  prepare: null;
  showCrawl: null;
  closeCache: null;
  saveKey: null;
  forgetKey: null;
  export: string | null;
  keepPlan: PlanRow;
  discardPlan: null;
  savePlan: string | null;
  openPlan: PlanRow | null;
  openManifest: ManifestText | null;
  exportJournal: string | null;
  setMayChange: null;
  setProtected: null;
  saveTable: string | null;
  quit: null;
};

export type Applied = {
  applyPlan: number;
  retryStep: number;
};

export type Query = { "query": "status" } | { "query": "crawls" } | { "query": "kinds" } | { "query": "scene", 
/**
 * What to show.
 */
request: SceneRequest, } | { "query": "reveal", 
/**
 * The view.
 */
view: View, 
/**
 * The resource's ARN or key.
 */
arn: string, } | { "query": "search", 
/**
 * What was typed; case does not matter.
 */
text: string, 
/**
 * How many hits to give at most.
 */
limit: number, } | { "query": "inspect", 
/**
 * Its ARN or key, as scenes, hits and rows give it.
 */
arn: string, } | { "query": "accounts" } | { "query": "portfolios" } | { "query": "portfolioMatrix", 
/**
 * What of it.
 */
request: MatrixRequest, } | { "query": "coverage" } | { "query": "resources", 
/**
 * Which.
 */
filter: ResourcesQuery, } | { "query": "trustEnds", 
/**
 * What was typed; empty gives the stages.
 */
text: string, 
/**
 * How many to give at most.
 */
limit: number, } | { "query": "trustPaths", 
/**
 * An ARN, account id, OU id or `stage:…`.
 */
from: string, 
/**
 * Likewise.
 */
to: string, 
/**
 * How many rows to pass over.
 */
offset: number, 
/**
 * How many rows to give at most.
 */
limit: number, 
/**
 * Give all paths of this pattern; absent, the best one of each.
 */
pattern: string | null, 
/**
 * Also what would be a path but for one thing.
 */
nearMisses: boolean, } | { "query": "trustExplain", 
/**
 * The id of the node it starts at.
 */
from: string, 
/**
 * The id of the node it leads to.
 */
to: string, 
/**
 * The hop's kind.
 */
kind: HopKind, } | { "query": "trustMatrix" } | { "query": "whoCan", 
/**
 * An action, such as `sts:AssumeRole`.
 */
action: string, 
/**
 * The resource's ARN.
 */
resource: string, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many to give at most.
 */
limit: number, } | { "query": "whatCan", 
/**
 * Its ARN.
 */
principal: string, 
/**
 * How many reachable principals to pass over.
 */
offset: number, 
/**
 * How many reachable principals to give at most.
 */
limit: number, } | { "query": "editedPolicy", 
/**
 * An SCP or RCP by its id, name or ARN; a managed policy, or the role whose trust policy it is, by ARN.
 */
policy: string, 
/**
 * The text; absent, the policy as it is.
 */
text: string | null, } | { "query": "policyWords", 
/**
 * Which of the two.
 */
kind: PolicyWordKind, 
/**
 * What was typed; case does not matter.
 */
text: string, 
/**
 * How many to give at most.
 */
limit: number, } | { "query": "trustFindings" } | { "query": "plan", 
/**
 * What is asked for; things can be named by name or id.
 */
intent: Intent, } | { "query": "plans" } | { "query": "planShown", 
/**
 * Its id.
 */
plan: string, } | { "query": "planScene", 
/**
 * The plan's id.
 */
plan: string, 
/**
 * What to show.
 */
request: SceneRequest, } | { "query": "journal", 
/**
 * Which rows.
 */
filter: JournalQuery, } | { "query": "planDifference", 
/**
 * The manifest.
 */
text: string, 
/**
 * Its format.
 */
format: ManifestFormat, } | { "query": "planChoices" } | { "query": "changeSettings" };

export type ResourcesQuery = { 
/**
 * Of these kinds.
 */
kinds: Kind[], 
/**
 * A 12-digit account id.
 */
account: string | null, 
/**
 * A Region, or `global`.
 */
region: string | null, 
/**
 * Contained in name or ARN.
 */
text: string | null, 
/**
 * Exactly these ARNs; empty filters nothing.
 */
arns: Array<string>, 
/**
 * Rows to skip.
 */
offset: number, 
/**
 * Rows to give at most.
 */
limit: number, };

export type Action = { "action": "startDemo", 
/**
 * How many accounts, 64 to 10,000.
 */
accounts: number, } | { "action": "startCrawl", 
/**
 * Where and as whom.
 */
connection: ConnectionInput, } | { "action": "recrawl", 
/**
 * Read only what the newest crawl, cut off or ended, did not read.
 */
resume: boolean, } | { "action": "cancel", 
/**
 * The task.
 */
task: number, } | { "action": "openCache", 
/**
 * Its path; absent asks with a file dialog. A dialog that is closed answers `null`.
 */
path: string | null, } | { "action": "prepare" } | { "action": "showCrawl", 
/**
 * Its number; absent shows the one that is shown unless asked: the newest complete one.
 */
crawl: number | null, } | { "action": "closeCache" } | { "action": "saveKey", 
/**
 * The key.
 */
key: KeyInput, } | { "action": "forgetKey", 
/**
 * The name it was saved under.
 */
name: string, } | { "action": "export", 
/**
 * Which view; JSON and GraphML hold all of it.
 */
view: View, 
/**
 * What is shown, for SVG and PNG.
 */
request: SceneRequest, 
/**
 * The format.
 */
format: ExportFormat, 
/**
 * Where; absent asks with a file dialog.
 */
path: string | null, } | { "action": "keepPlan", 
/**
 * Its id.
 */
plan: string, } | { "action": "discardPlan", 
/**
 * Its id.
 */
plan: string, } | { "action": "savePlan", 
/**
 * Its id.
 */
plan: string, 
/**
 * Where; absent asks with a file dialog.
 */
path: string | null, } | { "action": "openPlan", 
/**
 * Which; absent asks with a file dialog.
 */
path: string | null, } | { "action": "openManifest", 
/**
 * Which; absent asks with a file dialog.
 */
path: string | null, } | { "action": "exportJournal", 
/**
 * Which rows; offset and limit do not count.
 */
filter: JournalQuery, 
/**
 * The format.
 */
format: JournalFormat, 
/**
 * Where; absent asks with a file dialog.
 */
path: string | null, } | { "action": "setMayChange", 
/**
 * The connection's name, as `ChangeSettings` gives it.
 */
connection: string, 
/**
 * Whether they may.
 */
mayChange: boolean, } | { "action": "setProtected", 
/**
 * Accounts and OUs, by name or id.
 */
names: Array<string>, 
/**
 * How many accounts the organization may have, where somebody looked it up.
 */
accountQuota: number | null, } | { "action": "saveTable", 
/**
 * The name that is suggested, with its extension.
 */
name: string, 
/**
 * All of it, as it is written.
 */
text: string, 
/**
 * Where; absent asks with a file dialog.
 */
path: string | null, } | { "action": "quit" };

export type Apply = { "apply": "applyPlan", 
/**
 * The plan's id.
 */
plan: string, 
/**
 * The names that were typed: the plan's `confirm`, and each of `alsoConfirm`.
 */
confirmed: Array<string>, 
/**
 * Through which connection; absent, the one that the open cache was read through.
 */
connection: ConnectionInput | null, } | { "apply": "retryStep", 
/**
 * The plan's id.
 */
plan: string, 
/**
 * The step's id.
 */
step: string, 
/**
 * As for `ApplyPlan`.
 */
confirmed: Array<string>, 
/**
 * As for `ApplyPlan`.
 */
connection: ConnectionInput | null, };

export type ConnectionInput = { 
/**
 * A profile of the shared AWS configuration.
 */
profile: string | null, 
/**
 * The name of an access key in the system's keyring.
 */
key: string | null, 
/**
 * An endpoint to use in place of AWS.
 */
endpointUrl: string | null, 
/**
 * The role assumed in member accounts.
 */
roleName: string | null, 
/**
 * The external id sent with it.
 */
externalId: string | null, 
/**
 * The Regions to read; empty reads the enabled ones.
 */
regions: Array<string>, 
/**
 * Read only accounts below this OU.
 */
ou: string | null, };

export type KeyInput = { 
/**
 * The name to save it under.
 */
name: string, 
/**
 * The access key id.
 */
accessKeyId: string, 
/**
 * The secret access key.
 */
secretAccessKey: string, 
/**
 * The session token, for temporary keys.
 */
sessionToken: string | null, };

export type ExportFormat = "json" | "graphml" | "svg" | "png";

export type StatusAnswer = { 
/**
 * The program's version.
 */
version: string, 
/**
 * The open cache, if any.
 */
cache: CacheInfo | null, 
/**
 * The tasks that run, the latest last.
 */
tasks: Array<Task>, 
/**
 * Profiles of the shared AWS configuration.
 */
profiles: Array<ProfileRow>, 
/**
 * Why they cannot be listed, if they cannot.
 */
profilesProblem: string | null, 
/**
 * The role assumed in member accounts where none is named.
 */
defaultRole: string, 
/**
 * Names of keys in the keyring that this program saved.
 */
keys: Array<string>, 
/**
 * Why the keyring cannot be used, if it cannot.
 */
keyringProblem: string | null, 
/**
 * Why the settings are not known, if they are not: then nothing is planned or applied.
 */
settingsProblem: string | null, 
/**
 * Caches opened before that still exist, newest first.
 */
recent: Array<string>, 
/**
 * Whether `Recrawl` knows where to read from: this window has crawled, or the open cache tells where its newest crawl read from.
 */
canRecrawl: boolean, };

export type ProfileRow = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its Region, where it names one.
 */
region: string | null, 
/**
 * It signs in through IAM Identity Center.
 */
identityCenter: boolean, };

export type CacheInfo = { 
/**
 * Its path.
 */
path: string, 
/**
 * It cannot be written.
 */
readOnly: boolean, 
/**
 * It belongs to the embedded organization of the demo.
 */
demo: boolean, 
/**
 * The crawl that is shown, if there is one.
 */
crawl: CrawlRow | null, 
/**
 * The crawl that is shown unless another is asked for: the newest complete one.
 */
latest: number | null, 
/**
 * The newest crawl after the one shown that was cut off.
 */
cutOff: CrawlRow | null, 
/**
 * The Regions that it read.
 */
regions: Array<string>, 
/**
 * How many units are known as of what; all counts of units in the window are these.
 */
units: UnitCounts, };

export type UnitCounts = { 
/**
 * Read in the crawl that is shown.
 */
thisCrawl: number, 
/**
 * Read in an earlier crawl, and not tried in this one.
 */
earlier: number, 
/**
 * Not read when it was tried last, or never tried.
 */
notRead: number, 
/**
 * Of these, left out on purpose: of accounts that nothing can be read of any more, or outside of what was asked for.
 */
leftOut: number, };

export type KindCount = { 
/**
 * The CloudFormation type name.
 */
kind: Kind, 
/**
 * What people call it.
 */
plain: string, 
/**
 * How many.
 */
count: number, };

export type CrawlRow = { 
/**
 * Its number in the cache.
 */
id: number, 
/**
 * When it started.
 */
started: number, 
/**
 * When it ended; absent while it runs or when it was cut off.
 */
finished: number | null, 
/**
 * How far it came.
 */
state: CrawlState, 
/**
 * Of the units it set out to read, how many it came to, in percent.
 */
percent: number, 
/**
 * The profile or endpoint it read.
 */
source: string, 
/**
 * The organization's id, if it was read.
 */
organization: string | null, 
/**
 * HTTP requests answered.
 */
requests: number, 
/**
 * Units by status.
 */
coverage: Array<StatusCount>, 
/**
 * Units that it tried and could not read: AWS refused something, or a call failed. A crawl that is complete may have some.
 */
unread: number, 
/**
 * Units that it did not come to, because it was cancelled or cut off. Those that it left out on purpose are not among them.
 */
notReached: number, 
/**
 * Why it is not complete, if it is not.
 */
note: string | null, 
/**
 * How old what was known was as of this crawl; told in the list of all crawls alone.
 */
known: KnownUnits | null, };

export type KnownUnits = { 
/**
 * How many are known as of this crawl.
 */
current: number, 
/**
 * How many are known as of earlier ones.
 */
earlier: number, 
/**
 * The oldest of those crawls, and how many units are as of it.
 */
oldest: CoverageAge | null, 
/**
 * How many no crawl ever read.
 */
never: number, };

export type CrawlState = "running" | "complete" | "partial" | "failed";

export type StatusCount = { 
/**
 * How the reading ended.
 */
status: Status, 
/**
 * How many.
 */
count: number, };

export type SearchAnswer = { 
/**
 * The best hits first.
 */
hits: Array<SearchHit>, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * The index is still being built: accounts, OUs and portfolios are searched, other resources not yet.
 */
indexing: boolean, };

export type SearchHit = { 
/**
 * Its ARN or key.
 */
arn: string, 
/**
 * The CloudFormation type name.
 */
kind: Kind, 
/**
 * What people call the kind.
 */
plain: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its account id.
 */
account: string, 
/**
 * Its account's name.
 */
accountName: string, 
/**
 * The Region, or `global`.
 */
region: string, };

export type ResourceRow = { 
/**
 * Its ARN or key.
 */
arn: string, 
/**
 * The CloudFormation type name.
 */
kind: Kind, 
/**
 * Its name.
 */
name: string, 
/**
 * Its account id.
 */
account: string, 
/**
 * Its account's name.
 */
accountName: string, 
/**
 * The Region, or `global`.
 */
region: string, 
/**
 * Last known state: the latest reading of its unit was not complete.
 */
stale: boolean, 
/**
 * The crawl that this state is as of.
 */
asOf: number, 
/**
 * When that crawl started.
 */
asOfAt: number | null, 
/**
 * What of it is not known, or only as of an earlier crawl.
 */
unread: Array<PartRow>, };

export type PartRow = { 
/**
 * What it is, in words that follow "its": `targets`, `principals`.
 */
part: string, 
/**
 * The call that gave no data.
 */
gap: GapRow, 
/**
 * The crawl that what is shown of the part is as of; absent where nothing was ever known of it.
 */
asOf: number | null, };

export type ResourcesAnswer = { 
/**
 * The page.
 */
rows: Array<ResourceRow>, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Units that could hold more of these but were not read completely.
 */
unreadUnits: number, };

export type Inspection = { 
/**
 * The resource.
 */
resource: ResourceRow, 
/**
 * What people call its kind.
 */
plain: string, 
/**
 * What AWS answered.
 */
document: JsonValue, 
/**
 * What it points at and what points at it, by meaning.
 */
related: Array<RelatedGroup>, 
/**
 * The containers above it, from the organization down: OUs, account.
 */
path: Array<SearchHit>, 
/**
 * What was not read where it lives.
 */
gaps: Array<CoverageRow>, 
/**
 * The versions of it the cache holds, newest first.
 */
history: Array<VersionRow>, };

export type RelatedGroup = { 
/**
 * In plain words, such as `is trusted by` or `attached policies`.
 */
title: string, 
/**
 * The relation kind's text form.
 */
kind: string, 
/**
 * Whether this resource holds the relation.
 */
outgoing: boolean, 
/**
 * The other sides; at most 200 are given.
 */
rows: Array<RelatedRow>, 
/**
 * How many there are in all.
 */
total: number, };

export type RelatedRow = { 
/**
 * Its ARN, key or bare id.
 */
arn: string, 
/**
 * The name, or the id where it is not in the cache.
 */
name: string, 
/**
 * The CloudFormation type name; absent where it is not in the cache.
 */
kind: Kind | null, 
/**
 * The account it belongs to, where that is known.
 */
account: string | null, 
/**
 * The relation's detail.
 */
label: string, };

export type VersionRow = { 
/**
 * The crawl that saw it first.
 */
fromCrawl: number, 
/**
 * When that crawl started.
 */
from: number, 
/**
 * The crawl that saw it gone or changed; absent for the current one.
 */
toCrawl: number | null, };

export type AccountsAnswer = { 
/**
 * The accounts, by name.
 */
rows: Array<AccountRow>, 
/**
 * The organization's account list itself was not read completely.
 */
incomplete: boolean, };

export type AccountRow = { 
/**
 * Its ARN.
 */
arn: string, 
/**
 * The 12-digit id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its e-mail address.
 */
email: string, 
/**
 * `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE` …
 */
state: string, 
/**
 * OU names from the root down, joined with ` / `.
 */
ouPath: string, 
/**
 * The class of that OU.
 */
class: FolderClass, 
/**
 * When it joined.
 */
joined: number | null, 
/**
 * How many resources of it are in the cache.
 */
resources: number, 
/**
 * Its units by status.
 */
coverage: Array<StatusCount>, 
/**
 * The oldest crawl that anything known of it comes from, if anything is.
 */
asOf: number | null, 
/**
 * When that crawl started.
 */
asOfAt: number | null, };

export type PortfolioRow = { 
/**
 * Its ARN.
 */
arn: string, 
/**
 * `port-…`.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Who provides it.
 */
provider: string, 
/**
 * The owning account's id.
 */
account: string, 
/**
 * The owning account's name.
 */
accountName: string, 
/**
 * The Region.
 */
region: string, 
/**
 * How many products it holds; absent where that was never read.
 */
products: number | null, 
/**
 * How many principals may launch from it, in the owning account; absent where that was never read.
 */
principals: number | null, 
/**
 * Who it is shared with.
 */
shares: Array<RecipientRow>, 
/**
 * Service Catalog was read in the owning account: there are no more shares than these.
 */
sharesKnown: boolean, 
/**
 * Accounts that a share reaches.
 */
reached: number, 
/**
 * Of these, accounts where a principal is known that may launch from it.
 */
usable: number, 
/**
 * Of these, accounts where that is not known: Service Catalog was not read there or in the owning account.
 */
unknown: number, };

export type RecipientRow = { 
/**
 * Its ARN or id.
 */
arn: string, 
/**
 * Its name.
 */
name: string, 
/**
 * `ACCOUNT`, `ORGANIZATIONAL_UNIT`, `ORGANIZATION` or `ORGANIZATION_MEMBER_ACCOUNT`.
 */
shareType: string, 
/**
 * How many accounts this share reaches.
 */
accounts: number, 
/**
 * Principal names are shared with it.
 */
sharePrincipals: boolean, };

export type CoverageAnswer = { 
/**
 * Units by status.
 */
totals: Array<StatusCount>, 
/**
 * Every unit that is not known; at most 5,000 are given.
 */
rows: Array<CoverageRow>, 
/**
 * How many of these there are in all.
 */
total: number, 
/**
 * Why: one for each cause, what is denied and failed first, then what concerns most units.
 */
causes: Array<CoverageCause>, 
/**
 * How many units are known as of which crawl, newest first.
 */
ages: Array<CoverageAge>, 
/**
 * The units by what is known of them.
 */
units: UnitCounts, 
/**
 * Of the units that are skipped, those that a crawl did not come to, because it was cancelled or cut off.
 */
notReached: number, 
/**
 * Accounts of the list that nothing is read of any more, because they are suspended, being closed, closed or not activated.
 */
idle: Array<IdleAccount>, };

export type IdleAccount = { 
/**
 * Its id.
 */
account: string, 
/**
 * Its name.
 */
name: string, 
/**
 * `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED` or `PENDING_ACTIVATION`.
 */
state: string, 
/**
 * The oldest crawl that what is known of it is as of: of an answer about trust, its roles. Absent where nothing was ever read.
 */
asOf: number | null, };

export type CoverageCause = { 
/**
 * How reading these units ended.
 */
status: Status, 
/**
 * The crawl was cancelled or cut off before it came to them.
 */
notReached: boolean, 
/**
 * The IAM action of the call that gave no data; empty where none was made.
 */
operation: string, 
/**
 * The code AWS gave; empty where there was none.
 */
code: string, 
/**
 * What happened; what differs from account to account stands as `…`.
 */
message: string, 
/**
 * How many units.
 */
units: number, 
/**
 * How many accounts they are in.
 */
accounts: number, 
/**
 * The first of these accounts, by id; at most 50.
 */
first: Array<NamedAccount>, 
/**
 * The services.
 */
services: Service[], 
/**
 * The Regions, `global` among them.
 */
regions: Array<string>, };

export type NamedAccount = { 
/**
 * Its id.
 */
account: string, 
/**
 * Its name.
 */
name: string, };

export type CoverageAge = { 
/**
 * The crawl's number.
 */
crawl: number, 
/**
 * When it started.
 */
at: number | null, 
/**
 * How many units are known as of it.
 */
units: number, };

export type CoverageRow = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The account's name.
 */
accountName: string, 
/**
 * The Region, or `global`.
 */
region: string, 
/**
 * The service.
 */
service: Service, 
/**
 * How the reading ended.
 */
status: Status, 
/**
 * It was not left out on purpose: the crawl was cancelled or cut off before it came to it.
 */
notReached: boolean, 
/**
 * The calls that gave no data.
 */
gaps: Array<GapRow>, 
/**
 * The crawl that last tried to read it, if any.
 */
crawl: number | null, 
/**
 * The last crawl that read it completely, if any: what is known of it is as of that crawl.
 */
lastComplete: number | null, 
/**
 * When that crawl started.
 */
lastCompleteAt: number | null, };

export type GapRow = { 
/**
 * The IAM action; may be empty.
 */
operation: string, 
/**
 * The error code; may be empty.
 */
code: string, 
/**
 * What happened.
 */
message: string, };

export type TrustAnswer = "found" | "none" | "unknown";

export type TrustEnd = { 
/**
 * What to ask for: an ARN, an account id, an OU id, or `stage:dev`.
 */
value: string, 
/**
 * What to show.
 */
label: string, 
/**
 * What tells it from others of the same name: the account's name and id, the ARN.
 */
detail: string, 
/**
 * What it is.
 */
kind: TrustEndKind, 
/**
 * How many principals it stands for, where that is known without searching.
 */
principals: number | null, };

export type TrustEndKind = "stage" | "ou" | "account" | "principal";

export type Stage = "prod" | "preprod" | "dev" | "hub" | "sandbox" | "management" | "other" | "external";

export type NodeKind = "role" | "user" | "root" | "provider" | "service" | "identityCenterUser" | "identityCenterGroup" | "externalAccount" | "externalPrincipal" | "unreadAccount" | "unreadPrincipal" | "anyone";

export type HopKind = "assume-role" | "assume-role-with-saml" | "assume-role-with-web-identity" | "assignment" | "membership" | "service" | "pass-role" | "assume-root" | "rewrite-trust" | "rewrite-permissions" | "studio" | "credentials";

export type LayerKind = "scp" | "rcp" | "boundary" | "identity" | "resource" | "session" | "endpoint";

export type Outcome = "allows" | "allowsIf" | "denies" | "deniesIf" | "noAllow" | "notConsulted" | "unknown";

export type Effect = "Allow" | "Deny";

export type FindingStatus = "fail" | "partial" | "unknown" | "not-applicable";

export type TrustNode = { 
/**
 * Its ARN, service name, or account id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
kind: NodeKind, 
/**
 * Its account's id, where it has one.
 */
account: string | null, 
/**
 * Its account's name; the id where the organization does not know it.
 */
accountName: string | null, 
/**
 * Its account's stage; absent for services and people.
 */
stage: Stage | null, };

export type TrustVerdict = "allowed" | "allowedIf" | "unknown" | "denied";

export type TrustCondition = { 
/**
 * The condition key.
 */
key: string, 
/**
 * The operator as in a policy.
 */
operator: string, 
/**
 * Its values.
 */
values: Array<string>, 
/**
 * It must not hold.
 */
negated: boolean, 
/**
 * The condition in words, such as "only with MFA".
 */
words: string, };

export type TrustHop = { 
/**
 * Who acts.
 */
from: TrustNode, 
/**
 * Who or what it becomes or changes.
 */
to: TrustNode, 
/**
 * What it does, as `TrustExplain` takes it back; absent where evidence leads on without a hop of the graph.
 */
kind: HopKind | null, 
/**
 * How sure it is.
 */
verdict: TrustVerdict, 
/**
 * Alternatives, each a list of conditions that must hold together; empty when nothing must.
 */
conditions: Array<Array<TrustCondition>>, 
/**
 * Why, in a sentence.
 */
reason: string, };

export type TrustPath = { 
/**
 * Its hops, in order; at least one.
 */
hops: Array<TrustHop>, 
/**
 * How sure the whole path is: as its weakest hop.
 */
verdict: TrustVerdict, 
/**
 * What must hold for the whole path, as alternatives.
 */
conditions: Array<Array<TrustCondition>>, 
/**
 * What else to know, such as the one-hour limit of role chaining.
 */
notes: Array<string>, 
/**
 * Its pattern: paths by the same roles across teams are of one. Asked for with the pattern, the others are given too.
 */
pattern: string, 
/**
 * Each of its steps from account to account is a declared one, such as a pipeline's.
 */
declared: boolean, 
/**
 * How many paths of its pattern there are, itself included.
 */
standsFor: number, };

export type TrustNearMiss = { 
/**
 * The hops; the one that is stopped has the verdict `denied`.
 */
path: TrustPath, 
/**
 * The layer that stops it.
 */
layer: LayerKind, 
/**
 * The one thing, in a sentence: which SCP at which OU, which boundary, which condition.
 */
stoppedBy: string, };

export type TrustPathsAnswer = { 
/**
 * How the first end was understood.
 */
from: TrustEnd, 
/**
 * How the second end was understood.
 */
to: TrustEnd, 
/**
 * Whether there is a path.
 */
answer: TrustAnswer, 
/**
 * Why that is not known; empty where it is.
 */
reasons: Array<string>, 
/**
 * One page: the best path of each pattern, undeclared ones first, then the shorter and the surer; or all paths of the
 * pattern that was asked for.
 */
paths: Array<TrustPath>, 
/**
 * How many rows were passed over before this page.
 */
offset: number, 
/**
 * How many rows there are on all pages.
 */
total: number, 
/**
 * How many paths there are in all, of every pattern.
 */
pathsTotal: number, 
/**
 * How many patterns they are of.
 */
patterns: number, 
/**
 * How many hops the paths have at most that were looked for.
 */
hops: number, 
/**
 * How many principals of the second end are reached in all.
 */
reached: number, 
/**
 * From how many accounts of the first end.
 */
reachingAccounts: number, 
/**
 * What would be paths but for one thing; empty unless asked for.
 */
nearMisses: Array<TrustNearMiss>, 
/**
 * There are more of these than are given.
 */
moreNearMisses: boolean, 
/**
 * What is not known: accounts that could not be read, and why.
 */
unknown: Array<TrustUnknown>, 
/**
 * Accounts it is about in which nobody can act, because AWS denies it: they are suspended, being closed, closed or not activated.
 */
idle: Array<IdleAccount>, 
/**
 * What else limits the answer.
 */
notes: Array<string>, };

export type TrustUnknown = { 
/**
 * An account's id, or what is not known.
 */
what: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
reason: string, };

export type TrustExplanation = { 
/**
 * Who acts.
 */
from: TrustNode, 
/**
 * What it becomes or changes.
 */
to: TrustNode, 
/**
 * Each call that the hop needs, with its layers.
 */
steps: Array<TrustStep>, 
/**
 * The documents that the layers point into.
 */
documents: Array<TrustDocument>, };

export type TrustStep = { 
/**
 * The action, such as `sts:AssumeRole`.
 */
action: string, 
/**
 * The resource it is called on.
 */
resource: string, 
/**
 * How sure it is that it is allowed.
 */
verdict: TrustVerdict, 
/**
 * What must hold, as alternatives.
 */
conditions: Array<Array<TrustCondition>>, 
/**
 * The layers, in the order a person reads them: SCPs from the root down, RCPs, the resource's own policy, identity, boundary …
 */
layers: Array<TrustLayer>, 
/**
 * What the evaluation could not take as it stands.
 */
warnings: Array<string>, };

export type TrustLayer = { 
/**
 * Which layer.
 */
layer: LayerKind, 
/**
 * What to show, such as "SCP at Workloads".
 */
title: string, 
/**
 * What it says.
 */
outcome: Outcome, 
/**
 * Why it is not consulted or not known, if so.
 */
reason: string | null, 
/**
 * The statements that decide.
 */
statements: Array<TrustStatement>, };

export type TrustStatement = { 
/**
 * Index into the explanation's documents.
 */
document: number, 
/**
 * Index of the statement in the document, from 0.
 */
statement: number, 
/**
 * Its Sid.
 */
sid: string | null, 
/**
 * What it does.
 */
effect: Effect, };

export type TrustDocument = { 
/**
 * What it is called, such as "trust policy of StackSetExecutionRole".
 */
title: string, 
/**
 * The resource to inspect for it: the policy's, else its role's ARN.
 */
arn: string, 
/**
 * The document.
 */
document: JsonValue, };

export type WhoCanAnswer = { 
/**
 * The action.
 */
action: string, 
/**
 * The resource.
 */
resource: string, 
/**
 * Those who can, surest first; one page.
 */
rows: Array<WhoCanRow>, 
/**
 * How many were passed over before this page.
 */
offset: number, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * What is not known: accounts that were not read and may hold others who can.
 */
unknown: Array<TrustUnknown>, 
/**
 * Accounts it is about in which nobody can act, because AWS denies it: they are suspended, being closed, closed or not activated.
 */
idle: Array<IdleAccount>, 
/**
 * What else limits the answer, such as a resource policy that was not read.
 */
notes: Array<string>, };

export type WhoCanRow = { 
/**
 * Who.
 */
principal: TrustNode, 
/**
 * How sure it is.
 */
verdict: TrustVerdict, 
/**
 * What must hold, as alternatives.
 */
conditions: Array<Array<TrustCondition>>, };

export type WhatCanAnswer = { 
/**
 * The principal.
 */
principal: TrustNode, 
/**
 * Its policies allow everything, before boundaries and SCPs.
 */
administrator: boolean, 
/**
 * What its policies allow, by service.
 */
services: Array<ServicePower>, 
/**
 * The roles it can become, nearest first; one page.
 */
reaches: Array<Reach>, 
/**
 * How many were passed over before this page.
 */
offset: number, 
/**
 * How many it can become in all.
 */
total: number, 
/**
 * What is not known.
 */
unknown: Array<TrustUnknown>, 
/**
 * Accounts it is about in which nobody can act, because AWS denies it: they are suspended, being closed, closed or not activated.
 */
idle: Array<IdleAccount>, 
/**
 * What else to know.
 */
notes: Array<string>, };

export type ServicePower = { 
/**
 * The action prefix, such as `sagemaker`; `*` for all.
 */
service: string, 
/**
 * The action patterns that are allowed, as written.
 */
actions: Array<string>, 
/**
 * Some of it is denied again, or allowed under conditions or on some resources only.
 */
limited: boolean, };

export type Reach = { 
/**
 * Which.
 */
node: TrustNode, 
/**
 * In how many hops.
 */
hops: number, 
/**
 * How sure the shortest way is.
 */
verdict: TrustVerdict, };

export type TrustMatrixAnswer = { 
/**
 * The stages that there are.
 */
stages: Array<Stage>, 
/**
 * One cell per ordered pair that has an edge, or may have one in what was not read.
 */
cells: Array<TrustCell>, 
/**
 * How many principals are in the graph.
 */
principals: number, 
/**
 * How many accounts could not be read.
 */
unread: number, };

export type TrustCell = { 
/**
 * From this stage.
 */
from: Stage, 
/**
 * To this stage.
 */
to: Stage, 
/**
 * Edges that are allowed.
 */
allowed: number, 
/**
 * Edges that are allowed under conditions.
 */
allowedIf: number, 
/**
 * Edges that are not known.
 */
unknown: number, 
/**
 * Accounts that were not read and may hold more edges: the counts are not all there is.
 */
unread: number, };

export type TrustFindingRow = { 
/**
 * What names it: the same in every crawl.
 */
id: string, 
/**
 * The rule, such as `TRU-01`.
 */
rule: string, 
/**
 * What the rule is about.
 */
title: string, 
/**
 * The rule's family: `trust`, `privilege`, `role passing` or `separation of duties`.
 */
family: string, 
/**
 * How much harm it stands for.
 */
severity: Severity, 
/**
 * How the rule stands.
 */
state: FindingStatus, 
/**
 * Why it is not known how the rule stands, or why it does not apply; absent where it is known and does.
 */
reason: string | null, 
/**
 * The resource.
 */
arn: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its account's id.
 */
account: string, 
/**
 * Its account's name.
 */
accountName: string, 
/**
 * Its Region, or `global`.
 */
region: string, 
/**
 * What is wrong, in a sentence.
 */
summary: string, 
/**
 * Why it matters: what somebody can do by it.
 */
why: string, 
/**
 * What it rests on: `statements`, `paths` from start to end, `principals` and `notes`.
 */
evidence: JsonValue, 
/**
 * What to do.
 */
remedy: string, 
/**
 * The counter-example, where there is one.
 */
path: Array<TrustHop>, 
/**
 * Principals it concerns, the first of them.
 */
principals: Array<string>, 
/**
 * How many it concerns in all.
 */
principalsTotal: number, 
/**
 * When the first crawl began that found it, in milliseconds since 1970. Absent where that is not known: an earlier crawl was never
 * asked for findings, and may have had it already.
 */
firstSeen: number | null, 
/**
 * When the latest crawl began that found it.
 */
lastSeen: number | null, 
/**
 * Who is to put it right, where that was said.
 */
owner: string | null, 
/**
 * What somebody noted about it.
 */
note: string | null, 
/**
 * Why it is accepted, where it is.
 */
exemption: string | null, };

export type Event = { "event": "task", 
/**
 * How it stands.
 */
task: Task, } | { "event": "plan", 
/**
 * The task that applies it.
 */
task: number, 
/**
 * The plan's id.
 */
plan: string, 
/**
 * What happened.
 */
change: PlanEvent, } | { "event": "cacheChanged" } | { "event": "closeAsked" };

export type Task = { 
/**
 * Its id.
 */
id: number, 
/**
 * Where it stands.
 */
state: TaskState, 
/**
 * What it does, and how far it is.
 */
progress: Progress, 
/**
 * Milliseconds since it started.
 */
elapsed: number, 
/**
 * Why it failed, if it did.
 */
failure: Failure | null, };

export type TaskState = "running" | "cancelling" | "done" | "cancelled" | "failed";

export type Progress = { "kind": "crawl" } & CrawlProgress | { "kind": "demo" } & CrawlProgress | { "kind": "apply" } & ApplyProgress;

export type CrawlProgress = { 
/**
 * What it does right now, in a few words.
 */
step: string, 
/**
 * Units that are done; where a crawl is gone on with, those read before it was cut off included.
 */
done: number, 
/**
 * Units that are planned, those included; 0 while that is not known.
 */
planned: number, 
/**
 * Of the units done, those that were not read completely.
 */
incomplete: number, 
/**
 * HTTP requests answered.
 */
requests: number, 
/**
 * Resources read.
 */
resources: number, 
/**
 * Estimated milliseconds that remain; absent while that is not known.
 */
remaining: number | null, };

export type Code = "noCache" | "noCrawl" | "busy" | "notFound" | "credentials" | "other";

export type Failure = { 
/**
 * What the window does with it.
 */
code: Code, 
/**
 * What happened and what to do, in plain words.
 */
message: string, };

export type PolicyAccount = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its stage.
 */
stage: Stage, };

export type PolicyActionChange = { 
/**
 * What becomes of it.
 */
turn: PolicyActionTurn, 
/**
 * The action.
 */
action: string, 
/**
 * The ARNs of the first principals.
 */
principals: Array<string>, 
/**
 * How many there are.
 */
total: number, };

export type PolicyActionTurn = "gains" | "widens" | "narrows" | "loses" | "doubtful";

export type PolicyEdited = { 
/**
 * The ARN of the policy, or of the role whose trust policy it is.
 */
arn: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Where it stands.
 */
place: PolicyPlace, 
/**
 * What it says now; absent where that was not read.
 */
original: string | null, 
/**
 * Why what it says now is not known, or not for sure.
 */
unread: string | null, 
/**
 * Whether the text says something else than it does now.
 */
isChanged: boolean, 
/**
 * Whether a plan can make the change: of organization policies that are neither AWS's nor Control Tower's.
 */
canBePlanned: boolean, 
/**
 * Why AWS would refuse the text; none where it would not.
 */
errors: Array<PolicyRemark>, 
/**
 * What of it says nothing, or cannot be decided.
 */
warnings: Array<PolicyRemark>, 
/**
 * How many characters it counts as.
 */
size: number, 
/**
 * How many there may be.
 */
limit: number | null, 
/**
 * The accounts that it reaches, the first ones.
 */
accounts: Array<PolicyAccount>, 
/**
 * How many it reaches.
 */
accountsTotal: number, 
/**
 * What principals may do otherwise, action by action; of the actions that differing statements speak of.
 */
actions: Array<PolicyActionChange>, 
/**
 * Which paths open and close, in words.
 */
trust: Array<string>, 
/**
 * What is not told, and why.
 */
notTold: Array<string>, };

export type PolicyPlace = "scp" | "rcp" | "trust" | "managed";

export type PolicyRemark = { 
/**
 * What it is.
 */
problem: string, 
/**
 * Where, as a JSON pointer; empty for the whole text.
 */
path: string, 
/**
 * The line, from 1; absent where no place can be told.
 */
line: number | null, 
/**
 * The column, from 1, in bytes.
 */
column: number | null, };

export type PolicyWord = { 
/**
 * As AWS writes it: `s3:GetObject`; one that ends in `*` goes on with a name of its own.
 */
word: string, 
/**
 * What it is about, in a few words; may be empty.
 */
about: string, };

export type PolicyWordKind = "action" | "conditionKey";

export type ApplyPhase = "checking" | "applying" | "proving";

export type ApplyProgress = { 
/**
 * The plan's id.
 */
plan: string, 
/**
 * What it is for, in words.
 */
title: string, 
/**
 * What is done about it now.
 */
phase: ApplyPhase, 
/**
 * How many steps it has.
 */
steps: number, 
/**
 * How many of them are done.
 */
done: number, 
/**
 * How many run.
 */
running: number, 
/**
 * How many failed.
 */
failed: number, 
/**
 * How long the steps still take if nothing goes wrong, in milliseconds: from, to.
 */
remaining: [number, number], };

export type ChangeSettings = { 
/**
 * Accounts and OUs that are protected, by name or id, besides those that always are.
 */
protected: Array<string>, 
/**
 * How many accounts the organization may have, where somebody looked it up.
 */
accountQuota: number | null, 
/**
 * What was said of connections, by name.
 */
connections: Array<ConnectionSetting>, 
/**
 * The connection that the open cache was read through; absent where it does not tell.
 */
connection: ConnectionSetting | null, };

export type ConnectionSetting = { 
/**
 * What it is called, such as `profile audit` or `key hub at https://…`.
 */
name: string, 
/**
 * Whether plans may be applied through it.
 */
mayChange: boolean, 
/**
 * It leads to the embedded organization, which may always be changed.
 */
demo: boolean, };

export type JournalAnswer = { 
/**
 * The rows, the newest first.
 */
rows: Array<JournalRow>, 
/**
 * How many the filter leaves.
 */
total: number, 
/**
 * How many there are in all.
 */
all: number, 
/**
 * The services in all of them, to filter by.
 */
services: Array<string>, };

export type JournalFormat = "csv" | "json";

export type JournalOutcome = "intended" | "succeeded" | "failed" | "unknown" | "reconciled";

export type JournalQuery = { 
/**
 * Of this plan.
 */
plan: string | null, 
/**
 * Called in this account.
 */
account: string | null, 
/**
 * Of these services.
 */
services: Array<string>, 
/**
 * That ended so.
 */
outcomes: Array<JournalOutcome>, 
/**
 * Contained in any of plan, step, operation, account, caller, request id, message and parameters; case does not matter.
 */
text: string | null, 
/**
 * Intended at this time or later.
 */
since: number | null, 
/**
 * Intended before this time.
 */
before: number | null, 
/**
 * Rows to skip.
 */
offset: number, 
/**
 * Rows to give at most.
 */
limit: number, };

export type JournalRow = { 
/**
 * Its number; grows with time.
 */
id: number, 
/**
 * The plan's id.
 */
plan: string, 
/**
 * The plan's digest.
 */
digest: string, 
/**
 * The step's id.
 */
step: string, 
/**
 * What the step does.
 */
title: string, 
/**
 * How often the step was tried, from 1.
 */
attempt: number, 
/**
 * The service, such as `organizations`.
 */
service: string, 
/**
 * The operation, such as `CreateAccount`.
 */
operation: string, 
/**
 * The account it was made in.
 */
account: string, 
/**
 * The Region it was made in.
 */
region: string, 
/**
 * The ARN of who made it.
 */
caller: string, 
/**
 * The parameters as they were sent.
 */
parameters: JsonValue, 
/**
 * When it was about to be made.
 */
intendedAt: number, 
/**
 * How it ended.
 */
outcome: JournalOutcome, 
/**
 * What AWS calls the request.
 */
requestId: string | null, 
/**
 * When it ended.
 */
finishedAt: number | null, 
/**
 * What there is to say of it.
 */
message: string | null, };

export type ManifestAnswer = { 
/**
 * What to plan for it.
 */
intent: Intent, 
/**
 * What the organization lacks of it.
 */
difference: PlanDifference, };

export type ManifestFormat = "toml" | "csv";

export type ManifestText = { 
/**
 * Its file.
 */
path: string, 
/**
 * By the file's extension.
 */
format: ManifestFormat, 
/**
 * What it says.
 */
text: string, };

export type PlanEvent = { "event": "step-started", 
/**
 * The step.
 */
step: string, 
/**
 * The account it is called in.
 */
account: string, 
/**
 * When.
 */
at: number, } | { "event": "waiting", 
/**
 * The step.
 */
step: string, 
/**
 * What AWS calls the state.
 */
state: string, 
/**
 * Since when, in seconds.
 */
seconds: number, } | { "event": "step-finished", 
/**
 * The step.
 */
step: string, 
/**
 * How.
 */
standing: StepStanding, 
/**
 * What AWS calls the request.
 */
requestId: string | null, 
/**
 * What there is to say of it.
 */
message: string | null, 
/**
 * When.
 */
at: number, } | { "event": "proved" } | { "event": "differs", 
/**
 * What would still be needed.
 */
differences: Array<string>, };

export type PlanRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its digest.
 */
digest: string, 
/**
 * What it is for, in words.
 */
title: string, 
/**
 * The kind of its intent, such as `vend`.
 */
kind: string, 
/**
 * The organization that it is for.
 */
organization: string, 
/**
 * When it was made, such as `2026-11-29T20:00:00Z`.
 */
created: string, 
/**
 * By which program.
 */
createdBy: string, 
/**
 * The crawl that it was made from.
 */
crawl: number, 
/**
 * How many steps it has; none where all is so already.
 */
steps: number, 
/**
 * How many of them are done.
 */
done: number, 
/**
 * How many pre-flight checks fail: then nothing can be applied.
 */
failing: number, 
/**
 * How many pre-flight checks cannot be told.
 */
unknown: number, 
/**
 * How long it takes if nothing goes wrong: from, to.
 */
expectedSeconds: [number, number], 
/**
 * How far it is.
 */
standing: PlanStanding, 
/**
 * Since when; absent where nothing was begun.
 */
standingAt: number | null, 
/**
 * It is kept beside the cache or in the journal; one that is not is gone when the window closes.
 */
kept: boolean, 
/**
 * The task that applies it now.
 */
task: number | null, };

export type PlanShown = { 
/**
 * How it stands.
 */
row: PlanRow, 
/**
 * The plan.
 */
plan: Plan, 
/**
 * Of each step, in the order of the plan, how far it is.
 */
steps: Array<StepShown>, 
/**
 * What it rests on and is otherwise in the crawl that is shown: with any of these it is stale. Facts of steps that are done do not count.
 */
changed: Array<PlanChanged>, 
/**
 * Why what it rests on cannot be compared with the crawl that is shown, if it cannot.
 */
notCompared: string | null, 
/**
 * Of a plan that differs, what planning the same again would still do.
 */
left: Array<string>, 
/**
 * The plan in words, as a pull request shows it.
 */
markdown: string, };

export type PlanStanding = "made" | "applying" | "stopped" | "failed" | "proved" | "differs";

export type PlansAnswer = { 
/**
 * The plans, the newest first.
 */
rows: Array<PlanRow>, 
/**
 * Files among the kept plans that are no plan that may be applied, and why.
 */
refused: Array<string>, };

export type StepShown = { 
/**
 * The step's id.
 */
step: string, 
/**
 * How far it is.
 */
standing: StepStanding, 
/**
 * How often its call was made.
 */
attempts: number, 
/**
 * What AWS calls the state in which it goes on with the step, while it does.
 */
waiting: string | null, 
/**
 * When the latest call was about to be made.
 */
started: number | null, 
/**
 * When it ended.
 */
finished: number | null, 
/**
 * The account that it was made in: references are replaced.
 */
account: string | null, 
/**
 * Who made it.
 */
caller: string | null, 
/**
 * The parameters as they were sent: references are replaced.
 */
parameters: JsonValue | null, 
/**
 * What AWS calls the request.
 */
requestId: string | null, 
/**
 * What there is to say of how it ended, such as AWS's error.
 */
message: string | null, 
/**
 * What later steps take from AWS's answer.
 */
answer: JsonValue | null, };

export type StepStanding = "open" | "running" | "done" | "failed" | "unknown";

export type AlsoConfirm = { 
/**
 * The name.
 */
name: string, 
/**
 * Why.
 */
because: string, };

export type PlanBasis = { 
/**
 * The crawl it was made from.
 */
crawl: number, 
/**
 * What the crawl said.
 */
facts: Array<PlanFact>, };

export type PlanChange = "added" | "moved" | "changed" | "removed";

export type PlanChanged = { 
/**
 * The fact's id.
 */
fact: string, 
/**
 * What the plan rests on.
 */
was: string, 
/**
 * What is found now.
 */
now: string, };

export type PlanCheck = { 
/**
 * Its name, such as `email-free`.
 */
check: string, 
/**
 * Whether it holds.
 */
status: PlanCheckStatus, 
/**
 * What was found.
 */
detail: string, 
/**
 * What to do; empty where it holds.
 */
remedy: string, };

export type PlanCheckStatus = "fail" | "unknown" | "pass";

export type Choice = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its id, which the intent names it by.
 */
id: string, 
/**
 * What tells it from others of the same name.
 */
detail: string, };

export type PlanChoices = { 
/**
 * The root and the OUs, in the order of their paths.
 */
ous: Array<OuChoice>, 
/**
 * Portfolios of the organization's accounts.
 */
portfolios: Array<Choice>, 
/**
 * Products.
 */
products: Array<Choice>, 
/**
 * Organization policies, with their type as detail.
 */
policies: Array<Choice>, 
/**
 * Permission sets, by the roles that they left in accounts that were read: there may be others.
 */
permissionSets: Array<string>, 
/**
 * Accounts whose roles were not read: their permission sets are not known.
 */
unreadAccounts: number, };

export type PlanDifference = { 
/**
 * What is lacking. Of an account that is not there, that is all that is said.
 */
lacking: Array<PlanLacking>, 
/**
 * What is asked for and cannot be told from what is crawled.
 */
notTold: Array<string>, };

export type PlanEdge = { 
/**
 * What becomes of it.
 */
change: PlanChange, 
/**
 * What it means: `child-of`, `attached-to`, `shared-with`, `grants-to`, `assigned-in`.
 */
kind: string, 
/**
 * The ARN or key of what points.
 */
from: string, 
/**
 * Its name.
 */
fromName: string, 
/**
 * What it points at; where the edge goes, what it pointed at.
 */
to: string, 
/**
 * Its name.
 */
toName: string, 
/**
 * What it pointed at before, of an edge that moved.
 */
was?: string, 
/**
 * The name of that.
 */
wasName?: string, };

export type PlanEffect = { 
/**
 * How many accounts there are more.
 */
accountsAdded: number, 
/**
 * How many accounts are somewhere else.
 */
accountsMoved: number, 
/**
 * How many accounts are closed.
 */
accountsClosed: number, 
/**
 * Accounts, shares and received portfolios that come, go or change.
 */
nodes: Array<PlanNode>, 
/**
 * What points where, otherwise than before.
 */
edges: Array<PlanEdge>, 
/**
 * Organization policies that apply to accounts, or no longer apply.
 */
policies: Array<PolicyEffect>, 
/**
 * Organization policies whose text comes, goes or changes.
 */
texts: Array<PlanTextEffect>, 
/**
 * Portfolios that accounts see, or no longer see.
 */
portfolios: Array<PortfolioEffect>, 
/**
 * Trust paths that open and close, in words.
 */
trust: Array<string>, 
/**
 * Findings that come and go, in words.
 */
findings: Array<string>, 
/**
 * What of AWS's limits is used.
 */
quotas: Array<PlanQuota>, };

export type PlanFact = { 
/**
 * By which steps name it.
 */
id: string, 
/**
 * The statement.
 */
about: string, 
/**
 * What it is about.
 */
claim: JsonValue, 
/**
 * Its digest.
 */
digest: string, };

export type Intent = { "kind": "vend" } & Vend | { "kind": "share", 
/**
 * The portfolio.
 */
portfolio: string, 
/**
 * An OU, an account, or `organization`.
 */
with: string, 
/**
 * Whether principal names are shared along; where nothing is said, a new share does not and one that is there stays as it is.
 */
sharePrincipals?: boolean, 
/**
 * Whether tag options are shared along; as above.
 */
shareTagOptions?: boolean, } | { "kind": "unshare", 
/**
 * The portfolio.
 */
portfolio: string, 
/**
 * An OU, an account, or `organization`.
 */
with: string, } | { "kind": "principal", 
/**
 * The portfolio.
 */
portfolio: string, 
/**
 * The account whose principals may launch: the owner's, or one that the portfolio reaches.
 */
account: string, 
/**
 * The ARN; with no account in it, a pattern.
 */
principal: string, 
/**
 * Whether it is associated or taken away.
 */
associate: boolean, } | { "kind": "move", 
/**
 * The account.
 */
account: string, 
/**
 * The root or OU.
 */
to: string, } | { "kind": "close", 
/**
 * The account.
 */
account: string, } | { "kind": "attach", 
/**
 * The policy.
 */
policy: string, 
/**
 * The root, OU or account.
 */
to: string, } | { "kind": "detach", 
/**
 * The policy.
 */
policy: string, 
/**
 * The root, OU or account.
 */
from: string, } | { "kind": "create-policy", 
/**
 * Its name.
 */
name: string, 
/**
 * Its type, in the words of the API, or `scp` or `rcp`.
 */
type: string, 
/**
 * What it is for; where nothing is said, a new one has no description and one that is there stays as it is.
 */
description?: string, 
/**
 * Its text, as it is to be sent.
 */
content: string, } | { "kind": "change-policy", 
/**
 * The policy.
 */
policy: string, 
/**
 * Its new name.
 */
name?: string, 
/**
 * What it is for.
 */
description?: string, 
/**
 * Its new text, as it is to be sent.
 */
content?: string, } | { "kind": "delete-policy", 
/**
 * The policy.
 */
policy: string, } | { "kind": "import", 
/**
 * The portfolio.
 */
portfolio: string, 
/**
 * The account that takes it.
 */
account: string, } | { "kind": "tag", 
/**
 * The account.
 */
account: string, 
/**
 * Keys with their new values.
 */
set?: { [key in string]: string }, 
/**
 * Keys to take away.
 */
remove?: Array<string>, } | { "kind": "assign", 
/**
 * The permission set.
 */
permissionSet: string, 
/**
 * `GROUP` or `USER`.
 */
principalType: string, 
/**
 * The group or user of the identity store.
 */
principal: string, 
/**
 * The accounts.
 */
accounts?: Array<string>, 
/**
 * OUs whose accounts are meant, those in OUs below included; in a plan they are named one by one.
 */
ous?: Array<string>, 
/**
 * Whether it is given or taken away.
 */
assign: boolean, } | { "kind": "control", 
/**
 * The control, by its ARN; one that is enabled somewhere also by its name.
 */
control: string, 
/**
 * The OU.
 */
ou: string, 
/**
 * What is to become of it.
 */
change: ControlChange, 
/**
 * Its parameters, where it is enabled.
 */
parameters?: Record<string, JsonValue>, } | { "kind": "baseline", 
/**
 * The OU.
 */
ou: string, } | { "kind": "together", 
/**
 * The intents, none of them `Together`.
 */
intents: Array<Intent>, };

export type PlanLacking = { 
/**
 * `account`, `place`, `enrolment`, `tags`, `portfolio`, `principal` or `assignment`.
 */
kind: string, 
/**
 * What would be done about it.
 */
what: string, };

export type PlanNamed = { 
/**
 * Its id; a reference where an earlier step creates it.
 */
id: string, 
/**
 * Its name.
 */
name: string, };

export type PlanNode = { 
/**
 * What becomes of it.
 */
change: PlanChange, 
/**
 * Its kind, as CloudFormation names it.
 */
kind: string, 
/**
 * Its ARN or key, with a reference in it where an earlier step creates the account.
 */
id: string, 
/**
 * Its name.
 */
name: string, };

export type OuChoice = { 
/**
 * The names from below the root down to it, with slashes; empty for the root.
 */
path: string, 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The stage that its names say it is for.
 */
stage: Stage | null, };

export type VendPeople = { 
/**
 * The group in IAM Identity Center.
 */
group: string, 
/**
 * The permission set.
 */
permissionSet: string, 
/**
 * The stages; none are all.
 */
stages?: Array<string>, };

export type Plan = { 
/**
 * [`FORMAT`].
 */
schema: string, 
/**
 * `plan-…`.
 */
id: string, 
/**
 * The digest of all that the plan says; not of its id, and of when and by what it was made.
 */
digest: string, 
/**
 * When it was made, such as `2026-11-29T20:00:00Z`.
 */
created: string, 
/**
 * The program and its version.
 */
createdBy: string, 
/**
 * What was asked for.
 */
intent: Intent, 
/**
 * What was told besides, with which the same plan can be made again.
 */
settings: PlanSettings, 
/**
 * `o-…`.
 */
organization: string, 
/**
 * What it rests on.
 */
basedOn: PlanBasis, 
/**
 * The name to type before it is carried out.
 */
confirm: string, 
/**
 * Names to type as well.
 */
alsoConfirm: Array<AlsoConfirm>, 
/**
 * What has to hold before the first step.
 */
preflight: Array<PlanCheck>, 
/**
 * The calls, in an order in which they can be made one by one.
 */
steps: Array<PlanStep>, 
/**
 * What comes of it.
 */
effect: PlanEffect, 
/**
 * What was asked for and is not part of the plan, with what to do about it.
 */
leftOut: Array<string>, };

export type PolicyEffect = { 
/**
 * `added` where it begins to apply, `removed` where it ceases to, `changed` where it applies and says something else.
 */
change: PlanChange, 
/**
 * The policy's id.
 */
policy: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its type, in the words of the API.
 */
type: string, 
/**
 * The accounts.
 */
accounts: Array<PlanNamed>, };

export type PortfolioEffect = { 
/**
 * The portfolio's id.
 */
portfolio: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The Region that it is in, and is seen in. Plans made before this was told have none.
 */
region?: string, 
/**
 * How many accounts see it before.
 */
seenBefore: number, 
/**
 * How many see it after.
 */
seenAfter: number, 
/**
 * The accounts that begin to see it.
 */
gains: Array<PlanNamed>, 
/**
 * The accounts that cease to see it. What they launched stays.
 */
loses: Array<PlanNamed>, 
/**
 * Of those that see it after the plan and are touched by it, those in which nobody may launch from it.
 */
unusable: Array<PlanNamed>, };

export type PlanQuota = { 
/**
 * Of what there is a limit, and where.
 */
name: string, 
/**
 * How much is used before.
 */
before: number, 
/**
 * How much is used after.
 */
after: number, 
/**
 * The limit; absent where it is not known.
 */
limit?: number, };

export type PlanSettings = { 
/**
 * Accounts and OUs that are protected, by name or id, besides those that always are.
 */
protected: Array<string>, 
/**
 * How many accounts the organization may have, where somebody looked it up.
 */
accountQuota?: number, 
/**
 * The ARN of who is to carry the plan out, where it is known.
 */
caller?: string, };

export type PlanStep = { 
/**
 * By which others name it: `s1`.
 */
id: string, 
/**
 * What it does.
 */
title: string, 
/**
 * The service, by its IAM prefix.
 */
service: string, 
/**
 * The operation.
 */
operation: string, 
/**
 * The account it is called in; a reference where an earlier step creates it.
 */
account: string, 
/**
 * The Region it is called in.
 */
region: string, 
/**
 * The API's parameters. `${s1.accountId}` is what step `s1` gave.
 */
parameters: Record<string, JsonValue>, 
/**
 * The steps that have to be done before it: those it needs, and those that AWS does not do beside it.
 */
after: Array<string>, 
/**
 * `yes`, `no`, or `reconciled by …`: what tells whether it was done, where its outcome is not known.
 */
repeatable: string, 
/**
 * What is looked at afterwards.
 */
verify: string, 
/**
 * How it is undone; or that it cannot be.
 */
undo: string, 
/**
 * How long it takes: from, to.
 */
expectedSeconds: [number, number], 
/**
 * The facts that it rests on.
 */
restsOn: Array<string>, };

export type PlanTextEffect = { 
/**
 * Whether the policy comes, goes, or says something else.
 */
change: PlanChange, 
/**
 * The policy's id.
 */
policy: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its type, in the words of the API.
 */
type: string, 
/**
 * What it says before; absent where it is not there, or its text is not known.
 */
before?: string, 
/**
 * What it says after.
 */
after?: string, };

export type ControlChange = "enable" | "disable" | "reset";

export type VendPath = "account-factory" | "organizations";

export type Vend = { 
/**
 * The team's name; accounts are called `<team>-<stage>`.
 */
team: string, 
/**
 * The stages, such as `dev`.
 */
stages: Array<string>, 
/**
 * The e-mail address of each account, with `{team}` and `{stage}` in it.
 */
email: string, 
/**
 * Who answers for the team.
 */
owner?: string, 
/**
 * `corporate` or `isolated`.
 */
connectivity?: string, 
/**
 * The OU of each stage, where it is not the only one of its stage.
 */
ous?: { [key in string]: string }, 
/**
 * The product that sets the accounts up, by name or id.
 */
blueprint?: string, 
/**
 * The portfolios that the accounts are to see.
 */
portfolios?: Array<string>, 
/**
 * Tags of the accounts.
 */
tags?: { [key in string]: string }, 
/**
 * Who may work in them.
 */
people?: Array<VendPeople>, 
/**
 * By which way the accounts are made; where nothing is said, by what the organization supports.
 */
path?: VendPath, };

export type View = "organization" | "network" | "portfolios" | "trust";

export type Matrix = { 
/**
 * The portfolios, by name and Region.
 */
columns: Array<MatrixColumn>, 
/**
 * How many portfolios there are in all.
 */
columnsTotal: number, 
/**
 * A page of rows.
 */
rows: Array<MatrixRow>, 
/**
 * How many rows there are in all.
 */
total: number, 
/**
 * How many accounts it speaks of.
 */
accounts: number, 
/**
 * What has to be known of it as a whole.
 */
notes: Array<string>, };

export type MatrixRequest = { 
/**
 * OUs, and `outside`, whose accounts have rows of their own, by the ids of their rows.
 */
open: Array<string>, 
/**
 * Only these OUs and what is below them (ids or ARNs).
 */
ous: Array<string>, 
/**
 * Only accounts of these classes.
 */
classes: Array<FolderClass>, 
/**
 * Only these portfolios (ids or ARNs).
 */
portfolios: Array<string>, 
/**
 * Only rows with a cell in one of these states; accounts that have one are listed without their OU being opened.
 */
states: Array<CellState>, 
/**
 * Only rows with a cell that is marked so; likewise.
 */
marks: Array<CellMark>, 
/**
 * Only rows whose name or id contains this; likewise.
 */
text: string, 
/**
 * Rows to pass over.
 */
offset: number, 
/**
 * Rows to give at most.
 */
limit: number, };

export type MatrixColumn = { 
/**
 * Its ARN.
 */
arn: string, 
/**
 * `port-…`.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The id of the account that owns it.
 */
owner: string, 
/**
 * That account's name.
 */
ownerName: string, 
/**
 * The Region: portfolios are seen in theirs only.
 */
region: string, 
/**
 * How many products it holds; absent where that was never read.
 */
products: number | null, 
/**
 * How many principals may launch from it in its own account; absent where that was never read.
 */
principals: number | null, 
/**
 * Service Catalog of its owner was read: it has no other shares.
 */
sharesKnown: boolean, 
/**
 * All accounts by state, those outside the organization with them.
 */
counts: CellCounts, };

export type MatrixRow = { 
/**
 * Its ARN or key; `outside` for what is not of the organization.
 */
id: string, 
/**
 * `ou-…`, `r-…` or an account id: how plans name it.
 */
short: string, 
/**
 * What it is.
 */
kind: RowKind, 
/**
 * Its name.
 */
name: string, 
/**
 * OU names from below the root down to what it is in.
 */
path: Array<string>, 
/**
 * How deep it stands.
 */
depth: number, 
/**
 * Its class.
 */
class: FolderClass, 
/**
 * How many accounts in use it stands for.
 */
accounts: number, 
/**
 * Its accounts can have rows of their own.
 */
canOpen: boolean, 
/**
 * They have.
 */
isOpen: boolean, 
/**
 * Its cells together.
 */
counts: CellCounts, 
/**
 * In the order of the columns.
 */
cells: Array<MatrixCell>, };

export type RowKind = "organization" | "ou" | "account" | "outside" | "outsider";

export type MatrixCell = { 
/**
 * What is known of it.
 */
state: CellState, 
/**
 * How it comes there, where it does.
 */
access: CellAccess | null, 
/**
 * What stands out.
 */
marks: Array<CellMark>, 
/**
 * The accounts by state: of an OU those below it, of an account itself.
 */
counts: CellCounts, 
/**
 * Why it is so, a line for each thing there is to say.
 */
why: Array<string>, 
/**
 * The shares that bring it there, by ARN or key.
 */
shares: Array<string>, };

export type CellState = "own" | "usable" | "unusable" | "not-imported" | "unknown" | "missing" | "not-shared" | "mixed" | "empty";

export type CellMark = "excessive" | "in-progress" | "failed";

export type CellAccess = "direct" | "imported" | "inherited" | "listed";

export type CellCounts = { 
/**
 * Own it.
 */
own: number, 
/**
 * Can use it.
 */
usable: number, 
/**
 * Are reached, and cannot use it.
 */
unusable: number, 
/**
 * Have not imported it.
 */
notImported: number, 
/**
 * Of which it is not known.
 */
unknown: number, 
/**
 * Lack it, and most of their stage have it.
 */
missing: number, 
/**
 * Do not have it, and nothing says that they should.
 */
notShared: number, 
/**
 * Of all these, have it though most of their stage do not, or are outside the organization.
 */
excessive: number, 
/**
 * Of all these, wait for a share action.
 */
inProgress: number, 
/**
 * Of all these, had a share action that ended with an error.
 */
failed: number, };

export type SceneRequest = { 
/**
 * The view.
 */
view: View, 
/**
 * Ids of nodes that are opened: OUs and bundles that show their accounts, accounts that show their inner ring.
 */
open: Array<string>, 
/**
 * Ids of OUs that are folded although there would be room for their accounts.
 */
folded: Array<string>, 
/**
 * What to leave out.
 */
filter: SceneFilter, 
/**
 * In the trust view, show what trust policies name and not what has an effect.
 */
named: boolean, };

export type SceneFilter = { 
/**
 * Show only accounts below these OUs (ids `ou-…` or ARNs).
 */
ous: Array<string>, 
/**
 * Show only accounts of these classes.
 */
classes: Array<FolderClass>, 
/**
 * Show only resources of these Regions (global ones always stay).
 */
regions: Array<string>, 
/**
 * Leave out nodes of these kinds: layers that are switched off.
 */
hiddenKinds: Kind[], 
/**
 * Show only nodes in these states.
 */
states: Array<NodeState>, };

export type FolderClass = "management" | "security" | "infrastructure" | "dev" | "pre-prod" | "prod" | "deployments" | "sandbox" | "compliance" | "other" | "external";

export type Shape = "resource" | "hub" | "bundle" | "gap";

export type NodeState = "ok" | "partial" | "unread" | "suspended" | "unknown";

export type EdgeState = "solid" | "conditional" | "named" | "stale" | "unknown" | "hollow";

export type Badge = { 
/**
 * What is counted.
 */
kind: BadgeKind, 
/**
 * How many.
 */
count: number, };

export type BadgeKind = "attached" | "allow-all" | "inherited" | "unread";

export type SceneNode = { 
/**
 * The resource's ARN or key, also for an OU that is folded into a disc; another bundle's id starts with `bundle:`, a gap's with `gap:`, an unknown principal's with `unknown:`.
 */
id: string, 
/**
 * What it is; for a bundle, what it stands for.
 */
kind: Kind, 
/**
 * The figure.
 */
shape: Shape, 
/**
 * Its colour class.
 */
class: FolderClass, 
/**
 * The name shown.
 */
label: string, 
/**
 * One more line for the tooltip: the account id, the CIDR, the service name.
 */
detail: string, 
/**
 * The account it belongs to, if any.
 */
account: string | null, 
/**
 * The Region, or `global`.
 */
region: string, 
/**
 * Position, in units where the outermost ring of the closed view has radius 1000; y points up.
 */
x: number, 
/**
 * See `x`.
 */
y: number, 
/**
 * Radius in the same units.
 */
size: number, 
/**
 * Importance of its label, 0 to 1: 1 is always shown.
 */
rank: number, 
/**
 * What is known of it.
 */
state: NodeState, 
/**
 * The node it hangs from, if that is in the scene.
 */
parent: string | null, 
/**
 * How many resources it stands for; 1 for itself alone. Of a gap, how many are missing.
 */
count: number, 
/**
 * Whether it can be opened (or is).
 */
canOpen: boolean, 
/**
 * Whether it is open.
 */
isOpen: boolean, 
/**
 * Counts shown on it.
 */
badges: Array<Badge>, 
/**
 * What becomes of it, in a scene that is compared with another state of the organization.
 */
change?: SceneChange, 
/**
 * Where it stood, if it moved.
 */
was?: Former, };

export type SceneEdge = { 
/**
 * Unique in the scene.
 */
id: string, 
/**
 * The node it starts from.
 */
from: string, 
/**
 * The node it leads to.
 */
to: string, 
/**
 * What it means, read from `from` to `to`: a relation kind's text form, or one of `contains` (an opened account or bundle),
 * `same-team` (a team's next stage), `reaches` (a portfolio, through a share with an OU or the organization), `trusts`,
 * `trusts-inward` and `trusts-declared` (from the account named to the one that names it; the last two cross into an inner defence
 * ring, and all ways that the last one stands for are steps of declared pipelines).
 */
kind: string, 
/**
 * A few words, such as `3 roles` or `share to OU`; may be empty.
 */
label: string, 
/**
 * How many relations it stands for.
 */
count: number, 
/**
 * Of these, how many are not known.
 */
unknown: number, 
/**
 * What is known of it; of several, the surest.
 */
state: EdgeState, 
/**
 * Why what it stands for is not known, or as last read; empty where nothing is to be said.
 */
why: string, 
/**
 * How far it bows aside, in shares of its length, to the left of its way where positive; 0 where that is left to who draws it.
 */
bow: number, 
/**
 * What becomes of it, in a scene that is compared with another state of the organization.
 */
change?: SceneChange, };

export type Former = { 
/**
 * See [`SceneNode::x`].
 */
x: number, 
/**
 * See [`SceneNode::x`].
 */
y: number, 
/**
 * See [`SceneNode::size`].
 */
size: number, };

export type SceneChange = "added" | "moved" | "changed" | "removed";

export type SceneDifference = { 
/**
 * What becomes of it.
 */
change: SceneChange, 
/**
 * The kind of the resource; of a relation, of the one that holds it.
 */
kind: Kind, 
/**
 * Its name.
 */
name: string, 
/**
 * The kind of the relation that comes, goes or changes; absent where it is the resource itself.
 */
relation?: string, 
/**
 * The name of what it hangs from, or of what the relation leads to.
 */
to?: string, 
/**
 * The name of what it hung from, where that is another.
 */
was?: string, 
/**
 * The nodes that show it; none where it is not drawn one by one.
 */
at: Array<string>, };

export type SceneComparison = { 
/**
 * Everything that the view speaks of: what comes, then what moves, changes and goes.
 */
rows: Array<SceneDifference>, 
/**
 * How many of these the scene does not show.
 */
hidden: number, };

export type Guide = { 
/**
 * What it encloses; may be empty.
 */
label: string, 
/**
 * Its colour class.
 */
class: FolderClass, 
/**
 * Centre.
 */
x: number, 
/**
 * Centre.
 */
y: number, 
/**
 * Inner radius; 0 for a disc.
 */
inner: number, 
/**
 * Outer radius.
 */
outer: number, 
/**
 * Start angle in radians, counter-clockwise from the x axis.
 */
start: number, 
/**
 * End angle in radians; a full ring spans 2π.
 */
end: number, };

export type Bounds = { 
/**
 * Least x.
 */
left: number, 
/**
 * Greatest x.
 */
right: number, 
/**
 * Least y.
 */
bottom: number, 
/**
 * Greatest y.
 */
top: number, };

export type SceneTotals = { 
/**
 * Accounts that pass the filter.
 */
accounts: number, 
/**
 * Of these, drawn as themselves.
 */
accountsDrawn: number, 
/**
 * Relations of this view that pass the filter: without one, as many as its export has edges.
 */
relations: number, 
/**
 * Accounts that pass the filter and were not read completely.
 */
unreadAccounts: number, };

export type Scene = { 
/**
 * The view.
 */
view: View, 
/**
 * The nodes, in drawing order.
 */
nodes: Array<SceneNode>, 
/**
 * The edges; both ends are in `nodes`.
 */
edges: Array<SceneEdge>, 
/**
 * Background figures, in drawing order.
 */
guides: Array<Guide>, 
/**
 * The rectangle that holds everything.
 */
bounds: Bounds, 
/**
 * What the scene stands for.
 */
totals: SceneTotals, 
/**
 * Plain sentences about what is not known or not shown, to put beside the map.
 */
notes: Array<string>, 
/**
 * What is otherwise, where the scene is compared with another state of the organization.
 */
changes?: SceneComparison, };

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
