//! A picture's pixels. Text is set in fonts that come with the program, so that it looks the same everywhere.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The text is not an SVG document.
    #[error("the picture cannot be read as SVG: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// It would be empty or too large.
    #[error("a picture of {width} by {height} pixels cannot be made; choose another scale")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The pixels could not be encoded.
    #[error("the picture cannot be written as PNG: {0}")]
    Encode(String),
}

/// No picture is wider or higher.
const MAX_SIDE: f32 = 16_384.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("../assets/DejaVuSans-subset.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../assets/DejaVuSans-Bold-subset.ttf").to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Arc::new(fonts)
});

/// An SVG picture as PNG; a scale of 1 gives a pixel for each unit of the SVG's size.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PngError> {
    let options = Options { font_family: "DejaVu Sans".to_owned(), fontdb: FONTS.clone(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let side = |length: f32| (length * scale).round().clamp(0.0, MAX_SIDE);
    let (width, height) = (side(tree.size().width()) as u32, side(tree.size().height()) as u32);
    let mut pixels = Pixmap::new(width, height).ok_or(PngError::Size { width, height })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError::Encode(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_drawn_without_fonts_of_the_system() {
        let svg = |text: &str| {
            format!("<svg xmlns='http://www.w3.org/2000/svg' width='80' height='20'><text y='15'>{text}</text></svg>")
        };
        let blank = png(&svg(""), 1.0).expect("a picture");
        assert!(blank.starts_with(b"\x89PNG"));
        assert_ne!(png(&svg("Zürich →"), 1.0).expect("a picture"), blank);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(matches!(png("<html/>", 1.0), Err(PngError::Svg(_))));
        assert!(matches!(
            png("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", 0.0),
            Err(PngError::Size { .. })
        ));
    }
}
