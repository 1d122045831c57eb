//! The layout of a file: what marks it as one of this program's, and the steps that bring an older one up to date.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::Fault;

/// What kind of file an SQLite file of this program is.
pub(crate) struct Layout {
    /// Marks the file.
    pub(crate) application: i64,
    /// One step per layout version; a step that has been released never changes.
    pub(crate) steps: &'static [&'static str],
}

/// A cache: `ARML`.
pub(crate) const CACHE: Layout = Layout { application: 0x4152_4D4C, steps: STEPS };

const STEPS: &[&str] = &[
    include_str!("migrations/0001_cache.sql"),
    include_str!("migrations/0002_views.sql"),
    include_str!("migrations/0003_readings.sql"),
    include_str!("migrations/0004_parts.sql"),
    include_str!("migrations/0005_scope.sql"),
    include_str!("migrations/0006_findings.sql"),
    include_str!("migrations/0007_derived.sql"),
    include_str!("migrations/0008_origin.sql"),
    include_str!("migrations/0009_identity_center.sql"),
    include_str!("migrations/0010_control_tower.sql"),
];

impl Layout {
    /// The layout version this program writes.
    pub(crate) fn latest(&self) -> usize {
        self.steps.len()
    }

    /// The layout version of a file; 0 where nothing was written to it yet.
    pub(crate) fn version(&self, connection: &Connection) -> Result<usize, Fault> {
        let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
        let version = number("PRAGMA user_version")?;
        match number("PRAGMA application_id")? {
            application if application == self.application => {}
            0 if version == 0 && number("SELECT count(*) FROM sqlite_schema")? == 0 => return Ok(0),
            _ => return Err(Fault::OtherProgram),
        }
        match usize::try_from(version) {
            Ok(version) if version <= self.latest() => Ok(version),
            _ => Err(Fault::Unknown(format!("layout {version}, this version knows up to {}", self.latest()))),
        }
    }

    /// Takes the steps that are missing, each in its own transaction; tells whether there were any.
    pub(crate) fn run(&self, connection: &mut Connection) -> Result<bool, Fault> {
        let before = self.version(connection)?;
        for version in before..self.latest() {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(self.steps.get(version).copied().unwrap_or_default())?;
            transaction.pragma_update(None, "application_id", self.application)?;
            transaction.pragma_update(None, "user_version", version as i64 + 1)?;
            transaction.commit()?;
        }
        Ok(before < self.latest())
    }
}
