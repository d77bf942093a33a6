//! How long a post may be, as each platform counts.
//!
//! X counts weights: most characters one, East Asian ones and emoji two, a link 23 whatever its length (the published
//! `twitter-text` configuration, version 3). The others count characters. The limits are those of the platforms' help pages in
//! 2025 for an ordinary account.

use crate::post::{Platform, Post};
use crate::text::zone::{self, ZoneKind};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// What a link weighs on X.
const LINK: usize = 23;

/// Most units a post may have on a platform.
pub const fn limit(platform: Platform) -> usize {
    match platform {
        Platform::X => 280,
        Platform::Facebook => 63_206,
        Platform::Instagram => 2_200,
        Platform::Whatsapp => 65_536,
        Platform::Telegram => 4_096,
        Platform::Youtube => 5_000,
        Platform::Linkedin => 3_000,
        Platform::Other => usize::MAX,
    }
}

/// The text that goes out: without comments.
pub fn posted(post: &Post) -> String {
    let mut text = String::with_capacity(post.text.len());
    let mut at = 0;
    for comment in &post.unposted {
        text.push_str(&post.text[at..comment.start]);
        at = comment.end;
    }
    text.push_str(&post.text[at..]);
    text.trim().to_owned()
}

/// Units of a text on a platform.
pub fn length(text: &str, platform: Platform) -> usize {
    pieces(text, platform).map(|(_, units)| units).sum()
}

/// The byte where a post begins to be too long, on a grapheme boundary; its end where it is not.
pub fn cut(post: &Post, platform: Platform) -> usize {
    let mut left = limit(platform);
    for (at, units) in pieces(&post.text, platform) {
        let Some(rest) = left.checked_sub(units) else { return at };
        left = rest;
    }
    post.text.len()
}

/// Where each link and grapheme cluster begins, and what it counts.
fn pieces(text: &str, platform: Platform) -> impl Iterator<Item = (usize, usize)> {
    let links: Vec<(usize, usize)> = if platform == Platform::X {
        let links = zone::marked(text)
            .into_iter()
            .filter(|zone| zone.kind == ZoneKind::Link);
        links.map(|zone| (zone.span.start, zone.span.end)).collect()
    } else {
        Vec::new()
    };
    let mut link = 0;
    text.grapheme_indices(true).filter_map(move |(at, cluster)| {
        while links.get(link).is_some_and(|(_, end)| *end <= at) {
            link += 1;
        }
        match links.get(link) {
            Some((start, _)) if *start == at => Some((at, LINK)),
            Some((start, _)) if *start < at => None,
            _ if platform == Platform::X => Some((at, weight(cluster))),
            _ => Some((at, cluster.chars().count())),
        }
    })
}

/// What a grapheme cluster weighs on X.
fn weight(cluster: &str) -> usize {
    let emoji = cluster
        .chars()
        .any(|c| matches!(u32::from(c), 0xFE0F | 0x20E3 | 0x1F000..=0x1FAFF | 0xE0062..=0xE007F));
    if emoji {
        return 2;
    }
    cluster
        .nfc()
        .map(|c| match u32::from(c) {
            0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
            _ => 2,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_counts_links_as_23_and_emoji_as_2() {
        let on_x = |text| length(text, Platform::X);
        assert_eq!(on_x("plain words"), 11);
        assert_eq!(
            on_x("see https://example.gov.pk/a/very/long/path/that/goes/on/and/on?x=1 now"),
            4 + 23 + 4
        );
        assert_eq!(on_x("👨‍👩‍👧"), 2);
        assert_eq!(on_x("नमस्ते"), 6);
        assert_eq!(on_x("آج"), 2);
        assert_eq!(on_x("日本"), 4);
        assert_eq!(length("日本", Platform::Telegram), 2);
    }

    #[test]
    fn the_cut_is_where_the_limit_is_passed() {
        let post = Post::from_text("a".repeat(300));
        assert_eq!(cut(&post, Platform::X), 280);
        assert_eq!(cut(&Post::from_text("short"), Platform::X), 5);
    }
}
