//! Whether a text is already what `JSON.stringify(JSON.parse(text))` returns, in one pass that
//! allocates nothing for documents of ordinary shape.

use core::ops::ControlFlow;

use smallvec::SmallVec;

use crate::{
    error::JsonError,
    keys::{Key, KeyOrder, PAIRWISE_KEYS, array_index},
    limits::Limits,
    number,
    parse::{Container, Grammar, Literal, Sink, parse},
    scan::{NumberForm, NumberToken, Source, Spelling, StringToken},
};

/// Whether `text` is in the JSON.stringify form; what follows the first difference is not read.
pub(crate) fn is_canonical(text: &str, limits: Limits) -> Result<bool, JsonError> {
    let mut check = Check {
        source: Source::new(text),
        objects: SmallVec::new(),
        keys: SmallVec::new(),
    };
    Ok(parse(text, Grammar::Json, limits, &mut check)?.is_continue())
}

struct Check<'a> {
    source: Source<'a>,
    objects: SmallVec<[OpenObject; 24]>,
    /// The keys of all open objects, outermost first.
    keys: SmallVec<[Key; 96]>,
}

struct OpenObject {
    first_key: usize,
    order: KeyOrder,
}

fn only_if(canonical: bool) -> ControlFlow<()> {
    if canonical {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

impl Sink for Check<'_> {
    #[inline]
    fn space(&mut self) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    #[inline]
    fn begin(&mut self, _at: usize, container: Container) -> ControlFlow<()> {
        if container == Container::Object {
            self.objects.push(OpenObject {
                first_key: self.keys.len(),
                order: KeyOrder::default(),
            });
        }
        ControlFlow::Continue(())
    }

    #[inline]
    fn key(&mut self, token: StringToken) -> ControlFlow<()> {
        let source = self.source;
        let Some(object) = self.objects.last_mut() else {
            return ControlFlow::Break(());
        };
        let key = Key::new(source, token);
        let index = array_index(key.bytes(source));
        if !object.order.admits(index) || token.spelling == Spelling::Other {
            return ControlFlow::Break(());
        }
        if index.is_some() {
            return ControlFlow::Continue(());
        }
        let siblings = self.keys.get(object.first_key..).unwrap_or_default();
        let repeated = siblings.len() < PAIRWISE_KEYS
            && siblings
                .iter()
                .any(|sibling| sibling.same_spelling(source, key));
        self.keys.push(key);
        only_if(!repeated)
    }

    #[inline]
    fn string(&mut self, string: StringToken) -> ControlFlow<()> {
        only_if(string.spelling != Spelling::Other)
    }

    #[inline]
    fn number(&mut self, token: NumberToken) -> ControlFlow<()> {
        only_if(
            token.form == NumberForm::Plain || {
                let text = self.source.text.get(token.start..token.end);
                text.is_some_and(number::is_js_form)
            },
        )
    }

    #[inline]
    fn literal(&mut self, _at: usize, _literal: Literal) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    #[inline]
    fn end(&mut self, _end: usize, container: Container) -> ControlFlow<()> {
        if container == Container::Array {
            return ControlFlow::Continue(());
        }
        let source = self.source;
        let Some(object) = self.objects.pop() else {
            return ControlFlow::Break(());
        };
        let keys = self.keys.get_mut(object.first_key..).unwrap_or_default();
        let mut unique = true;
        if keys.len() > PAIRWISE_KEYS {
            keys.sort_unstable_by(|a, b| a.cmp_spelling(source, *b));
            unique = keys
                .array_windows()
                .all(|[a, b]| !a.same_spelling(source, *b));
        }
        self.keys.truncate(object.first_key);
        only_if(unique)
    }
}
