//! The roles that people roll out: what the collectors and the calls of steps declare, as what each role needs.

use armillary_collect::{ALWAYS, Reach, Whose, collectors};
use armillary_execute::acts;
use armillary_model::Service;
use armillary_plan::{STEP_CALLS, StepPlace};
use armillary_roles::{Deployed, Format, Need, Place, Purpose, template};

use crate::apply::READ_AGAIN;

/// The kinds of plan that an acting role can be limited to, as intents name them.
pub fn plan_kinds() -> Vec<&'static str> {
    let mut kinds: Vec<&str> = STEP_CALLS.iter().map(|call| call.plan).collect();
    kinds.dedup();
    kinds
}

/// The role with which an organization is read.
pub fn crawl_role(deployed: Deployed, format: Format, program: &str) -> String {
    template(Purpose::Crawl, deployed, &crawl_needs(|_| true), format, program)
}

/// The role with which plans of these kinds are carried out; of all kinds where none is named. It reads, too, what applying a plan reads: what the
/// plan rests on before, and what proves it afterwards.
pub fn acting_role(deployed: Deployed, kinds: &[String], format: Format, program: &str) -> String {
    let mut needs = crawl_needs(|service| READ_AGAIN.contains(&service));
    let is_asked = |plan: &str| kinds.is_empty() || kinds.iter().any(|kind| kind == plan);
    for call in STEP_CALLS.iter().filter(|call| is_asked(call.plan)) {
        let place = match call.place {
            StepPlace::Management => Place::Management,
            StepPlace::PortfolioOwner => Place::PortfolioOwners,
            StepPlace::PortfolioUser => Place::Sharing,
            StepPlace::IdentityCenter => Place::DelegatedAdministrators,
        };
        // A step that this program cannot carry out needs nothing: it is refused before the first call.
        if let Some(acts) = acts(call.service, call.operation) {
            needs.extend(acts.does.iter().map(|(action, types)| need(action, types, place)));
            needs.extend(acts.looks.iter().map(|action| need(action, &[], place)));
        }
    }
    template(Purpose::Act, deployed, &needs, format, program)
}

/// What reading these services needs.
fn crawl_needs(is_read: impl Fn(Service) -> bool) -> Vec<Need> {
    let always = ALWAYS.iter().map(|action| need(action, &[], Place::Everywhere));
    let of_collectors = collectors().iter().filter(|collector| is_read(collector.service)).flat_map(|collector| {
        let place = match collector.reach {
            Reach::Organization => Place::Management,
            Reach::Once { account: Whose::Caller | Whose::Management, .. } => Place::Management,
            Reach::Once { account: Whose::DelegatedAdministrator(_), .. } => Place::DelegatedAdministrators,
            Reach::Account | Reach::AccountRegion => Place::Everywhere,
        };
        collector.actions.iter().map(move |action| need(action, &[], place))
    });
    always.chain(of_collectors).collect()
}

fn need(action: &str, types: &[&str], place: Place) -> Need {
    Need { action: action.to_owned(), types: types.iter().map(|kind| (*kind).to_owned()).collect(), place }
}
