//! What it means that somebody of one stage reaches another: how far up it leads, and how grave that is.

use armillary_model::Severity;

use super::grants::Power;
use armillary_classify::Stage;

/// How far a step leads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Crossing {
    /// Not up: within a stage, or down.
    None,
    /// Up, but not from development into production.
    Up,
    /// From development, a sandbox or outside into production, or into what everything hangs on.
    IntoProduction,
}

/// How far a step from one stage to another leads.
pub(super) fn crossing(from: Stage, to: Stage) -> Crossing {
    match (height(from), height(to)) {
        (from, to) if from >= to => Crossing::None,
        (0, 2..) => Crossing::IntoProduction,
        _ => Crossing::Up,
    }
}

/// What protects a stage is as tight as this; shared accounts are run by the platform, and reach production by their
/// purpose.
fn height(stage: Stage) -> u8 {
    match stage {
        Stage::Dev | Stage::Sandbox | Stage::External | Stage::Other => 0,
        Stage::PreProd => 1,
        Stage::Prod | Stage::Hub => 2,
        Stage::Management => 3,
    }
}

/// How grave it is that somebody who should not gets this power after a step this far.
pub(super) fn severity(power: Power, crossing: Crossing) -> Severity {
    match (crossing, power) {
        (Crossing::IntoProduction, Power::Looks) => Severity::High,
        (Crossing::IntoProduction, _) | (Crossing::Up, Power::Administers) => Severity::Critical,
        (Crossing::Up, Power::Changes) | (Crossing::None, Power::Administers) => Severity::High,
        (Crossing::Up, Power::Looks) | (Crossing::None, Power::Changes) => Severity::Medium,
        (Crossing::None, Power::Looks) => Severity::Low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_up_weighs_more_than_the_way_along() {
        assert_eq!(crossing(Stage::Dev, Stage::Prod), Crossing::IntoProduction);
        assert_eq!(crossing(Stage::Sandbox, Stage::Hub), Crossing::IntoProduction);
        assert_eq!(crossing(Stage::PreProd, Stage::Prod), Crossing::Up);
        assert_eq!(crossing(Stage::Hub, Stage::Prod), Crossing::None);
        assert_eq!(crossing(Stage::Prod, Stage::Dev), Crossing::None);
        assert!(severity(Power::Changes, Crossing::IntoProduction) > severity(Power::Changes, Crossing::None));
    }
}
