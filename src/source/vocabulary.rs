//! The words of metadata: closed sets, what tools call them, and the word that was probably meant.

use crate::post::{Account, Kind, Permission, Platform, Voice};
use unicode_normalization::UnicodeNormalization;

/// A value outside its closed set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// The set, in words.
    pub(super) expected: String,
    /// The word that was probably meant.
    pub(super) meant: Option<&'static str>,
}

impl Unknown {
    fn of(value: &str, words: &[&'static str]) -> Unknown {
        Unknown {
            expected: words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", "),
            meant: nearest(&value.to_lowercase(), words.iter().copied()),
        }
    }
}

/// Whose account.
pub(super) fn account(value: &str) -> Result<Account, Unknown> {
    value
        .parse()
        .map_err(|_| Unknown::of(value, &words(Account::ALL, Account::word)))
}

/// Whether permission was given.
pub(super) fn permission(value: &str) -> Result<Permission, Unknown> {
    value
        .parse()
        .map_err(|_| Unknown::of(value, &words(Permission::ALL, Permission::word)))
}

/// Whose words stand on an official page.
pub(super) fn voice(value: &str) -> Result<Voice, Unknown> {
    value
        .parse()
        .map_err(|_| Unknown::of(value, &words(Voice::ALL, Voice::word)))
}

/// What a post is, by the words of the contract and those of platforms.
pub(super) fn kind(value: &str) -> Result<Kind, Unknown> {
    if let Ok(kind) = value.parse() {
        return Ok(kind);
    }
    Ok(match folded(value).as_str() {
        "tweet" | "thread" | "story" | "reel" | "status" | "poll" | "quote" | "share" | "video" | "photo" => Kind::Post,
        "reply" => Kind::Comment,
        "chat" | "dm" | "directmessage" => Kind::Message,
        "repost" | "reblog" | "boost" | "rt" => Kind::Forward,
        _ => return Err(Unknown::of(value, &words(Kind::ALL, Kind::word))),
    })
}

/// Where a post goes.
pub(super) fn platform(value: &str) -> Result<Platform, Unknown> {
    if let Ok(platform) = value.parse() {
        return Ok(platform);
    }
    Ok(match folded(value).as_str() {
        "x/twitter" | "x(twitter)" | "twitter/x" | "twitter(x)" => Platform::X,
        "facebookpage" | "meta" => Platform::Facebook,
        "ig" => Platform::Instagram,
        "wa" | "whatsappchannel" => Platform::Whatsapp,
        "tg" => Platform::Telegram,
        "yt" => Platform::Youtube,
        "threads" | "mastodon" | "bluesky" | "tiktok" | "reddit" | "pinterest" | "snapchat" | "koo" | "sharechat"
        | "medium" | "discord" | "signal" | "web" | "website" | "blog" => Platform::Other,
        _ => return Err(Unknown::of(value, &words(Platform::ALL, Platform::word))),
    })
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| word(*value)).collect()
}

/// A name without what tools write differently: case, spaces, `_`, `-`, a byte order mark.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, '_' | '-' | '\u{FEFF}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// True where two names are one to a reader: case, width, blanks, `@`, `~`, hidden marks and the punctuation of telephone
/// numbers do not count.
pub(super) fn same_name(left: &str, right: &str) -> bool {
    let fold = |name: &str| -> String {
        let plain = name.nfkc().flat_map(char::to_lowercase);
        plain.filter(|char| char.is_alphanumeric() || *char == '+').collect()
    };
    let (folded, other) = (fold(left), fold(right));
    // A name may be all emoji.
    if folded.is_empty() {
        return left.trim() == right.trim();
    }
    folded == other
}

/// The word nearest to `written`, at most two edits away and sharing more than it lacks.
pub(super) fn nearest(written: &str, words: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    words
        .into_iter()
        .map(|word| (edits(written, word), word))
        .filter(|&(edits, word)| edits <= 2 && edits * 2 < word.chars().count())
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, word)| word)
}

/// Insertions, deletions, substitutions and swaps of neighbours between two short words.
fn edits(left: &str, right: &str) -> usize {
    // A key of a page's length is no typo, and the table is quadratic.
    if left.len() > 64 {
        return usize::MAX / 4;
    }
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut table = vec![vec![0; right.len() + 1]; left.len() + 1];
    for (row, line) in table.iter_mut().enumerate() {
        line[0] = row;
    }
    for (column, cell) in table[0].iter_mut().enumerate() {
        *cell = column;
    }
    for row in 1..=left.len() {
        for column in 1..=right.len() {
            let same = usize::from(left[row - 1] != right[column - 1]);
            let mut best = (table[row - 1][column] + 1)
                .min(table[row][column - 1] + 1)
                .min(table[row - 1][column - 1] + same);
            if row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1] {
                best = best.min(table[row - 2][column - 2] + 1);
            }
            table[row][column] = best;
        }
    }
    table[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_meant_is_found_and_a_stranger_is_not() {
        let words = ["platform", "account", "kind", "id"];
        assert_eq!(nearest("platfrom", words), Some("platform"));
        assert_eq!(nearest("acount", words), Some("account"));
        assert_eq!(nearest("kin", words), Some("kind"));
        assert_eq!(nearest("ia", words), None);
        assert_eq!(nearest("slug", words), None);
    }

    #[test]
    fn names_are_compared_as_readers_see_them() {
        assert!(same_name("asma khan", "~\u{202F}Asma Khan"));
        assert!(same_name("@DC_Office", "dc_office"));
        assert!(same_name("+91 98765-43210", "\u{202A}+91\u{A0}98765 43210\u{202C}"));
        assert!(!same_name("Asma", "Asma Khan"));
        assert!(!same_name("\u{1F600}", "\u{1F601}"));
    }

    #[test]
    fn platforms_write_their_names_in_many_ways() {
        assert_eq!(platform("X (Twitter)"), Ok(Platform::X));
        assert_eq!(platform("Mastodon"), Ok(Platform::Other));
        assert_eq!(
            platform("Facebok").map_err(|unknown| unknown.meant),
            Err(Some("facebook"))
        );
        assert_eq!(kind("Retweet"), Ok(Kind::Forward));
        assert_eq!(kind("DM"), Ok(Kind::Message));
    }
}
