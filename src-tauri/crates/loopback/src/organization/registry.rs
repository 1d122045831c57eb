//! Model registries of the reference: in the home Region of each team's development account, open to the accounts the
//! models are deployed to; built by pipelines, approved by somebody else.

use std::sync::Arc;

use serde_json::json;

use super::{
    layout::{Layout, Seat},
    policy::{policy, role_arn},
    purpose::Family,
    studio::profile_name,
    team::{MODEL_EXECUTION, PRODUCTS_USE, service_role_arn},
};
use crate::state::{
    Approval, Author, AuthorProfile, Document, Domain, ModelPackage, ModelPackageGroup, Role, Tag, Timestamp,
};

const SUBJECTS: &[&str] = &["scoring", "early-warning", "segmentation", "challenger", "anomaly", "ranking"];
const DAY: i64 = 86_400;

/// The roles whose sessions show up as authors.
pub(crate) struct Authors<'a> {
    /// Builds models.
    pub pipeline: &'a Role,
    /// Approves them.
    pub approver: &'a Role,
    /// The domain the approver's profile is in.
    pub domain: &'a Domain,
}

/// Draws the model package groups of a team.
pub(crate) fn draw_groups(
    layout: &Layout,
    seat: &Seat,
    family: &Family,
    region: &str,
    authors: &Authors<'_>,
) -> Vec<ModelPackageGroup> {
    let key = format!("{}/{region}/models", seat.id);
    let count = 2 + layout.ids.number(&key, 3);
    let first = layout.ids.number(&format!("{key}/first"), SUBJECTS.len() as u64);
    let subjects = (0..count).filter_map(|index| SUBJECTS.get(((first + index) % SUBJECTS.len() as u64) as usize));
    subjects.map(|subject| draw_group(layout, seat, family, region, authors, subject)).collect()
}

fn draw_group(
    layout: &Layout,
    seat: &Seat,
    family: &Family,
    region: &str,
    authors: &Authors<'_>,
    subject: &str,
) -> ModelPackageGroup {
    let name = format!("{}-{subject}", family.team);
    let key = format!("{}/{region}/{name}", seat.id);
    let created = Timestamp(seat.joined.0 + 30 * DAY + layout.ids.number(&key, 20 * DAY as u64) as i64);
    let builder = builder(seat, authors);
    let approver = approver(layout, seat, region, authors);
    let newest = 2 + layout.ids.number(&format!("{key}/versions"), 5) as u32;
    let packages = (1..=newest).map(|version| {
        let built = Timestamp(created.0 + i64::from(version) * 6 * DAY);
        let approval = approval(layout, &key, version, newest);
        let decided = approval != Approval::PendingManualApproval;
        ModelPackage {
            version,
            description: format!("{subject} model of {}, build {version}", family.team).into(),
            approval,
            approval_description: if decided { "reviewed against the validation report".into() } else { "".into() },
            image: format!("683313688378.dkr.ecr.{region}.amazonaws.com/sagemaker-xgboost:1.7-1").into(),
            model_data_url: format!("s3://sagemaker-models-{}-{}/{name}/{version}/model.tar.gz", family.team, seat.id),
            created: built,
            created_by: builder.clone(),
            modified: decided.then_some(Timestamp(built.0 + DAY)),
            modified_by: decided.then(|| approver.clone()),
        }
    });
    ModelPackageGroup {
        packages: packages.collect(),
        description: format!("{subject} models of team {}", family.team).into(),
        created,
        created_by: builder.clone(),
        policy: Some(group_policy(seat, family, region, &name)),
        tags: vec![Tag::new("team", Arc::clone(&family.team))],
        name,
    }
}

/// Older versions are approved or, one in five, rejected; the newest may still wait.
fn approval(layout: &Layout, key: &str, version: u32, newest: u32) -> Approval {
    match layout.ids.number(&format!("{key}/{version}/approval"), 10) {
        0..=4 if version == newest => Approval::PendingManualApproval,
        8..=9 => Approval::Rejected,
        _ => Approval::Approved,
    }
}

fn builder(seat: &Seat, authors: &Authors<'_>) -> Author {
    session(seat, authors.pipeline, "SageMaker", None)
}

fn approver(layout: &Layout, seat: &Seat, region: &str, authors: &Authors<'_>) -> Author {
    let name = profile_name(layout, seat, "approver", 0);
    let profile = AuthorProfile {
        arn: authors.domain.user_profile_arn(seat.id, region, &name).into(),
        name: name.into(),
        domain: authors.domain.id.as_str().into(),
    };
    session(seat, authors.approver, "SageMaker", Some(profile))
}

fn session(seat: &Seat, role: &Role, session: &str, profile: Option<AuthorProfile>) -> Author {
    Author {
        identity_arn: format!("arn:aws:sts::{}:assumed-role/{}/{session}", seat.id, role.name).into(),
        principal_id: format!("{}:{session}", role.id).into(),
        profile,
    }
}

/// Lets the accounts a team deploys to read its models, through the roles that deploy and run them.
fn group_policy(seat: &Seat, family: &Family, region: &str, group: &str) -> Document {
    let readers = [
        role_arn(family.preprod, MODEL_EXECUTION),
        role_arn(family.prod, MODEL_EXECUTION),
        service_role_arn(seat.id, PRODUCTS_USE),
    ];
    let prefix = format!("arn:aws:sagemaker:{region}:{}", seat.id);
    policy(vec![
        json!({ "Sid": "ReadGroup", "Effect": "Allow", "Principal": { "AWS": readers }, "Action": "sagemaker:DescribeModelPackageGroup", "Resource": format!("{prefix}:model-package-group/{group}") }),
        json!({ "Sid": "ReadModels", "Effect": "Allow", "Principal": { "AWS": readers }, "Action": ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"], "Resource": format!("{prefix}:model-package/{group}/*") }),
    ])
}
