//! `ocean events`.

use std::fmt::Write as _;

use ocean_orders::{JsonRpcLog, events::Event};
use serde::Serialize;

use crate::{
    cli::EventsArgs,
    event::Values,
    input::Source,
    output::{self, Answer, Failure},
    render::{BAD, DOUBTFUL, TITLE},
    shape::Place,
    text::{cut, safe},
};

/// One log. What it does not have is null.
#[derive(Default, Serialize)]
struct Line {
    transaction: Option<String>,
    log_index: Option<u64>,
    emitter: Option<String>,
    topic: Option<String>,
    event: Option<&'static str>,
    values: Option<Values>,
    code: Option<&'static str>,
    reason: Option<String>,
}

pub(crate) fn run(args: &EventsArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let text = source.read_json()?;
    let lines = lines(&Place::root(&text)).map_err(|reason| source.failure(reason))?;
    let answer = lines.iter().all(|line| line.code.is_none()).into();
    let written = if json {
        output::print_json(&lines)
    } else {
        output::print(&in_words(&lines))
    };
    output::after(written, answer)
}

fn lines(root: &Place<'_>) -> Result<Vec<Line>, String> {
    if let Some(error) = root.optional("error") {
        let message = error.optional("message").unwrap_or(error);
        let message = cut(message.value().text(), 200);
        return Err(format!("the node answers with an error: {message}"));
    }
    if let Some(result) = root.optional("result") {
        return of_list(&result);
    }
    if root.value().get("result").is_some() {
        return Err("`/result` is null: the node knows no such transaction".into());
    }
    of_list(root)
}

fn of_list(place: &Place<'_>) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    if place.value().as_array().is_none() {
        of_element(place, &mut lines)?;
        return Ok(lines);
    }
    for element in place.elements()? {
        of_element(&element, &mut lines)?;
    }
    Ok(lines)
}

fn of_element(place: &Place<'_>, lines: &mut Vec<Line>) -> Result<(), String> {
    if place.value().get("logs").is_none() {
        if place.value().get("topics").is_none() {
            return Err(place.wrong("a receipt, which has `logs`, or a log, which has `topics`"));
        }
        lines.push(Line::of(place, transaction(place))?);
        return Ok(());
    }
    let transaction = transaction(place);
    for log in place.member("logs")?.elements()? {
        lines.push(Line::of(&log, transaction.clone())?);
    }
    Ok(())
}

fn transaction(place: &Place<'_>) -> Option<String> {
    let hash = place.optional("transactionHash")?;
    hash.text().ok().map(String::from)
}

impl Line {
    fn of(place: &Place<'_>, transaction: Option<String>) -> Result<Self, String> {
        let mut line = Self {
            transaction,
            ..Self::default()
        };
        let log = match place.read::<JsonRpcLog>()?.into_log() {
            Ok(log) => log,
            Err(error) => {
                line.code = Some(error.code());
                line.reason = Some(place.because(error));
                return Ok(line);
            }
        };
        line.log_index = Some(log.log_index);
        line.emitter = Some(log.address.to_string());
        line.topic = log.topics.first().map(ToString::to_string);
        match Event::decode(&log) {
            Ok(Some(emitted)) => {
                line.event = Some(emitted.event.name());
                line.values = Some(Values::of(&emitted.event));
            }
            Ok(None) => {}
            Err(error) => {
                line.code = Some(error.code());
                line.reason = Some(error.to_string());
            }
        }
        Ok(line)
    }
}

fn in_words(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "no logs\n".into();
    }
    let mut text = String::new();
    let mut transaction = None;
    for line in lines {
        if line.transaction.is_some() && line.transaction != transaction {
            transaction.clone_from(&line.transaction);
            let hash = cut(transaction.as_deref().unwrap_or_default(), 100);
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{TITLE}transaction {hash}{TITLE:#}");
        }
        let index = line.log_index.map_or("?".into(), |index| index.to_string());
        let emitter = line.emitter.as_deref().unwrap_or("?");
        let _ = write!(text, "  {index:>3}  {emitter}  ");
        let _ = match line {
            Line {
                code: Some(code),
                reason: Some(reason),
                ..
            } => writeln!(text, "{BAD}{code}{BAD:#}: {}", safe(reason)),
            Line {
                event: Some(event),
                values: Some(values),
                ..
            } => writeln!(text, "{event}{values}"),
            Line {
                topic: Some(topic), ..
            } => writeln!(text, "{DOUBTFUL}unknown{DOUBTFUL:#} {topic}"),
            _ => writeln!(text, "{DOUBTFUL}unknown{DOUBTFUL:#}, without topics"),
        };
    }
    text
}
