//! What a file of Meta's is about: paths have changed with the years, their ends less so.

/// What a file is about. In the order of reading: a post comes before the pictures that repeat its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    /// Whose export it is.
    Profile,
    Posts,
    Groups,
    Comments,
    Album,
    Pictures,
    Messages,
    /// Others' words on the holder's page.
    Others,
    /// Likes, saves, reposts: others' words.
    Passed,
    /// Earlier versions of posts, each with the last one.
    Edits,
}

impl About {
    /// True for a file that says something of each record in it.
    pub(super) fn holds_posts(self) -> bool {
        matches!(self, About::Posts | About::Groups | About::Comments | About::Others)
    }
}

/// By the end of the path, and by the first bytes where the name says nothing.
pub(super) fn about(path: &str, head: impl FnOnce() -> String) -> Option<About> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, suffix) = name.rsplit_once('.')?;
    if suffix != "json" && suffix != "html" {
        return None;
    }
    let within =
        |part: &str| folder == part || folder.ends_with(&format!("/{part}")) || folder.contains(&format!("{part}/"));
    // `_1` is there even where the file is alone; browsers add ` (1)`.
    let stem = stem.trim_end_matches(|char: char| char.is_ascii_digit() || matches!(char, '_' | ' ' | '(' | ')' | '-'));
    let instagram = within("content") || within("media") || path.contains("instagram");
    Some(match stem {
        "your_posts"
        | "your_posts__check_ins__photos_and_videos"
        | "profile_posts"
        | "posts_on_other_pages_and_profiles" => About::Posts,
        "posts" if instagram || within("threads") => About::Posts,
        "reels" | "stories" | "igtv_videos" | "other_content" | "archived_posts" if instagram => About::Posts,
        "threads_and_replies" => About::Posts,
        "group_posts_and_comments"
        | "your_posts_and_comments_in_groups"
        | "your_posts_in_groups"
        | "your_group_posts"
        | "your_comments_in_groups" => About::Groups,
        "comments" | "post_comments" | "reels_comments" | "hype" | "your_comments_in_groups_and_pages" => {
            About::Comments
        }
        "your_videos" | "your_uncategorized_photos" | "your_photos" => About::Pictures,
        "" if within("album") => About::Album,
        "message" if folder.contains("messages") || folder.is_empty() => About::Messages,
        "profile_information" | "personal_information" => About::Profile,
        "other_people's_posts_to_your_timeline"
        | "other_people’s_posts_to_your_timeline"
        | "visitor_posts"
        | "posts_from_others" => About::Others,
        "reposts"
        | "liked_posts"
        | "liked_threads"
        | "liked_comments"
        | "saved_posts"
        | "likes_and_reactions"
        | "your_saved_items" => About::Passed,
        "edits_you_made_to_posts" => About::Edits,
        _ => return by_content(&head()),
    })
}

/// A single file under another name.
fn by_content(head: &str) -> Option<About> {
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    if super::html::has_records(head) {
        return Some(About::Posts);
    }
    if !head.trim_start().starts_with(['[', '{']) {
        return None;
    }
    if has("participants") && has("sender_name") {
        return Some(About::Messages);
    }
    if has("comments_v2")
        || has("comments_media_comments")
        || has("comments_reels_comments")
        || has("comments_story_comments")
    {
        return Some(About::Comments);
    }
    if has("group_posts_v2") || has("group_comments_v2") {
        return Some(About::Groups);
    }
    let keys = [
        "status_updates",
        "text_post_app_text_posts",
        "ig_reels_media",
        "ig_stories",
        "ig_igtv_media",
        "ig_other_media",
    ];
    let posts = keys.iter().any(|key| has(key))
        || has("label_values") && has("fbid")
        || has("timestamp") && has("data") && (has("attachments") || head.contains("{\"post\"") || has("post"))
        || has("creation_timestamp") && has("media") && has("uri");
    posts.then_some(About::Posts)
}
