//! Writes invented posts as JSON Lines: `cargo run --release --example posts -- 1000000 > posts.jsonl`; with `text` behind the
//! number the bare texts, a line each; with `hits` nine posts in ten are flagged instead of three in a hundred.

#[path = "../benches/posts/mod.rs"]
mod posts;

use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let count = args.first().and_then(|count| count.parse().ok()).unwrap_or(1000);
    let has = |word: &str| args.iter().any(|arg| arg == word);
    let planted = posts::flagged(&posts::program_with_examples(), "pk-federal");
    let posts = posts::Posts::new(planted, if has("hits") { 900 } else { 30 });
    let mut out = BufWriter::new(io::stdout().lock());
    for number in 0..count {
        let (text, _) = posts.post(number);
        if has("text") {
            writeln!(out, "{}", text.replace('\n', " "))?;
        } else {
            writeln!(
                out,
                "{}",
                serde_json::json!({ "id": format!("p{number}"), "text": text })
            )?;
        }
    }
    out.flush()
}
