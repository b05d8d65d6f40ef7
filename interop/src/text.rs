use fastrand::Rng;

mod mutate;
mod number;
mod string;

/// Makes JSON texts, some of them broken: the same seed always makes the same texts.
#[derive(Debug)]
pub struct TextGenerator {
    rng: Rng,
    out: String,
    space: Space,
    /// How many more values may be written in another form than `JSON.stringify` would.
    wild: usize,
}

#[derive(Clone, Copy, Debug)]
enum Space {
    None,
    Some,
    Pretty,
}

impl TextGenerator {
    /// A generator that starts at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            out: String::new(),
            space: Space::None,
            wild: 0,
        }
    }

    /// The next text.
    pub fn text(&mut self) -> String {
        self.out.clear();
        self.space = match self.rng.u8(0..10) {
            0..6 => Space::None,
            6..9 => Space::Some,
            _ => Space::Pretty,
        };
        self.wild = match self.rng.u8(0..10) {
            0..2 => 0,
            2..4 => 1,
            _ => usize::MAX,
        };
        if self.wild < 2 {
            self.space = Space::None;
        }
        self.gap(0);
        match self.rng.u8(0..100) {
            0..5 => self.chain(),
            5..12 => self.wide_object(),
            12..15 => self.long_string(),
            _ => {
                let depth = self.rng.usize(0..6);
                self.value(depth, 0);
            }
        }
        self.gap(0);
        let mut text = std::mem::take(&mut self.out);
        if self.rng.u8(0..100) < 15 {
            for _ in 0..self.rng.usize(1..4) {
                text = mutate::mutate(&mut self.rng, &text);
            }
        }
        text
    }

    /// Whether the next thing may be written in any form; spends one of the few of a tidy text.
    fn goes_wild(&mut self) -> bool {
        if self.wild == usize::MAX {
            return true;
        }
        let wild = self.wild > 0 && self.rng.u8(0..8) == 0;
        self.wild -= usize::from(wild);
        wild
    }

    fn gap(&mut self, level: usize) {
        match self.space {
            Space::None => {}
            Space::Some => {
                for _ in 0..self.rng.usize(0..8).saturating_sub(4) {
                    self.out.push(pick(&mut self.rng, &[' ', '\t', '\n', '\r']));
                }
            }
            Space::Pretty => {
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n(' ', level.min(20) * 2));
            }
        }
    }

    fn value(&mut self, depth: usize, level: usize) {
        match self.rng.u8(0..10) {
            0..2 if depth > 0 => self.array(depth, level),
            2..6 if depth > 0 => self.object(depth, level),
            6 => {
                let literal = pick(&mut self.rng, &["true", "false", "null"]);
                self.out.push_str(literal);
            }
            roll => {
                let wild = self.goes_wild();
                let push = if roll % 2 == 0 {
                    number::push
                } else {
                    string::push
                };
                push(&mut self.rng, &mut self.out, wild);
            }
        }
    }

    fn length(&mut self) -> usize {
        match self.rng.u8(0..50) {
            0 => self.rng.usize(0..80),
            1..10 => 0,
            _ => self.rng.usize(1..7),
        }
    }

    fn array(&mut self, depth: usize, level: usize) {
        self.out.push('[');
        for at in 0..self.length() {
            self.comma(at);
            self.gap(level + 1);
            self.value(depth - 1, level + 1);
            self.gap(level);
        }
        self.out.push(']');
    }

    fn object(&mut self, depth: usize, level: usize) {
        let length = self.length();
        self.members(length, None, depth, level);
    }

    fn members(&mut self, length: usize, repeated: Option<usize>, depth: usize, level: usize) {
        self.out.push('{');
        let mut keys = string::Keys::default();
        for at in 0..length {
            self.comma(at);
            self.gap(level + 1);
            if repeated == Some(at) {
                keys.repeat(&mut self.rng, &mut self.out);
            } else {
                let wild = self.goes_wild();
                keys.push(&mut self.rng, &mut self.out, wild);
            }
            self.gap(level + 1);
            self.out.push(':');
            self.gap(level + 1);
            self.value(depth.saturating_sub(1), level + 1);
            self.gap(level);
        }
        self.out.push('}');
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push(',');
        }
    }

    /// As many keys as it takes for a reader to change from comparing them one by one; in half of
    /// these objects nothing is unusual but for one key that is repeated.
    fn wide_object(&mut self) {
        let length = self.rng.usize(8..120);
        let mut repeated = None;
        if self.rng.bool() {
            self.wild = 0;
            repeated = Some(self.rng.usize(0..length));
        }
        self.members(length, repeated, 1, 0);
    }

    /// Some hundreds of levels, now and then more than Python follows.
    fn chain(&mut self) {
        let levels = match self.rng.u8(0..20) {
            0 => self.rng.usize(900..2_000),
            1..8 => self.rng.usize(100..900),
            _ => self.rng.usize(2..100),
        };
        let mut closing = Vec::with_capacity(levels);
        for level in 0..levels {
            if self.rng.bool() {
                self.out.push('[');
                closing.push(']');
            } else {
                self.out.push('{');
                let wild = self.goes_wild();
                string::Keys::default().push(&mut self.rng, &mut self.out, wild);
                self.out.push(':');
                closing.push('}');
            }
            if self.rng.u8(0..30) == 0 {
                self.gap(level);
            }
        }
        self.value(1, 1);
        self.out.extend(closing.iter().rev());
    }

    /// One unusual thing at every distance from both ends of a longer string.
    fn long_string(&mut self) {
        let longest = if self.rng.bool() { 140 } else { 12 };
        let (before, after) = (self.rng.usize(0..longest), self.rng.usize(0..longest));
        self.out.push('"');
        self.out.extend(std::iter::repeat_n('a', before));
        if self.rng.u8(0..4) == 0 {
            let raw = pick(
                &mut self.rng,
                &['\0', '\t', '\n', '\u{1f}', ' ', '!', '\u{7f}'],
            );
            self.out.push(raw);
        } else {
            let wild = self.goes_wild();
            string::push_piece(&mut self.rng, &mut self.out, wild);
        }
        self.out.extend(std::iter::repeat_n('z', after));
        self.out.push('"');
    }
}

/// One of `items`, or the default of an empty list.
fn pick<T: Copy + Default>(rng: &mut Rng, items: &[T]) -> T {
    rng.choice(items).copied().unwrap_or_default()
}
