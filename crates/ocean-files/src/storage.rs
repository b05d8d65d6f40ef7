//! The types that ocean-node 3.2.0 added. They are read and kept, never fetched.

use crate::{
    error::FileObjectError,
    fields::Fields,
    secret::{Secret, redacted},
    url,
};

/// An object in an S3 bucket, `s3Access` of ocean-node 3.2.0.
pub struct S3File {
    endpoint: Secret,
    region: Option<Secret>,
    bucket: Secret,
    object_key: Secret,
    access_key_id: Secret,
    secret_access_key: Secret,
    force_path_style: bool,
}

impl S3File {
    pub(crate) fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let access = fields.object("s3Access")?;
        let access = Fields::new(fields.required("s3Access", access)?, "s3");
        let required = |key, field| -> Result<Secret, FileObjectError> {
            let text = access.text_as(key, field)?;
            let text = text.filter(|text| !text.trim().is_empty());
            Ok(access.required(field, text)?.into())
        };
        Ok(Self {
            bucket: required("bucket", "s3Access.bucket")?,
            object_key: required("objectKey", "s3Access.objectKey")?,
            endpoint: required("endpoint", "s3Access.endpoint")?,
            access_key_id: required("accessKeyId", "s3Access.accessKeyId")?,
            secret_access_key: required("secretAccessKey", "s3Access.secretAccessKey")?,
            region: access
                .text_as("region", "s3Access.region")?
                .map(Secret::from),
            force_path_style: access
                .flag_as("forcePathStyle", "s3Access.forcePathStyle")?
                .unwrap_or_default(),
        })
    }

    /// The server, with or without a scheme; `https://` is meant without one. Secret.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The region; ocean-node takes `us-east-1` if there is none.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The bucket. Secret.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The object's key. Secret.
    #[must_use]
    pub fn object_key(&self) -> &str {
        &self.object_key
    }

    /// The name of the credentials. Secret.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The secret of the credentials.
    #[must_use]
    pub fn secret_access_key(&self) -> &str {
        &self.secret_access_key
    }

    /// Whether the bucket stands in the path of the URL rather than in the host; `false` if the
    /// file object does not say.
    #[must_use]
    pub fn force_path_style(&self) -> bool {
        self.force_path_style
    }
}

/// A file on an FTP server, of ocean-node 3.2.0.
pub struct FtpFile {
    url: Secret,
}

impl FtpFile {
    pub(crate) fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let url = fields.text("url")?;
        let url = fields.required("url", url)?;
        url::check("url", &url, url::FTP)?;
        Ok(Self { url: url.into() })
    }

    /// The URL, of scheme `ftp` or `ftps`. Secret.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

redacted!(S3File, FtpFile);
