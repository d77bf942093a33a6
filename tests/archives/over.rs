//! Rules over an archive: what several posts show together. Small invented archives, with everything that comes out of them.

use super::folder;
use serde_json::Value;
use std::fs;
use std::process::{Command, Output};
use tempfile::TempDir;

fn scan(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postlint"));
    command.current_dir(folder("over")).arg("scan").args(args);
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn report(args: &[&str]) -> Value {
    let output = scan(&[args, &["-f", "json"]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// Id, severity and message of the findings of a rule.
fn found(report: &Value, rule: &str) -> Vec<(String, String, String)> {
    let findings = report["findings"].as_array().unwrap();
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    findings
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .map(|finding| {
            (
                text(finding, "post_id"),
                text(finding, "severity"),
                text(finding, "message"),
            )
        })
        .collect()
}

fn ids(report: &Value, rule: &str) -> Vec<String> {
    found(report, rule).into_iter().map(|(id, ..)| id).collect()
}

const HOURS: &str = "in-gujarat/office-hours-exceeded";

#[test]
fn office_hours_are_counted_by_author_and_day_in_the_projects_own_calendar() {
    let report = report(&["--config", "hours.yaml", "hours.jsonl"]);
    let found = found(&report, HOURS);
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    // The third of Monday and of Thursday in time, whatever the order of the file.
    assert_eq!(ids, ["mon3", "thu2"], "{found:?}");
    assert!(found.iter().all(|(_, severity, _)| severity == "warning"));
    assert!(
        found[0].2.ends_with(
            "5 posts in office hours on 2026-03-02; 2 are taken as occasional, and this one is the first beyond them."
        ),
        "{}",
        found[0].2
    );
}

#[test]
fn without_office_hours_nothing_is_counted_and_the_report_says_so() {
    let args = [
        "--no-config",
        "--pack",
        "in-gujarat",
        "--account",
        "personal",
        "hours.jsonl",
    ];
    let report = report(&args);
    assert!(ids(&report, HOURS).is_empty());
    assert_eq!(report["summary"]["unfollowed"][0]["rule"], HOURS);
    let said = String::from_utf8(scan(&args).stderr).unwrap();
    assert!(said.contains("states no `office-hours`"), "{said}");
    let silent = scan(&[&args[..], &["--ignore", "office-hours-exceeded"]].concat());
    assert!(silent.stderr.is_empty(), "{}", String::from_utf8_lossy(&silent.stderr));
}

#[test]
fn what_visitors_left_on_a_page_is_told_with_the_days_it_stood() {
    let report = report(&["--no-config", "--pack", "pk-federal", "page.jsonl"]);
    let found = found(&report, "pk-federal/remark-left-standing");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("v1", "error"));
    assert!(
        found[0].2.ends_with(
            "It has stood for 30 days: since 2026-03-02, and still on 2026-04-01, the last day of this archive."
        ),
        "{}",
        found[0].2
    );
}

#[test]
fn questions_the_page_never_answered_are_told_and_answered_or_fresh_ones_are_not() {
    let report = report(&["--no-config", "--pack", "in-gujarat", "page.jsonl"]);
    let found = found(&report, "in-gujarat/question-unanswered");
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["v2"], "{found:?}");
    assert!(found[0].2.contains("29 days"), "{}", found[0].2);
}

#[test]
fn breaches_in_a_group_stand_beside_its_administrators_of_that_time() {
    let chat = "WhatsApp Chat with Staff.txt";
    let report = report(&["--no-config", "--pack", "pk-federal", chat]);
    let found = found(&report, "pk-federal/group-breach");
    let told: Vec<&str> = found
        .iter()
        .map(|(_, _, message)| message.rsplit_once(": ").unwrap().1)
        .collect();
    // The administrator's own message has its own finding only.
    assert_eq!(told, ["Asma.", "Asma, Chand."], "{found:?}");
    assert!(found[0].0.ends_with("#3") && found[1].0.ends_with("#10"), "{found:?}");
}

#[test]
fn who_left_or_was_removed_administers_no_more() {
    let folder = TempDir::new().unwrap();
    let chat = "15/04/25, 9:15 pm - Asma created group \"Staff\"\n15/04/25, 9:15 pm - Asma made Bilal an admin\n\
        15/04/25, 9:16 pm - Asma left\n15/04/25, 9:18 pm - Dania: Our chairman is a shameless idiot and a donkey.\n\
        15/04/25, 9:19 pm - Erum removed Bilal\n15/04/25, 9:20 pm - Dania: Our chairman is an idiot and a shameless donkey.\n";
    fs::write(folder.path().join("_chat.txt"), chat).unwrap();
    let path = folder.path().to_string_lossy().into_owned();
    let report = report(&["--no-config", "--pack", "pk-federal", &path]);
    let found = found(&report, "pk-federal/group-breach");
    let told: Vec<&str> = found
        .iter()
        .map(|(_, _, message)| message.rsplit_once(": ").unwrap().1)
        .collect();
    assert_eq!(told, ["Bilal.", "Erum."], "{found:?}");
}

#[test]
fn a_clock_without_a_zone_is_read_in_one_zone_which_is_told_where_it_was_assumed() {
    let folder = TempDir::new().unwrap();
    let chat: String = ["Monday, 2 March", "the file", "two copies", "good day", "tea"]
        .iter()
        .enumerate()
        .map(|(at, text)| format!("02/03/26, 2:{at}0 pm - Asma: {text}\n"))
        .collect();
    let chat = chat + "13/03/26, 6:00 pm - Asma: good evening\n";
    fs::write(folder.path().join("_chat.txt"), chat).unwrap();
    let path = folder.path().to_string_lossy().into_owned();
    let hours = ["--config", "hours.yaml", "--select", HOURS];
    let assumed = report(&[&hours[..], &[&path]].concat());
    let stated = report(&[&hours[..], &["--zone", "Asia/Kolkata", &path]].concat());
    let elsewhere = report(&[&hours[..], &["--zone", "UTC", &path]].concat());
    let depends = |report: &Value| report["findings"][0]["depends_on"].clone();
    assert_eq!(depends(&assumed)[0]["fact"], "zone");
    assert_eq!(depends(&assumed)[0]["assumed"], "Asia/Kolkata");
    assert_eq!(found(&assumed, HOURS)[0].1, "advice");
    assert_eq!(depends(&stated).as_array().unwrap().len(), 0);
    assert_eq!(found(&stated, HOURS)[0].1, "warning");
    assert!(found(&elsewhere, HOURS).is_empty());
    let since = |zone: &[&str]| {
        let args = ["--config", "hours.yaml", "--since", "2026-03-13T18:30:00+05:30", &path];
        report(&[&args[..], zone].concat())["summary"]["checked"].as_u64()
    };
    assert_eq!((since(&[]), since(&["--zone", "UTC"])), (Some(0), Some(1)));
}

#[test]
fn the_founder_of_a_telegram_group_is_known_from_its_notice() {
    let folder = TempDir::new().unwrap();
    let chat = r#"{"name": "Staff", "type": "private_group", "id": 7, "messages": [
        {"id": 1, "type": "service", "date": "2026-03-02T09:00:00", "date_unixtime": "1772424000", "actor": "Asma", "actor_id": "user1", "action": "create_group", "title": "Staff", "members": ["Asma", "Bilal"], "text": ""},
        {"id": 2, "type": "message", "date": "2026-03-02T09:05:00", "date_unixtime": "1772424300", "from": "Bilal", "from_id": "user2", "text": "Our chairman is a shameless idiot and a donkey."}
    ]}"#;
    fs::write(folder.path().join("result.json"), chat).unwrap();
    let path = folder.path().to_string_lossy().into_owned();
    let report = report(&["--no-config", "--pack", "pk-federal", &path]);
    let found = found(&report, "pk-federal/group-breach");
    assert_eq!(found.len(), 1, "{report}");
    assert!(
        found[0].2.ends_with("Administrators when it was sent: Asma."),
        "{found:?}"
    );
}

#[test]
fn names_of_administrators_are_coded_where_authors_are() {
    let folder = TempDir::new().unwrap();
    let key = folder.path().join("key");
    fs::write(&key, "a key of more than sixteen bytes").unwrap();
    let key = format!("--pseudonyms={}", key.display());
    let output = scan(&[
        "--no-config",
        "--pack",
        "pk-federal",
        &key,
        "-f",
        "json",
        "WhatsApp Chat with Staff.txt",
    ]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Administrators when it was sent: author-"), "{text}");
    assert!(!text.contains("Chand"), "{text}");
}

#[test]
fn a_leak_in_pieces_is_marked_in_each_post_that_holds_a_piece() {
    let report = report(&["--no-config", "--pack", "pk-federal", "WhatsApp Chat with Staff.txt"]);
    let pieces: Vec<(&str, u64, &str)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == "pk-federal/leak-in-pieces")
        .map(|finding| {
            let id = finding["post_id"].as_str().unwrap();
            (
                id.rsplit_once('#').unwrap().1,
                finding["start"].as_u64().unwrap(),
                finding["text"].as_str().unwrap(),
            )
        })
        .collect();
    // Bilal says the same, three hours apart.
    let [(first, _, decided), (second, start, hushed)] = pieces[..] else {
        panic!("{pieces:?}")
    };
    assert_eq!((first, second, start), ("7", "9", 0));
    assert!(decided.starts_with("minister has signed"), "{decided}");
    assert!(hushed.starts_with("Nobody outside"), "{hushed}");
}

#[test]
fn a_campaign_is_one_finding_on_the_post_that_makes_it_one() {
    let report = report(&["--no-config", "--pack", "pk-federal", "campaign.jsonl"]);
    let found = found(&report, "pk-federal/campaign");
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    // The fifth in time; Bilal's are months apart, Chand's are four.
    assert_eq!(ids, ["a0"], "{found:?}");
    assert!(
        found[0]
            .2
            .ends_with("6 such posts of this author, from 2026-03-02 to 2026-03-28."),
        "{}",
        found[0].2
    );
}

#[test]
fn what_became_of_flagged_posts_is_told_and_counted() {
    let args = [
        "--no-config",
        "--pack",
        "in-chhattisgarh",
        "--account",
        "personal",
        "--include",
        "deleted",
        "x",
    ];
    let report = report(&args);
    let mended = found(&report, "in-chhattisgarh/error-mended");
    let told: Vec<(&str, &str)> = mended
        .iter()
        .map(|(id, _, said)| (id.as_str(), said.as_str()))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].0 == "1001"
            && told[0]
                .1
                .contains("A later post puts it right: 1003, on 2026-03-03, 1 days after it."),
        "{told:?}"
    );
    assert!(
        told[1].0 == "1020" && told[1].1.contains("(posted 2026-04-01, deleted 2026-04-03)"),
        "{told:?}"
    );
    assert_eq!(ids(&report, "in-chhattisgarh/error-left"), ["1050"]);
    let outcomes = &report["summary"]["outcomes"];
    assert_eq!(
        (&outcomes["corrected"], &outcomes["deleted"], &outcomes["uncorrected"]),
        (&1.into(), &1.into(), &1.into())
    );
    let table = String::from_utf8(scan(&[&args[..], &["--statistics"]].concat()).stdout).unwrap();
    assert!(table.contains("what became of flagged posts"), "{table}");
}

#[test]
fn a_rule_hears_what_was_not_chosen_and_says_nothing_else() {
    let args = ["--no-config", "--select", "pk-federal/campaign", "campaign.jsonl"];
    let report = report(&args);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    assert_eq!(ids(&report, "pk-federal/campaign"), ["a0"]);
}

#[test]
fn order_of_the_input_and_threads_change_nothing() {
    let folder = TempDir::new().unwrap();
    let mut lines: Vec<String> = Vec::new();
    for day in 1..=28 {
        for (number, author) in ["a", "b", "c", "d"].iter().cycle().take(40).enumerate() {
            let hour = 10 + number / 5;
            lines.push(format!(
                r#"{{"id":"{day}-{number}","author":"{author}","posted_at":"2026-03-{day:02}T{hour}:{:02}:00+05:00","account":"personal","text":"Vote for PTI on Sunday, only Imran Khan can save us."}}"#,
                number % 60
            ));
        }
    }
    let written = |name: &str, lines: &[String]| {
        fs::write(folder.path().join(name), lines.join("\n")).unwrap();
        folder.path().join(name).to_string_lossy().into_owned()
    };
    let forwards = written("posts.jsonl", &lines);
    let jsonl = |path: &str, threads: &str| {
        let config = ["--config", "hours.yaml", "--pack", "in-gujarat,pk-federal"];
        let output = scan(&[&config[..], &["-f", "jsonl", "-j", threads, path]].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let one = jsonl(&forwards, "1");
    assert_eq!(one, jsonl(&forwards, "4"));
    lines.reverse();
    let backwards = jsonl(&written("back.jsonl", &lines), "4");
    let over = |text: &str| -> Vec<(String, String)> {
        let records = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut all: Vec<(String, String)> = records
            .filter(|record| record["rule"] == HOURS || record["rule"] == "pk-federal/campaign")
            .map(|record| (record["post_id"].to_string(), record["message"].to_string()))
            .collect();
        all.sort();
        all
    };
    assert_eq!(over(&one), over(&backwards));
    // Nineteen working days of four authors, and a campaign of each.
    assert_eq!(over(&one).len(), 19 * 4 + 4);
}
