//! A graph as JSON.

use armillary_topology::Graph;

/// The graph as one JSON object: `{"view", "nodes": [{"id", "kind", "name", "account", "region", …}], "edges": [{"from", "to",
/// "kind", …}]}`, with a line break at the end.
#[expect(clippy::expect_used, reason = "strings and numbers always become JSON")]
pub fn graph_json(graph: &Graph) -> String {
    let mut text = serde_json::to_string_pretty(graph).expect("strings and numbers always become JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use armillary_topology::{Topology, View, fixture};

    #[test]
    fn the_contract_holds_for_every_view() {
        let snapshot = fixture::reference(64);
        let topology = Topology::build(&[&snapshot]);
        for view in [View::Organization, View::Network, View::Portfolios, View::Trust] {
            let text = super::graph_json(&topology.graph(view));
            let value: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
            for member in ["id", "kind", "name", "account", "region"] {
                assert!(value["nodes"][0].get(member).is_some(), "{view:?} {member}");
            }
            for member in ["from", "to", "kind"] {
                assert!(value["edges"][0].get(member).is_some_and(|text| text.is_string()), "{view:?} {member}");
            }
        }
    }
}
