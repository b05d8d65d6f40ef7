//! `ocean fee`.

use ocean_did::parse_address;
use ocean_orders::{FeeData, FeeSignatureError, MAX_FEE_DATA, ProviderFee, UnsignedFee};
use serde::Serialize;

use crate::{
    cli::{FeeSignArgs, FeeVerifyArgs},
    event::shown,
    input::Source,
    key_file,
    output::{self, Answer, Failure},
    render::{GOOD, Sheet},
    shape::{Place, amount},
    text::{cut, thousands},
};

#[derive(Serialize)]
struct Report<'f> {
    path: String,
    verified: bool,
    code: Option<&'static str>,
    reason: Option<String>,
    signer: Option<String>,
    fee: &'f ProviderFee,
    data: Option<Data<'f>>,
}

#[derive(Serialize)]
struct Data<'f> {
    environment: Option<&'f str>,
    timestamp_micros: u64,
    datatoken: &'f str,
    service_id: &'f str,
}

pub(crate) fn sign(args: &FeeSignArgs) -> Result<Answer, Failure> {
    let source = Source::of(&args.data);
    let token = parse_address(&args.token);
    let token = token.map_err(|error| Failure::new("--token", error))?;
    let number = |flag, text| amount(text).map_err(|error| Failure::new(flag, error));
    let (amount, valid_until) = (
        number("--amount", &args.amount)?,
        number("--valid-until", &args.valid_until)?,
    );
    let key = key_file::read(&args.key, Some(&source))?;
    let data = source.read()?;
    if data.len() > MAX_FEE_DATA {
        let (found, max) = (thousands(data.len()), thousands(MAX_FEE_DATA));
        let reason = format!("{found} bytes, expected at most {max}: no order holds with more");
        return Err(source.failure(reason));
    }
    let fee = UnsignedFee {
        token,
        amount,
        data: data.into(),
        valid_until,
    };
    let fee = fee.sign(&key).map_err(|error| source.failure(error))?;
    output::after(output::print_json(&fee), Answer::Yes)
}

pub(crate) fn verify(args: &FeeVerifyArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let text = source.read_json()?;
    let fee: ProviderFee = Place::root(&text)
        .read()
        .map_err(|reason| source.failure(reason))?;
    let data = FeeData::parse(&fee.data).ok();
    let verified = fee.verify();
    let report = Report {
        path: source.path(),
        verified: verified.is_ok(),
        code: verified.as_ref().err().map(FeeSignatureError::code),
        reason: verified.as_ref().err().map(ToString::to_string),
        signer: fee.recover().map(|signer| signer.to_string()),
        fee: &fee,
        data: data.as_ref().map(|data| Data {
            environment: data.environment.as_deref(),
            timestamp_micros: data.timestamp_micros,
            datatoken: &data.datatoken,
            service_id: &data.service_id,
        }),
    };
    let written = if json {
        output::print_json(&report)
    } else {
        output::print(&in_words(&report))
    };
    output::after(written, report.verified.into())
}

fn in_words(report: &Report<'_>) -> String {
    let fee = report.fee;
    let yes = format!("{GOOD}verified{GOOD:#}: signed by {}", fee.address);
    let refusal = report.code.zip(report.reason.as_deref());
    let mut sheet = Sheet::verdict(refusal, &yes);
    sheet.row("amount", format!("{} of token {}", fee.amount, fee.token));
    sheet.row(
        "valid until",
        if fee.valid_until.is_zero() {
            "for ever".into()
        } else {
            fee.valid_until.to_string()
        },
    );
    match &report.data {
        Some(data) => {
            sheet.row("service", format!("`{}`", cut(data.service_id, 100)));
            sheet.row("datatoken", cut(data.datatoken, 100));
            if let Some(environment) = data.environment {
                sheet.row("environment", format!("`{}`", cut(environment, 100)));
            }
        }
        None => sheet.row(
            "data",
            format!("for no service: {}", cut(&shown(&fee.data), 200)),
        ),
    }
    sheet.into_text()
}
