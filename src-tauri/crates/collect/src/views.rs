//! Resources that accounts are shown of others.
//!
//! The owner's unit reports a shared resource. Where the owner's unit could not be read, or not all of it, what others were shown of what
//! it does not hold is better than nothing: such a report is held back to the end of the crawl, and is given those views. They say that
//! they are views, so that they never stand for what the owner is known to see.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Resource, Service, Status, Unit, UnitReport};

use crate::visit::Visited;

/// Reports held back, and views that may complete them.
#[derive(Debug, Default)]
pub(crate) struct Held {
    reports: Vec<UnitReport>,
    views: BTreeMap<Unit, BTreeMap<String, (AccountId, Resource)>>,
}

impl Held {
    /// Takes note of what was seen of others; gives the report back unless it is to wait.
    pub fn pass(&mut self, visited: Visited) -> Option<UnitReport> {
        let Visited { report, views, .. } = visited;
        for view in views {
            let owner = Unit { account: view.owner, ..report.unit.clone() };
            let (viewer, arn) = (report.unit.account, view.resource.arn.clone());
            let seen =
                self.views.entry(owner).or_default().entry(arn).or_insert_with(|| (viewer, view.resource.clone()));
            // Whoever is first in order counts, so that the order of reading does not.
            if viewer < seen.0 {
                *seen = (viewer, view.resource);
            }
        }
        // Networks are what accounts share; the other reports need not wait.
        let unread = matches!(report.status, Status::Denied | Status::Failed);
        if unread && report.unit.service == Service::Ec2 {
            self.reports.push(report);
            return None;
        }
        Some(report)
    }

    /// The reports that waited, with what others were shown.
    pub fn release(mut self) -> Vec<UnitReport> {
        for report in &mut self.reports {
            let mut seen = self.views.remove(&report.unit).unwrap_or_default();
            seen.retain(|arn, _| report.resources.iter().all(|own| own.arn != *arn));
            report.resources.extend(seen.into_values().map(|(_, resource)| resource));
        }
        self.reports
    }
}

#[cfg(test)]
mod tests {
    use armillary_model::Kind;
    use serde_json::json;

    use super::*;
    use crate::{place::here, visit::View};

    fn account(number: u64) -> AccountId {
        AccountId::from_number(number).expect("below 10^12")
    }

    fn visited(number: u64, status: Status, views: Vec<View>) -> Visited {
        let unit = Unit { account: account(number), region: "eu-west-1".into(), service: Service::Ec2 };
        let report = UnitReport { unit, status, gaps: Vec::new(), resources: Vec::new(), requests: 0 };
        Visited { report, views, class: None }
    }

    fn view(owner: u64, by: u64) -> View {
        let document = json!({"SeenBy": by});
        let resource = here().resource(Kind::TransitGateway, "arn:tgw".to_owned(), "tgw", document, Vec::new());
        View { owner: account(owner), resource }
    }

    #[test]
    fn a_unit_that_could_not_be_entered_is_completed_by_what_others_see() {
        for order in [[5, 3], [3, 5]] {
            let mut held = Held::default();
            assert!(held.pass(visited(9, Status::Denied, Vec::new())).is_none());
            for viewer in order {
                assert!(held.pass(visited(viewer, Status::Complete, vec![view(9, viewer)])).is_some());
            }
            let released = held.release();
            assert_eq!(released.len(), 1);
            assert_eq!(released[0].resources[0].document, json!({"SeenBy": 3}));
        }
    }

    #[test]
    fn an_owner_that_was_read_speaks_for_itself() {
        let mut held = Held::default();
        assert!(held.pass(visited(9, Status::Complete, Vec::new())).is_some());
        held.pass(visited(3, Status::Complete, vec![view(9, 3)]));
        assert!(held.release().is_empty());
    }
}
