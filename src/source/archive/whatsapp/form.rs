//! The form of a header: a phone writes every header of an export in one. A line within a message may begin like a header too,
//! as dates with hours do in a schedule; mostly in another form.

/// What is the same in all headers of one export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// It stands in brackets.
    pub(super) bracket: bool,
    /// Between the numbers of the date.
    pub(super) separator: char,
    /// Which number of the date has four digits.
    pub(super) year: Option<usize>,
    /// The clock has seconds.
    pub(super) seconds: bool,
    /// A word stands beside the clock.
    pub(super) worded: bool,
}

/// The forms of a file, of which there are some dozens at most.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms {
    seen: Vec<Stretch>,
    headers: usize,
}

/// Where a form is met: numbers of headers.
#[derive(Clone, Debug)]
struct Stretch {
    form: Form,
    count: usize,
    first: usize,
    last: usize,
}

impl Forms {
    pub(super) fn see(&mut self, form: Form) {
        let at = self.headers;
        self.headers += 1;
        match self.seen.iter_mut().find(|stretch| stretch.form == form) {
            Some(stretch) => {
                stretch.count += 1;
                stretch.last = at;
            }
            None => self.seen.push(Stretch {
                form,
                count: 1,
                first: at,
                last: at,
            }),
        }
    }

    /// Forms of lines that begin no message: met only amid the headers of a form that is twice as frequent. Of exports that
    /// were pasted one behind the other each has its own stretch.
    pub(super) fn of_lines(&self) -> Vec<Form> {
        let Some(main) = self.seen.iter().max_by_key(|stretch| stretch.count) else {
            return Vec::new();
        };
        let within = |one: &&Stretch| one.first > main.first && one.last < main.last && one.count * 2 <= main.count;
        self.seen.iter().filter(within).map(|one| one.form).collect()
    }
}
