//! Invented posts in five ways of writing, the same on every machine: everyday words drawn with the skew of real text, and
//! planted among them texts that the rules flag.

use postlint::builtin;
use postlint::engine::compile::compile;
use postlint::engine::program::Program;
use postlint::pack::load::load;
use std::sync::Arc;

const ENGLISH: &str = "the of and to in a for is on at from with water road school office camp morning team people today work \
    new city district hospital children free health week please join rain project students doctors village library bridge \
    training sports market open visit centre department women farmers season garden river plan festival winter summer bus \
    station power supply schedule timing helpline website form online application result merit list seats volunteers cleaning";
const URDU: &str = "کے کی میں سے کا اور ہے پر کو نے یہ آج کل صبح شام پانی سڑک سکول دفتر کیمپ ٹیم لوگ کام نیا شہر ضلع ہسپتال بچے مفت صحت \
    ہفتہ براہ کرم بارش منصوبہ طلبہ ڈاکٹر گاؤں لائبریری پل تربیت کھیل بازار کھلا مرکز محکمہ خواتین کسان موسم باغ دریا میلہ بس اسٹیشن بجلی";
const HINDI: &str = "के की में से का और है पर को ने यह आज कल सुबह शाम पानी सड़क स्कूल दफ्तर शिविर टीम लोग काम नया शहर जिला अस्पताल बच्चे \
    मुफ्त स्वास्थ्य सप्ताह कृपया बारिश परियोजना छात्र डॉक्टर गांव पुस्तकालय पुल प्रशिक्षण खेल बाजार खुला केंद्र विभाग महिलाएं किसान मौसम बाग नदी मेला बस";
const GUJARATI: &str = "ના ની માં થી નો અને છે પર ને એ આજે કાલે સવારે સાંજે પાણી રસ્તો શાળા કચેરી કેમ્પ ટીમ લોકો કામ નવું શહેર જિલ્લો \
    હોસ્પિટલ બાળકો મફત આરોગ્ય અઠવાડિયું વરસાદ યોજના વિદ્યાર્થી ડૉક્ટર ગામ પુસ્તકાલય પુલ તાલીમ રમત બજાર ખુલ્લું કેન્દ્ર વિભાગ મહિલા ખેડૂત મોસમ બાગ નદી મેળો";
const ROMAN: &str = "ke ki mein se ka aur hai par ko ne yeh aaj kal subah shaam paani sarak school daftar camp team log kaam naya \
    shehar zila aspatal bachay muft sehat hafta barish mansooba talba doctor gaon pul tarbiat khel bazaar khula markaz khawateen \
    kisan mausam bagh darya mela bus station bijli";

/// Posts without end, each by its number.
pub struct Posts {
    scripts: [Vec<&'static str>; 5],
    planted: Vec<String>,
    /// So many posts of a thousand have a planted text.
    pub per_mille: u64,
}

impl Posts {
    /// With texts planted in so many posts of a thousand.
    pub fn new(planted: Vec<String>, per_mille: u64) -> Posts {
        Posts {
            scripts: [ENGLISH, URDU, HINDI, GUJARATI, ROMAN].map(|words| words.split_whitespace().collect()),
            planted,
            per_mille,
        }
    }

    /// A post of some two hundred bytes, and whether a text is planted in it.
    pub fn post(&self, number: u64) -> (String, bool) {
        let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let words = &self.scripts[dice.below(5)];
        let mut text = String::new();
        let planted = dice.below(1000) < self.per_mille as usize;
        if planted {
            text.push_str(&self.planted[dice.below(self.planted.len())]);
            return (text, true);
        }
        let bytes = 120 + dice.below(160);
        while text.len() < bytes {
            if !text.is_empty() {
                text.push_str(match dice.below(24) {
                    0 => ", ",
                    1 => ". ",
                    2 => " 🙂 ",
                    _ => " ",
                });
            }
            match dice.below(40) {
                0 => text.push_str(&dice.below(3000).to_string()),
                1 => {
                    text.push('#');
                    text.push_str(words[dice.below(words.len())]);
                }
                // The lower of two throws: common words are common.
                _ => text.push_str(words[dice.below(words.len()).min(dice.below(words.len()))]),
            }
        }
        text.push('.');
        (text, false)
    }
}

/// Numbers that look random: splitmix64 (Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

/// The shipped rules with their examples, which the binary leaves out.
pub fn program_with_examples() -> Arc<Program> {
    let library = load(builtin::sources()).expect("the shipped rules load");
    Arc::new(compile(&library).expect("the shipped rules compile"))
}

/// Texts that the rules of a pack flag, by the examples of the pack and of its detectors. An exception of the rule may spare a few.
pub fn flagged(program: &Program, pack: &str) -> Vec<String> {
    let rules = || program.packs.iter().filter(|p| p.id == pack).flat_map(|p| &p.rules);
    let detectors = rules()
        .flat_map(|bound| &bound.detectors)
        .map(|number| &program.detectors[*number as usize]);
    let examples = rules()
        .flat_map(|bound| &bound.examples)
        .chain(detectors.flat_map(|detector| &detector.examples));
    let plain = examples
        .filter(|e| e.flag && e.posts.is_empty() && e.gap.is_none())
        .filter(|e| e.account.is_none() && e.kind.is_none() && e.platform.is_none());
    plain.map(|example| example.text.clone()).collect()
}
