//! `postlint scan`: what it can do beyond `check`.

use super::args::{ScanArgs, Shared};
use super::bundle::Circumstances;
use super::check::{Request, run};
use super::interrupt::Interrupt;
use super::keeper::Keeper;
use super::plan::Plan;
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

/// What one project brings to a run, for the file of `--resume` and for a bundle.
struct Chosen {
    /// Options in force, after command line and project file were joined.
    options: Value,
    /// Packs as they were named.
    packs: Vec<String>,
    /// Their ids.
    ids: Vec<String>,
    /// Settings with those they stand on.
    settings: Vec<SourceFile>,
    /// Baseline and ignores.
    excuses: String,
}

impl Chosen {
    fn of(request: &Request, rules: &Rules) -> Chosen {
        let given = request.shared.facts.facts().or(&rules.project.facts());
        let mut chosen = rules.policy.settings.clone();
        chosen.over(rules.policy.given.clone());
        let known = rules.policy.baseline.as_ref().map(|baseline| &baseline.entries);
        Chosen {
            options: json!({
                "packs": rules.ids,
                "select": chosen.select,
                "ignore": chosen.ignore,
                "min_severity": chosen.min_severity.map(|severity| severity.word()),
                "min_confidence": chosen.min_confidence.map(|confidence| confidence.word()),
                "account": given.account.map(|account| account.word()),
                "kind": given.kind.map(|kind| kind.word()),
                "platform": given.platforms.first().map(|platform| platform.word()),
                "permission": given.permission.map(|permission| permission.word()),
            }),
            packs: rules.packs.clone(),
            ids: rules.ids.clone(),
            settings: rules.project.layers.iter().map(|layer| layer.file.clone()).collect(),
            excuses: format!("{known:?}{:?}", rules.policy.ignores.list),
        }
    }
}

/// The keeper of `--resume`.
pub fn keeper(path: &Path, request: &Request, plan: &Plan) -> Result<Keeper> {
    let chosen = plan.each(request, |rules| Chosen::of(request, rules))?;
    let mut asked = options(request, &chosen, plan.options.lang);
    asked["outputs"] = json!(
        plan.outputs
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
    let settings = chosen.iter().flat_map(|chosen| &chosen.settings);
    for file in files(&chosen)?.iter().chain(settings) {
        rules.update(format!("{}\0{}\0", file.path, file.text));
    }
    chosen.iter().for_each(|chosen| rules.update(&chosen.excuses));
    asked["rules"] = json!(hash::hex(&rules.finalize()));
    Keeper::open(path, asked.to_string().as_bytes(), &request.paths, &plan.outputs)
}

/// What a bundle says of its run.
pub fn circumstances<'c>(request: &'c Request<'c>, plan: &'c Plan) -> Result<Circumstances<'c>> {
    if request.paths.iter().any(|path| path.as_os_str() == "-") || request.text.is_some() {
        bail!("a bundle names its inputs and their hashes; save the text to a file and name that");
    }
    if request.scan.is_some_and(|scan| scan.pseudonyms == Some(None)) {
        bail!("a bundle must be the same when made again; name a key with --pseudonyms=KEYFILE");
    }
    let chosen = plan.each(request, |rules| Chosen::of(request, rules))?;
    let mut packs: Vec<String> = chosen.iter().flat_map(|chosen| chosen.ids.clone()).collect();
    packs.sort();
    packs.dedup();
    let configs = plan.parts.iter().filter_map(|part| part.group.config.as_deref());
    let configuration = configs
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
    let engine = &plan.first.engine;
    let mut options = options(request, &chosen, plan.options.lang);
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
        rules: files(&chosen)?,
        packs,
        configuration,
    })
}

/// The rule files of all projects, each once.
fn files(chosen: &[Chosen]) -> Result<Vec<SourceFile>> {
    let mut packs: Vec<String> = chosen.iter().flat_map(|chosen| chosen.packs.clone()).collect();
    packs.sort();
    packs.dedup();
    rules::files(&packs)
}

/// Everything that decides what is found and shown.
fn options(request: &Request, chosen: &[Chosen], lang: Lang) -> Value {
    let groups: Vec<&Value> = chosen.iter().map(|chosen| &chosen.options).collect();
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
        "strict": request.shared.strict,
    })
}
