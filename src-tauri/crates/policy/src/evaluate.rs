//! The decision on a request with its reasons.

mod notes;
mod warnings;

use notes::Notes;

use crate::{
    Decision, Layer, Policies, Request, Residual, Verdict,
    decide::{consult, undenied, verdict},
    nature::Nature,
    residual::Formula,
    setting::{Layers, Setting},
    truth::{Logic, Truth},
};

/// The verdict of [`decide`](crate::decide()), with the statements, layers and conditions behind it.
pub fn evaluate(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    let setting = Setting::of(request, policies);
    if setting.nature == Nature::Always {
        return decision(Verdict::Allowed);
    }
    let mut notes = Notes::new(request, &setting);
    let layers = consult::<Truth>(request, policies, &setting, &mut notes);
    match verdict(&setting, &layers) {
        Verdict::AllowedIf => conditional(request, policies, &setting),
        certain => notes.conclude(certain, &layers, policies),
    }
}

/// The decision where the verdict hangs on conditions.
fn conditional(request: &Request<'_>, policies: &Policies<'_>, setting: &Setting<'_>) -> Decision {
    let mut notes = Notes::new(request, setting);
    let layers = consult::<Formula>(request, policies, setting, &mut notes);
    let verdict = verdict(setting, &layers);
    let conditions = (verdict == Verdict::AllowedIf).then(|| setting.allow(&layers).and(undenied(&layers)));
    if conditions.as_ref().is_some_and(Formula::is_cut) {
        notes.warn("the conditions have more combinations than are shown");
    }
    let decision = notes.conclude(verdict, &layers, policies);
    match conditions {
        Some(conditions) => Decision { residual: conditions.residual(), ..decision },
        None => decision,
    }
}

fn decision(verdict: Verdict) -> Decision {
    let residual = match verdict {
        Verdict::Allowed | Verdict::AllowedIf => Residual::always(),
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => Residual::never(),
    };
    Decision {
        verdict,
        blocked_by: Vec::new(),
        because: Vec::new(),
        residual,
        layers: Vec::new(),
        warnings: Vec::new(),
    }
}

/// The layers that object, by a denial or by not allowing. Where a denial comes of conditions that exclude each other, the layers that
/// set them.
fn blocked_by<V: Logic>(verdict: Verdict, setting: &Setting<'_>, layers: &Layers<V>) -> Vec<Layer> {
    let denying = |undenied: Truth| {
        layers.in_order().into_iter().filter(move |(_, said)| said.undenied.truth() == undenied).map(|(layer, _)| layer)
    };
    let mut blocked: Vec<Layer> = setting.silent(layers, |allow| allow.truth() == Truth::False);
    match verdict {
        Verdict::Allowed | Verdict::AllowedIf => return Vec::new(),
        Verdict::ExplicitlyDenied => {
            let certain = blocked.len();
            blocked.extend(denying(Truth::False));
            if blocked.len() == certain {
                blocked.extend(denying(Truth::Unknown));
            }
        }
        Verdict::ImplicitlyDenied if blocked.is_empty() => {
            blocked = setting.silent(layers, |allow| allow.truth() != Truth::True)
        }
        Verdict::ImplicitlyDenied => {}
    }
    blocked.sort_unstable();
    blocked.dedup();
    blocked
}

#[cfg(test)]
mod tests;
