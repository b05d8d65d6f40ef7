//! What is refused, and in the words of Provider 2.1.6: the rows of `errors.json`.
//!
//! A row is an honest request that is changed: `set`, `unset` and `edit` (the cached document) say
//! how; `sign` is a message that is signed anew. Then either `error` or its `prefix`, or `errors` of
//! the validation is expected, with the `status`, which is 400 unless it is given. `crash`: the
//! reference answers 503, and so does this server if it is asked to.

use provider_server::dev::Sample;
use serde_json::{Value, json};

use crate::{
    ask::{Ask, Bought},
    site::Site,
};

struct Place {
    site: Site,
    bought: Bought,
}

impl Place {
    async fn new(settings: &[(&str, &str)]) -> Self {
        let site = Site::with(settings).await;
        let bought = site.buy(Sample::Csv);
        // So that there is a nonce to be smaller than.
        assert_eq!(site.ask(&site.download(&bought)).await.status, 200);
        Self { site, bought }
    }

    /// Fills in what stands in braces.
    fn filled(&self, row: &str) -> Value {
        let Self { site, bought } = self;
        let asset = &bought.asset;
        let unknown = "ab".repeat(32);
        let account = site.world.consumer().address();
        let mut wrong = asset.nft().to_string();
        let letter = wrong.rfind(|c: char| c.is_ascii_alphabetic()).unwrap();
        let other = wrong[letter..=letter].to_owned();
        let other = if other == other.to_lowercase() {
            other.to_uppercase()
        } else {
            other.to_lowercase()
        };
        wrong.replace_range(letter..=letter, &other);
        let text = [
            ("{did}", asset.did().to_string()),
            ("{nft}", asset.nft().to_string()),
            ("{nft_lower_wrong}", wrong),
            ("{datatoken}", asset.datatoken.to_string()),
            ("{transaction}", asset.transaction.to_string()),
            ("{order}", bought.order.to_string()),
            ("{consumer}", account.to_string()),
            ("{stranger}", site.world.stranger().address().to_string()),
            ("{unknown}", format!("0x{unknown}")),
            ("{unknown_digits}", unknown),
            ("{last}", site.last_nonce(account).unwrap()),
        ]
        .into_iter()
        .fold(row.to_owned(), |row, (name, value)| {
            row.replace(name, &value)
        });
        serde_json::from_str(&text).unwrap()
    }

    fn changed(&self, row: &Value) -> Ask {
        let honest = self.site.honest(&self.bought);
        let mut honest = honest.into_iter().filter(|(name, _)| *name == row["ask"]);
        let (_, mut ask) = honest.next().unwrap();
        if let Some(message) = row["sign"].as_str() {
            ask = ask.signed(&self.site, self.site.world.consumer(), message);
        }
        for name in row["unset"].as_array().into_iter().flatten() {
            ask = ask.without(name.as_str().unwrap());
        }
        for (name, value) in row["set"].as_object().into_iter().flatten() {
            ask = ask.with(name, value.clone());
        }
        if let Some(content_type) = row["content_type"].as_str() {
            let content_type = content_type.to_owned().leak();
            ask.body = Some((content_type, Vec::new()));
        }
        if row["place"] == "query" {
            ask = ask.in_query();
        }
        match row["header"].as_array() {
            Some(header) => ask.header("AuthToken", header[1].as_str().unwrap()),
            None => ask,
        }
    }

    /// What is wrong with the answer, if anything is.
    async fn walk(&self, row: &str, keeps_crashes: bool) -> Result<(), String> {
        let Self { site, bought } = self;
        let row = self.filled(row);
        let honest = site.world.cached(bought.asset.did()).unwrap();
        if let Some(state) = row["state"].as_u64() {
            let state = u8::try_from(state).unwrap();
            site.world
                .chain()
                .set_state(site.world.publisher(), bought.asset.nft(), state)
                .unwrap();
        }
        for (pointer, value) in row["edit"].as_object().into_iter().flatten() {
            site.edit(&bought.asset, pointer, value);
        }
        let ask = self.changed(&row);
        let rows = site.rows();
        let account = site.world.consumer().address();
        let last = site.last_nonce(account);
        let answer = site.ask(&ask).await;
        assert_eq!(site.last_nonce(account), last, "{row} spent a nonce");
        assert_eq!(site.rows(), rows, "{row} wrote");
        site.world.put_cached(bought.asset.did(), honest);
        site.world
            .chain()
            .set_state(site.world.publisher(), bought.asset.nft(), 0)
            .unwrap();

        let is_crash = keeps_crashes && row["crash"] == true;
        let status = row["status"].as_u64().unwrap_or(400);
        let status = if is_crash { 503 } else { status };
        assert_eq!(
            answer.header("content-type"),
            Some("application/json"),
            "{answer:?}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let wrong = || Err(format!("{row}\n  {} {}", answer.status, answer.text()));
        if u64::from(answer.status) != status {
            return wrong();
        }
        if let Some(prefix) = row["prefix"].as_str() {
            return if answer.error().1.starts_with(prefix) {
                Ok(())
            } else {
                wrong()
            };
        }
        let expected = match row["errors"].as_object() {
            Some(errors) => {
                json!({"success": false, "message": "Validation error", "errors": errors})
            }
            None => json!({ "error": row["error"] }),
        };
        if answer.json() == expected {
            Ok(())
        } else {
            wrong()
        }
    }
}

async fn walk_all(settings: &[(&str, &str)], keeps_crashes: bool) -> usize {
    let place = Place::new(settings).await;
    let rows: Vec<&serde_json::value::RawValue> =
        serde_json::from_str(include_str!("errors.json")).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        wrong.extend(place.walk(row.get(), keeps_crashes).await.err());
    }
    assert!(
        wrong.is_empty(),
        "{} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    rows.len()
}

#[tokio::test]
async fn refusals_are_in_the_words_of_the_reference() {
    assert_eq!(walk_all(&[], false).await, 115);
}

#[tokio::test]
async fn crashes_keep_their_status_where_that_is_asked_for() {
    let settings = [("OCEAN_PROVIDER_COMPAT", "crash-statuses")];
    assert_eq!(walk_all(&settings, true).await, 115);
}
