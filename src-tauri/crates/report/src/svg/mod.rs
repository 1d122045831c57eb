//! A scene as an SVG picture: guides, edges, nodes, labels, and beside them a title, a legend and what is not known.

mod canvas;
mod edges;
mod guides;
mod icons;
mod labels;
mod nodes;
mod side;

use armillary_topology::Scene;

use crate::palette::Theme;
use canvas::Canvas;

/// The scene as an SVG document.
pub fn svg(scene: &Scene, theme: Theme) -> String {
    let mut canvas = Canvas::new(scene, theme);
    canvas.open();
    let names = guides::draw(&mut canvas, scene);
    edges::draw(&mut canvas, scene);
    nodes::draw(&mut canvas, scene);
    labels::draw(&mut canvas, scene, &names);
    side::draw(&mut canvas, scene);
    canvas.close()
}

#[cfg(test)]
mod tests {
    use armillary_topology::{Interiors, SceneRequest, Topology, View, fixture};

    use super::*;

    #[test]
    fn every_view_is_a_well_formed_picture_without_broken_numbers() {
        let snapshot = fixture::reference(64);
        let topology = Topology::build(&[&snapshot]);
        for view in [View::Organization, View::Network, View::Portfolios, View::Trust] {
            let request = SceneRequest { view, ..SceneRequest::default() };
            let text = svg(&topology.scene(&request, &Interiors::new()), Theme::Dark);
            resvg::usvg::roxmltree::Document::parse(&text).expect("well-formed XML");
            assert!(!text.contains("NaN") && !text.contains("inf "), "{view:?}");
        }
    }

    #[test]
    fn trust_has_arrowheads_and_curves_and_what_is_outside_is_hollow() {
        let mut fixture = fixture::Fixture::new();
        fixture.ou("r-root", "ou-prod", "Prod");
        fixture.account("ou-prod", 1, "a-prod");
        fixture.trust(1, fixture::MANAGEMENT, 1, 1);
        fixture.trust(1, 999, 1, 0);
        let request = SceneRequest { view: View::Trust, ..SceneRequest::default() };
        let scene = Topology::build(&[&fixture.snapshot]).scene(&request, &Interiors::new());
        assert!(scene.edges.iter().any(|edge| edge.kind == "trusts"));
        let text = svg(&scene, Theme::Light);
        let lines: Vec<&str> =
            text.lines().filter(|line| line.contains("fill=\"none\" stroke=") && line.contains('Q')).collect();
        let heads = text
            .lines()
            .filter(|line| {
                line.starts_with("<path d=\"M") && line.contains("fill-opacity") && line.contains("Z\" fill=\"#")
            })
            .count();
        assert_eq!((lines.len(), heads), (scene.edges.len(), scene.edges.len()));
        let filled = |line: &str| line.contains("<circle") && line.contains("fill=\"#000000\"");
        assert!(!text.lines().any(filled), "an account outside is not drawn as a filled disc");
    }

    #[test]
    fn names_cannot_break_the_picture() {
        let mut fixture = fixture::Fixture::new();
        fixture.ou("r-root", "ou-a", "<script>&\"");
        let scene = Topology::build(&[&fixture.snapshot]).scene(&SceneRequest::default(), &Interiors::new());
        let text = svg(&scene, Theme::Light);
        resvg::usvg::roxmltree::Document::parse(&text).expect("well-formed XML");
        assert!(!text.contains("<script"));
    }
}
