//! The map as a plan leaves it, before anything is called: the organization afterwards is held against the one that was crawled.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Kind, Snapshot};
use armillary_plan::Plan;
use armillary_topology::{BadgeKind, NodeState, Scene, SceneRequest, View};
use armillary_wire::Failure;

use crate::{failure::other, map::topology_of};

/// In the place of the id that AWS will give an account.
const NO_ID: &str = "planned, no id yet";

/// What a view shows once a plan is carried out, with what is otherwise than in the snapshot that it was made of.
pub fn scene(before: &Snapshot, plan: &Plan, request: &SceneRequest) -> Result<Scene, Failure> {
    if !matches!(request.view, View::Organization | View::Portfolios) {
        return Err(other(
            "a plan is shown in the views of the organization and of portfolios; what it does to trust is told in words",
        ));
    }
    let after = plan.apply_to(before);
    let mut scene = topology_of(&after).compared(&topology_of(before), request);
    let there = accounts(before);
    say_planned(&mut scene, &accounts(&after).difference(&there).copied().collect());
    Ok(scene)
}

fn accounts(snapshot: &Snapshot) -> BTreeSet<AccountId> {
    let accounts = snapshot.records.iter().filter(|record| record.kind == Kind::Account);
    accounts.map(|account| account.account).collect()
}

/// Accounts that do not exist yet: nobody can have read them, and the id that stands for the one to come is not shown to anybody.
fn say_planned(scene: &mut Scene, planned: &BTreeSet<AccountId>) {
    let mut drawn_unread: u32 = 0;
    for node in &mut scene.nodes {
        let Some(id) = node.account.filter(|id| planned.contains(id) && node.kind == Kind::Account) else { continue };
        drawn_unread = drawn_unread.saturating_add(u32::from(node.state != NodeState::Ok));
        node.detail = node.detail.replacen(&id.to_string(), NO_ID, 1);
        node.account = None;
        node.state = NodeState::Ok;
        node.badges.retain(|badge| badge.kind != BadgeKind::Unread);
    }
    scene.totals.unread_accounts = scene.totals.unread_accounts.saturating_sub(drawn_unread);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_account_to_come_is_planned_and_not_unread() {
        let node = |id: &str, state: &str| {
            json!({
                "id": format!("arn:aws:organizations::1:account/o-1/{id}"), "kind": "AWS::Organizations::Account",
                "shape": "resource", "class": "dev", "label": "fraud-dev", "detail": format!("{id} · Workloads / Dev"),
                "account": id, "region": "global", "x": 0.0, "y": 0.0, "size": 1.0, "rank": 0.5, "state": state,
                "parent": null, "count": 1, "canOpen": false, "isOpen": false, "badges": [{ "kind": "unread", "count": 1 }]
            })
        };
        let mut scene: Scene = serde_json::from_value(json!({
            "view": "organization", "nodes": [node("000000000001", "unread"), node("111122223333", "unread")],
            "edges": [], "guides": [], "bounds": { "left": 0.0, "right": 0.0, "bottom": 0.0, "top": 0.0 },
            "totals": { "accounts": 2, "accountsDrawn": 2, "relations": 0, "unreadAccounts": 2 }, "notes": []
        }))
        .expect("a scene");
        say_planned(&mut scene, &AccountId::from_number(1).into_iter().collect());
        let [planned, read] = &scene.nodes[..] else { panic!("two nodes") };
        assert_eq!((planned.detail.as_str(), planned.account), ("planned, no id yet · Workloads / Dev", None));
        assert_eq!((planned.state, planned.badges.len()), (NodeState::Ok, 0));
        assert_eq!((read.state, read.badges.len()), (NodeState::Unread, 1));
        assert_eq!(scene.totals.unread_accounts, 1);
    }
}
