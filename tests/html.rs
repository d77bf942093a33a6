//! The HTML report: as a parser sees it, and as a browser shows it.

use scraper::{Html, Selector};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const HOSTILE: &[&str] = &[
    "You idiot </script><script>document.title='owned'</script> and a donkey",
    "You idiot <img src=x onerror=\"document.title='owned'\"><svg/onload=document.title='owned'>",
    "You idiot <!--<script> ]]></style></title></textarea><h1>owned</h1>",
    "You idiot \u{202E}desrever\u{202C} \u{2067}isolated\u{2069} \u{0} \u{1b}[31m \u{2028} end",
    "You idiot &lt;b&gt; &amp; {0} ${document.title='owned'}",
];

/// A page of hostile posts by a hostile author, and of posts in three scripts.
fn page(folder: &Path, lang: &str) -> String {
    let mut lines = String::new();
    for (index, text) in HOSTILE.iter().enumerate() {
        let post = serde_json::json!({
            "id": format!("\"><h1>owned{index}"), "text": text, "author": "<b onmouseover=alert(1)>Mallory</b>",
            "platform": "x", "posted_at": format!("2025-04-{:02}T10:00:00Z", index + 1),
        });
        lines.push_str(&format!("{post}\n"));
    }
    for text in [
        "یہ بے شرم گدھا ہے، سب جھوٹ ہے",
        "यह बेशर्म गधा है, मूर्ख है",
        "આ બેશરમ ગધેડો છે, મૂર્ખ છે",
    ] {
        lines.push_str(&format!("{}\n", serde_json::json!({ "text": text })));
    }
    lines.push_str("{\"text\": <script>owned</script>\n");
    fs::write(folder.join("posts <b>.jsonl"), lines).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_postlint"))
        .current_dir(folder)
        .args([
            "scan",
            "--no-config",
            "--fail-on",
            "never",
            "--lang",
            lang,
            "-o",
            "html=report.html",
            "posts <b>.jsonl",
        ])
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::read_to_string(folder.join("report.html")).unwrap()
}

fn select<'d>(document: &'d Html, selector: &str) -> Vec<scraper::ElementRef<'d>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: scraper::ElementRef) -> String {
    element.text().collect()
}

#[test]
fn a_hostile_post_adds_nothing_to_the_page_but_text() {
    let folder = TempDir::new().unwrap();
    let document = Html::parse_document(&page(folder.path(), "en"));
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    assert_eq!(select(&document, "script").len(), 3);
    assert_eq!(select(&document, "style").len(), 1);
    assert_eq!(select(&document, "h1").len(), 1);
    assert!(
        select(
            &document,
            "img, iframe, object, embed, link, textarea, b, main svg[onload]"
        )
        .is_empty()
    );
    for element in select(&document, "*") {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on") && name != "style", "{name}={value}");
            assert!(
                !matches!(name, "src" | "href") || value.starts_with('#'),
                "{name}={value}"
            );
        }
    }
    let shown = text(select(&document, "#list")[0]);
    assert!(shown.contains("</script><script>document.title='owned'</script>"));
    assert!(shown.contains("⟨U+202E⟩desrever⟨U+202C⟩") && shown.contains("⟨U+0000⟩"));
    assert!(shown.contains("&lt;b&gt; &amp; {0}"));
    assert!(!shown.contains(['\u{202E}', '\u{2067}', '\u{0}', '\u{1b}']));
}

#[test]
fn the_policy_of_the_page_lets_only_its_own_script_and_style_run() {
    let folder = TempDir::new().unwrap();
    let document = Html::parse_document(&page(folder.path(), "en"));
    let policy = select(&document, "meta[http-equiv='Content-Security-Policy']")[0]
        .attr("content")
        .unwrap()
        .to_owned();
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    let own = |selector: &str| {
        let body = text(select(&document, selector)[0]);
        data_encoding(&Sha256::digest(body.as_bytes()))
    };
    assert!(policy.contains(&format!("script-src 'sha256-{}'", own("script:not([type])"))));
    assert!(policy.contains(&format!("style-src 'sha256-{}'", own("style"))));
}

/// Base64, by bits: slow, and nothing like the one under test.
fn data_encoding(bytes: &[u8]) -> String {
    let letters: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['+', '/'])
        .collect();
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    let mut out: String = bits
        .chunks(6)
        .map(|six| letters[(0..6).fold(0, |sum, at| sum << 1 | usize::from(six.get(at).copied().unwrap_or(0)))])
        .collect();
    while !out.len().is_multiple_of(4) {
        out.push('=');
    }
    out
}

#[test]
fn the_data_of_the_page_are_the_findings_of_the_other_formats() {
    let folder = TempDir::new().unwrap();
    let document = Html::parse_document(&page(folder.path(), "en"));
    let posts: serde_json::Value = serde_json::from_str(&text(select(&document, "#posts")[0])).unwrap();
    let facts: serde_json::Value = serde_json::from_str(&text(select(&document, "#facts")[0])).unwrap();
    let lines = Command::new(env!("CARGO_BIN_EXE_postlint"))
        .current_dir(folder.path())
        .args(["scan", "--no-config", "-f", "jsonl", "posts <b>.jsonl"])
        .output()
        .unwrap();
    let records: Vec<serde_json::Value> = String::from_utf8(lines.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let found: Vec<_> = posts
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|post| post["found"].as_array().unwrap().iter().map(move |found| (post, found)))
        .collect();
    assert_eq!(found.len(), records.len());
    for ((post, found), record) in found.into_iter().zip(&records) {
        assert_eq!(
            facts["rules"][found["r"].as_u64().unwrap() as usize]["id"],
            record["rule"]
        );
        let units: Vec<u16> = post["text"].as_str().unwrap().encode_utf16().collect();
        let span = found["from"].as_u64().unwrap() as usize..found["to"].as_u64().unwrap() as usize;
        let marked = String::from_utf16(&units[span]).unwrap();
        let own = record["text"].as_str().unwrap();
        if !own.contains(|char: char| char.is_control() || ('\u{2028}'..='\u{2069}').contains(&char)) {
            assert_eq!(marked, own);
        }
    }
}

#[test]
fn the_page_speaks_the_officers_language_and_names_its_parts_for_readers_of_screens() {
    let folder = TempDir::new().unwrap();
    for (lang, dir, heading) in [
        ("en", "ltr", "Findings of postlint"),
        ("ur", "rtl", "پوسٹ لنٹ کے نتائج"),
        ("hi", "ltr", "पोस्टलिंट के निष्कर्ष"),
        ("gu", "ltr", "પોસ્ટલિન્ટનાં તારણો"),
    ] {
        let document = Html::parse_document(&page(folder.path(), lang));
        let root = select(&document, "html")[0].value();
        assert_eq!((root.attr("lang"), root.attr("dir")), (Some(lang), Some(dir)));
        assert_eq!(text(select(&document, "h1")[0]), heading);
        for landmark in [
            "header",
            "main",
            "footer",
            "form[role=search]",
            "[aria-live=polite]",
            "[role=feed]",
        ] {
            assert!(!select(&document, landmark).is_empty(), "{landmark}");
        }
        for input in select(&document, "input, select") {
            let id = input.attr("id").unwrap();
            assert_eq!(select(&document, &format!("label[for={id}]")).len(), 1, "{id}");
        }
        let scripts: Vec<_> = select(&document, ".text")
            .iter()
            .map(|text| text.attr("lang").unwrap())
            .collect();
        for script in ["ur", "hi", "gu", "und-Latn"] {
            assert!(scripts.contains(&script), "{script} in {scripts:?}");
        }
    }
}

/// A Chromium of this machine.
fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

/// What the browser made of a page, and what it complained of.
fn driven(browser: &Path, folder: &Path, url: &str, more: &[&str]) -> (String, String) {
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ])
        .args([
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
        ])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(more)
        .arg(url)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let complaints = said
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect::<Vec<_>>()
        .join("\n");
    (String::from_utf8_lossy(&output.stdout).into_owned(), complaints)
}

#[test]
fn a_browser_filters_prints_and_runs_nothing_of_a_post() {
    let Some(browser) = browser() else {
        eprintln!("no Chromium on this machine: the page was not driven in a browser");
        return;
    };
    let folder = TempDir::new().unwrap();
    page(folder.path(), "en");
    let url = format!("file://{}", folder.path().join("report.html").display());
    let shown = |document: &Html| -> u64 {
        let root = select(document, "html")[0];
        root.attr("data-shown").unwrap().parse().unwrap()
    };

    let (dom, complaints) = driven(&browser, folder.path(), &url, &["--dump-dom"]);
    assert_eq!(complaints, "");
    let all = Html::parse_document(&dom);
    assert_eq!(text(select(&all, "title")[0]), "Findings of postlint");
    assert_eq!((select(&all, "h1").len(), select(&all, "img").len()), (1, 0));
    assert!(select(&all, "#filters[hidden]").is_empty());
    assert!(shown(&all) > 8);

    let (dom, _) = driven(&browser, folder.path(), &format!("{url}#q=desrever"), &["--dump-dom"]);
    let one = Html::parse_document(&dom);
    assert!(shown(&one) > 0 && shown(&one) < shown(&all));
    assert_eq!(select(&one, "#list article").len(), 1);
    assert!(text(select(&one, "#list .text")[0]).contains("⟨U+202E⟩desrever"));

    let (dom, _) = driven(
        &browser,
        folder.path(),
        &format!("{url}#severity=error&language=Arab"),
        &["--dump-dom"],
    );
    for article in select(&Html::parse_document(&dom), "#list article .text") {
        assert_eq!(article.attr("lang"), Some("ur"));
    }

    let pdf = folder.path().join("report.pdf");
    driven(
        &browser,
        folder.path(),
        &url,
        &[&format!("--print-to-pdf={}", pdf.display())],
    );
    assert!(fs::read(pdf).unwrap().starts_with(b"%PDF-"));
}
