//! What rules over an archive hear and tell, checked when their pack is bound.

use super::binding::Binder;
use super::program::{Bound, Pack};
use crate::pack::error::nearest;
use crate::pack::over::{Over, Tells};
use crate::pack::schema::Placed;

impl Binder<'_> {
    /// What rules over an archive hear and tell, once all rules of the pack are known.
    pub(super) fn over_archives(&mut self, pack: &Pack) {
        let source = self.source;
        for rule in &source.rules {
            let id = format!("{}/{}", pack.id, rule.id.value);
            let Some(bound) = self.places.get(&id).map(|place| &pack.rules[*place]) else {
                continue;
            };
            let Some(over) = &bound.over else {
                if rule.tells.is_some() {
                    let what = format!(
                        "rule `{}` has `tells`, and follows nothing over an archive",
                        rule.id.value
                    );
                    self.at(&rule.id, &what, "add `over:`, or say it in `message:`");
                }
                if bound.examples.iter().any(|example| !example.posts.is_empty()) {
                    let what = format!(
                        "rule `{}` speaks of single posts, and has an example of several",
                        rule.id.value
                    );
                    self.at(&rule.id, &what, "add `over:`, or make each post an example");
                }
                continue;
            };
            if let Some((what, mend)) = over.mistake() {
                self.at(&rule.id, &format!("rule `{}` {what}", rule.id.value), mend);
            }
            if !over.detects() && !bound.detectors.is_empty() {
                let what = format!(
                    "rule `{}` has `detect`, and `over: {}` asks for none",
                    rule.id.value,
                    over.word()
                );
                self.at(&rule.id, &what, "take `detect:` away");
            }
            for family in over.hears().into_iter().flat_map(|of| &of.families) {
                let heard = |b: &Bound| b.over.is_none() && b.rule.family == *family;
                if !pack.rules.iter().any(heard) {
                    let families = pack.rules.iter().map(|b| b.rule.family.as_str());
                    let mend = nearest(family, families)
                        .map_or("name a family of a rule of this pack".into(), |near| {
                            format!("did you mean `{near}`?")
                        });
                    let what = format!("rule `{}` hears family `{family}`, which no rule has", rule.id.value);
                    self.at(&rule.id, &what, &mend);
                }
            }
            self.tells(&rule.id, over, &bound.tells);
            if bound.examples.iter().any(|example| example.posts.is_empty()) {
                let what = format!(
                    "rule `{}` follows several posts, and has an example of one text",
                    rule.id.value
                );
                self.at(&rule.id, &what, "write examples as `{posts: [...]}`");
            }
        }
    }

    /// Every outcome is told in English and the officers' language, with no names but those it has.
    fn tells(&mut self, at: &Placed, over: &Over, tells: &Tells) {
        for (outcome, names) in over.outcomes() {
            for lang in [crate::rule::Lang::En, self.source.officers] {
                if !tells.get(&outcome).is_some_and(|texts| texts.contains_key(&lang)) {
                    let what = format!("rule `{}` does not tell `{outcome}` in `{lang}`", at.value);
                    self.at(at, &what, &format!("add `{outcome}: {{{lang}: …}}` under `tells:`"));
                }
            }
            for text in tells.get(&outcome).into_iter().flat_map(|texts| texts.values()) {
                let used = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
                for (name, _) in used.filter(|(name, _)| !names.contains(name)) {
                    let what = format!("rule `{}` tells `{{{name}}}`, and knows no such thing", at.value);
                    self.at(at, &what, &format!("it knows {}", names.join(", ")));
                }
            }
        }
        let known = over.outcomes();
        for outcome in tells
            .keys()
            .filter(|outcome| !known.iter().any(|(known, _)| known == *outcome))
        {
            let words: Vec<&str> = known.iter().map(|(known, _)| known.word()).collect();
            let what = format!("rule `{}` tells `{outcome}`, which does not come out of it", at.value);
            self.at(at, &what, &format!("what comes out is {}", words.join(", ")));
        }
    }
}
