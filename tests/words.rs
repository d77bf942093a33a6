//! What one entry of a lexicon must match, and what it must not: the fold table, row by row.

use crate::small::{engine, from_yaml, spans};

/// (language, group options, entry, text, the visible text that must be found; empty where nothing must).
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

fn check(rows: &[Row]) {
    let mut wrong = Vec::new();
    for &(lang, options, entry, text, want) in rows {
        let engine = engine(&[(lang, options, entry)]);
        let found: Vec<&str> = spans(&engine, text).iter().map(|s| &text[s.range()]).collect();
        let right = if want.is_empty() {
            found.is_empty()
        } else {
            found == [want]
        };
        if !right {
            wrong.push(format!("{entry} in {text:?}: {found:?}, not {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn case_width_costume_and_marks() {
    check(&[
        ("en", "", "imported", "an IMPORTED thing", "IMPORTED"),
        ("en", "", "imported", "an ｉｍｐｏｒｔｅｄ thing", "ｉｍｐｏｒｔｅｄ"),
        ("en", "", "imported", "an 𝗶𝗺𝗽𝗼𝗿𝘁𝗲𝗱 thing", "𝗶𝗺𝗽𝗼𝗿𝘁𝗲𝗱"),
        ("en", "", "imported", "an 𝒊𝒎𝒑𝒐𝒓𝒕𝒆𝒅 thing", "𝒊𝒎𝒑𝒐𝒓𝒕𝒆𝒅"),
        ("en", "", "imported", "an ⓘⓜⓟⓞⓡⓣⓔⓓ thing", "ⓘⓜⓟⓞⓡⓣⓔⓓ"),
        ("en", "", "imported", "an 🅸🅼🅿🅾🆁🆃🅴🅳 thing", "🅸🅼🅿🅾🆁🆃🅴🅳"),
        ("en", "", "imported", "an ímpörted thing", "ímpörted"),
        (
            "en",
            "",
            "imported",
            "an i\u{301}mpo\u{308}rted\u{301} thing",
            "i\u{301}mpo\u{308}rted\u{301}",
        ),
        ("en", "", "imported", "an ɪᴍᴘᴏʀᴛᴇᴅ thing", "ɪᴍᴘᴏʀᴛᴇᴅ"),
        ("en", "case: true", "PTI", "see 𝗣𝗧𝗜 or 𝗽𝘁𝗶", "𝗣𝗧𝗜"),
        ("en", "case: true", "PTI", "see ＰＴＩ or ｐｔｉ", "ＰＴＩ"),
        ("en", "case: true", "PTI", "see РTI or рti", "РTI"),
        ("en", "", "imported", "an ⒤⒨⒫⒪⒭⒯⒠⒟ thing", "⒤⒨⒫⒪⒭⒯⒠⒟"),
    ]);
}

#[test]
fn signs_that_touch_a_word_are_no_part_of_it() {
    for text in ["™", "²", "¹", "①", "½", "ª", "❶", "①②"].map(|sign| format!("an imported{sign} thing")) {
        check(&[("en", "", "imported", text.leak(), "imported")]);
    }
    check(&[
        ("en", "", "imported", "an №imported thing", "imported"),
        ("en", "", "imported", "an ①imported thing", "imported"),
        ("en", "", "section 144", "section ①④④ stands", "section ①④④"),
        ("en", "disguise: true", "idiot", "an id①ot there", "id①ot"),
        ("ur", "", "محمد", "وہ محمدﷺ کا", "محمد"),
        ("ur", "", "صلی اللہ", "وہ محمدﷺکا", "ﷺ"),
    ]);
}

#[test]
fn invisible_characters() {
    check(&[
        ("en", "", "idiot", "you id\u{200b}iot!", "id\u{200b}iot"),
        ("en", "", "idiot", "you i\u{200d}d\u{200c}iot!", "i\u{200d}d\u{200c}iot"),
        ("en", "", "idiot", "you idi\u{ad}ot!", "idi\u{ad}ot"),
        ("en", "", "idiot", "you \u{202e}idiot\u{202c}!", "idiot"),
        ("en", "", "idiot", "you idi\u{fe0f}ot!", "idi\u{fe0f}ot"),
        ("ur", "", "حکومت", "یہ حکـــومت ہے", "حکـــومت"),
        ("hi", "", "सरकार", "यह सर\u{200c}कार है", "सर\u{200c}कार"),
    ]);
}

#[test]
fn arabic_letters() {
    check(&[
        ("ur", "", "کی", "يہ كي بات", "كي"),
        ("ur", "", "سیاسی", "یہ سياسى بات", "سياسى"),
        ("ur", "", "فرقہ", "وه فرقة ہے", "فرقة"),
        ("ur", "", "فرقہ", "وه فرقه ہے", "فرقه"),
        ("ur", "", "فرقہ", "وه فرقۃ ہے", "فرقۃ"),
        ("ur", "", "احمد", "أحمد آیا", "أحمد"),
        ("ur", "", "آیا", "وہ ايا تھا", "ايا"),
        ("ur", "", "مؤقف", "یہ موقف ہے", "موقف"),
        ("ur", "", "غدار", "وہ غَدّار ہے", "غَدّار"),
        ("ur", "", "نمبر 123", "نمبر ۱۲۳ دیکھو", "نمبر ۱۲۳"),
        ("ur", "", "نمبر 123", "نمبر ١٢٣ دیکھو", "نمبر ١٢٣"),
    ]);
}

#[test]
fn devanagari_and_gujarati_letters() {
    check(&[
        ("hi", "", "ज़मीन", "यह जमीन है", "जमीन"),
        ("hi", "", "जमीन", "यह ज़मीन है", "ज़मीन"),
        ("hi", "", "ज़मीन", "यह ज\u{93c}मीन है", "ज\u{93c}मीन"),
        ("hi", "", "हिंदी", "वह हिन्दी है", "हिन्दी"),
        ("hi", "", "हिन्दी", "वह हिंदी है", "हिंदी"),
        ("hi", "", "पंचायत", "वह पञ्चायत है", "पञ्चायत"),
        ("hi", "", "संपत्ति", "वह सम्पत्ति है", "सम्पत्ति"),
        ("hi", "", "पाँच", "वे पांच हैं", "पांच"),
        ("hi", "", "धारा 144", "धारा १४४ लागू।", "धारा १४४"),
        ("hi", "", "गद्दार", "तू गद्दार।फिर भी", "गद्दार"),
        ("hi", "", "गई", "वह गयी थी", "गयी"),
        ("gu", "", "સંબંધ", "આ સમ્બન્ધ છે", "સમ્બન્ધ"),
        ("gu", "", "કલમ 144", "કલમ ૧૪૪ લાગુ", "કલમ ૧૪૪"),
        ("en", "", "section 144", "section ੧੪੪ or", "section ੧੪੪"),
        ("en", "", "section 144", "section ௧௪௪ or", "section ௧௪௪"),
    ]);
}

#[test]
fn lookalikes_inside_a_latin_word_only() {
    check(&[
        ("en", "", "idiot", "you іdiоt!", "іdiоt"),
        ("en", "", "scandal", "a sсаndаl here", "sсаndаl"),
        ("en", "", "scandal", "a scαndαl here", "scαndαl"),
        ("en", "", "nation", "a ΝATION here", "ΝATION"),
        ("en", "", "imported", "an IΜPORTED here", "IΜPORTED"),
        ("en", "", "party", "a PARTΥ here", "PARTΥ"),
        ("en", "", "hukumat", "a Ηukumat here", "Ηukumat"),
        ("en", "", "quarrel", "a ԛuaггel here", "ԛuaггel"),
        ("en", "", "cop", "это сор в избе", ""),
    ]);
}

#[test]
fn disguise_where_the_entry_allows_it() {
    let rows: Vec<Row> = [
        "1d10t",
        "i.d.i.o.t",
        "i d i o t",
        "i*iot",
        "idiooooot",
        "1DI0T",
        "i-d-i-o-t",
        "id!ot",
        "id**t",
    ]
    .into_iter()
    .flat_map(|form| {
        let text: &'static str = format!("you {form} there").leak();
        [("en", "disguise: true", "idiot", text, form)]
    })
    .collect();
    check(&rows);
    check(&[
        ("en", "disguise: true", "idiot", "you !diot there", "!diot"),
        ("en", "", "idiot", "you 1d10t there", ""),
        ("en", "", "idiot", "you i*iot there", ""),
        ("en", "", "shame", "shaaaaame on you", "shaaaaame"),
        ("hi", "disguise: true", "गधा", "तू ग*धा है", ""),
    ]);
}

#[test]
fn disguise_amid_punctuation_and_in_hashtags() {
    for (text, form) in [
        ("stupid,1d10t there", "1d10t"),
        ("you/1d10t there", "1d10t"),
        ("he says:1d10t", "1d10t"),
        ("1d10t;go", "1d10t"),
        ("an i*iot-liar", "i*iot"),
        ("see #1d10t", "1d10t"),
        ("see #idi0t,", "idi0t"),
        ("see @idi0t", "idi0t"),
        ("the idi0t's plan", "idi0t"),
        ("the i*iot’s plan", "i*iot"),
        ("see https://x.com/1d10t", ""),
        ("mail 1d10t@example.com", ""),
    ] {
        check(&[("en", "disguise: true", "idiot", text, form)]);
    }
}

#[test]
fn a_disguise_may_stand_for_several_words() {
    let lexicon = |name: &str, word: &str| {
        format!("lexicon: {name}\nabout: x\nwords:\n  - {{lang: en, disguise: true, list: [{word}]}}\n")
    };
    let both = "detectors:\n  - {id: d, about: x, find: {all: [{lex: a}, {lex: b}]}}\n";
    for (one, other, text) in [("shot", "shut", "sh*t"), ("u.s.a", "usa", "U.S.A.")] {
        let files = [
            ("a.yaml", &*lexicon("a", one)),
            ("b.yaml", &*lexicon("b", other)),
            ("d.yaml", both),
        ];
        assert_eq!(spans(&from_yaml(&files), text).len(), 1, "{one} and {other} in {text}");
    }
}

#[test]
fn veiled_words_are_found_in_disguise_only() {
    let hidden = ["l*nd", "l#nd", "1und", "LU*D", "l*n#"].map(|form| {
        let text: &'static str = format!("you {form} there").leak();
        let found = if form.ends_with('#') { "" } else { form };
        ("ur-Latn", "veiled: true", "lund", text, found)
    });
    check(&hidden);
    check(&[
        ("en", "veiled: true", "ass", "you a$$ there", "a$$"),
        ("en", "veiled: true", "ass", "you @ss, there", ""),
        ("en", "veiled: true", "ass", "you a*s there", "a*s"),
        ("en", "veiled: true", "ass", "the ass and the ox", ""),
        ("en", "veiled: true", "ass", "A.S.S. and a s s", ""),
        ("en", "veiled: true", "ass", "as? as* **as** as##", ""),
        ("en", "veiled: true", "ass", "#ass #assam @assam", ""),
        ("en", "veiled: true", "dick", "you d1ck there", "d1ck"),
        ("en", "veiled: true", "dick", "Dick, diiick, d.i.c.k", ""),
        ("en", "disguise: true", "idiot", "an id1*t there", "id1*t"),
        ("en", "disguise: true", "idiot", "an id**t?", "id**t"),
        ("hi", "veiled: true", "लंड", "तू ल*ड है", "ल*ड"),
        ("hi", "veiled: true", "लंड", "तू लंड है", ""),
        ("ur", "veiled: true", "رنڈی", "یہ رن ڈی ہے", ""),
    ]);
}

#[test]
fn romanised_spelling() {
    let rows: Vec<Row> = ["hukumat", "hukoomat", "hakoomat", "hukumath"]
        .into_iter()
        .map(|form| {
            (
                "ur-Latn",
                "",
                "hukumat",
                format!("ye {form} hai").leak() as &'static str,
                form,
            )
        })
        .collect();
    check(&rows);
    check(&[
        ("ur-Latn", "", "hukumat", "ye hikmat hai", ""),
        ("ur-Latn", "roman: false", "hukumat", "ye hakoomat hai", ""),
        ("hi-Latn", "", "zameen", "wo jamin hai", "jamin"),
        ("gu-Latn", "", "bhrashtachar", "aa bhrastachaar chhe", ""),
        ("gu-Latn", "", "sarkar", "sarkaarni vaat", "sarkaarni"),
    ]);
}

#[test]
fn inflection() {
    check(&[
        ("en", "", "idiot", "what idiots they are", "idiots"),
        ("en", "", "idiot", "the idiot's plan", "idiot's"),
        ("en", "", "idiot", "the idiot’s plan", "idiot’s"),
        ("hi", "", "गद्दार", "गद्दारों को", "गद्दारों"),
        ("ur", "", "غدار", "غداروں کو", "غداروں"),
        ("gu", "", "ગદ્દાર", "ગદ્દારો છે", "ગદ્દારો"),
        ("gu", "", "ગદ્દાર", "ગદ્દારોમાંથી એક", "ગદ્દારોમાંથી"),
        ("gu", "", "કલેક્ટર", "કલેક્ટરશ્રીએ કહ્યું", "કલેક્ટરશ્રીએ"),
        ("gu", "inflect: false", "કલેક્ટર", "કલેક્ટરશ્રીએ કહ્યું", ""),
        ("gu", "", "=કલેક્ટર", "કલેક્ટરે કહ્યું", ""),
        ("gu", "", "બોલાવવું", "તેને બોલાવ્યો હતો", "બોલાવ્યો"),
        ("gu", "", "બોલાવવું", "બોલાવવાની ના", "બોલાવવાની"),
        ("gu-Latn", "", "sarkar", "sarkaroni vaat", "sarkaroni"),
        // An ending of one language is none of another's words.
        ("en", "", "mad", "it was made, and madne is nobody", ""),
        ("gu-Latn", "inflect: false", "sarkar", "sarkar's sarkarni", ""),
        ("en", "", "traitor", "the traitors' den", "traitors"),
        ("en", "inflect: false", "idiot", "what idiots they are", ""),
        ("en", "", "=idiot", "what idiots they are", ""),
    ]);
}

#[test]
fn hashtags_and_handles_by_their_parts() {
    check(&[
        (
            "ur-Latn",
            "",
            "imported hukumat",
            "chalo #ImportedHukumatNamanzoor",
            "ImportedHukumat",
        ),
        (
            "ur-Latn",
            "",
            "imported hukumat",
            "chalo #imported_hukumat",
            "imported_hukumat",
        ),
        ("en", "", "party", "see @party_official", "party"),
        ("en", "case: true\n    inflect: false", "PTI", "see #PTIZindabad", "PTI"),
        ("ur", "", "حکومت نامنظور", "یہ #حکومت_نامنظور ہے", "حکومت_نامنظور"),
        ("en", "", "party", "see #News#PartyTime", "Party"),
        ("en", "", "party", "see @news#party", "party"),
        (
            "en",
            "case: true\n    inflect: false",
            "IT",
            "the I\u{200b}T cell",
            "I\u{200b}T",
        ),
        ("en", "case: true\n    inflect: false", "IT", "the I.T. cell", "I.T"),
    ]);
    let engine = engine(&[("ur-Latn", "", "imported hukumat"), ("ur-Latn", "", "namanzoor")]);
    let text = "chalo #importedhukumatnamanzoor";
    let found: Vec<&str> = spans(&engine, text).iter().map(|s| &text[s.range()]).collect();
    assert_eq!(found, ["importedhukumat", "namanzoor"]);
}

#[test]
fn never_inside_another_word() {
    check(&[
        ("en", "", "class", "a classified ad", ""),
        ("en", "inflect: false", "PTI", "one option", ""),
        ("en", "disguise: true\n    inflect: false", "ass", "to assess it", ""),
        ("hi", "", "चोर", "चोरबाजार", ""),
        ("ur", "", "چور", "چوراہا", ""),
        ("en", "", "idiot", "https://x.com/idiot", ""),
        ("en", "", "idiot", "mail idiot@example.com", ""),
    ]);
    for address in [
        "see [this](https://x.com/idiot/x)",
        "👉https://x.com/idiot",
        "“https://x.com/idiot”",
        "*https://x.com/idiot*",
        "دیکھیںhttps://x.com/idiot",
        "link:https://x.com/idiot",
        "mailto:idiot@example.com",
        "Email:idiot@example.com",
        "see x.com#idiot",
        "see example.com?q=idiot",
        "bbc.co.uk/idiot",
        "geo.tv/idiot",
        "fb.watch/idiot",
        "a@b.com,idiot@b.com",
    ] {
        check(&[("en", "", "idiot", address, "")]);
    }
    check(&[
        ("en", "", "idiot", "(https://x.com/a_(b)) idiot", "idiot"),
        ("en", "", "idiot", "[idiot](https://x.com)", "idiot"),
        ("en", "", "idiot", "an idiot.he/she said so", "idiot"),
    ]);
}

#[test]
fn phrases_alternatives_and_gaps() {
    check(&[
        (
            "en",
            "",
            "(send|share) [the] file",
            "please share the file now",
            "share the file",
        ),
        ("en", "", "(send|share) [the] file", "please send file now", "send file"),
        (
            "en",
            "",
            "send ... file",
            "send me that big file",
            "send me that big file",
        ),
        ("en", "", "send ... file", "send it. The file is old", ""),
        ("en", "", "note sheet", "a note-sheet", "note-sheet"),
        ("ur", "", "کر دیا", "اس نے کردیا ہے", "کردیا"),
        ("ur", "", "ناکام", "وہ نا کام ہے", "نا کام"),
    ]);
}
