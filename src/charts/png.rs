//! SVG to PNG: the same picture, in the embedded typeface alone.

use super::ChartError;
use super::font::{REGULAR, SEMIBOLD, drawable};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};
use std::sync::{Arc, LazyLock};

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
    let tree = Tree::from_str(&drawable(svg), &options).map_err(|e| ChartError::Picture(e.to_string()))?;
    let size = tree.size().to_int_size().scale_by(RESOLUTION).ok_or_else(too_large)?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::from_scale(RESOLUTION, RESOLUTION), &mut pixels.as_mut());
    encode(&pixels).map_err(|e| ChartError::Picture(e.to_string()))
}

/// A drawing covers its paper, so that nothing shines through. Flat areas are small even when compressed in haste,
/// which takes an eighth of the time of the usual way and a quarter more bytes.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let opaque: Vec<u8> = pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&opaque)?;
    Ok(bytes)
}

fn too_large() -> ChartError {
    ChartError::Picture("it is too large".to_owned())
}
