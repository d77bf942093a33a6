//! `postlint scan`: what it can do beyond `check`.

use super::args::{ScanArgs, Shared};
use super::bundle::Circumstances;
use super::check::{Request, run};
use super::interrupt::Interrupt;
use super::keeper::Keeper;
use super::outputs::Output;
use super::rules::{self, Rules};
use super::text_file;
use super::{Exit, Streams};
use crate::compare::Earlier;
use crate::engine::scan::Engine;
use crate::hash;
use crate::lint::Listener;
use crate::pack::error::SourceFile;
use crate::redact::{Pseudonyms, Redaction};
use crate::render::Unit;
use crate::rule::Lang;
use crate::source::{self, ReadOptions, Warning};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// `postlint scan`
pub fn scan(args: &ScanArgs, streams: &mut Streams) -> Result<Exit> {
    if args.compare.is_some() && args.resume.is_some() {
        bail!("--compare and --resume do not go together; compare in a run of its own");
    }
    if args.resume.is_some() && args.pseudonyms == Some(None) {
        bail!("--resume: codes would change on the way; name a key with --pseudonyms=KEYFILE");
    }
    let request = Request {
        shared: &args.shared,
        paths: args.paths.clone(),
        text: None,
        reading: ReadOptions {
            text_column: args.text_column.clone(),
            ..args.reading.options()
        },
        unit: Unit::Post,
        redaction: redaction(&args.shared, args.pseudonyms.as_ref())?,
        interrupt: Interrupt::watch(),
        changed: None,
        scan: Some(args),
    };
    run(&request, streams)
}

/// What is taken out of reports; `--pseudonyms` may name the file of a key.
pub fn redaction(shared: &Shared, pseudonyms: Option<&Option<PathBuf>>) -> Result<Redaction> {
    let pseudonyms = match pseudonyms {
        None => None,
        Some(None) => Some(Pseudonyms::of_this_run().context("--pseudonyms")?),
        Some(Some(path)) => {
            let key = fs::read(path).with_context(|| {
                let mend = "make one with `head -c 32 /dev/urandom > KEYFILE`";
                format!("{}: the key cannot be read; {mend}", path.display())
            })?;
            Some(Pseudonyms::under(&key).with_context(|| path.display().to_string())?)
        }
    };
    Ok(Redaction {
        personal: shared.redact,
        pseudonyms,
    })
}

/// An earlier run's findings, as the reports of this run may show them; `warn` hears what stands in the way of comparing.
pub fn earlier(path: &Path, request: &Request, engine: &Engine, warn: &mut dyn Listener) -> Result<Earlier> {
    let report = File::open(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let earlier = Earlier::read(BufReader::new(report), &request.redaction, engine);
    let earlier = earlier.with_context(|| path.display().to_string())?;
    if earlier.is_unmasked() {
        let text = "was made without --redact; what was found in posts with personal data is told as gone and as new";
        warn.warning(&Warning {
            source: request.redaction.source(engine, &source::name(path)),
            line: None,
            text: text.into(),
        });
    }
    Ok(earlier)
}

/// The keeper of `--resume`.
pub fn keeper(path: &Path, request: &Request, selected: &[Rules], lang: Lang, outputs: &[Output]) -> Result<Keeper> {
    let mut asked = options(request, selected, lang);
    asked["outputs"] = json!(
        outputs
            .iter()
            .map(|output| format!("{}={:?}", output.target, output.path))
            .collect::<Vec<_>>()
    );
    asked["version"] = json!(env!("CARGO_PKG_VERSION"));
    asked["code"] = json!(
        request
            .redaction
            .pseudonyms
            .as_ref()
            .map(|pseudonyms| pseudonyms.code(""))
    );
    let mut rules = Sha256::new();
    let layers = selected.iter().flat_map(|rules| &rules.project.layers);
    for file in files(selected)?.iter().chain(layers.map(|layer| &layer.file)) {
        rules.update(format!("{}\0{}\0", file.path, file.text));
    }
    for Rules { policy, .. } in selected {
        let known = policy.baseline.as_ref().map(|baseline| &baseline.entries);
        rules.update(format!("{known:?}{:?}", policy.ignores.list));
    }
    asked["rules"] = json!(hash::hex(&rules.finalize()));
    Keeper::open(path, asked.to_string().as_bytes(), &request.paths, outputs)
}

/// What a bundle says of its run.
pub fn circumstances<'c>(
    request: &'c Request<'c>,
    selected: &'c [Rules],
    configs: Vec<PathBuf>,
    lang: Lang,
) -> Result<Circumstances<'c>> {
    if request.paths.iter().any(|path| path.as_os_str() == "-") || request.text.is_some() {
        bail!("a bundle names its inputs and their hashes; save the text to a file and name that");
    }
    if request.scan.is_some_and(|scan| scan.pseudonyms == Some(None)) {
        bail!("a bundle must be the same when made again; name a key with --pseudonyms=KEYFILE");
    }
    let engine = &selected.first().context("there is nothing to check")?.engine;
    let mut packs: Vec<String> = selected.iter().flat_map(|rules| rules.ids.clone()).collect();
    packs.sort();
    packs.dedup();
    let configuration = configs
        .iter()
        .map(|path| {
            let text = text_file::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Ok(SourceFile {
                path: name.into_owned(),
                text,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let redaction = &request.redaction;
    let mut options = options(request, selected, lang);
    // What a run goes on by is whole; what others are handed is not.
    for (key, shown) in [
        (
            "inputs",
            &(|name: &str| redaction.source(engine, name)) as &dyn Fn(&str) -> String,
        ),
        ("author", &|name: &str| redaction.person(engine, name)),
    ] {
        let names = options[key].as_array_mut().into_iter().flatten();
        for name in names {
            *name = name.as_str().map(shown).into();
        }
    }
    Ok(Circumstances {
        inputs: request.paths.clone(),
        name: Box::new(|name| redaction.source(engine, name)),
        options,
        rules: files(selected)?,
        packs,
        configuration,
    })
}

/// The rule files of all groups, each once.
fn files(selected: &[Rules]) -> Result<Vec<SourceFile>> {
    let mut packs: Vec<String> = selected.iter().flat_map(|rules| rules.packs.clone()).collect();
    packs.sort();
    packs.dedup();
    rules::files(&packs)
}

/// Everything that decides what is found and shown, after command line and project files were joined.
fn options(request: &Request, selected: &[Rules], lang: Lang) -> Value {
    let shared = request.shared;
    let groups: Vec<Value> = selected
        .iter()
        .map(|rules| {
            let given = shared.facts.facts().or(&rules.project.facts());
            let mut chosen = rules.policy.settings.clone();
            chosen.over(rules.policy.given.clone());
            json!({
                "packs": rules.ids,
                "select": chosen.select,
                "ignore": chosen.ignore,
                "min_severity": chosen.min_severity.map(|severity| severity.word()),
                "min_confidence": chosen.min_confidence.map(|confidence| confidence.word()),
                "account": given.account.map(|account| account.word()),
                "kind": given.kind.map(|kind| kind.word()),
                "platform": given.platforms.first().map(|platform| platform.word()),
                "permission": given.permission.map(|permission| permission.word()),
            })
        })
        .collect();
    let reading = &request.reading;
    let paths: Vec<_> = request.paths.iter().map(|path| path.to_string_lossy()).collect();
    json!({
        "inputs": paths,
        "groups": groups,
        "lang": lang.word(),
        "text_column": reading.text_column,
        "author": reading.authors,
        "zone": reading.zone.as_ref().and_then(|zone| zone.iana_name()),
        "date_order": reading.date_order.map(|order| format!("{order:?}")),
        "since": reading.since.map(|time| format!("{time:?}")),
        "until": reading.until.map(|time| format!("{time:?}")),
        "messages": reading.messages,
        "deleted": reading.deleted,
        "redact": request.redaction.personal,
        "pseudonyms": request.redaction.pseudonyms.is_some(),
        "strict": shared.strict,
    })
}
