//! What counts as expected: declared pipelines, known outside parties, roles by purpose. Data, with defaults that fit
//! AWS Control Tower and the public SageMaker reference architectures.

use std::collections::BTreeMap;

use armillary_facts::{self as facts, RolePurpose};
use armillary_model::AccountId;

use armillary_trust::{Edge, Graph, Node, NodeId, Principal};

/// What the rules take for granted. Names are patterns with `*`, matched without regard to case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectations {
    /// Accounts outside the organization that may be trusted.
    pub external: BTreeMap<AccountId, ExternalParty>,
    /// Declared ways from development into production.
    pub pipelines: Vec<PipelineEdge>,
    /// Roles that AWS Organizations, Control Tower, its account factory, the Landing Zone Accelerator and stack sets put
    /// into accounts and keep, run from the management account.
    pub baseline: Vec<String>,
    /// Roles for emergencies and repairs.
    pub break_glass: Vec<String>,
    /// Roles by which stack sets deploy models.
    pub deployment: Vec<String>,
    /// Roles by which models run.
    pub model_execution: Vec<String>,
    /// Services that a role of this name is expected to trust, and no others; the first pattern that fits counts.
    pub services: Vec<(String, Vec<String>)>,
    /// How many services a role of any other name may trust.
    pub services_at_most: usize,
}

/// An account outside the organization that may be trusted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExternalParty {
    /// Whose it is.
    pub name: String,
    /// It acts for other customers too, so that trust must rest on an external id.
    pub third_party: bool,
}

/// A declared step from a role in development to one in production.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PipelineEdge {
    /// The name of the role that steps.
    pub from: String,
    /// The name of the role it becomes.
    pub to: String,
}

impl Default for Expectations {
    fn default() -> Self {
        let mut expect = Self {
            external: BTreeMap::new(),
            pipelines: Vec::new(),
            baseline: facts::baseline_roles().map(|role| role.name.to_owned()).collect(),
            break_glass: BREAK_GLASS.iter().map(|name| (*name).to_owned()).collect(),
            deployment: Vec::new(),
            model_execution: Vec::new(),
            services: Vec::new(),
            services_at_most: 2,
        };
        for (role, purpose) in facts::architecture_roles() {
            let role = role.to_owned();
            match purpose {
                RolePurpose::Deploys => expect.deployment.push(role),
                RolePurpose::RunsModels => expect.model_execution.push(role),
                RolePurpose::StepsTo(to) => expect.pipelines.push(PipelineEdge { from: role, to: to.to_owned() }),
                RolePurpose::Serves(services) => {
                    expect.services.push((role, services.into_iter().map(str::to_owned).collect()));
                }
            }
        }
        expect
    }
}

impl Expectations {
    /// Whether this is one of the roles every account gets, or a service-linked one.
    pub(super) fn is_baseline(&self, principal: &Principal) -> bool {
        principal.is_service_linked() || fits_any(principal.name(), &self.baseline)
    }

    pub(super) fn is_break_glass(&self, principal: &Principal) -> bool {
        fits_any(principal.name(), &self.break_glass)
    }

    /// Whether a step is one of a declared pipeline.
    pub fn declares(&self, graph: &Graph, edge: &Edge) -> bool {
        let is_role = |node: NodeId| matches!(graph.node(node), Node::Principal(_) | Node::UnreadPrincipal(_));
        let (from, to) = (graph.name_of(edge.from), graph.name_of(edge.to));
        is_role(edge.from) && is_role(edge.to) && self.is_declared(last(&from), last(&to))
    }

    /// Whether a step between roles of these names is declared.
    fn is_declared(&self, from: &str, to: &str) -> bool {
        self.pipelines.iter().any(|edge| fits(from, &edge.from) && fits(to, &edge.to))
    }

    /// The services a role of this name is expected to trust.
    pub(super) fn services_of(&self, role: &Principal) -> Option<&[String]> {
        self.services.iter().find(|(name, _)| fits(role.name(), name)).map(|(_, services)| services.as_slice())
    }
}

const BREAK_GLASS: &[&str] = &["*BreakGlass*", "*Break-Glass*", "*Break_Glass*", "*EmergencyAccess*", "*FixEngineer*"];

/// What follows the last `/` of an ARN.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// Whether a name fits a pattern with `*`, without regard to case.
pub(super) fn fits(name: &str, pattern: &str) -> bool {
    let Some((first, pieces)) = pattern.split_once('*') else { return name.eq_ignore_ascii_case(pattern) };
    let (middle, last) = pieces.rsplit_once('*').unwrap_or(("", pieces));
    let Some(mut rest) = after(name.as_bytes(), first.as_bytes()) else { return false };
    for piece in middle.split('*') {
        let mut places = 0..=rest.len();
        let found = places.find_map(|at| after(rest.get(at..)?, piece.as_bytes()));
        let Some(found) = found else { return false };
        rest = found;
    }
    let end = rest.len().checked_sub(last.len()).and_then(|at| rest.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(last.as_bytes()))
}

/// What follows where a text begins with another. Nothing is copied: every name is held against every pattern.
fn after<'t>(text: &'t [u8], start: &[u8]) -> Option<&'t [u8]> {
    let (begin, rest) = text.split_at_checked(start.len())?;
    begin.eq_ignore_ascii_case(start).then_some(rest)
}

pub(super) fn fits_any(name: &str, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| fits(name, pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        for (name, pattern, fit) in [
            ("StackSetExecutionRole", "*StackSetExecutionRole", true),
            ("ml-StackSetExecutionRole", "*-StackSetExecutionRole", true),
            ("SetupStackSetExecutionRole", "*-StackSetExecutionRole", false),
            ("SCProjectLaunchRole", "sc*launchrole", true),
            ("SCLaunchRoleOld", "SC*LaunchRole", false),
            ("SCaLaunchRolebRoleLaunchRole", "sc*role*role*LAUNCHROLE", true),
            ("SCLaunchRole", "SCLaunchRole*Role", false),
            ("SCLaunchRole", "sclaunchrol", false),
            ("", "*", true),
            ("security-break-glass", "*Break-Glass*", true),
            ("abab", "ab*ab", true),
            ("aba", "ab*ba", false),
            ("exact", "exact", true),
            ("exactly", "exact", false),
            ("anything", "*", true),
        ] {
            assert_eq!(fits(name, pattern), fit, "{name} {pattern}");
        }
    }
}
