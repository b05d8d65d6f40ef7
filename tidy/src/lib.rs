//! Rules of this repository that only a test can keep; see `tests/`.
