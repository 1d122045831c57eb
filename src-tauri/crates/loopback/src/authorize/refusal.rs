//! What AWS says to who may not do something ("Troubleshoot access denied error messages").

use armillary_policy::{Decision, Effect, Layer, Verdict};

/// Who may not do what, with what, and why. To a caller of another account AWS does not say what the resource's policy lacks.
pub(super) fn message(who: &str, action: &str, resource: &str, is_own: bool, decision: &Decision) -> String {
    let start = format!("User: {who} is not authorized to perform: {action} on resource: {resource}");
    let denial = decision.because.iter().find(|because| because.effect == Effect::Deny);
    match (decision.verdict, denial, decision.blocked_by.first()) {
        (Verdict::ExplicitlyDenied, Some(because), _) => {
            format!("{start} with an explicit deny in {}", article(because.layer))
        }
        (_, _, Some(Layer::Resource)) if !is_own => start,
        (_, _, Some(layer)) => format!("{start} because no {} allows the {action} action", name(*layer)),
        // Something that is not known would allow it.
        _ => format!("{start} because no {} allows the {action} action", name(Layer::Identity)),
    }
}

fn name(layer: Layer) -> &'static str {
    match layer {
        Layer::Scp => "service control policy",
        Layer::Rcp => "resource control policy",
        Layer::Boundary => "permissions boundary",
        Layer::Identity => "identity-based policy",
        Layer::Resource => "resource-based policy",
        Layer::Session => "session policy",
        Layer::Endpoint => "VPC endpoint policy",
    }
}

fn article(layer: Layer) -> String {
    format!("{} {}", if layer == Layer::Identity { "an" } else { "a" }, name(layer))
}
