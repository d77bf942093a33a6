//! What postlint finds in the settings themselves: ignores that excuse nothing, permissions that ended, and posts that do not
//! fit their platform. They are findings like any other, of a pack of their own.

use crate::finding::Finding;
use crate::post::{Meta, Origin, Place, Post};
use crate::rule::{Citation, Confidence, Lang, Rule, Severity, Texts, When};
use crate::text::span::{InPost, Span};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};

/// The pack of these rules.
pub const PACK: &str = "postlint";

/// What is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// An ignore that excuses nothing.
    Unused,
    /// An ignore or permission whose last day is over.
    Expired,
    /// An ignore that cannot be understood.
    Unclear,
    /// An ignore without the reason that the project asks for.
    NoReason,
    /// A known finding that is gone.
    Stale,
    /// A post longer than its platform takes.
    TooLong,
}

impl Notice {
    const ALL: [Notice; 6] = [
        Notice::Unused,
        Notice::Expired,
        Notice::Unclear,
        Notice::NoReason,
        Notice::Stale,
        Notice::TooLong,
    ];

    /// Its rule.
    pub fn rule(self) -> &'static Arc<Rule> {
        &rules()[self as usize]
    }

    /// A finding of it over a span; `detail` is said for what it depends on, and tells two of one post apart.
    pub fn finding(self, span: Span<InPost>, detail: &str) -> Finding {
        let rule = Arc::clone(self.rule());
        let mut hasher = Sha256::new();
        hasher.update(rule.id.as_bytes());
        hasher.update([0]);
        hasher.update(detail.as_bytes());
        let fingerprint = hasher
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Finding {
            severity: rule.severity,
            rule,
            confidence: Confidence::High,
            span,
            labels: Vec::new(),
            matched: Vec::new(),
            depends_on: Vec::new(),
            told: None,
            fix: None,
            fingerprint,
            excuse: None,
            by_weight: false,
            leans: 0,
            change: None,
        }
    }
}

/// A line of a settings file as a post, to carry what is found there.
pub fn line_of(file: &str, line: usize, text: &str) -> Post {
    let text = text.trim();
    Post {
        id: format!("{file}#{line}"),
        text: text.to_owned(),
        title: None,
        meta: Meta::default(),
        origin: Origin {
            source: file.to_owned(),
            record: line,
            place: Place::Record { line },
        },
        remarks: Vec::new(),
        unposted: Vec::new(),
    }
}

/// The rules of notices.
pub fn rules() -> &'static [Arc<Rule>] {
    static RULES: LazyLock<Vec<Arc<Rule>>> =
        LazyLock::new(|| Notice::ALL.iter().map(|notice| Arc::new(rule(*notice))).collect());
    &RULES
}

fn rule(notice: Notice) -> Rule {
    let (name, title, severity, says) = match notice {
        Notice::Unused => (
            "ignore-unused",
            "Ignore that excuses nothing",
            Severity::Warning,
            EXCUSES,
        ),
        Notice::Expired => (
            "excuse-expired",
            "Excuse whose last day is over",
            Severity::Warning,
            EXCUSES,
        ),
        Notice::Unclear => (
            "ignore-unclear",
            "Ignore that is not understood",
            Severity::Warning,
            EXCUSES,
        ),
        Notice::NoReason => (
            "ignore-without-reason",
            "Ignore without a reason",
            Severity::Warning,
            EXCUSES,
        ),
        Notice::Stale => ("baseline-stale", "Known finding that is gone", Severity::Error, RATCHET),
        Notice::TooLong => ("too-long", "Longer than the platform takes", Severity::Advice, LENGTH),
    };
    let (message, advice) = speech(notice);
    Rule {
        id: format!("{PACK}/{name}"),
        pack: PACK.into(),
        title: title.into(),
        clauses: vec![Citation {
            clause: format!(
                "{PACK}/{}",
                if notice == Notice::TooLong {
                    "platform-limits"
                } else {
                    "excuses"
                }
            ),
            cite: "postlint: this project's own settings".into(),
            says: says.into(),
        }],
        family: if notice == Notice::TooLong { "length" } else { "excuses" }.into(),
        severity,
        when: When::default(),
        message: texts(message),
        advice: texts(advice),
    }
}

const EXCUSES: &str = "An excuse names what it excuses, says why, ends on its day, and goes when nothing needs it.";
const RATCHET: &str = "What was mended leaves the file of known findings, so that it cannot come back unseen.";
const LENGTH: &str = "A post fits the platform it is written for.";

type InFour = [&'static str; 4];

fn texts(all: InFour) -> Texts {
    [Lang::En, Lang::Ur, Lang::Hi, Lang::Gu]
        .into_iter()
        .zip(all.map(str::to_owned))
        .collect()
}

/// Message and advice in English, Urdu, Hindi and Gujarati.
fn speech(notice: Notice) -> (InFour, InFour) {
    match notice {
        Notice::Unused => (
            [
                "This ignore excuses nothing: no such finding is there any more.",
                "یہ استثنا کسی کام کا نہیں: ایسی کوئی نشاندہی اب موجود نہیں۔",
                "यह छूट किसी काम की नहीं: ऐसी कोई टिप्पणी अब नहीं है।",
                "આ છૂટ કશા કામની નથી: એવી કોઈ નોંધ હવે નથી.",
            ],
            ["Take it out.", "اسے نکال دیں۔", "इसे हटा दें।", "તે કાઢી નાખો."],
        ),
        Notice::Expired => (
            [
                "The last day of this excuse is over; it excuses nothing now.",
                "اس رعایت کی آخری تاریخ گزر چکی؛ اب یہ مؤثر نہیں۔",
                "इस छूट की अंतिम तारीख़ बीत चुकी है; अब यह लागू नहीं।",
                "આ છૂટની છેલ્લી તારીખ વીતી ગઈ છે; હવે તે લાગુ નથી.",
            ],
            [
                "Have it renewed and write the new date, or take it out and mend the post.",
                "اس کی تجدید کرا کے نئی تاریخ لکھیں، یا اسے نکال کر پوسٹ درست کریں۔",
                "इसे नया कराकर नई तारीख़ लिखें, या हटाकर पोस्ट सुधारें।",
                "તે તાજી કરાવી નવી તારીખ લખો, અથવા કાઢી નાખી પોસ્ટ સુધારો.",
            ],
        ),
        Notice::Unclear => (
            [
                "This ignore is not understood: it names no rule, family or clause, or its date is none.",
                "یہ استثنا سمجھ میں نہیں آیا: اس میں کسی قاعدے یا شق کا نام نہیں، یا تاریخ درست نہیں۔",
                "यह छूट समझ में नहीं आई: इसमें कोई नियम या धारा नहीं है, या तारीख़ ठीक नहीं है।",
                "આ છૂટ સમજાઈ નહીં: તેમાં કોઈ નિયમ કે કલમ નથી, અથવા તારીખ બરાબર નથી.",
            ],
            [
                "Write it as in `postlint: ignore[rule] until 2026-12-31: reason`; `postlint packs coverage` lists the rules.",
                "اسے یوں لکھیں: `postlint: ignore[rule] until 2026-12-31: reason`؛ قاعدے `postlint packs coverage` میں ہیں۔",
                "इसे ऐसे लिखें: `postlint: ignore[rule] until 2026-12-31: reason`; नियम `postlint packs coverage` में हैं।",
                "આ રીતે લખો: `postlint: ignore[rule] until 2026-12-31: reason`; નિયમો `postlint packs coverage`માં છે.",
            ],
        ),
        Notice::NoReason => (
            [
                "This ignore gives no reason, and this project asks for one; it excuses nothing.",
                "اس استثنا میں وجہ نہیں لکھی، جو یہاں لازم ہے؛ یہ مؤثر نہیں۔",
                "इस छूट में कारण नहीं लिखा है, जो यहाँ ज़रूरी है; यह लागू नहीं।",
                "આ છૂટમાં કારણ લખ્યું નથી, જે અહીં જરૂરી છે; તે લાગુ નથી.",
            ],
            [
                "Write why behind it: order, file number, or who decided.",
                "اس کے آگے وجہ لکھیں: حکم نامہ، فائل نمبر، یا کس نے فیصلہ کیا۔",
                "उसके आगे कारण लिखें: आदेश, फ़ाइल क्रमांक, या किसने निर्णय किया।",
                "તેની પાછળ કારણ લખો: આદેશ, ફાઇલ નંબર, અથવા કોણે નિર્ણય કર્યો.",
            ],
        ),
        Notice::Stale => (
            [
                "This known finding is gone. While it stands in the baseline it could come back unseen.",
                "یہ معلوم نشاندہی اب نہیں رہی۔ فہرست میں رہے تو دوبارہ آنے پر نظر نہیں آئے گی۔",
                "यह ज्ञात टिप्पणी अब नहीं रही। सूची में रही तो लौटने पर दिखेगी नहीं।",
                "આ જાણીતી નોંધ હવે નથી. યાદીમાં રહેશે તો પાછી આવે ત્યારે દેખાશે નહીં.",
            ],
            [
                "Run `postlint baseline prune` and commit the file.",
                "`postlint baseline prune` چلائیں اور فائل محفوظ کریں۔",
                "`postlint baseline prune` चलाएँ और फ़ाइल सहेजें।",
                "`postlint baseline prune` ચલાવો અને ફાઇલ સાચવો.",
            ],
        ),
        Notice::TooLong => (
            [
                "This post is longer than the platform takes.",
                "یہ پوسٹ پلیٹ فارم کی حد سے لمبی ہے۔",
                "यह पोस्ट प्लेटफ़ॉर्म की सीमा से लंबी है।",
                "આ પોસ્ટ પ્લેટફોર્મની મર્યાદા કરતાં લાંબી છે.",
            ],
            [
                "Shorten it, or part it into a thread.",
                "اسے مختصر کریں یا کئی حصوں میں بانٹیں۔",
                "इसे छोटा करें या कई भागों में बाँटें।",
                "તેને ટૂંકી કરો અથવા કેટલાક ભાગમાં વહેંચો.",
            ],
        ),
    }
}
