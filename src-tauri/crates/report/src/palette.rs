//! Colours. The window uses the same table for OU classes:
//!
//! | class | colour |
//! | --- | --- |
//! | management | `#F0E442` |
//! | security | `#D55E00` |
//! | infrastructure | `#0072B2` |
//! | dev | `#56B4E9` |
//! | pre-prod | `#E69F00` |
//! | prod | `#009E73` |
//! | deployments | `#CC79A7` |
//! | sandbox | `#8B5A2B` |
//! | compliance | `#8648E0` |
//! | other | `#666666` |
//! | external | `#000000`, on a dark ground `#FFFFFF` |
//!
//! The first seven are the Okabe–Ito palette, which survives colour blindness, print and dark mode; those of sandbox and compliance
//! were chosen to stay apart from them, and grey is for no class alone: it says that nothing is known. Outlines are darker on a light
//! ground and lighter on a dark one, so that yellow and blue keep their shape.

use armillary_topology::FolderClass;

/// The ground a map is drawn on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// The colours of a figure, as `#RRGGBB`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paint {
    /// Its inside.
    pub fill: &'static str,
    /// Its outline.
    pub outline: &'static str,
    /// What is drawn on the inside: icons and counts.
    pub on_fill: &'static str,
}

const WHITE: &str = "#FFFFFF";
const INK: &str = "#16191F";

/// The colours of an OU class.
pub fn class_paint(class: FolderClass, theme: Theme) -> Paint {
    let (fill, darker, lighter, on_fill) = class_colours(class);
    match (class, theme) {
        (FolderClass::External, Theme::Dark) => Paint { fill: WHITE, outline: WHITE, on_fill: INK },
        (_, Theme::Light) => Paint { fill, outline: darker, on_fill },
        (_, Theme::Dark) => Paint { fill, outline: lighter, on_fill },
    }
}

/// Fill, outline on a light and on a dark ground, and what is drawn on the fill.
fn class_colours(class: FolderClass) -> (&'static str, &'static str, &'static str, &'static str) {
    match class {
        FolderClass::Management => ("#F0E442", "#6B6400", "#FFF9B0", INK),
        FolderClass::Security => ("#D55E00", "#8F3F00", "#FFB98A", WHITE),
        FolderClass::Infrastructure => ("#0072B2", "#004A75", "#9AD0F5", WHITE),
        FolderClass::Dev => ("#56B4E9", "#1C6E9E", "#BDE5FA", INK),
        FolderClass::PreProd => ("#E69F00", "#8A5F00", "#FFDF9E", INK),
        FolderClass::Prod => ("#009E73", "#005C43", "#93E8CE", WHITE),
        FolderClass::Deployments => ("#CC79A7", "#7E3D61", "#F5CFE2", INK),
        FolderClass::Sandbox => ("#8B5A2B", "#513419", "#D9BC9C", WHITE),
        FolderClass::Compliance => ("#8648E0", "#4E2A82", "#D0B5F5", WHITE),
        FolderClass::Other => ("#666666", "#3B3B3B", "#C9C9C9", WHITE),
        FolderClass::External => ("#000000", "#000000", "#000000", WHITE),
    }
}

/// Colours that are of no class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ground {
    pub back: &'static str,
    pub panel: &'static str,
    pub text: &'static str,
    pub faint_text: &'static str,
    pub line: &'static str,
    /// What a reviewer must not miss.
    pub alarm: &'static str,
    /// What would be one, were it not declared.
    pub pipeline: &'static str,
    pub share: &'static str,
    pub route: &'static str,
    pub policy: &'static str,
}

pub(crate) fn ground(theme: Theme) -> Ground {
    match theme {
        Theme::Light => Ground {
            back: "#FFFFFF",
            panel: "#F4F6F8",
            text: INK,
            faint_text: "#5A6472",
            line: "#8A94A3",
            alarm: "#C4320A",
            pipeline: "#8A6A4F",
            share: "#A3487A",
            route: "#3A6EA5",
            policy: "#6A4FA0",
        },
        Theme::Dark => Ground {
            back: "#10161F",
            panel: "#1A222D",
            text: "#E9EBED",
            faint_text: "#A3ADBA",
            line: "#66717F",
            alarm: "#FF8A5C",
            pipeline: "#C9A98C",
            share: "#E79AC4",
            route: "#7FB2E5",
            policy: "#B9A3E3",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    const CLASSES: [FolderClass; 11] = [
        FolderClass::Management,
        FolderClass::Security,
        FolderClass::Infrastructure,
        FolderClass::Dev,
        FolderClass::PreProd,
        FolderClass::Prod,
        FolderClass::Deployments,
        FolderClass::Sandbox,
        FolderClass::Compliance,
        FolderClass::Other,
        FolderClass::External,
    ];

    #[test]
    fn text_and_outlines_can_be_seen() {
        for theme in [Theme::Light, Theme::Dark] {
            let ground = ground(theme);
            for class in CLASSES {
                let outline = class_paint(class, theme).outline;
                assert!(contrast(outline, ground.back) >= 3.0, "{outline} of {class:?} on {}", ground.back);
            }
            for text in [
                ground.text,
                ground.faint_text,
                ground.alarm,
                ground.pipeline,
                ground.share,
                ground.route,
                ground.policy,
            ] {
                assert!(contrast(text, ground.back) >= 4.5, "{text} on {}", ground.back);
            }
        }
    }

    #[test]
    fn classes_have_the_colours_of_the_window() {
        let window = include_str!("../../../../ui/src/map/palette.ts");
        for class in CLASSES {
            let name = serde_json::to_value(class).expect("text");
            let name = name.as_str().expect("text");
            let fill = class_paint(class, Theme::Light).fill.to_lowercase();
            let is_said = |key: String| window.contains(&format!("{key}: \"{fill}\""));
            assert!(is_said(name.to_owned()) || is_said(format!("\"{name}\"")), "{name} is {fill} in exports");
        }
    }
}
