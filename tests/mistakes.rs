//! A mistake in a rule file gives file, line, column, excerpt and mend.

use postlint::engine::compile::compile;
use postlint::pack::error::{PackError, SourceFile};
use postlint::pack::load::{load, load_over};

fn mistakes(files: &[(&str, &str)]) -> Vec<PackError> {
    let files = files
        .iter()
        .map(|(path, text)| SourceFile {
            path: (*path).into(),
            text: (*text).into(),
        })
        .collect();
    match load(files) {
        Ok(library) => compile(&library).err().unwrap_or_default(),
        Err(errors) => errors,
    }
}

const WORDS: &str = "lexicon: words\nabout: x\nwords:\n  - {lang: en, tags: [big], list: [one]}\n";

/// The only mistake of a detector file, with the lexicon `words` beside it.
fn of_detector(body: &str) -> PackError {
    let text = format!("detectors:\n  - id: d\n    about: x\n    {body}\n");
    let mut found = mistakes(&[("words.yaml", WORDS), ("d.yaml", &text)]);
    assert_eq!(found.len(), 1, "{body}: {found:?}");
    found.remove(0)
}

#[test]
fn unknown_names_are_found_with_the_nearest_known_one() {
    for (body, line, what, mend) in [
        ("find: {lex: word}", 4, "no lexicon `word`", "did you mean `words`"),
        ("find: {lex: words.small}", 4, "have the tags", "its tags are: big"),
        ("find: {detector: e}", 4, "no detector `e`", "did you mean `d`"),
    ] {
        let error = of_detector(body);
        assert_eq!((error.path.as_str(), error.line), ("d.yaml", line), "{error}");
        assert!(error.what.contains(what) && error.mend.contains(mend), "{error}");
        assert!(error.to_string().contains('^'), "an excerpt");
    }
}

#[test]
fn a_veiled_entry_is_one_word() {
    let of = |entry: &str| {
        mistakes(&[(
            "w.yaml",
            &format!("lexicon: w\nabout: x\nwords:\n  - {{lang: en, veiled: true, list: [{entry}]}}\n"),
        )])
    };
    assert!(of("ass").is_empty() && of("(ass|arse)").is_empty());
    for entry in ["kick ass", "(ass|kick ass)", "kick ... ass"] {
        let found = of(entry);
        assert_eq!((found.len(), found[0].line), (1, 4), "{entry}");
        assert!(found[0].what.contains("one word"), "{}", found[0]);
    }
}

#[test]
fn what_can_never_match_is_a_mistake() {
    for body in [
        "find: {regex: {pattern: 'ABC', needs: abc}}",
        r"find: {regex: {pattern: '\bDEO\b', needs: deo}}",
        "find: {regex: {pattern: 'deo', needs: []}}",
        "find: {regex: {pattern: 'deo|[0-9]', needs: ['0-9', deo]}}",
        "find: {regex: {pattern: '(', needs: '0-9'}}",
        "find: {regex: {pattern: 'x{5000}{5000}', needs: x}}",
        "find: {at-least: {n: 2, of: [{lex: words}]}}",
        "find: {count: {of: {lex: words}, min: 3, max: 2}}",
        "find: {score: {at-least: 3, cues: [{of: {lex: words}, weight: 1}]}}",
        "find: {words: {en: ['...']}}",
        "find: {words: {en: ['(a|b']}}",
        "find: {words: {en: ['!!!']}}",
    ] {
        let error = of_detector(body);
        assert!(error.line >= 2 && !error.mend.is_empty(), "{body}: {error}");
    }
}

#[test]
fn what_holds_for_every_post_or_means_nothing_is_a_mistake() {
    for (body, part) in [
        ("find: {all: []}", "`all` of nothing"),
        ("find: {near: {words: 3, of: []}}", "`near` of nothing"),
        ("find: {none: [{lex: words}]}", "`none` alone"),
        ("find: {any: [{none: [{lex: words}]}]}", "`none` alone"),
        ("find: {lex: []}", "`lex` of nothing"),
        ("find: {words: {en: []}}", "`words` of nothing"),
        ("find: {zone: []}", "`zone` of nothing"),
        ("find: {detector: []}", "`detector` of nothing"),
        ("find: {in: {zone: [], of: {lex: words}}}", "`in` of nothing"),
        ("find: {not-in: {zone: question, of: {longer: 1}}}", "no place"),
        ("find: {at-least: {n: 0, of: [{lex: words}]}}", "always holds"),
        ("find: {count: {of: {lex: words}}}", "always holds"),
        ("find: {score: {at-least: 0, cues: []}}", "always holds"),
        (
            "find: {score: {at-least: 1, within: 5, cues: [{of: {lex: words}, weight: 1}]}}",
            "no number of words",
        ),
        (
            "find: {score: {at-least: 1, cues: [{of: {lex: words}, weight: .nan}, {of: {lex: words}, weight: 1}]}}",
            "no number",
        ),
    ] {
        let error = of_detector(body);
        assert!(error.what.contains(part) && error.line == 4, "{body}: {error}");
    }
}

#[test]
fn a_mistake_is_shown_where_the_name_stands() {
    let text = "detectors:\n  - id: d\n    about: knows q\n    find:\n      any: [{lex: words}, {lex: q}]\n";
    let found = mistakes(&[("words.yaml", WORDS), ("d.yaml", text)]);
    assert_eq!(
        (found.len(), found[0].line, found[0].column),
        (1, 5, 33),
        "{}",
        found[0]
    );
    let long = format!("find: {{any: [{}{{lex: q}}]}}", "{lex: words}, ".repeat(60));
    let shown = of_detector(&long).to_string();
    let lines: Vec<&str> = shown.lines().collect();
    let caret = lines.iter().find_map(|line| line.find('^')).unwrap();
    assert_eq!(lines[2].as_bytes()[caret], b'q', "{shown}");
    assert!(lines.iter().all(|line| line.len() < 200), "{shown}");
}

#[test]
fn a_mistake_in_an_example_is_told_with_its_key() {
    let error = of_detector("find: {lex: words}\n    examples: {en: {flag: [{text: one, acount: official}]}}");
    assert_eq!(error.line, 5, "{error}");
    assert!(
        error.what.contains("acount") && error.mend.contains("did you mean `account`"),
        "{error}"
    );
    for (example, part) in [
        ("{gap: why}", "text"),
        ("{posts: [{text: a}], account: official}", "posts"),
        ("[a]", "`text` or `posts`"),
    ] {
        let error = of_detector(&format!(
            "find: {{lex: words}}\n    examples: {{en: {{flag: [{example}]}}}}"
        ));
        assert!(error.what.contains(part) && error.line == 5, "{error}");
    }
}

#[test]
fn yaml_mistakes_are_told_without_the_words_of_a_library() {
    for text in [
        "lexicon: a\nlexicon: b\nabout: x\nwords: []\n",
        "lexicon: a\nabout:\nwords: []\n",
        "lexicon: a\nabout: b\nwords: []\n---\nlexicon: b\n",
        "lexicon: a\nabout: b\nwords: none\n",
        "detectors:\n  - {id: a, about: b, find: {lex: {a: b}}}\n",
        "detectors:\n  - {id: a, about: b, find: {longer: 1}, unless: [{within: [], of: {longer: 1}}]}\n",
    ] {
        let found = mistakes(&[("x.yaml", text)]);
        assert_eq!(found.len(), 1, "{text}");
        let told = found[0].to_string();
        for word in [
            "Options",
            "Option<",
            "from_str",
            "from_multiple",
            "enum ",
            "untagged",
            "DuplicateKey",
        ] {
            assert!(!told.contains(word), "{told}");
        }
        println!("{told}\n");
    }
}

#[test]
fn common_slips_are_told_with_their_mend() {
    for (body, part, mend) in [
        ("find: {lex: words, zone: question}", "a second one", "`all:` or `any:`"),
        ("find: [{lex: words}]", "a list stands here", "`all:` or `any:`"),
        ("find: {zone: quotes}", "expected one of quotation", "words named"),
        (
            "find: {in: {zone: [quotations], of: {lex: words}}}",
            "quotations",
            "did you mean `quotation`",
        ),
        ("find:", "nothing stands here", "behind the key"),
        ("find: {longer: many}", "whole number", "without quotes"),
        (
            "find: {near: {words: -3, of: [{lex: words}]}}",
            "whole number, 0 or more",
            "",
        ),
        ("find: {words: {en: apple}}", "a list is expected", "in brackets"),
        (
            "find: {lex: words}\n    skip: quotation",
            "a list is expected",
            "in brackets",
        ),
        (
            "find: {lex: words}\n    unless: [{within: near, of: {longer: 1}}]",
            "`near` is not `post`",
            "what is expected",
        ),
    ] {
        let error = of_detector(body);
        assert!(
            error.what.contains(part) && error.mend.contains(mend),
            "{body}: {error}"
        );
        assert!((4..=5).contains(&error.line), "{body}: {error}");
    }
}

#[test]
fn yaml_mistakes_have_a_place() {
    for (text, line, part) in [
        ("lexicon: a\nabout: b\nword: []\n", 3, "word"),
        ("lexicon: a\nabout: b\nwords:\n  - {lang: xx, list: [a]}\n", 4, "xx"),
        ("detectors:\n  - id: a\n    about: b\n    find: {lexx: a}\n", 4, "lexx"),
        ("pack: a\ntitle: {en: A}\n  broken: [\n", 3, ""),
        ("hello: world\n", 1, "no rule file"),
    ] {
        let found = mistakes(&[("x.yaml", text)]);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].line, line, "{}", found[0]);
        assert!(
            found[0].what.contains(part) && !found[0].mend.is_empty(),
            "{}",
            found[0]
        );
    }
}

#[test]
fn detectors_in_a_circle_and_ids_twice_are_mistakes() {
    let circle = "detectors:\n  - {id: a, about: x, find: {detector: b}}\n  - {id: b, about: x, find: {detector: a}}\n";
    assert!(
        mistakes(&[("c.yaml", circle)])
            .iter()
            .any(|e| e.what.contains("circle"))
    );
    let twice = "detectors:\n  - {id: a, about: x, find: {longer: 1}}\n  - {id: a, about: x, find: {longer: 1}}\n";
    assert!(mistakes(&[("t.yaml", twice)]).iter().any(|e| e.what.contains("taken")));
}

#[test]
fn a_pack_accounts_for_every_clause_and_every_rule_is_whole() {
    let pack = |clause: &str, rule: &str| {
        format!(
            "pack: p\ntitle: {{en: P}}\njurisdiction: X\nlanguages: [en]\nofficers: en\nzone: UTC\nin-force: {{from: 2020-01-01}}\ninstruments: [{{id: m, title: M, authority: A, number: '1', date: 2020-01-01, binds: all}}]\nclauses: [{clause}]\nrules: [{rule}]\n"
        )
    };
    let clause = "{id: m/1, para: '1', family: f, effect: forbid, says: x, check: text}";
    let rule =
        "{id: r, title: R, clauses: [m/1], family: f, detect: d, severity: error, message: {en: x}, advice: {en: y}}";
    let detector = ("d.yaml", "detectors:\n  - {id: d, about: x, find: {longer: 1}}\n");
    assert_eq!(mistakes(&[detector, ("p.yaml", &pack(clause, rule))]), []);
    for (clause, rule, part) in [
        (clause, "", "nobody accounts"),
        (
            "{id: m/1, para: '1', family: f, effect: forbid, says: x, check: none}",
            "",
            "does not say why",
        ),
        (
            "{id: m/1, para: '1', family: f, effect: forbid, says: x, check: none, why: so}",
            rule,
            "yet a rule cites it",
        ),
        (clause, &rule.replace("m/1", "m/2"), "no clause `m/2`"),
        (clause, &rule.replace("detect: d", "detect: e"), "no detector `e`"),
        (clause, &rule.replace("message: {en: x}, ", ""), "no message in `en`"),
        (clause, &rule.replace("severity: error, ", ""), "no `severity`"),
        (clause, &format!("{rule}, {rule}"), "rule `r` stands twice"),
    ] {
        let found = mistakes(&[detector, ("p.yaml", &pack(clause, rule))]);
        assert!(
            found.iter().any(|e| e.what.contains(part) && e.line > 0),
            "{part}: {found:?}"
        );
    }
    for (written, instead, part) in [
        ("zone: UTC", "zone: Mars/Phobos", "no time zone `Mars/Phobos`"),
        ("{from: 2020-01-01}", "{from: 2021-13-01}", "`2021-13-01` is no day"),
        (
            "{from: 2020-01-01}",
            "{from: 2020-01-01, until: 2019-01-01}",
            "ends before it begins",
        ),
        ("pack: p", "pack: ''", "has no id"),
    ] {
        let found = mistakes(&[detector, ("p.yaml", &pack(clause, rule).replacen(written, instead, 1))]);
        assert!(
            found.iter().any(|e| e.what.contains(part) && e.line > 0),
            "{part}: {found:?}"
        );
    }
    let same = pack(clause, rule);
    let found = mistakes(&[detector, ("p.yaml", &same), ("q.yaml", &same)]);
    assert!(
        found.len() == 1 && found[0].path == "q.yaml" && found[0].what.contains("taken by p.yaml"),
        "{found:?}"
    );
}

#[test]
fn a_mistake_of_a_pack_is_shown_where_it_stands() {
    let whole = "pack: p
title: {en: P}
jurisdiction: X
languages: [en]
officers: en
zone: UTC
instruments: [{id: m, title: see m/9, authority: A, number: '1', date: 2020-01-01, binds: all}]
clauses: [{id: m/1, para: '1', family: f, effect: forbid, says: x, check: text}]
rules:
  - {id: r, title: R, clauses: [m/1], family: f, detect: d, severity: error, message: {en: x}, advice: {en: y}}
harbours:
  - {id: f, clauses: [m/1], detect: d, spares: [f]}
in-force: {from: 2020-01-01}
";
    let detector = ("d.yaml", "detectors:\n  - {id: d, about: x, find: {longer: 1}}\n");
    assert_eq!(mistakes(&[detector, ("p.yaml", whole)]), []);
    let harbour = "  - {id: f, clauses: [m/1], detect: d, spares: [f]}\n";
    for (written, instead, part, line, column) in [
        ("spares: [f]", "spares: [ff]", "spares family `ff`", 12, 49),
        ("spares: [f]", "spares: []", "nothing under `spares`", 12, 10),
        ("d, spares", "[], spares", "nothing under `detect`", 12, 10),
        (
            "[m/1], detect: d, spares",
            "[m/9], detect: d, spares",
            "no clause `m/9`",
            12,
            23,
        ),
        ("from: 2020-01-01", "from: 2020-1-01", "`2020-1-01` is no day", 13, 18),
        ("date: 2020-01-01", "date: yesterday", "`yesterday` is no day", 7, 72),
        ("languages: [en]", "languages: []", "has no language", 4, 12),
        ("detect: d, sev", "detect: [], sev", "has no `detect`", 10, 10),
        (harbour, &harbour.repeat(2), "harbour `f` stands twice", 13, 10),
    ] {
        let found = mistakes(&[detector, ("p.yaml", &whole.replacen(written, instead, 1))]);
        let places: Vec<_> = found
            .iter()
            .map(|error| (error.what.contains(part), error.line, error.column))
            .collect();
        assert_eq!(places, [(true, line, column)], "{part}: {found:?}");
    }
    let empty = "lexicon: e\nabout: x\nwords: [{lang: en, list: []}]\n";
    assert!(mistakes(&[("e.yaml", empty)])[0].what.contains("has no words"));
}

#[test]
fn a_pack_in_the_place_of_a_shipped_one_answers_for_what_extends_it() {
    let pack = |head: &str, clause: &str, rule: &str| SourceFile {
        path: head.to_owned(),
        text: format!(
            "pack: {head}\ntitle: {{en: P}}\njurisdiction: X\nlanguages: [en]\nofficers: en\nzone: UTC\nin-force: {{from: 2020-01-01}}\ninstruments: [{{id: {clause}, title: M, authority: A, number: '1', date: 2020-01-01, binds: all}}]\nclauses: [{{id: {clause}/1, para: '1', family: f, effect: forbid, says: x, check: text}}]\nrules:\n  - {{id: {rule}, title: R, clauses: [{clause}/1], family: f, leans: true, severity: error, message: {{en: x}}, advice: {{en: y}}}}\n"
        ),
    };
    let shipped = || {
        let mut above = pack("above\nextends: base", "n", "s");
        above.text = above.text.replace("clauses: [n/1]", "clauses: [n/1, m/1]");
        vec![pack("base", "m", "r"), above]
    };
    let told = |own: SourceFile| {
        let library = load_over(shipped(), vec![own]).unwrap();
        compile(&library).err().unwrap_or_default()
    };
    assert_eq!(told(pack("base", "m", "r")), []);
    let other = told(pack("base", "o", "r"));
    assert_eq!(
        (other.len(), other[0].path.as_str(), other[0].line),
        (1, "base", 1),
        "{other:?}"
    );
    assert!(other[0].what.contains("`above` extends `base`"), "{other:?}");
    assert!(other[0].mend.contains("`extends: base`"), "{other:?}");
    let own = told(pack("base\nextends: base", "o", "r"));
    assert_eq!((own.len(), own[0].line), (1, 2), "{own:?}");
    assert!(own[0].what.contains("extends itself"), "{own:?}");
}

#[test]
fn a_rule_over_an_archive_hears_families_tells_outcomes_and_shows_series() {
    let pack = |more: &str| {
        format!(
            "pack: p\ntitle: {{en: P}}\njurisdiction: X\nlanguages: [en]\nofficers: en\nzone: UTC\nin-force: {{from: 2020-01-01}}\ninstruments: [{{id: m, title: M, authority: A, number: '1', date: 2020-01-01, binds: all}}]\nclauses: [{{id: m/1, para: '1', family: f, effect: forbid, says: x, check: text}}]\nrules:\n  - {{id: r, title: R, clauses: [m/1], family: f, detect: d, severity: error, message: {{en: x}}, advice: {{en: y}}}}\n  - {{id: s, title: S, clauses: [m/1], family: g, severity: error, message: {{en: x}}, advice: {{en: y}}, {more}}}\n"
        )
    };
    let detector = ("d.yaml", "detectors:\n  - {id: d, about: x, find: {longer: 1}}\n");
    let whole = "over: {repeated: {of: {families: [f]}, times: 2, days: 7}}, tells: {so: {en: '{count} times'}}, \
                 examples: {en: {flag: [{posts: [{text: a}]}]}}";
    assert_eq!(mistakes(&[detector, ("p.yaml", &pack(whole))]), []);
    for (written, instead, part) in [
        ("[f]", "[h]", "hears family `h`, which no rule has"),
        ("[f]", "[]", "hears no family"),
        ("times: 2", "times: 1", "can never hold or always does"),
        ("{so: {en: '{count} times'}}", "{}", "does not tell `so` in `en`"),
        ("{count}", "{names}", "tells `{names}`, and knows no such thing"),
        (
            "{so:",
            "{edited: {en: x}, so:",
            "tells `edited`, which does not come out of it",
        ),
        (
            "{posts: [{text: a}]}",
            "a",
            "follows several posts, and has an example of one text",
        ),
        (
            "over: {rep",
            "detect: d, over: {rep",
            "has `detect`, and `over: repeated` asks for none",
        ),
        ("over: {repeated", "over: {repeatedly", "unknown variant"),
    ] {
        let found = mistakes(&[detector, ("p.yaml", &pack(&whole.replace(written, instead)))]);
        assert!(
            found.iter().any(|e| e.what.contains(part) && e.line > 0),
            "{part}: {found:?}"
        );
    }
    let single = "detect: d, examples: {en: {flag: [{posts: [{text: a}]}]}}";
    let found = mistakes(&[detector, ("p.yaml", &pack(single))]);
    assert!(
        found.iter().any(|e| e.what.contains("speaks of single posts")),
        "{found:?}"
    );
}

#[test]
fn hostile_yaml_is_stopped_by_its_budget() {
    let mut bomb = String::from("lexicon: a\nabout: &a [x,x,x,x,x,x,x,x,x]\n");
    for i in 0..12 {
        let before = if i == 0 { "a".to_string() } else { format!("b{}", i - 1) };
        bomb.push_str(&format!(
            "k{i}: &b{i} [*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before}]\n"
        ));
    }
    assert_eq!(mistakes(&[("bomb.yaml", &bomb)]).len(), 1);
    let deep = format!(
        "lexicon: a\nabout: b\nwords: {}{}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let found = mistakes(&[("deep.yaml", &deep)]);
    assert_eq!(found.len(), 1);
    assert!(found[0].mend.contains("split the file"), "{}", found[0]);
}
