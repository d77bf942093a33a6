//! Compiles the shipped rules at build time: the binary parses no YAML and builds no tables when it starts.

#![allow(dead_code, unused_imports, reason = "the build uses a part of each module")]

mod pack;
mod post;
mod rule;
mod text;
mod when;
mod engine {
    mod binding;
    pub mod block;
    pub mod compile;
    mod conditions;
    mod follow;
    mod lexis;
    pub mod lists;
    pub mod pattern;
    pub mod phrases;
    pub mod program;
    pub mod table;
    pub mod wake;
    pub mod weights;
}

use pack::error::SourceFile;
use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    // Only what this build uses: a change elsewhere must not compile the rules anew.
    for part in ["build.rs", "pack", "post.rs", "rule.rs", "when.rs", "text"] {
        println!("cargo::rerun-if-changed=src/{part}");
    }
    const ENGINE: &[&str] = &[
        "binding",
        "block",
        "compile",
        "conditions",
        "follow",
        "lexis",
        "lists",
        "pattern",
        "phrases",
        "program",
        "table",
        "wake",
        "weights",
    ];
    let root = std::env::var("CARGO_MANIFEST_DIR")?;
    // What was compiled by another compiler, or of other rules, is not taken out of a cache.
    let mut hasher = DefaultHasher::new();
    for part in ENGINE.iter().chain(&["beside", "stored"]) {
        println!("cargo::rerun-if-changed=src/engine/{part}.rs");
        fs::read(Path::new(&root).join(format!("src/engine/{part}.rs")))?.hash(&mut hasher);
    }
    let out = std::env::var("OUT_DIR")?;
    let mut files = Vec::new();
    gather(Path::new(&root), Path::new("rules"), &mut files)?;
    let sources: Vec<(String, String)> = files.iter().map(|f| (f.path.clone(), f.text.clone())).collect();
    let compiled = pack::load::load(files).and_then(|library| engine::compile::compile(&library));
    let mut program = match compiled {
        Ok(program) => program,
        Err(errors) => {
            for error in &errors {
                eprintln!("{error}\n");
            }
            return Err(format!("{} mistakes in the shipped rules, printed above", errors.len()).into());
        }
    };
    // Tests and explanations read the sources.
    program.forget_examples();
    let decoded = postcard::to_allocvec(&program)?;
    let mut blocks = Vec::new();
    for block in program.blocks() {
        blocks.extend((block.bytes().len() as u64).to_le_bytes());
        blocks.extend(block.bytes());
    }
    (&decoded, &blocks, program.forms.bytes(), program.phonetic.bytes()).hash(&mut hasher);
    println!("cargo::rustc-env=POSTLINT_RULES={:016x}", hasher.finish());
    fs::write(Path::new(&out).join("program.bin"), decoded)?;
    fs::write(Path::new(&out).join("blocks.bin"), blocks)?;
    fs::write(Path::new(&out).join("forms.bin"), program.forms.bytes())?;
    fs::write(Path::new(&out).join("phonetic.bin"), program.phonetic.bytes())?;
    fs::write(Path::new(&out).join("sources.bin"), postcard::to_allocvec(&sources)?)?;
    Ok(())
}

/// Every YAML file under a folder, in order of name, with its path from the root.
fn gather(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), Box<dyn Error>> {
    let mut names: Vec<_> = fs::read_dir(root.join(folder))?
        .map(|entry| entry.map(|e| e.file_name()))
        .collect::<Result<_, _>>()?;
    names.sort();
    for name in names {
        let path = folder.join(&name);
        if root.join(&path).is_dir() {
            gather(root, &path, files)?;
        } else if path.extension().is_some_and(|e| e == "yaml") {
            let text = fs::read_to_string(root.join(&path))?;
            files.push(SourceFile {
                path: path.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(())
}
