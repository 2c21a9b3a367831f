//! SVG to PNG: the same picture, in the embedded typeface alone.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use super::ChartError;
use super::font::{REGULAR, SEMIBOLD};

/// Pixels of the PNG for one of the SVG.
const RESOLUTION: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for bytes in [REGULAR, SEMIBOLD] {
        fonts.load_font_source(Source::Binary(Arc::new(bytes)));
    }
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// Bytes of a PNG with twice the pixels of `svg`.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    let options = Options { fontdb: Arc::clone(&FONTS), font_family: "Inter".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|e| ChartError::Picture(e.to_string()))?;
    let size = tree.size().to_int_size().scale_by(RESOLUTION).ok_or_else(too_large)?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::from_scale(RESOLUTION, RESOLUTION), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| ChartError::Picture(e.to_string()))
}

fn too_large() -> ChartError {
    ChartError::Picture("it is too large".to_owned())
}
