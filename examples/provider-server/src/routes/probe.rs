//! The files of a service, opened to be looked at and not to be given away.

use ocean_provider_core::{
    access::{FileInfo, OpenFileError, Probe, ProbedFiles},
    parity::{self, Asked, Route},
};

use crate::{app::App, reply::Refused};

/// Opens them, or answers as the reference does on this route.
pub(super) fn open(
    app: &App,
    looked: &FileInfo<'_>,
    route: Route,
    asked: &Asked<'_>,
) -> Result<(Probe, ProbedFiles), Refused> {
    let probe = looked
        .decide()
        .map_err(|denial| Refused::parity(denial.code(), &parity::denied(route, &denial, asked)))?;
    let files = app.keeper.open_probe(&probe);
    let files = files.map_err(|error| not_opened(&error, route, asked))?;
    Ok((probe, files))
}

/// The answer where a file cannot be opened.
pub(super) fn not_opened(error: &OpenFileError, route: Route, asked: &Asked<'_>) -> Refused {
    Refused::parity(error.code(), &parity::file_not_opened(route, error, asked))
}
