//! A request in words: what stands against it, or what the answer to it hangs on.

use armillary_policy::{Effect, Layer};

use super::{Check, LayerSays, OutcomeKind, condition_in_words, words};
use crate::Standing;

impl Check {
    /// Why it is denied, a line for each objection; none where it is not.
    pub fn objections(&self) -> Vec<String> {
        if self.standing != Standing::Denied {
            return Vec::new();
        }
        let denials = self.because.iter().filter(|cited| cited.effect == Effect::Deny);
        let denials = denials.map(|cited| format!("{} denies it", words::statement(cited)));
        let silent = self
            .layers
            .iter()
            .filter(|says| says.outcome == OutcomeKind::NoAllow && self.blocked_by.contains(&says.layer));
        let said = distinct(denials.chain(silent.map(|says| self.silence(says))));
        match (said.is_empty(), self.unknown.is_empty()) {
            (false, _) => said,
            (true, false) => self.unknown.clone(),
            (true, true) => vec!["its policies ask for what excludes each other".to_owned()],
        }
    }

    /// What the answer hangs on, a line for each: what was not read, or conditions that only the request tells; none where it is certain.
    pub fn hangs_on(&self) -> Vec<String> {
        match self.standing {
            Standing::Allowed | Standing::Denied => Vec::new(),
            Standing::Unknown => distinct(self.unknown.iter().cloned()),
            Standing::AllowedIf => {
                let literals = self.residual.alternatives().iter().flatten();
                let conditions = literals.map(condition_in_words).map(|words| format!("it is allowed {words}"));
                distinct(conditions.chain(self.warnings.iter().cloned()))
            }
        }
    }

    /// What a layer lacks that does not allow it.
    fn silence(&self, says: &LayerSays) -> String {
        let node = says.node.as_deref().unwrap_or("?");
        let name = says.node_name.as_deref().unwrap_or(node);
        match says.layer {
            Layer::Scp => format!("no service control policy at `{name}` ({node}) allows it"),
            Layer::Identity => "no identity policy allows it".to_owned(),
            Layer::Boundary => "the permissions boundary does not allow it".to_owned(),
            Layer::Resource => format!("the policy of `{}` does not allow it", self.resource),
            Layer::Rcp | Layer::Session | Layer::Endpoint => {
                format!("the {} policy does not allow it", says.layer.name())
            }
        }
    }
}

fn distinct(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in lines {
        if !all.contains(&line) {
            all.push(line);
        }
    }
    all
}
