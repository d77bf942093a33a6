//! Every report as its consumers read it: by their schema, their type crate, or a parser of their shape.

use crate::formats::report_in;
use jsonschema::validator_for;
use postlint::finding::Summary;
use postlint::post::Post;
use postlint::render::{Format, RenderOptions, json, writer};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn text(format: Format) -> String {
    String::from_utf8(report_in(format)).unwrap()
}

fn valid(schema: &Value, document: &Value) {
    let validator = validator_for(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn json_and_jsonl_are_valid_against_the_published_schema() {
    let schema = serde_json::to_value(json::schema()).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let document: Value = serde_json::from_str(&text(Format::Json)).unwrap();
    valid(&schema, &document);
    let mut line = schema["$defs"]["Record"].clone();
    line["$defs"] = schema["$defs"].clone();
    for record in text(Format::Jsonl).lines() {
        valid(&line, &serde_json::from_str(record).unwrap());
    }
    assert!(
        !validator_for(&schema).unwrap().is_valid(&json!({ "version": 1 })),
        "the schema asks for something"
    );
}

#[test]
fn sarif_is_what_its_type_crate_reads_and_says_what_consumers_need() {
    let text = text(Format::Sarif);
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((document["version"].as_str(), sarif.runs.len()), (Some("2.1.0"), 1));
    let run = &document["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for key in [
            "id",
            "name",
            "shortDescription",
            "fullDescription",
            "help",
            "helpUri",
            "defaultConfiguration",
        ] {
            assert!(!rule[key].is_null(), "{key} of {}", rule["id"]);
        }
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("> "));
        assert!(rule["helpUri"].as_str().unwrap().contains(':'), "an absolute URI");
        assert!(rule["name"].as_str().unwrap().chars().all(char::is_alphanumeric));
    }
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["partialFingerprints"]["postlint/v1"].is_null());
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
    }
    let kinds: Vec<&str> = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|result| result["suppressions"][0]["kind"].as_str())
        .collect();
    assert_eq!(
        kinds,
        ["external", "inSource", "external"],
        "covered, ignored in the post, known"
    );
}

#[test]
fn gitlab_takes_the_code_quality_report() {
    let schema = json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": { "type": "string", "minLength": 1 },
                "check_name": { "type": "string", "minLength": 1 },
                "fingerprint": { "type": "string", "minLength": 1 },
                "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": { "type": "string", "pattern": "^[^./]" },
                        "lines": { "type": "object", "required": ["begin"], "properties": { "begin": { "type": "integer", "minimum": 1 } } }
                    }
                }
            }
        }
    });
    let document: Value = serde_json::from_str(&text(Format::Gitlab)).unwrap();
    valid(&schema, &document);
    let all = document.as_array().unwrap();
    let prints: BTreeSet<&str> = all.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(
        prints.len(),
        all.len(),
        "GitLab takes two issues of one fingerprint for one"
    );
}

#[test]
fn reviewdog_takes_the_diagnostics() {
    let position = json!({ "type": "object", "required": ["line"], "additionalProperties": false,
        "properties": { "line": { "type": "integer", "minimum": 1 }, "column": { "type": "integer", "minimum": 1 } } });
    let range = json!({ "type": "object", "required": ["start"], "additionalProperties": false, "properties": { "start": position, "end": position } });
    let schema = json!({
        "type": "object", "required": ["diagnostics"], "additionalProperties": false,
        "properties": {
            "source": { "type": "object", "additionalProperties": false, "properties": { "name": { "type": "string" }, "url": { "type": "string" } } },
            "severity": { "enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"] },
            "diagnostics": { "type": "array", "items": {
                "type": "object", "required": ["message", "location"], "additionalProperties": false,
                "properties": {
                    "message": { "type": "string" },
                    "location": { "type": "object", "required": ["path"], "additionalProperties": false, "properties": { "path": { "type": "string" }, "range": range } },
                    "severity": { "enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"] },
                    "source": { "type": "object" },
                    "code": { "type": "object", "additionalProperties": false, "properties": { "value": { "type": "string" }, "url": { "type": "string" } } },
                    "suggestions": { "type": "array", "items": { "type": "object", "required": ["range", "text"], "additionalProperties": false,
                        "properties": { "range": range, "text": { "type": "string" } } } },
                    "originalOutput": { "type": "string" },
                    "relatedLocations": { "type": "array" }
                }
            } }
        }
    });
    valid(&schema, &serde_json::from_str(&text(Format::Rdjson)).unwrap());
}

#[derive(Deserialize)]
struct Suites {
    testsuite: Vec<Suite>,
}

#[derive(Deserialize)]
struct Suite {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@tests")]
    tests: usize,
    #[serde(rename = "@failures")]
    failures: usize,
    #[serde(rename = "@errors")]
    errors: usize,
    testcase: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@classname")]
    classname: String,
    failure: Option<Message>,
    error: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "@message")]
    message: String,
}

#[test]
fn a_test_report_counts_what_it_holds() {
    let suites: Suites = quick_xml::de::from_str(&text(Format::Junit)).unwrap();
    let suite = &suites.testsuite[0];
    let failed = suite.testcase.iter().filter(|case| case.failure.is_some()).count();
    let errors = suite.testcase.iter().filter(|case| case.error.is_some()).count();
    assert_eq!(
        (suite.tests, suite.failures, suite.errors),
        (suite.testcase.len(), failed, errors)
    );
    for case in &suite.testcase {
        assert!(!case.name.is_empty() && !case.classname.is_empty());
        let told = case.failure.iter().chain(&case.error);
        told.for_each(|said| assert!(!said.message.is_empty()));
    }
    let covered = suite
        .testcase
        .iter()
        .find(|case| case.classname == "drafts/covered.md")
        .unwrap();
    assert!(covered.failure.is_none(), "what a permission covers fails nothing");
}

#[test]
fn a_long_test_report_is_held_in_suites_that_each_count_their_own() {
    let mut out = Vec::new();
    {
        let mut writer = writer(Format::Junit, &RenderOptions::default(), &mut out);
        writer.begin().unwrap();
        for number in 0..90 {
            let mut post = Post::from_text("good day");
            post.id = format!("{number} {}", "long ".repeat(20_000));
            writer.post(&post, &[]).unwrap();
        }
        writer.end(&Summary::default(), &[]).unwrap();
    }
    let suites: Suites = quick_xml::de::from_str(std::str::from_utf8(&out).unwrap()).unwrap();
    let names: Vec<&str> = suites.testsuite.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, ["postlint", "postlint 2", "postlint 3"]);
    for suite in &suites.testsuite {
        assert_eq!(suite.tests, suite.testcase.len());
    }
    assert_eq!(suites.testsuite.iter().map(|suite| suite.tests).sum::<usize>(), 90);
}

#[derive(Deserialize)]
struct Checkstyle {
    file: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "@name")]
    name: String,
    error: Vec<Error>,
}

#[derive(Deserialize)]
struct Error {
    #[serde(rename = "@line")]
    line: u32,
    #[serde(rename = "@column")]
    column: u32,
    #[serde(rename = "@severity")]
    severity: String,
    #[serde(rename = "@message")]
    message: String,
    #[serde(rename = "@source")]
    source: String,
}

#[test]
fn checkstyle_is_read_by_its_shape() {
    let report: Checkstyle = quick_xml::de::from_str(&text(Format::Checkstyle)).unwrap();
    let names: BTreeSet<&String> = report.file.iter().map(|file| &file.name).collect();
    assert_eq!(names.len(), report.file.len(), "each file once");
    for error in report.file.iter().flat_map(|file| &file.error) {
        assert!(error.line > 0 && error.column > 0 && !error.message.is_empty() && error.source.contains('/'));
        assert!(
            ["error", "warning", "info"].contains(&error.severity.as_str()),
            "{}",
            error.severity
        );
    }
}

#[test]
fn the_table_is_read_cell_by_cell_and_no_cell_is_a_formula() {
    let text = text(Format::Csv);
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = table.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    assert!(!rows.is_empty());
    for cell in rows.iter().flat_map(csv::StringRecord::iter) {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    assert!(rows.iter().any(|row| row[at("covered")].contains("SO-12/2026")));
}

/// A workflow command as the runner of GitHub takes it apart: command, properties, message.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let rest = line.strip_prefix("::").unwrap();
    let (head, message) = rest.split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let plain = |text: &str| {
        let text = text.replace("%3A", ":").replace("%2C", ",");
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    };
    let properties = properties
        .split(',')
        .filter_map(|property| property.split_once('='))
        .map(|(key, value)| (key.to_owned(), plain(value)))
        .collect();
    (name.to_owned(), properties, plain(message))
}

#[test]
fn workflow_commands_are_one_a_line_worst_first_with_the_total_last() {
    let text = text(Format::Github);
    let commands: Vec<_> = text.lines().map(command).collect();
    let rank = |name: &str| {
        ["error", "warning", "notice"]
            .iter()
            .position(|known| *known == name)
            .unwrap()
    };
    let findings: Vec<usize> = commands
        .iter()
        .filter(|(_, properties, _)| {
            properties
                .iter()
                .any(|(key, value)| key == "title" && value.contains('/'))
        })
        .map(|(name, _, _)| rank(name))
        .collect();
    assert!(findings.is_sorted() && findings.len() > 5, "{findings:?}");
    let (name, _, said) = commands.last().unwrap();
    assert_eq!(name, "notice");
    assert!(said.contains("5 errors"), "{said}");
    for (_, properties, _) in &commands {
        for (key, value) in properties {
            assert!(
                ["file", "line", "endLine", "col", "endColumn", "title"].contains(&key.as_str()),
                "{key}"
            );
            assert!(!value.is_empty());
        }
    }
}
