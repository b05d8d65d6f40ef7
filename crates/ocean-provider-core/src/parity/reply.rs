use ocean_checksum::js_quote;

/// The request that is answered.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Route {
    /// `GET /initialize`
    Initialize,
    /// `GET /download`
    Download,
    /// `POST /fileinfo`
    FileInfo,
    /// `POST /decrypt`
    Decrypt,
    /// `POST /compute`
    ComputeStart,
}

/// What the texts repeat of a request, as it was sent. Empty where the request has no such thing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The reference's name of the chain, such as `Polygon`; `Unknown` where it has none.
    pub network: &'a str,
    /// `documentId` or `did`.
    pub document_id: &'a str,
    /// `serviceId`.
    pub service_id: &'a str,
    /// `transferTxId`.
    pub transfer_tx_id: &'a str,
}

/// An answer over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Body,
    /// Whether Provider 2.1.6 answers exactly so in this case. Otherwise it does not refuse, or in
    /// other words.
    pub is_reference: bool,
}

/// The body of an answer: one of the shapes of Provider 2.1.6, all of them JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// `{"error": text}`: a refusal. A crash of the reference has the same shape with a `context`
    /// that repeats the request, the signature included; that is left out.
    Error(String),
    /// `{"error": {resource: text}}`: a refusal of a computation.
    Resource {
        /// What it is about, such as `dataset.serviceId`.
        resource: String,
        /// Mostly a code.
        text: String,
    },
    /// `{"success": false, "message": "Validation error", "errors": {field: …}}`.
    Validation {
        /// The field of the request.
        field: &'static str,
        /// What is wrong with it.
        text: String,
        /// Whether it stands in a list. A signature that was sent and is wrong does not.
        is_list: bool,
    },
}

impl Reply {
    /// The body as it is sent.
    #[must_use]
    pub fn json(&self) -> String {
        match &self.body {
            Body::Error(text) => format!(r#"{{"error":{}}}"#, js_quote(text)),
            Body::Resource { resource, text } => {
                format!(
                    r#"{{"error":{{{}:{}}}}}"#,
                    js_quote(resource),
                    js_quote(text)
                )
            }
            Body::Validation {
                field,
                text,
                is_list,
            } => {
                let text = js_quote(text);
                let text = if *is_list { format!("[{text}]") } else { text };
                format!(
                    r#"{{"success":false,"message":"Validation error","errors":{{{}:{text}}}}}"#,
                    js_quote(field)
                )
            }
        }
    }

    pub(super) fn refuse(status: u16, text: impl AsRef<str>) -> Self {
        Self {
            status,
            body: Body::Error(scrubbed(text.as_ref())),
            is_reference: true,
        }
    }

    pub(super) fn refuse_on(network: &str, text: impl AsRef<str>) -> Self {
        Self::refuse(400, format!("Provider {network}: {}", text.as_ref()))
    }

    /// Our own words, or our own rule.
    pub(super) fn ours(self) -> Self {
        Self {
            is_reference: false,
            ..self
        }
    }
}

/// The reference joins the words of a text with single blanks, and leaves out those that are URLs.
fn scrubbed(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        if word.contains("://") {
            "<URL stripped for security reasons>"
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
