//! The documents that an explanation points into, fetched from the cache, each once.

use std::collections::HashMap;

use armillary_policy::Effect;
use armillary_trust::{Cited, DocumentKind};
use armillary_wire::{Failure, TrustDocument, TrustStatement};
use serde_json::Value;

use crate::{cache::CacheAt, failure::of_store};

/// What tells a document from others: its kind, who holds it, and its name there.
type Key = (DocumentKind, String, String);

/// Documents as they are asked for.
pub struct Documents<'c> {
    cache: &'c CacheAt,
    places: HashMap<Key, Option<u32>>,
    found: Vec<TrustDocument>,
}

impl<'c> Documents<'c> {
    /// None yet.
    pub fn new(cache: &'c CacheAt) -> Self {
        Self { cache, places: HashMap::new(), found: Vec::new() }
    }

    /// The statement that is cited; `None` where it stands in no document that exists.
    pub fn statement(&mut self, cited: &Cited) -> Result<Option<TrustStatement>, Failure> {
        let statement = self.place(cited)?.map(|document| TrustStatement {
            document,
            statement: u32::try_from(cited.statement).unwrap_or(u32::MAX),
            sid: cited.sid.as_deref().map(str::to_owned),
            effect: match cited.effect {
                Effect::Allow => armillary_wire::Effect::Allow,
                Effect::Deny => armillary_wire::Effect::Deny,
            },
        });
        Ok(statement)
    }

    /// The documents, in the order in which they were first asked for.
    pub fn into_found(self) -> Vec<TrustDocument> {
        self.found
    }

    fn place(&mut self, cited: &Cited) -> Result<Option<u32>, Failure> {
        let Some(holder) = &cited.holder else { return Ok(None) };
        let name = cited.policy_name.as_deref().unwrap_or_default();
        let key = (cited.document, holder.to_string(), name.to_owned());
        if let Some(place) = self.places.get(&key) {
            return Ok(*place);
        }
        let crawl = self.cache.crawl().id;
        let detail = self.cache.reader()?.resource(crawl, holder, 0).map_err(of_store)?;
        let record = detail.map(|detail| detail.record);
        let text = record.as_ref().and_then(|record| document(&record.document, cited.document, name));
        let place = text.map(|text| {
            let holder_name = record.as_ref().map_or(&**holder, |record| &record.name);
            self.found.push(TrustDocument {
                title: title(cited.document, holder_name, name),
                arn: holder.to_string(),
                document: text.clone(),
            });
            (self.found.len() - 1) as u32
        });
        self.places.insert(key, place);
        Ok(place)
    }
}

/// The document in the record of its holder.
fn document<'r>(record: &'r Value, kind: DocumentKind, name: &str) -> Option<&'r Value> {
    let list = |member: &str| record.get(member).and_then(Value::as_array).into_iter().flatten();
    match kind {
        DocumentKind::Trust => record.get("AssumeRolePolicyDocument"),
        DocumentKind::Inline => ["RolePolicyList", "UserPolicyList", "GroupPolicyList"]
            .into_iter()
            .flat_map(list)
            .find(|policy| policy["PolicyName"] == name)
            .and_then(|policy| policy.get("PolicyDocument")),
        DocumentKind::Managed => {
            let is_default = |version: &&Value| {
                version["IsDefaultVersion"] == true || version["VersionId"] == record["DefaultVersionId"]
            };
            list("PolicyVersionList").find(is_default).and_then(|version| version.get("Document"))
        }
        DocumentKind::OrganizationPolicy => record.get("Content"),
        DocumentKind::ResourcePolicy => record.get("ResourcePolicy"),
        DocumentKind::Assumed => None,
    }
}

fn title(kind: DocumentKind, holder: &str, name: &str) -> String {
    match kind {
        DocumentKind::Trust => format!("trust policy of {holder}"),
        DocumentKind::Inline => format!("inline policy {name} of {holder}"),
        DocumentKind::Managed => format!("managed policy {holder}"),
        DocumentKind::OrganizationPolicy => format!("organization policy {holder}"),
        DocumentKind::ResourcePolicy => format!("resource policy of {holder}"),
        DocumentKind::Assumed => "assumed".to_owned(),
    }
}
