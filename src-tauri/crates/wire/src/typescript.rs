//! The TypeScript of every type that crosses the wire, as one module.

use armillary_model::{Kind, Service, Severity, Status};
use armillary_plan as plan;
use armillary_topology as topology;
use ts_rs::{Config, TS};

/// The text of `ui/src/platform/bindings.ts`.
pub fn typescript() -> String {
    let config = Config::default();
    let mut text = String::from("// Generated from the wire crate by its test; do not edit.\n");
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {$(
            text.push_str("\nexport ");
            text.push_str(&<$type as TS>::decl(&config));
            text.push('\n');
        )*};
    }
    text.push_str("\n/** A CloudFormation type name, or a name of the same form. */\nexport type Kind = string;\n");
    text.push_str(
        "\n/** What people call one of a kind. */\nexport const kindNames: Readonly<Record<string, string>> = {\n",
    );
    for kind in Kind::ALL {
        text.push_str(&format!("  \"{kind}\": \"{}\",\n", kind.plain()));
    }
    text.push_str("};\n");
    for (name, words) in words_of_the_model() {
        let words: Vec<String> = words.into_iter().map(|word| format!("\"{word}\"")).collect();
        text.push_str(&format!("\nexport type {name} = {};\n", words.join(" | ")));
    }
    for answers in [crate::Query::answers(&config), crate::Action::answers(&config), crate::Apply::answers(&config)] {
        text.push_str(&format!("\nexport {answers}\n"));
    }
    declare!(
        crate::Query,
        crate::ResourcesQuery,
        crate::Action,
        crate::Apply,
        crate::ConnectionInput,
        crate::KeyInput,
        crate::ExportFormat,
        crate::StatusAnswer,
        crate::ProfileRow,
        crate::CacheInfo,
        crate::UnitCounts,
        crate::KindCount,
        crate::CrawlRow,
        crate::KnownUnits,
        crate::CrawlState,
        crate::StatusCount,
        crate::SearchAnswer,
        crate::SearchHit,
        crate::ResourceRow,
        crate::PartRow,
        crate::ResourcesAnswer,
        crate::Inspection,
        crate::RelatedGroup,
        crate::RelatedRow,
        crate::VersionRow,
        crate::AccountsAnswer,
        crate::AccountRow,
        crate::PortfolioRow,
        crate::RecipientRow,
        crate::CoverageAnswer,
        crate::IdleAccount,
        crate::CoverageCause,
        crate::NamedAccount,
        crate::CoverageAge,
        crate::CoverageRow,
        crate::GapRow,
        crate::TrustAnswer,
        crate::TrustEnd,
        crate::TrustEndKind,
        armillary_classify::Stage,
        crate::NodeKind,
        crate::HopKind,
        crate::LayerKind,
        crate::Outcome,
        crate::Effect,
        crate::FindingStatus,
        crate::TrustNode,
        crate::TrustVerdict,
        crate::TrustCondition,
        crate::TrustHop,
        crate::TrustPath,
        crate::TrustNearMiss,
        crate::TrustPathsAnswer,
        crate::TrustUnknown,
        crate::TrustExplanation,
        crate::TrustStep,
        crate::TrustLayer,
        crate::TrustStatement,
        crate::TrustDocument,
        crate::WhoCanAnswer,
        crate::WhoCanRow,
        crate::WhatCanAnswer,
        crate::ServicePower,
        crate::Reach,
        crate::TrustMatrixAnswer,
        crate::TrustCell,
        crate::TrustFindingRow,
        crate::Event,
        crate::Task,
        crate::TaskState,
        crate::Progress,
        crate::CrawlProgress,
        crate::Code,
        crate::Failure,
        crate::PolicyAccount,
        crate::PolicyActionChange,
        crate::PolicyActionTurn,
        crate::PolicyEdited,
        crate::PolicyPlace,
        crate::PolicyRemark,
        crate::PolicyWord,
        crate::PolicyWordKind,
        crate::ApplyPhase,
        crate::ApplyProgress,
        crate::ChangeSettings,
        crate::ConnectionSetting,
        crate::JournalAnswer,
        crate::JournalFormat,
        crate::JournalOutcome,
        crate::JournalQuery,
        crate::JournalRow,
        crate::ManifestAnswer,
        crate::ManifestFormat,
        crate::ManifestText,
        crate::PlanEvent,
        crate::PlanRow,
        crate::PlanShown,
        crate::PlanStanding,
        crate::PlansAnswer,
        crate::StepShown,
        crate::StepStanding,
        plan::AlsoConfirm,
        plan::Basis,
        plan::Change,
        plan::Changed,
        plan::Check,
        plan::CheckStatus,
        plan::Choice,
        plan::Choices,
        plan::Diff,
        plan::Edge,
        plan::Effect,
        plan::Fact,
        plan::Intent,
        plan::Lacking,
        plan::Named,
        plan::Node,
        plan::OuChoice,
        plan::People,
        plan::Plan,
        plan::PolicyEffect,
        plan::PortfolioEffect,
        plan::Quota,
        plan::Settings,
        plan::Step,
        plan::TextEffect,
        plan::ControlChange,
        plan::VendPath,
        plan::Vend,
        topology::View,
        topology::Matrix,
        topology::MatrixRequest,
        topology::MatrixColumn,
        topology::MatrixRow,
        topology::RowKind,
        topology::MatrixCell,
        topology::CellState,
        topology::CellMark,
        topology::CellAccess,
        topology::CellCounts,
        topology::SceneRequest,
        topology::SceneFilter,
        topology::FolderClass,
        topology::Shape,
        topology::NodeState,
        topology::EdgeState,
        topology::Badge,
        topology::BadgeKind,
        topology::SceneNode,
        topology::SceneEdge,
        topology::Former,
        topology::SceneChange,
        topology::SceneDifference,
        topology::SceneComparison,
        topology::Guide,
        topology::Bounds,
        topology::SceneTotals,
        topology::Scene,
    );
    text.push_str(
        "\nexport type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };\n",
    );
    text
}

/// The enums of the model that cross the wire, by their text forms: the model does not know of TypeScript.
fn words_of_the_model() -> Vec<(&'static str, Vec<&'static str>)> {
    let severities = [Severity::Low, Severity::Medium, Severity::High, Severity::Critical];
    vec![
        ("Status", Status::ALL.iter().map(|status| status.as_str()).collect()),
        ("Service", Service::ALL.iter().map(|service| service.as_str()).collect()),
        ("Severity", severities.iter().map(|severity| severity.as_str()).collect()),
    ]
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Set `ARMILLARY_WRITE_BINDINGS` to write the file instead of checking it.
    #[test]
    fn the_committed_typescript_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/platform/bindings.ts");
        let text = super::typescript();
        if std::env::var_os("ARMILLARY_WRITE_BINDINGS").is_some() {
            fs::write(&path, &text).expect("the bindings can be written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(committed == text, "ui/src/platform/bindings.ts is stale: run `make bindings` and commit it");
    }
}
