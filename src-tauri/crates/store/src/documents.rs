//! Documents: what AWS answered, stored once per distinct content, and the fingerprint of a version.

use armillary_model::Resource;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::error::Fault;

/// The part of a resource that makes a new version when it changes.
pub(crate) struct Content {
    body: String,
    hash: [u8; 16],
    /// Tells two states of one resource apart: name, document and relations.
    pub(crate) fingerprint: i64,
}

impl Content {
    pub(crate) fn of(resource: &Resource) -> Result<Self, Fault> {
        let body = serde_json::to_string(&resource.document).map_err(|error| Fault::Damaged(error.to_string()))?;
        let hash = truncated(Sha256::digest(&body));
        let mut fingerprint = Sha256::new();
        fingerprint.update(hash);
        let mut part = |text: &str| {
            fingerprint.update((text.len() as u64).to_le_bytes());
            fingerprint.update(text);
        };
        part(&resource.name);
        // Their order is AWS's whim.
        let mut relations: Vec<_> = resource.relations.iter().collect();
        relations.sort_unstable();
        for relation in relations {
            part(relation.kind.as_str());
            part(&relation.target);
            part(&relation.label);
            part(&relation.target_account.map(String::from).unwrap_or_default());
        }
        Ok(Self { body, hash, fingerprint: i64::from_le_bytes(truncated(fingerprint.finalize())) })
    }

    /// The row of the document; made where there is none.
    pub(crate) fn document(&self, connection: &Connection) -> Result<i64, Fault> {
        let mut add = connection
            .prepare_cached("INSERT INTO documents (hash, body) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING")?;
        if add.execute((&self.hash, &self.body))? == 1 {
            return Ok(connection.last_insert_rowid());
        }
        let mut find = connection.prepare_cached("SELECT id FROM documents WHERE hash = ?1")?;
        Ok(find.query_row([&self.hash], |row| row.get(0))?)
    }
}

fn truncated<const N: usize>(digest: impl AsRef<[u8]>) -> [u8; N] {
    let mut first = [0; N];
    first.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    first
}
