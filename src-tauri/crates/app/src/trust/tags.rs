//! The tags of a resource, where the cache knows all of them: what policies ask of them can be told.

use std::sync::Arc;

use armillary_model::{Part, Record};
use armillary_wire::Failure;
use serde_json::Value;

use crate::{cache::CacheAt, failure::of_store};

/// Key and value of each tag.
type Tags = Vec<(Arc<str>, Arc<str>)>;

/// The tags of a resource as of the crawl that is shown; `None` where they were not read, or only once.
pub fn of(cache: &CacheAt, arn: &str) -> Result<Option<Tags>, Failure> {
    let detail = cache.reader()?.resource(cache.crawl().id, arn, 0).map_err(of_store)?;
    Ok(detail.and_then(|detail| known(&detail.record)))
}

fn known(record: &Record) -> Option<Tags> {
    let is_unread = |part: Part| record.unread.iter().any(|unread| unread.is(part));
    if record.stale || is_unread(Part::TAGS) || is_unread(Part::OWNED) {
        return None;
    }
    let text = |tag: &Value, names: [&str; 2]| {
        let value = names.into_iter().find_map(|name| tag.get(name))?;
        Some(Arc::from(value.as_str()?))
    };
    let pair = |tag| Some((text(tag, ["Key", "key"])?, text(tag, ["Value", "value"])?));
    record.document.get("Tags")?.as_array()?.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use armillary_model::{Gap, Kind, UnreadPart};
    use serde_json::json;

    use super::*;

    fn vpc(document: Value) -> Record {
        Record {
            arn: "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1".to_owned(),
            kind: Kind::Vpc,
            account: "111122223333".parse().expect("an id"),
            region: "eu-west-1".to_owned(),
            name: "vpc-1".to_owned(),
            document,
            relations: Vec::new(),
            stale: false,
            as_of: 1,
            unread: Vec::new(),
        }
    }

    #[test]
    fn tags_are_known_where_all_of_them_were_read() {
        let record = vpc(json!({ "Tags": [{ "Key": "team", "Value": "fraud" }] }));
        assert_eq!(known(&record), Some(vec![("team".into(), "fraud".into())]));
        assert_eq!(known(&vpc(json!({ "Tags": [] }))), Some(Vec::new()), "it has none");
        assert_eq!(known(&vpc(json!({}))), None, "nothing is told of them");
        assert_eq!(known(&vpc(json!({ "Tags": [{ "Name": "team" }] }))), None, "not a tag");
        let mut older = record.clone();
        older.stale = true;
        assert_eq!(known(&older), None);
        let gap = Gap { operation: String::new(), code: String::new(), message: String::new() };
        let mut unread = record;
        unread.unread.push(UnreadPart { part: Part::TAGS.name.to_owned(), gap, as_of: Some(1) });
        assert_eq!(known(&unread), None);
    }
}
