//! A graph as GraphML, with typed keys, as Gephi, yEd and networkx read it.

use std::fmt::Write;

use armillary_topology::Graph;
use serde::Serialize;

/// Keys of nodes and edges: id, what it belongs to, name, type. The state of an edge has an id of its own: ids are unique.
const KEYS: [(&str, &str, &str, &str); 13] = [
    ("kind", "node", "kind", "string"),
    ("name", "node", "name", "string"),
    ("account", "node", "account", "string"),
    ("region", "node", "region", "string"),
    ("class", "node", "class", "string"),
    ("state", "node", "state", "string"),
    ("detail", "node", "detail", "string"),
    ("relation", "edge", "kind", "string"),
    ("label", "edge", "label", "string"),
    ("count", "edge", "count", "int"),
    ("unknown", "edge", "unknown", "int"),
    ("known", "edge", "state", "string"),
    ("reason", "edge", "reason", "string"),
];

/// The graph as a GraphML document.
pub fn graphml(graph: &Graph) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    );
    for (id, domain, name, kind) in KEYS {
        push(
            &mut text,
            format_args!("  <key id=\"{id}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"),
        );
    }
    push(&mut text, format_args!("  <graph id=\"{}\" edgedefault=\"directed\">\n", word(&graph.view)));
    for node in &graph.nodes {
        push(&mut text, format_args!("    <node id=\"{}\">\n", escape(&node.id)));
        let account = node.account.map(|account| account.to_string()).unwrap_or_default();
        let class = node.class.map(|class| word(&class)).unwrap_or_default();
        let state = word(&node.state);
        let data = [
            ("kind", node.kind.as_str()),
            ("name", node.name.as_str()),
            ("account", account.as_str()),
            ("region", node.region.as_str()),
            ("class", class.as_str()),
            ("state", state.as_str()),
            ("detail", node.detail.as_str()),
        ];
        push_data(&mut text, &data);
        text.push_str("    </node>\n");
    }
    for edge in &graph.edges {
        push(&mut text, format_args!("    <edge source=\"{}\" target=\"{}\">\n", escape(&edge.from), escape(&edge.to)));
        let (count, unknown) = (edge.count.to_string(), edge.unknown.to_string());
        let data = [
            ("relation", edge.kind.as_str()),
            ("label", edge.label.as_str()),
            ("count", count.as_str()),
            ("unknown", unknown.as_str()),
            ("known", edge.state.as_str()),
            ("reason", edge.reason.as_str()),
        ];
        push_data(&mut text, &data);
        text.push_str("    </edge>\n");
    }
    text.push_str("  </graph>\n</graphml>\n");
    text
}

fn push_data(text: &mut String, data: &[(&str, &str)]) {
    for (key, value) in data.iter().filter(|(_, value)| !value.is_empty()) {
        push(text, format_args!("      <data key=\"{key}\">{}</data>\n", escape(value)));
    }
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // A string takes all text.
    let _ = text.write_fmt(line);
}

/// The text form of a value that serializes to a string.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// Text for an attribute or element; characters that XML 1.0 cannot hold become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use armillary_topology::{
        Topology, View,
        fixture::{self, Fixture},
    };

    #[test]
    fn every_edge_tells_its_state() {
        let graph = Topology::build(&[&fixture::reference(64)]).graph(View::Portfolios);
        let text = super::graphml(&graph);
        let tree = resvg::usvg::roxmltree::Document::parse(&text).expect("well-formed XML");
        let states = tree.descendants().filter(|node| node.attribute("key") == Some("known"));
        let states: Vec<_> = states.filter_map(|node| node.text()).collect();
        let expected: Vec<_> = graph.edges.iter().map(|edge| edge.state.as_str()).collect();
        assert_eq!(states, expected);
        assert!(states.contains(&"hollow") && states.contains(&"solid"));
    }

    #[test]
    fn names_cannot_break_the_document() {
        let mut fixture = Fixture::new();
        fixture.account("r-root", 42, "a<b>&\"c\" \u{1} ü");
        let text = super::graphml(&Topology::build(&[&fixture.snapshot]).graph(View::Organization));
        assert!(text.contains("<data key=\"name\">a&lt;b&gt;&amp;&quot;c&quot; \u{fffd} ü</data>"));
        let tree = resvg::usvg::roxmltree::Document::parse(&text).expect("well-formed XML");
        assert_eq!(tree.root_element().tag_name().name(), "graphml");
        let keys: Vec<_> = tree.descendants().filter_map(|node| node.attribute("key")).collect();
        assert!(keys.iter().all(|key| super::KEYS.iter().any(|(id, ..)| id == key)));
    }
}
