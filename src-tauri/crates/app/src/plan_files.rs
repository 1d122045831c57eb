//! Plans that are kept beside a cache until they are discarded: a folder of files, for their owner alone. Each is read as one that came from
//! anywhere, so that one that was edited is refused.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use armillary_plan::Plan;
use armillary_wire::Failure;

use crate::{failure::other, private};

/// No plan is larger; a file that is was chosen by mistake.
const MOST_BYTES: u64 = 256 << 20;

/// The plans that are kept beside a cache.
pub struct PlanFiles {
    folder: PathBuf,
}

impl PlanFiles {
    /// Those of a cache.
    pub fn of(cache: &Path) -> Self {
        let mut folder = cache.as_os_str().to_owned();
        folder.push(".plans");
        Self { folder: folder.into() }
    }

    /// All of them, and why files among them are refused.
    pub fn all(&self) -> Result<(Vec<Plan>, Vec<String>), Failure> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
            Err(error) => return Err(other(format!("`{}` cannot be read: {error}", self.folder.display()))),
        };
        let (mut plans, mut refused) = (Vec::new(), Vec::new());
        for entry in entries {
            let path = entry.map_err(other)?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                match read_plan(&path) {
                    Ok(plan) => plans.push(plan),
                    Err(failure) => refused.push(failure.message),
                }
            }
        }
        refused.sort();
        Ok((plans, refused))
    }

    /// One of them.
    pub fn find(&self, id: &str) -> Result<Option<Plan>, Failure> {
        let Ok(file) = self.file(id) else { return Ok(None) };
        if file.exists() { read_plan(&file).map(Some) } else { Ok(None) }
    }

    /// Keeps a plan. Another plan of the same id is not written over.
    pub fn keep(&self, plan: &Plan) -> Result<(), Failure> {
        let file = self.file(&plan.id)?;
        if let Ok(Some(known)) = self.find(&plan.id) {
            return match known.digest == plan.digest {
                true => Ok(()),
                false => Err(other(format!("another plan `{}` is kept already, and says something else", plan.id))),
            };
        }
        let text = serde_json::to_string_pretty(plan).map_err(other)? + "\n";
        let kept = private::make_folder(&self.folder).and_then(|()| private::write(&file, &text));
        kept.map_err(|error| other(format!("`{}` cannot be written: {error}", file.display())))
    }

    /// Keeps a plan no longer; one that is not kept needs no discarding.
    pub fn discard(&self, id: &str) -> Result<(), Failure> {
        let file = self.file(id)?;
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(other(format!("`{}` cannot be removed: {error}", file.display())))
            }
            _ => Ok(()),
        }
    }

    /// The file of a plan. An id comes from a file that anybody may have written, and leads nowhere else.
    fn file(&self, id: &str) -> Result<PathBuf, Failure> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        match !id.is_empty() && id.len() <= 100 && id.bytes().all(is_plain) {
            true => Ok(self.folder.join(format!("{id}.json"))),
            false => Err(other(format!("`{id}` is no id of a plan: letters, digits and dashes are"))),
        }
    }
}

/// Reads a plan from a file; one that was edited, or is of another version, is refused.
pub fn read_plan(path: &Path) -> Result<Plan, Failure> {
    let shown = path.display();
    let size = fs::metadata(path).map_err(|error| other(format!("`{shown}` cannot be read: {error}")))?.len();
    if size > MOST_BYTES {
        return Err(other(format!("`{shown}` is too large to be a plan")));
    }
    let text = fs::read_to_string(path).map_err(|error| other(format!("`{shown}` cannot be read: {error}")))?;
    Plan::read(&text).map_err(|error| other(format!("`{shown}`: {error}")))
}

#[cfg(test)]
mod tests {
    use armillary_plan::{Effect, FORMAT};
    use serde_json::json;

    use super::*;

    fn plan(id: &str, confirm: &str) -> Plan {
        let effect = serde_json::to_value(Effect::default()).expect("JSON");
        let plan = json!({
            "schema": FORMAT, "id": id, "digest": "", "created": "", "createdBy": "", "intent": { "kind": "close", "account": confirm },
            "organization": "o-1", "basedOn": { "crawl": 1, "facts": [] }, "confirm": confirm, "alsoConfirm": [], "preflight": [],
            "steps": [], "effect": effect, "leftOut": [],
        });
        serde_json::from_value::<Plan>(plan).expect("a plan").sealed()
    }

    #[test]
    fn plans_are_kept_until_they_are_discarded() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let files = PlanFiles::of(&folder.path().join("cache.sqlite"));
        assert_eq!(files.all(), Ok((Vec::new(), Vec::new())));
        let one = plan("plan-1", "fraud");
        files.keep(&one).expect("kept");
        files.keep(&one).expect("kept already");
        assert_eq!(files.find("plan-1"), Ok(Some(one.clone())));
        let said = files.keep(&plan("plan-1", "churn")).expect_err("another plan");
        assert!(said.message.contains("says something else"), "{}", said.message);
        assert_eq!(files.all().expect("readable").0, [one]);
        files.discard("plan-1").expect("discarded");
        files.discard("plan-1").expect("gone already");
        assert_eq!(files.find("plan-1"), Ok(None));
    }

    #[test]
    fn what_was_edited_is_refused_and_named() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let files = PlanFiles::of(&folder.path().join("cache.sqlite"));
        files.keep(&plan("plan-1", "fraud")).expect("kept");
        let file = folder.path().join("cache.sqlite.plans/plan-1.json");
        let text = fs::read_to_string(&file).expect("readable").replace("fraud", "churn");
        fs::write(&file, text).expect("writable");
        let (plans, refused) = files.all().expect("readable");
        assert!(plans.is_empty() && refused.len() == 1, "{refused:?}");
        assert!(refused[0].contains("edited"), "{refused:?}");
        assert!(files.find("plan-1").is_err());
    }

    #[test]
    fn an_id_leads_nowhere_else() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let files = PlanFiles::of(&folder.path().join("cache.sqlite"));
        for id in ["", "../x", "a/b", "a.b", "a\\b"] {
            assert!(files.keep(&plan(id, "fraud")).is_err() && files.discard(id).is_err(), "{id}");
            assert_eq!(files.find(id), Ok(None), "{id}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("temporary folder");
        PlanFiles::of(&folder.path().join("c")).keep(&plan("plan-1", "fraud")).expect("kept");
        let mode = |path: &str| fs::metadata(folder.path().join(path)).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode("c.plans"), mode("c.plans/plan-1.json")), (0o700, 0o600));
    }
}
