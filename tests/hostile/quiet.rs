//! Nothing leaves the machine, and nothing of a post is kept beside the output asked for.

use super::*;

/// Crates that speak to a network, or bring a runtime that is made for it.
const LOUD: &[&str] = &[
    "actix-web",
    "async-std",
    "attohttpc",
    "axum",
    "curl",
    "curl-sys",
    "h2",
    "h3",
    "hickory-resolver",
    "hyper",
    "isahc",
    "lettre",
    "mio",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "sentry",
    "smol",
    "socket2",
    "surf",
    "tokio",
    "tonic",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webpki-roots",
];

#[test]
fn no_crate_of_the_tree_speaks_to_a_network() {
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    let crates: Vec<&str> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .collect();
    assert!(crates.len() > 100 && crates.contains(&"serde_json"));
    let loud: Vec<&&str> = crates.iter().filter(|name| LOUD.contains(name)).collect();
    assert!(loud.is_empty(), "{loud:?}");
}

#[test]
fn no_source_opens_a_socket_or_is_unsafe() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for word in [
            "std::net",
            "TcpStream",
            "UdpSocket",
            "UnixStream",
            "unsafe {",
            "unsafe fn",
            "allow(unsafe",
        ] {
            assert!(!text.contains(word), "{} holds `{word}`", path.display());
        }
    }
    for root in ["lib.rs", "main.rs"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(root)).unwrap();
        assert!(text.contains("#![forbid(unsafe_code)]"), "{root}");
    }
}

/// System calls of a run, or `None` where they cannot be traced here.
fn traced(folder: &Path, args: &[&str]) -> Option<Vec<String>> {
    let trace = folder.join("trace.log");
    let status = Command::new("strace")
        .args(["-f", "-qq", "-s", "256", "-o"])
        .arg(&trace)
        .args([
            "-e",
            "trace=%network,%process,open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlinkat",
        ])
        .arg(env!("CARGO_BIN_EXE_postlint"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    let calls = fs::read_to_string(trace).unwrap_or_default();
    // Where tracing is forbidden, strace fails or writes nothing.
    (status.code().is_some_and(|code| code < 2) && calls.contains("execve("))
        .then(|| calls.lines().map(str::to_owned).collect())
}

#[test]
fn a_run_opens_no_socket_starts_no_program_and_writes_only_what_was_asked_for() {
    let folder = folder_with("in.jsonl", format!("{{\"text\":\"{INSULT}\"}}\n"));
    fs::create_dir(folder.path().join("out")).unwrap();
    let args = [
        "scan",
        "--no-config",
        "--pack",
        "pk-federal",
        "-o",
        "html=out/a.html",
        "-o",
        "jsonl=out/a.jsonl",
        "-o",
        "json=-",
        "in.jsonl",
    ];
    let Some(calls) = traced(folder.path(), &args) else {
        eprintln!("no strace on this machine, or it may not trace: system calls were not looked at");
        return;
    };
    let called = |call: &str, name: &str| {
        call.split_once(' ')
            .is_some_and(|(_, call)| call.trim_start().starts_with(&format!("{name}(")))
    };
    let of = |name: &str| -> Vec<&String> { calls.iter().filter(|call| called(call, name)).collect() };
    for name in ["socket", "connect", "bind", "sendto", "sendmsg", "socketpair", "listen"] {
        assert!(of(name).is_empty(), "{:?}", of(name));
    }
    assert_eq!(of("execve").len(), 1, "{:?}", of("execve"));
    let mut written = 0;
    for call in &calls {
        let opens = ["open", "openat", "openat2", "creat"]
            .iter()
            .any(|name| called(call, name));
        if opens && ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| call.contains(flag)) {
            let path = call.split('"').nth(1).unwrap();
            written += 1;
            let inside = path.starts_with("out/") || path.contains("/out/.postlint-");
            assert!(
                inside || path.starts_with("/dev/") || path.starts_with("/proc/"),
                "{call}"
            );
        }
    }
    assert!(written >= 2, "the reports themselves");
    assert_eq!(names(&folder.path().join("out")), ["a.html", "a.jsonl"]);
}
