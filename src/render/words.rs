//! The fixed words of reports in the officers' languages. One table, so that a translator finds them in one place.

use super::Unit;
use crate::finding::Change;
use crate::rule::{Confidence, Lang, Severity};
use std::collections::BTreeMap;

/// The words of one language.
pub(super) struct Words {
    /// Severities, strongest first, at the head of a finding.
    heads: [&'static str; 3],
    /// One error, several errors, in the closing line.
    error: [&'static str; 2],
    warning: [&'static str; 2],
    advice: [&'static str; 2],
    /// Before what a clause says.
    pub(super) may_breach: &'static str,
    /// Before the advice.
    pub(super) to_do: &'static str,
    /// Before the labels.
    pub(super) why: &'static str,
    /// Before the forms that were matched through folds.
    pub(super) read_as: &'static str,
    /// Before what was unknown.
    pub(super) depends_on: &'static str,
    /// Behind it.
    pub(super) assumed: &'static str,
    /// Behind that, where the finding is weaker for it.
    pub(super) weaker: &'static str,
    /// Before a safe replacement.
    pub(super) fix: &'static str,
    /// Where something is missing and nothing can be marked.
    pub(super) missing_here: &'static str,
    /// Before the confidence.
    pub(super) confidence: &'static str,
    high: &'static str,
    medium: &'static str,
    low: &'static str,
    /// Behind the confidence where weights alone speak.
    pub(super) by_weight: &'static str,
    /// Before a record that could not be read.
    pub(super) unread: &'static str,
    /// `{}` more lines.
    pub(super) more_lines: &'static str,
    /// `{}` more records that could not be read.
    pub(super) more_unread: &'static str,
    /// In one draft, in several.
    in_drafts: [&'static str; 2],
    in_posts: [&'static str; 2],
    drafts_checked: [&'static str; 2],
    posts_checked: [&'static str; 2],
    nothing_in_drafts: [&'static str; 2],
    nothing_in_posts: [&'static str; 2],
    nothing_checked: &'static str,
    refused: [&'static str; 2],
    skipped: [&'static str; 2],
    /// At the head of a finding that a permission covers.
    pub(super) covered: &'static str,
    /// Before the permission.
    pub(super) covered_by: &'static str,
    /// Before its last day.
    pub(super) until: &'static str,
    /// So many covered, ignored, known in the baseline, there before the changes.
    excused: [&'static str; 4],
    /// Between counts.
    comma: &'static str,
    /// Between the finding and the sum of what was checked.
    pub(super) semicolon: &'static str,
    /// After a closing line that is a sentence.
    stop: &'static str,
    /// Before what became of findings since an earlier run.
    pub(super) earlier: &'static str,
    /// New, same, gone.
    pub(super) changes: [&'static str; 3],
    /// Where a run ended early.
    pub(super) stopped: &'static str,
}

impl Words {
    /// The words of `lang`; English for one without a table.
    pub(super) fn of(lang: Lang) -> &'static Words {
        match lang {
            Lang::Ur | Lang::UrLatn => &UR,
            Lang::Hi | Lang::HiLatn => &HI,
            Lang::Gu | Lang::GuLatn => &GU,
            Lang::En | Lang::Any => &EN,
        }
    }

    /// The word at the head of a finding.
    pub(super) fn severity(&self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.heads[0],
            Severity::Warning => self.heads[1],
            Severity::Advice => self.heads[2],
        }
    }

    fn severities(&self, severity: Severity) -> [&'static str; 2] {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Advice => self.advice,
        }
    }

    /// The word for what became of a finding.
    pub(super) fn change(&self, change: Change) -> &'static str {
        match change {
            Change::New => self.changes[0],
            Change::Same => self.changes[1],
        }
    }

    /// The word for a confidence.
    pub(super) fn level(&self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::High => self.high,
            Confidence::Medium => self.medium,
            Confidence::Low => self.low,
        }
    }

    /// The closing line. `counts` are findings by severity, strongest first; `flagged` the drafts or posts they are in.
    pub(super) fn verdict(
        &self,
        counts: [u64; 3],
        flagged: u64,
        checked: u64,
        refused: u64,
        skipped: u64,
        unit: Unit,
    ) -> String {
        let (inside, sum, nothing) = match unit {
            Unit::Draft => (self.in_drafts, self.drafts_checked, self.nothing_in_drafts),
            Unit::Post => (self.in_posts, self.posts_checked, self.nothing_in_posts),
        };
        let named: Vec<String> = Severity::ALL
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| format!("{count} {}", pick(self.severities(*severity), count)))
            .collect();
        let mut said = if checked == 0 {
            self.nothing_checked.to_owned()
        } else if named.is_empty() {
            counted(nothing, checked)
        } else {
            let found = named.join(self.comma);
            // Findings about the settings are in no draft.
            let inside = if flagged > 0 {
                format!(" {}", counted(inside, flagged))
            } else {
                String::new()
            };
            format!("{found}{inside}{}{}", self.semicolon, counted(sum, checked))
        };
        for (forms, count) in [(self.refused, refused), (self.skipped, skipped)] {
            if count > 0 {
                said.push_str(self.semicolon);
                said.push_str(&counted(forms, count));
            }
        }
        if named.is_empty() {
            said.push_str(self.stop);
        }
        said
    }
}

impl Words {
    /// A closing line with what does not count behind it.
    pub(super) fn with_excused(&self, said: &str, excused: &BTreeMap<&'static str, u64>) -> String {
        let bare = said.strip_suffix(self.stop).unwrap_or(said);
        let mut out = bare.to_owned();
        for (form, word) in self.excused.iter().zip(["covered", "ignored", "baseline", "unchanged"]) {
            if let Some(count) = excused.get(word) {
                out.push_str(self.semicolon);
                out.push_str(&form.replace("{}", &count.to_string()));
            }
        }
        out.push_str(&said[bare.len()..]);
        out
    }
}

fn pick(forms: [&'static str; 2], count: u64) -> &'static str {
    forms[usize::from(count != 1)]
}

/// The form for `count`, with the number in it.
fn counted(forms: [&'static str; 2], count: u64) -> String {
    pick(forms, count).replace("{}", &count.to_string())
}

static EN: Words = Words {
    heads: ["error", "warning", "advice"],
    error: ["error", "errors"],
    warning: ["warning", "warnings"],
    advice: ["piece of advice", "pieces of advice"],
    may_breach: "May breach",
    to_do: "What to do",
    why: "Why",
    read_as: "Read as",
    depends_on: "Depends on",
    assumed: "not stated, so it is assumed",
    weaker: ", and the finding is one step weaker",
    fix: "Safe fix",
    missing_here: "missing here",
    confidence: "confidence",
    high: "high",
    medium: "medium",
    low: "low",
    by_weight: "by the weight of its words, none certain alone",
    unread: "could not be read",
    more_lines: "{} more lines",
    more_unread: "{} more could not be read",
    in_drafts: ["in {} draft", "in {} drafts"],
    in_posts: ["in {} post", "in {} posts"],
    drafts_checked: ["{} checked", "{} checked"],
    posts_checked: ["{} checked", "{} checked"],
    nothing_in_drafts: [
        "Nothing found in {} draft checked",
        "Nothing found in {} drafts checked",
    ],
    nothing_in_posts: ["Nothing found in {} post checked", "Nothing found in {} posts checked"],
    nothing_checked: "Nothing was checked",
    refused: ["{} could not be read", "{} could not be read"],
    skipped: ["{} skipped", "{} skipped"],
    covered: "covered",
    covered_by: "Covered by",
    until: "until",
    excused: [
        "{} covered by a permission",
        "{} ignored",
        "{} known in the baseline",
        "{} there before the changes",
    ],
    comma: ", ",
    semicolon: "; ",
    stop: ".",
    earlier: "Compared with the earlier run",
    changes: ["new", "same", "gone"],
    stopped: "The run was stopped before its end. This report holds what was done so far.",
};

static UR: Words = Words {
    heads: ["غلطی", "انتباہ", "مشورہ"],
    error: ["غلطی", "غلطیاں"],
    warning: ["انتباہ", "انتباہات"],
    advice: ["مشورہ", "مشورے"],
    may_breach: "ممکنہ خلاف ورزی",
    to_do: "کیا کریں",
    why: "کیوں",
    read_as: "یوں پڑھا گیا",
    depends_on: "اس شرط پر",
    assumed: "درج نہیں، اس لیے فرض کیا گیا",
    weaker: "، اور نتیجہ ایک درجہ نرم ہے",
    fix: "محفوظ درستی",
    missing_here: "یہاں موجود نہیں",
    confidence: "یقین",
    high: "زیادہ",
    medium: "درمیانہ",
    low: "کم",
    by_weight: "الفاظ کے وزن سے، اکیلا کوئی فیصلہ کن نہیں",
    unread: "پڑھا نہ جا سکا",
    more_lines: "مزید {} سطریں",
    more_unread: "مزید {} پڑھے نہ جا سکے",
    in_drafts: ["{} مسودے میں", "{} مسودوں میں"],
    in_posts: ["{} پوسٹ میں", "{} پوسٹوں میں"],
    drafts_checked: ["{} مسودہ جانچا گیا", "{} مسودے جانچے گئے"],
    posts_checked: ["{} پوسٹ جانچی گئی", "{} پوسٹیں جانچی گئیں"],
    nothing_in_drafts: [
        "جانچے گئے {} مسودے میں کچھ نہیں ملا",
        "جانچے گئے {} مسودوں میں کچھ نہیں ملا",
    ],
    nothing_in_posts: [
        "جانچی گئی {} پوسٹ میں کچھ نہیں ملا",
        "جانچی گئی {} پوسٹوں میں کچھ نہیں ملا",
    ],
    nothing_checked: "کچھ نہیں جانچا گیا",
    refused: ["{} پڑھا نہ جا سکا", "{} پڑھے نہ جا سکے"],
    skipped: ["{} چھوڑا گیا", "{} چھوڑے گئے"],
    covered: "اجازت یافتہ",
    covered_by: "اجازت",
    until: "تک",
    excused: [
        "{} اجازت کے تحت",
        "{} نظر انداز",
        "{} پہلے سے معلوم",
        "{} تبدیلی سے پہلے کی",
    ],
    comma: "، ",
    semicolon: "؛ ",
    stop: "۔",
    earlier: "پچھلی جانچ سے موازنہ",
    changes: ["نیا", "وہی", "ختم"],
    stopped: "جانچ مکمل ہونے سے پہلے روک دی گئی۔ اس رپورٹ میں اب تک کا کام ہے۔",
};

static HI: Words = Words {
    heads: ["त्रुटि", "चेतावनी", "सलाह"],
    error: ["त्रुटि", "त्रुटियाँ"],
    warning: ["चेतावनी", "चेतावनियाँ"],
    advice: ["सलाह", "सलाहें"],
    may_breach: "संभावित उल्लंघन",
    to_do: "क्या करें",
    why: "क्यों",
    read_as: "ऐसे पढ़ा गया",
    depends_on: "इस शर्त पर",
    assumed: "बताया नहीं गया, इसलिए मान लिया गया",
    weaker: ", और निष्कर्ष एक स्तर नरम है",
    fix: "सुरक्षित सुधार",
    missing_here: "यहाँ मौजूद नहीं",
    confidence: "निश्चितता",
    high: "अधिक",
    medium: "मध्यम",
    low: "कम",
    by_weight: "शब्दों के वज़न से, अकेला कोई निर्णायक नहीं",
    unread: "पढ़ा नहीं जा सका",
    more_lines: "{} और पंक्तियाँ",
    more_unread: "{} और पढ़े नहीं जा सके",
    in_drafts: ["{} मसौदे में", "{} मसौदों में"],
    in_posts: ["{} पोस्ट में", "{} पोस्टों में"],
    drafts_checked: ["{} मसौदा जाँचा गया", "{} मसौदे जाँचे गए"],
    posts_checked: ["{} पोस्ट जाँची गई", "{} पोस्ट जाँची गईं"],
    nothing_in_drafts: ["जाँचे गए {} मसौदे में कुछ नहीं मिला", "जाँचे गए {} मसौदों में कुछ नहीं मिला"],
    nothing_in_posts: ["जाँची गई {} पोस्ट में कुछ नहीं मिला", "जाँची गई {} पोस्टों में कुछ नहीं मिला"],
    nothing_checked: "कुछ नहीं जाँचा गया",
    refused: ["{} पढ़ा नहीं जा सका", "{} पढ़े नहीं जा सके"],
    skipped: ["{} छोड़ा गया", "{} छोड़े गए"],
    covered: "अनुमति प्राप्त",
    covered_by: "अनुमति",
    until: "तक",
    excused: ["{} अनुमति के अंतर्गत", "{} अनदेखी", "{} पहले से ज्ञात", "{} बदलाव से पहले की"],
    comma: ", ",
    semicolon: "; ",
    stop: "।",
    earlier: "पिछली जाँच से तुलना",
    changes: ["नया", "वही", "हट गया"],
    stopped: "जाँच पूरी होने से पहले रोक दी गई। इस रिपोर्ट में अब तक का काम है।",
};

static GU: Words = Words {
    heads: ["ભૂલ", "ચેતવણી", "સલાહ"],
    error: ["ભૂલ", "ભૂલો"],
    warning: ["ચેતવણી", "ચેતવણીઓ"],
    advice: ["સલાહ", "સલાહો"],
    may_breach: "સંભવિત ભંગ",
    to_do: "શું કરવું",
    why: "શા માટે",
    read_as: "આમ વાંચ્યું",
    depends_on: "આ શરતે",
    assumed: "જણાવ્યું નથી, તેથી માની લીધું છે",
    weaker: ", અને તારણ એક સ્તર હળવું છે",
    fix: "સલામત સુધારો",
    missing_here: "અહીં નથી",
    confidence: "નિશ્ચિતતા",
    high: "વધુ",
    medium: "મધ્યમ",
    low: "ઓછી",
    by_weight: "શબ્દોના વજનથી, એકલો કોઈ નિર્ણાયક નથી",
    unread: "વાંચી શકાયું નથી",
    more_lines: "વધુ {} લીટીઓ",
    more_unread: "વધુ {} વાંચી શકાયા નથી",
    in_drafts: ["{} મુસદ્દામાં", "{} મુસદ્દામાં"],
    in_posts: ["{} પોસ્ટમાં", "{} પોસ્ટમાં"],
    drafts_checked: ["{} મુસદ્દો તપાસ્યો", "{} મુસદ્દા તપાસ્યા"],
    posts_checked: ["{} પોસ્ટ તપાસી", "{} પોસ્ટ તપાસી"],
    nothing_in_drafts: ["તપાસેલા {} મુસદ્દામાં કંઈ મળ્યું નથી", "તપાસેલા {} મુસદ્દામાં કંઈ મળ્યું નથી"],
    nothing_in_posts: ["તપાસેલી {} પોસ્ટમાં કંઈ મળ્યું નથી", "તપાસેલી {} પોસ્ટમાં કંઈ મળ્યું નથી"],
    nothing_checked: "કંઈ તપાસાયું નથી",
    refused: ["{} વાંચી શકાયું નથી", "{} વાંચી શકાયા નથી"],
    skipped: ["{} છોડ્યું", "{} છોડ્યા"],
    covered: "મંજૂરી હેઠળ",
    covered_by: "મંજૂરી",
    until: "સુધી",
    excused: ["{} મંજૂરી હેઠળ", "{} અવગણી", "{} અગાઉથી જાણીતી", "{} ફેરફાર પહેલાંની"],
    comma: ", ",
    semicolon: "; ",
    stop: ".",
    earlier: "અગાઉની તપાસ સાથે સરખામણી",
    changes: ["નવું", "તે જ", "ગયું"],
    stopped: "તપાસ પૂરી થતાં પહેલાં અટકાવાઈ. આ અહેવાલમાં અત્યાર સુધીનું કામ છે.",
};
