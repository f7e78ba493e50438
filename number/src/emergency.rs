//! Numbers for police, ambulance and fire brigade.
//!
//! Such a call is never refused, so it must never be mistaken for an extension or be taken apart
//! as an ordinary number. Where an office has an extension that looks alike, the number counts as
//! an emergency: the question that follows costs a click, the mistake could cost more.

use super::Region;

/// Whether these keys, all of them, call for help in the country; in any country for 112 and 911,
/// which mobile networks take everywhere (3GPP TS 22.101, section 10).
///
/// ```
/// use pronto_number::{Region, emergency};
/// assert!(emergency("118", Region::new("IT").ok()));
/// assert!(!emergency("118", Region::new("DE").ok()));
/// assert!(emergency("112", None));
/// ```
#[must_use]
pub fn emergency(keys: &str, region: Option<Region>) -> bool {
    if EVERYWHERE.contains(&keys) {
        return true;
    }
    match region {
        Some(region) => national(region).any(|number| number == keys),
        None => UNKNOWN_COUNTRY.contains(&keys),
    }
}

fn national(region: Region) -> impl Iterator<Item = &'static str> {
    let place = NATIONAL.binary_search_by_key(&region.as_str(), |row| &row[..2]);
    place.ok().into_iter().flat_map(|place| NATIONAL[place].split(' ').skip(1))
}

/// Taken by mobile networks everywhere.
const EVERYWHERE: [&str; 2] = ["112", "911"];
/// Where the country is not set: also those that mobile phones know without a card.
const UNKNOWN_COUNTRY: [&str; 4] = ["000", "110", "118", "999"];

/// A country's own numbers, of which some are older than 112 and still work. From the countries'
/// published lists and ITU-T E.129; services that only advise are left out.
///
/// A row is a text, the country before its numbers: a list of lists would weigh twice as much, for its
/// pointers.
const NATIONAL: [&str; 112] = [
    "AD 110 112 116 118",
    "AE 112 996 997 998 999",
    "AL 112 126 127 128 129",
    "AM 101 102 103 112 911",
    "AR 100 101 107 911",
    "AT 112 122 128 133 140 141 144",
    "AU 000 106 112",
    "AZ 101 102 103 104 112",
    "BA 112 122 123 124",
    "BB 211 311 511",
    "BD 999",
    "BE 100 101 112",
    "BG 112 150 160 166",
    "BH 112 999",
    "BO 110 118 119",
    "BR 190 191 192 193 197 198 199",
    "BY 101 102 103 104 112",
    "CA 911",
    "CH 112 117 118 144 145 1414 1415",
    "CL 131 132 133 134",
    "CN 110 112 119 120 122",
    "CO 112 123 132",
    "CR 128 911",
    "CU 104 105 106",
    "CY 112 199",
    "CZ 112 150 155 156 158",
    "DE 110 112",
    "DK 112",
    "DO 911",
    "DZ 14 17 1021 1055 1548",
    "EC 911",
    "EE 110 112",
    "EG 122 123 126 180",
    "ES 061 062 080 085 091 092 112",
    "FI 112",
    "FO 112",
    "FR 15 17 18 112 114 115 119 191 196 197",
    "GB 112 999",
    "GE 112",
    "GI 112 190 199",
    "GL 112",
    "GR 100 108 112 166 199",
    "HK 112 992 999",
    "HR 112 192 193 194 195",
    "HU 104 105 107 112",
    "ID 110 112 113 115 118 119",
    "IE 112 999",
    "IL 100 101 102 112",
    "IN 100 101 102 108 112",
    "IQ 104 112 115 122",
    "IR 110 112 115 125",
    "IS 112",
    "IT 112 113 114 115 117 118 1515 1530",
    "JM 110 119",
    "JO 112 911",
    "JP 110 118 119",
    "KE 112 911 999",
    "KG 101 102 103 112",
    "KR 112 119 122",
    "KW 112",
    "KZ 101 102 103 104 112",
    "LB 112 125 140 175",
    "LI 112 117 118 144",
    "LK 110 118 119",
    "LT 112",
    "LU 112 113",
    "LV 110 112 113",
    "MA 15 19 150 177",
    "MC 15 17 18 112",
    "MD 112 901 902 903",
    "ME 112 122 123 124",
    "MK 112 192 193 194",
    "MT 112 191 196",
    "MX 911",
    "MY 112 994 999",
    "NG 112 199 767",
    "NL 112",
    "NO 110 112 113",
    "NP 100 101 102",
    "NZ 111",
    "PA 103 104 911",
    "PE 105 106 116",
    "PH 117 911",
    "PK 15 16 115 1122",
    "PL 112 984 985 986 997 998 999",
    "PT 112 117",
    "PY 911",
    "QA 999",
    "RO 112",
    "RS 112 192 193 194",
    "RU 01 02 03 04 101 102 103 104 112",
    "SA 911 997 998 999",
    "SE 112",
    "SG 995 999",
    "SI 112 113",
    "SK 112 150 155 158 159",
    "SM 112 113 115 118",
    "SV 911 913",
    "SY 110 112 113",
    "TH 191 199 1669",
    "TN 190 197 198",
    "TR 110 112 155 156 158",
    "TW 110 112 119",
    "UA 101 102 103 104 112",
    "US 911",
    "UY 104 109 911",
    "UZ 101 102 103 112",
    "VA 112 113 115 118",
    "VE 171 911",
    "VN 112 113 114 115",
    "XK 112 192 193 194",
    "ZA 112 10111 10177",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Option<Region> {
        Region::new(code).ok()
    }

    #[test]
    fn help_is_known_by_its_number() {
        for (keys, country, expected) in [
            ("112", None, true),
            ("911", region("IT"), true),
            ("112", region("US"), true),
            ("118", region("IT"), true),
            ("113", region("IT"), true),
            ("118", region("DE"), false),
            ("110", region("DE"), true),
            ("999", region("GB"), true),
            ("999", region("IT"), false),
            ("999", None, true),
            ("15", region("FR"), true),
            ("15", region("IT"), false),
            ("000", region("AU"), true),
            ("1122", region("PK"), true),
            ("1121", region("IT"), false),
            ("0112", region("IT"), false),
            ("11", region("IT"), false),
            ("", None, false),
        ] {
            assert_eq!(emergency(keys, country), expected, "{keys} in {country:?}");
        }
    }

    #[test]
    fn rows_are_sorted_and_hold_short_digits() {
        assert!(NATIONAL.is_sorted_by(|one, next| one[..2] < next[..2]));
        for row in NATIONAL {
            let (code, numbers) = row.split_once(' ').expect(row);
            assert!(Region::new(code).is_ok());
            for number in numbers.split(' ') {
                assert!((2..=5).contains(&number.len()), "{code} {number}");
                assert!(number.bytes().all(|byte| byte.is_ascii_digit()), "{code} {number}");
            }
        }
    }
}
