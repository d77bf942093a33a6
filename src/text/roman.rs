//! A phonetic key for Urdu, Hindi and Gujarati in Latin letters.
//!
//! Nobody agrees on the spelling: *hukumat, hukoomat, hakoomat, hukumath*. The key keeps what all of them keep:
//! the consonants in order, where vowels stand between them, and the last vowel. Vowel length, doubled letters,
//! aspiration and letters that are used for one another (v w, z j, q k, ph f) fold together. Short words keep their vowels
//! and their aspiration, so that they do not collapse into each other (*chor* stays apart from *char*).

/// The shortest word that has a key, in letters: shorter ones are taken as written.
pub const MIN_LETTERS: usize = 4;

/// Words with so many consonants, and two vowels, let go of the quality of their inner vowels and of inner aspiration.
const LONG_CONSONANTS: usize = 3;

/// The key of a folded word, or `None` where it is too short or not purely of Latin letters.
pub fn key(word: &str) -> Option<String> {
    if word.len() < MIN_LETTERS || word.len() > 40 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let sounds = sounds(word.as_bytes());
    let consonants = sounds.iter().filter(|s| matches!(s, Sound::Consonant(..))).count();
    let vowels = sounds.len() - consonants;
    let long = consonants >= LONG_CONSONANTS && vowels >= 2;
    let mut key = String::with_capacity(word.len() + 1);
    // Keys live in their own table, but must never look like a word when printed.
    key.push('~');
    let last = sounds.len() - 1;
    for (i, sound) in sounds.iter().enumerate() {
        match *sound {
            Sound::Consonant(c, aspirated) => {
                key.push(c);
                // An aspirate that begins a word is heard by all (khulta is not kulta).
                if aspirated && (!long || i == 0) {
                    key.push('h');
                }
            }
            Sound::Vowel(v) if !long || i == 0 || i == last => key.push(v),
            Sound::Vowel(_) => key.push('.'),
        }
    }
    (key.len() > 3).then_some(key)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sound {
    Consonant(char, bool),
    Vowel(char),
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Splits a word into consonants (with aspiration) and runs of vowels, with doubles merged and interchanged letters unified.
fn sounds(word: &[u8]) -> Vec<Sound> {
    let mut out: Vec<Sound> = Vec::with_capacity(word.len());
    let mut i = 0;
    while i < word.len() {
        let b = word[i];
        let next = word.get(i + 1).copied();
        if is_vowel(b) || (b == b'y' && !next.is_some_and(is_vowel) && i > 0) {
            let start = i;
            while i < word.len()
                && (is_vowel(word[i]) || word[i] == b'y' && i > start && !word.get(i + 1).is_some_and(|&n| is_vowel(n)))
            {
                i += 1;
            }
            i = i.max(start + 1);
            out.push(Sound::Vowel(vowel(&word[start..i])));
            continue;
        }
        let (sound, used) = consonant(b, next, word.get(i + 2).copied());
        i += used;
        if out.last() != Some(&Sound::Consonant(sound, false)) && out.last() != Some(&Sound::Consonant(sound, true)) {
            let aspirated = word.get(i) == Some(&b'h') && !matches!(sound, 'S' | 'C' | 'h');
            // The h of a syllable of its own (sahi, tehsil) follows a vowel, not a consonant.
            if aspirated {
                i += 1;
            }
            out.push(Sound::Consonant(sound, aspirated));
        } else if word.get(i) == Some(&b'h') {
            // ddh, tth: the aspiration of the doubled letter.
            i += 1;
        }
    }
    out
}

/// One class for a run of vowels: length folds away, quality stays.
fn vowel(run: &[u8]) -> char {
    match run {
        [b'a', b'u', ..] | [b'o', b'u', ..] => 'o',
        [b'a', b'i', ..] | [b'a', b'e', ..] | [b'a', b'y', ..] => 'e',
        [b'e', b'e', ..] => 'i',
        [b'o', b'o', ..] => 'u',
        [b'e', b'i', ..] | [b'e', b'y', ..] => 'e',
        [b'i', b'y'] | [b'i', b'e', ..] => 'i',
        [b'a', ..] => 'a',
        [b'e', ..] => 'e',
        [b'i' | b'y', ..] => 'i',
        [b'o', ..] => 'o',
        _ => 'u',
    }
}

/// The class of a consonant and how many letters it took.
fn consonant(b: u8, next: Option<u8>, after: Option<u8>) -> (char, usize) {
    match (b, next) {
        (b's', Some(b'h')) => ('S', 2),
        (b'c', Some(b'h')) if after == Some(b'h') => ('C', 3),
        (b'c', Some(b'h')) => ('C', 2),
        (b'p', Some(b'h')) => ('f', 2),
        (b'x', _) => ('k', 1),
        (b'c' | b'q' | b'k', _) => ('k', 1),
        (b'w' | b'v', _) => ('v', 1),
        (b'z' | b'j', _) => ('j', 1),
        _ => (b as char, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn common_spellings_meet() {
        for group in [
            &["hukumat", "hukoomat", "hakoomat", "hukumath", "hukummat"][..],
            &["sarkaar", "sarkar", "serkar"],
            &["zameen", "jameen", "zamin"],
            &["intezaar", "intizar", "intezar"],
            &["vote", "wote"],
            &["bewaqoof", "bevakoof", "bewakuf"],
            &["nalayak", "nalaayak", "nalayaq"],
            &["faisla", "feslaa", "faislaa"],
        ] {
            let keys: Vec<_> = group.iter().map(|w| key(w)).collect();
            assert!(
                keys.windows(2).all(|k| k[0].is_some() && k[0] == k[1]),
                "{group:?} {keys:?}"
            );
        }
    }

    #[test]
    fn short_and_different_words_stay_apart() {
        for (a, b) in [
            ("chor", "char"),
            ("hukumat", "hikmat"),
            ("sarkar", "sarkari"),
            ("khana", "gana"),
            ("qatal", "katora"),
            ("jhoot", "joota"),
            ("khulta", "kulta"),
            ("band", "bhand"),
        ] {
            assert_ne!(key(a), key(b), "{a} {b}");
        }
        assert_eq!(key("ka"), None);
        assert_eq!(key("mix3d"), None);
    }
}
