//! What WhatsApp itself writes into an export, by language: words for half of a day, what stands where no text is, notices.
//!
//! This is the one place for such texts; a language is added here and nowhere else. English, and the media lines of Hindi, Gujarati and
//! Urdu, are as exports show them; other lines of these languages follow the program's translations and wait for an export to
//! confirm them. A line that is missing here costs a notice checked as text, never a message passed over as a notice.

/// Half of a day, or a part of it, as a clock of twelve hours needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
    Night,
}

/// Names of the halves, folded: lower case, without dots, commas and spaces. From the Unicode locale data.
pub(super) const HALVES: &[(Half, &[&str])] = &[
    (
        Half::Morning,
        &[
            "am",
            "a",
            "पूर्वाह्न",
            "मपू",
            "सुबह",
            "सकाळी",
            "पहाटे",
            "સવારે",
            "પૂર્વાહ્ન",
            "صبح",
            "قبلدوپہر",
            "قبلازدوپہر",
            "ق",
            "غم",
            "صبحمنجهند",
            "ص",
            "صباحا",
            "صباحًا",
            "قظ",
            "قبلازظهر",
            "ਪੂਦੁ",
            "ਸਵੇਰੇ",
            "পূর্বাহ্ণ",
            "ভোর",
            "সকাল",
            "முற்பகல்",
            "காலை",
            "πμ",
            "öö",
            "de",
            "fm",
            "ap",
            "上午",
            "凌晨",
            "早上",
            "午前",
            "오전",
        ],
    ),
    (
        Half::Afternoon,
        &[
            "pm",
            "p",
            "अपराह्न",
            "मउ",
            "दोपहर",
            "शाम",
            "दुपारी",
            "संध्याकाळी",
            "सायंकाळी",
            "બપોરે",
            "સાંજે",
            "અપરાહ્ન",
            "بعددوپہر",
            "بعدازدوپہر",
            "دوپہر",
            "سہپہر",
            "شام",
            "غو",
            "منجهندشام",
            "شاممنجهند",
            "م",
            "مساء",
            "مساءً",
            "بظ",
            "بعدازظهر",
            "ਬਾਦੁ",
            "ਸ਼ਾਮ",
            "অপরাহ্ণ",
            "দুপুর",
            "বিকাল",
            "সন্ধ্যা",
            "பிற்பகல்",
            "மாலை",
            "μμ",
            "ös",
            "du",
            "em",
            "ip",
            "下午",
            "中午",
            "晚上",
            "午後",
            "오후",
        ],
    ),
    (Half::Night, &["रात", "रात्री", "રાત્રે", "رات", "রাত", "ਰਾਤ", "இரவு"]),
];

/// What stands in the place of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// A picture, film, sound, sticker or file; a caption may follow on the next lines.
    Media,
    /// A text that was taken back.
    Deleted,
    /// A call.
    Call,
    /// A text that had not arrived, or could be seen once only.
    Missing,
    /// A place on a map.
    Location,
}

impl Stand {
    /// The key of the summary.
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Stand::Media => "media only",
            Stand::Deleted => "deleted, no text left",
            Stand::Call => "call",
            Stand::Missing => "text not in the export",
            Stand::Location => "location",
        }
    }
}

/// Whole bodies that are no text, folded: lower case, without marks and the last full stop.
pub(super) const STANDS: &[(Stand, &[&str])] = &[
    (
        Stand::Media,
        &[
            "<media omitted>",
            "image omitted",
            "video omitted",
            "video note omitted",
            "audio omitted",
            "voice message omitted",
            "sticker omitted",
            "gif omitted",
            "document omitted",
            "contact card omitted",
            "album omitted",
            // Hindi
            "<मीडिया के बिना>",
            "<मीडिया शामिल नहीं है>",
            "<मीडिया छोड़ा गया>",
            "<मीडिया हटाया गया>",
            // Gujarati
            "<મિડિયા છોડી મૂકાયું>",
            "<મીડિયા અવગણવામાં આવ્યા>",
            "<મીડિયા છોડી દીધું>",
            // Urdu
            "<میڈیا چھوڑ دیا گیا>",
            "<میڈیا ہٹا دیا گیا>",
            "<میڈیا شامل نہیں>",
        ],
    ),
    (
        Stand::Deleted,
        &[
            "this message was deleted",
            "you deleted this message",
            "you deleted this message as admin",
            // Hindi
            "यह मैसेज डिलीट किया गया",
            "यह मैसेज डिलीट कर दिया गया",
            "यह मैसेज मिटा दिया गया",
            "यह संदेश हटा दिया गया",
            "यह संदेश हटा दिया गया था",
            "आपने यह मैसेज डिलीट किया",
            "आपने यह मैसेज डिलीट कर दिया",
            "आपने इस मैसेज को मिटा दिया",
            "आपने यह संदेश हटा दिया",
            // Gujarati
            "આ મેસેજ ડિલીટ કરવામાં આવ્યો",
            "આ મેસેજ ડિલીટ કરવામાં આવ્યો હતો",
            "આ મેસેજ ડિલીટ કર્યો",
            "આ સંદેશ કાઢી નાખવામાં આવ્યો",
            "તમે આ મેસેજ ડિલીટ કર્યો",
            "તમે આ સંદેશ કાઢી નાખ્યો",
            // Urdu
            "یہ پیغام حذف کر دیا گیا",
            "یہ پیغام حذف کر دیا گیا تھا",
            "یہ پیغام مٹا دیا گیا",
            "یہ میسج حذف کر دیا گیا",
            "آپ نے یہ پیغام حذف کر دیا",
            "آپ نے یہ پیغام مٹا دیا",
            "آپ نے یہ میسج حذف کر دیا",
        ],
    ),
    (
        Stand::Call,
        &[
            "missed voice call",
            "missed video call",
            "missed group voice call",
            "missed group video call",
            "मिस्ड वॉइस कॉल",
            "मिस्ड वीडियो कॉल",
            "છૂટી ગયેલો વૉઇસ કૉલ",
            "છૂટી ગયેલો વીડિયો કૉલ",
            "મિસ્ડ વોઇસ કૉલ",
            "મિસ્ડ વિડિયો કૉલ",
            "مسڈ وائس کال",
            "مسڈ ویڈیو کال",
            "چھوٹی ہوئی وائس کال",
            "چھوٹی ہوئی ویڈیو کال",
        ],
    ),
    (
        Stand::Missing,
        &[
            "null",
            "waiting for this message",
            "waiting for this message. this may take a while",
            "waiting for this message. this may take a while. learn more",
            "this message has expired",
            "इस मैसेज का इंतज़ार है",
            "આ મેસેજની રાહ જોવાઈ રહી છે",
            "اس پیغام کا انتظار ہے",
        ],
    ),
    (
        Stand::Location,
        &[
            "live location shared",
            "लाइव लोकेशन शेयर की",
            "લાઇવ લોકેશન શેર કર્યું",
            "لائیو لوکیشن شیئر کی",
        ],
    ),
];

/// Bodies that are no text and say more than a fixed phrase. `{who}` is a name, `{clock}` a time of day, `{link}` the rest of one link.
pub(super) const LONGER_STANDS: &[(Stand, &str)] = &[
    (Stand::Deleted, "This message was deleted by admin {who}"),
    (Stand::Call, "Missed voice call at {clock}"),
    (Stand::Call, "Missed video call at {clock}"),
    (Stand::Call, "Missed voice call. Tap to call back"),
    (Stand::Call, "Missed video call. Tap to call back"),
    (Stand::Location, "location: https://{link}"),
    (Stand::Location, "live location: https://{link}"),
];

/// Like [`LONGER_STANDS`], where the phone's mark stands before them: people write such words too. `{…}` is any text.
pub(super) const MARKED_STANDS: &[(Stand, &str)] = &[
    (Stand::Call, "Voice call{…}"),
    (Stand::Call, "Video call{…}"),
    (Stand::Call, "Missed voice call{…}"),
    (Stand::Call, "Missed video call{…}"),
    (Stand::Call, "Silenced voice call{…}"),
    (Stand::Call, "Silenced video call{…}"),
    (Stand::Call, "Missed group {…} call{…}"),
    (Stand::Missing, "You received a view once {…}"),
    (Stand::Missing, "You sent a view once {…}"),
    (Stand::Missing, "View once {…} omitted"),
    (Stand::Missing, "This message can't be displayed {…}"),
];

/// At the end of a text that was edited.
pub(super) const EDITED: &[&str] = &[
    "<this message was edited>",
    "<message edited>",
    "<यह मैसेज एडिट किया गया>",
    "<यह मैसेज एडिट किया गया था>",
    "<यह मैसेज बदला गया>",
    "<આ મેસેજમાં ફેરફાર કરવામાં આવ્યો>",
    "<આ મેસેજ એડિટ કરવામાં આવ્યો>",
    "<આ મેસેજ એડિટ કર્યો>",
    "<اس پیغام میں ترمیم کی گئی>",
    "<یہ پیغام ترمیم شدہ ہے>",
    "<یہ میسج ایڈٹ کیا گیا>",
];

/// Behind the name of a file that lies beside an Android export.
pub(super) const ATTACHED: &[&str] = &[
    "(file attached)",
    "(फ़ाइल अटैच की गई)",
    "(फ़ाइल संलग्न है)",
    "(ફાઇલ જોડેલી છે)",
    "(ફાઇલ જોડવામાં આવી)",
    "(فائل منسلک ہے)",
    "(فائل منسلک)",
];

/// What a notice tells of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// `who` founded it, and so administers it.
    Created,
    /// `who` did what only administrators can; `whom`, where one is named, was removed.
    Governed,
    /// `who` made `whom` an administrator.
    Promoted,
    /// `whom` is no longer one.
    Demoted,
    /// `who` left, or `whom` was removed.
    Left,
    /// Something else.
    Other,
}

/// Notices. `{who}` did it, `{whom}` it was done to, `{title}` is the group's name, `{…}` is any text. A last full stop may be there or not.
pub(super) const NOTICES: &[(Deed, &str)] = &[
    (Deed::Created, "{who} created group {title}"),
    (Deed::Created, "{who} created the group {title}"),
    (Deed::Created, "{who} created this group"),
    (Deed::Promoted, "{who} made {whom} an admin"),
    (Deed::Promoted, "{whom} is now an admin"),
    (Deed::Promoted, "{whom} are now an admin"),
    (Deed::Promoted, "{whom}'re now an admin"),
    (Deed::Promoted, "{whom} is now a group admin"),
    (Deed::Demoted, "{whom} is no longer an admin"),
    (Deed::Demoted, "{whom}'re no longer an admin"),
    (Deed::Demoted, "{who} dismissed {whom} as admin"),
    (Deed::Other, "{who} added this group to {…}"),
    (Deed::Other, "{who} removed this group from {…}"),
    (Deed::Other, "{who} added {whom}"),
    (Deed::Other, "{whom} was added"),
    (Deed::Other, "{whom} were added"),
    (Deed::Left, "{whom} was removed"),
    (Deed::Left, "{whom} were removed"),
    (Deed::Governed, "{who} removed {whom}"),
    (Deed::Left, "{who} left"),
    (Deed::Left, "{who} left the group"),
    (Deed::Other, "{who} joined using {…}"),
    (Deed::Other, "{who} joined from {…}"),
    (Deed::Other, "{who} joined this group{…}"),
    (Deed::Other, "{who} joined the group{…}"),
    (Deed::Other, "{who} requested to join{…}"),
    (Deed::Other, "{who} changed the subject {…}"),
    (Deed::Other, "{who} changed the group name {…}"),
    (Deed::Governed, "{who} changed this group's settings {…}"),
    (Deed::Other, "{who} changed this group's {…}"),
    (Deed::Other, "{who} changed the group {…}"),
    (Deed::Governed, "{who} changed the settings {…}"),
    (Deed::Other, "{who} changed the community {…}"),
    (Deed::Other, "{who} changed their phone number{…}"),
    (Deed::Other, "{who} changed to {…}"),
    (Deed::Other, "{who} deleted this group's {…}"),
    (Deed::Other, "{who} deleted the group {…}"),
    (Deed::Governed, "{who} reset this group's invite link"),
    (Deed::Governed, "{who} turned on admin approval{…}"),
    (Deed::Governed, "{who} turned off admin approval{…}"),
    (Deed::Other, "{who} turned on {…}"),
    (Deed::Other, "{who} turned off {…}"),
    (Deed::Other, "{who} updated the message timer{…}"),
    (Deed::Other, "{who} uses a default timer {…}"),
    (Deed::Other, "{who} pinned a message"),
    (Deed::Other, "{who} unpinned a message"),
    (Deed::Other, "{who} is a contact"),
    (Deed::Other, "{who} started a call"),
    (Deed::Other, "{who} started a voice call"),
    (Deed::Other, "{who} started a video call"),
    (Deed::Other, "{who} blocked this contact{…}"),
    (Deed::Other, "{who} unblocked this contact{…}"),
    (Deed::Other, "Your security code with {who} changed{…}"),
    (Deed::Other, "{who}'s security code changed{…}"),
    (Deed::Other, "Messages and calls are end-to-end encrypted{…}"),
    (
        Deed::Other,
        "Messages to this {…} secured with end-to-end encryption{…}",
    ),
    (
        Deed::Other,
        "Messages you send to this {…} secured with end-to-end encryption{…}",
    ),
    (Deed::Other, "This chat is with {…}"),
    (Deed::Other, "This business {…}"),
    (Deed::Other, "This group was added to {…}"),
    (Deed::Other, "This group has {…}"),
    (Deed::Other, "Only messages that mention {…}"),
    (Deed::Other, "New members {…}"),
    (Deed::Other, "Admin approval {…}"),
    (Deed::Other, "Disappearing messages {…}"),
    // Hindi
    (Deed::Created, "{who} ने ग्रुप {title} बनाया"),
    (Deed::Created, "{who} ने {title} ग्रुप बनाया"),
    (Deed::Created, "{who} ने यह ग्रुप बनाया"),
    (Deed::Promoted, "{who} ने {whom} को एडमिन बनाया"),
    (Deed::Promoted, "{whom} अब एडमिन हैं"),
    (Deed::Demoted, "{whom} अब एडमिन नहीं हैं"),
    (Deed::Other, "{who} ने {whom} को जोड़ा"),
    (Deed::Other, "{whom} को जोड़ा गया"),
    (Deed::Governed, "{who} ने {whom} को हटाया"),
    (Deed::Governed, "{who} ने {whom} को निकाला"),
    (Deed::Left, "{who} ने ग्रुप छोड़ा"),
    (Deed::Left, "{who} ने ग्रुप छोड़ दिया"),
    (Deed::Other, "{who} ने विषय {…}"),
    (Deed::Other, "{who} ने ग्रुप {…} बदला"),
    (Deed::Other, "{who} ने ग्रुप {…} बदल दिया"),
    (Deed::Other, "{who} ग्रुप {…} शामिल हुए"),
    (Deed::Other, "{who} इस ग्रुप {…} शामिल हुए"),
    (Deed::Other, "मैसेज और कॉल एंड-टू-एंड एन्क्रिप्टेड {…}"),
    (Deed::Other, "मैसेज और कॉल, एंड-टू-एंड एन्क्रिप्टेड {…}"),
    // Gujarati
    (Deed::Created, "{who}એ ગ્રુપ {title} બનાવ્યું"),
    (Deed::Created, "{who} એ ગ્રુપ {title} બનાવ્યું"),
    (Deed::Created, "{who}એ {title} ગ્રુપ બનાવ્યું"),
    (Deed::Created, "{who}એ આ ગ્રુપ બનાવ્યું"),
    (Deed::Promoted, "{who}એ {whom}ને એડમિન બનાવ્યા"),
    (Deed::Promoted, "{whom} હવે એડમિન છે"),
    (Deed::Promoted, "{whom} હવે એડમિન છો"),
    (Deed::Demoted, "{whom} હવે એડમિન નથી"),
    (Deed::Other, "{who}એ {whom}ને ઉમેર્યા"),
    (Deed::Other, "{who} એ {whom} ને ઉમેર્યા"),
    (Deed::Other, "{whom}ને ઉમેરવામાં આવ્યા"),
    (Deed::Governed, "{who}એ {whom}ને દૂર કર્યા"),
    (Deed::Governed, "{who}એ {whom}ને કાઢી મૂક્યા"),
    (Deed::Left, "{who}એ ગ્રુપ છોડ્યું"),
    (Deed::Left, "{who}એ ગ્રુપ છોડી દીધું"),
    (Deed::Other, "{who}એ વિષય {…}"),
    (Deed::Other, "મેસેજ અને કૉલ એન્ડ-ટુ-એન્ડ એન્ક્રિપ્ટેડ {…}"),
    // Urdu
    (Deed::Created, "{who} نے گروپ {title} بنایا"),
    (Deed::Created, "{who} نے {title} گروپ بنایا"),
    (Deed::Created, "{who} نے یہ گروپ بنایا"),
    (Deed::Promoted, "{who} نے {whom} کو ایڈمن بنایا"),
    (Deed::Promoted, "{who} نے {whom} کو منتظم بنایا"),
    (Deed::Promoted, "{whom} اب ایڈمن ہیں"),
    (Deed::Promoted, "{whom} اب منتظم ہیں"),
    (Deed::Demoted, "{whom} اب ایڈمن نہیں ہیں"),
    (Deed::Demoted, "{whom} اب منتظم نہیں ہیں"),
    (Deed::Other, "{who} نے {whom} کو شامل کیا"),
    (Deed::Other, "{whom} کو شامل کیا گیا"),
    (Deed::Governed, "{who} نے {whom} کو ہٹا دیا"),
    (Deed::Governed, "{who} نے {whom} کو نکال دیا"),
    (Deed::Left, "{who} نے گروپ چھوڑ دیا"),
    (Deed::Other, "{who} نے موضوع {…}"),
    (Deed::Other, "{who} نے گروپ {…} تبدیل کیا"),
    (Deed::Other, "پیغامات اور کالز اینڈ ٹو اینڈ انکرپٹڈ {…}"),
    (Deed::Other, "میسجز اور کالز اینڈ ٹو اینڈ انکرپٹڈ {…}"),
];
