//! Colours. The window uses the same table for OU classes:
//!
//! | class | light | dark |
//! | --- | --- | --- |
//! | management | `#F0E442`, outline `#6B6400` | `#F0E442` |
//! | security | `#D55E00` | `#F07C28` |
//! | infrastructure | `#0072B2` | `#3C9DDB` |
//! | dev | `#56B4E9` | `#6CC3F2` |
//! | pre-prod | `#E69F00` | `#F2B134` |
//! | prod | `#009E73` | `#1FBF90` |
//! | deployments | `#CC79A7` | `#DB8FBA` |
//! | sandbox | `#999999` | `#A5A5A5` |
//! | compliance | `#7B61A8` | `#A68BD6` |
//! | other | `#C4C4C4`, outline `#8C8C8C` | `#6E7681`, outline `#8C8C8C` |
//! | external | `#000000` | `#FFFFFF` |
//!
//! The first eight are the Okabe–Ito palette, which survives colour blindness and print; the dark column is lighter where the
//! original is too dim on a dark ground.

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
    let (light, dark) = class_fills(class);
    match theme {
        Theme::Light => {
            let bright =
                matches!(class, FolderClass::Management | FolderClass::Dev | FolderClass::PreProd | FolderClass::Other);
            Paint { fill: light.0, outline: light.1, on_fill: if bright { INK } else { WHITE } }
        }
        Theme::Dark => {
            Paint { fill: dark.0, outline: dark.1, on_fill: if class == FolderClass::Other { WHITE } else { INK } }
        }
    }
}

type FillAndOutline = (&'static str, &'static str);

fn class_fills(class: FolderClass) -> (FillAndOutline, FillAndOutline) {
    match class {
        FolderClass::Management => (("#F0E442", "#6B6400"), ("#F0E442", "#FFF9B0")),
        FolderClass::Security => (("#D55E00", "#8F3F00"), ("#F07C28", "#FFB98A")),
        FolderClass::Infrastructure => (("#0072B2", "#004A75"), ("#3C9DDB", "#9AD0F5")),
        FolderClass::Dev => (("#56B4E9", "#1C6E9E"), ("#6CC3F2", "#BDE5FA")),
        FolderClass::PreProd => (("#E69F00", "#8A5F00"), ("#F2B134", "#FFDF9E")),
        FolderClass::Prod => (("#009E73", "#005C43"), ("#1FBF90", "#93E8CE")),
        FolderClass::Deployments => (("#CC79A7", "#7E3D61"), ("#DB8FBA", "#F5CFE2")),
        FolderClass::Sandbox => (("#999999", "#5C5C5C"), ("#A5A5A5", "#D5D5D5")),
        FolderClass::Compliance => (("#7B61A8", "#46336B"), ("#A68BD6", "#D9CBF2")),
        FolderClass::Other => (("#C4C4C4", "#8C8C8C"), ("#6E7681", "#8C8C8C")),
        FolderClass::External => (("#000000", "#000000"), ("#FFFFFF", "#FFFFFF")),
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
    pub share: &'static str,
    pub route: &'static str,
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
            share: "#A3487A",
            route: "#3A6EA5",
        },
        Theme::Dark => Ground {
            back: "#10161F",
            panel: "#1A222D",
            text: "#E9EBED",
            faint_text: "#A3ADBA",
            line: "#66717F",
            alarm: "#FF8A5C",
            share: "#E79AC4",
            route: "#7FB2E5",
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

    #[test]
    fn text_and_outlines_can_be_seen() {
        for theme in [Theme::Light, Theme::Dark] {
            let ground = ground(theme);
            for text in [ground.text, ground.faint_text, ground.alarm, ground.share, ground.route] {
                assert!(contrast(text, ground.back) >= 4.5, "{text} on {}", ground.back);
            }
        }
    }
}
