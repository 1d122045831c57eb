//! Which organization a session is in.

use armillary_aws::{Failure, Session, classify};

/// The id of the caller's organization, which must be the one that a plan was made for.
pub async fn organization(session: &Session) -> Result<String, Failure> {
    let answer = session.own().organizations().describe_organization().send().await;
    let answer = answer.map_err(|error| classify("organizations:DescribeOrganization", &error))?;
    Ok(answer.organization().and_then(|organization| organization.id()).unwrap_or_default().to_owned())
}
