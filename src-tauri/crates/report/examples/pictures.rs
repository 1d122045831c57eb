//! Draws every view of a reference organization: `cargo run -p armillary-report --example pictures -- 64 OUT`.

use std::{env, error::Error, fs, path::PathBuf};

use armillary_report::{Theme, png, svg};
use armillary_topology::{Interiors, SceneRequest, Topology, View, fixture};

fn main() -> Result<(), Box<dyn Error>> {
    let accounts: usize = env::args().nth(1).unwrap_or_else(|| String::from("64")).parse()?;
    let out = PathBuf::from(env::args().nth(2).unwrap_or_else(|| String::from("pictures")));
    fs::create_dir_all(&out)?;
    let snapshot = fixture::reference(accounts);
    let topology = Topology::build(&[&snapshot]);
    for (view, name) in [
        (View::Organization, "organization"),
        (View::Network, "network"),
        (View::Portfolios, "portfolios"),
        (View::Trust, "trust"),
    ] {
        let open = env::args().skip(3).collect();
        let request = SceneRequest { view, open, ..SceneRequest::default() };
        let scene = topology.scene(&request, &Interiors::new());
        for (theme, suffix) in [(Theme::Light, ""), (Theme::Dark, "-dark")] {
            let picture = svg(&scene, theme);
            fs::write(out.join(format!("{name}-{accounts}{suffix}.png")), png(&picture, 1.0)?)?;
            fs::write(out.join(format!("{name}-{accounts}{suffix}.svg")), picture)?;
        }
    }
    Ok(())
}
