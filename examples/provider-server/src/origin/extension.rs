use axum::http::HeaderValue;

/// The extension of a media type, with its dot, for files whose name has none: of the types that
/// data and algorithms have, as Python 3.8 knows them for Provider 2.1.6, and a few younger ones.
pub(super) fn of(content_type: &HeaderValue) -> Option<&'static str> {
    let media_type = content_type.to_str().ok()?.split(';').next()?.trim();
    let (_, extension) = EXTENSIONS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(media_type))?;
    Some(extension)
}

const EXTENSIONS: [(&str, &str); 33] = [
    ("application/geo+json", ".geojson"),
    ("application/gzip", ".gz"),
    ("application/javascript", ".js"),
    ("application/json", ".json"),
    ("application/octet-stream", ".bin"),
    ("application/pdf", ".pdf"),
    ("application/vnd.apache.parquet", ".parquet"),
    ("application/vnd.ms-excel", ".xls"),
    ("application/wasm", ".wasm"),
    ("application/x-hdf", ".hdf"),
    ("application/x-hdf5", ".h5"),
    ("application/x-netcdf", ".cdf"),
    ("application/x-sh", ".sh"),
    ("application/x-tar", ".tar"),
    ("application/xml", ".xml"),
    ("application/zip", ".zip"),
    ("audio/mpeg", ".mp3"),
    ("audio/x-wav", ".wav"),
    ("image/gif", ".gif"),
    ("image/jpeg", ".jpg"),
    ("image/png", ".png"),
    ("image/svg+xml", ".svg"),
    ("image/tiff", ".tiff"),
    ("image/webp", ".webp"),
    ("text/csv", ".csv"),
    ("text/html", ".html"),
    ("text/markdown", ".md"),
    ("text/plain", ".txt"),
    ("text/tab-separated-values", ".tsv"),
    ("text/x-python", ".py"),
    ("text/xml", ".xml"),
    ("video/mp4", ".mp4"),
    ("video/webm", ".webm"),
];
