//! The words beside digits, a table a subject. A new word is a new entry in its row.
//!
//! All in lower case; `stem*` stands for the words that begin so, `*stem*` for those that hold it.

// One word a line would make ten pages of this; the tables are read as tables.
#![cfg_attr(rustfmt, rustfmt_skip)]

/// Words for something that is no phone, by what it is.
pub struct Subject {
    /// Its words.
    pub words: &'static [&'static str],
    /// A text of this subject, for the tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "the example is the tests'"))]
    pub bad: &'static str,
}

/// Words for phones, in the languages of the web's larger half.
pub const PHONE: &[&str] = &[
    "tel*", "tél*", "τηλ*", "тел*", "phone*", "fon", "fono", "fone", "foon", "ph", "mob", "mobil*", "móvil", "movil", "моб*", "cel", "cell*", "celular*", "handy*",
    "gsm", "sms", "whatsapp", "viber", "call*", "dial*", "ring", "chiam*", "anruf*", "ruf*",
    "appel*", "llam*", "ligue", "ligar", "zadzwoń", "volejte", "bel", "звон*", "helpline",
    "centralino", "zentrale", "switchboard", "verde", "landline", "pbx", "voip", "هاتف", "اتصل",
    "جوال", "موبايل", "טלפון", "נייד", "फ़ोन", "फोन", "โทร", "*hotline*", "*telefon*",
    "*phone*", "*rufnummer*",
];

/// Words for phones that nobody answers by voice.
pub const FAX: &[&str] = &[
    "fax*", "telefax*", "télécopi*", "telefaks*", "faks*", "faxnummer", "факс*", "телефакс*",
    "φαξ", "فاكس", "פקס", "फैक्स", "แฟกซ์",
];

/// Letters that stand for telephone, fax and mobile right before a number.
pub const PHONE_LETTERS: [char; 8] = ['T', 'F', 'M', 't', 'f', 'm', 'Т', 'Ф'];

/// Those of them, and of the signs, that stand for a fax.
pub const FAX_SIGNS: [char; 5] = ['F', 'f', 'Ф', '📠', '🖷'];

/// Signs for phones.
pub const PHONE_SIGNS: [char; 9] = ['☎', '☏', '✆', '📞', '📱', '📲', '🕿', '🤙', '📠'];

/// Words for phones in scripts that write no blanks between words.
pub const UNSPACED_PHONE: &[&str] = &[
    "电话", "電話", "電話番号", "手机", "手機", "携帯", "携帯電話", "热线", "熱線", "전화", "전화번호", "휴대폰",
    "연락처",
];

/// Words for faxes in those scripts.
pub const UNSPACED_FAX: &[&str] = &["传真", "傳真", "ファックス", "ファクス", "ＦＡＸ", "팩스"];

/// Words between the numbers of a list.
pub const AND_OR: &[&str] = &[
    "and", "or", "e", "o", "ed", "und", "oder", "et", "ou", "y", "en", "of", "i", "lub", "a",
    "nebo", "и", "или", "og", "eller", "och", "ve", "veya", "fax", "tel", "mob", "cell", "mobile",
];

/// Signs for a postcode, a paragraph, a number of something.
pub const OTHER_SIGNS: [char; 4] = ['〒', '§', '№', '¶'];

/// What numbers are when they are no phone's.
pub const OTHER: &[Subject] = &[
    // Bank account.
    Subject {
        words: &[
            "iban", "bic", "swift", "konto*", "kto", "blz", "account", "acct", "a/c", "routing",
            "sort", "aba", "bsb", "ifsc", "micr", "conto", "cuenta", "compte", "abi", "cab",
            "clabe", "giro", "rib",
        ],
        bad: "Konto 02189655",
    },
    // Payment card.
    Subject {
        words: &[
            "card", "cards", "karte*", "carta", "carte", "tarjeta", "visa", "mastercard", "amex",
            "maestro", "cvv", "cvc",
        ],
        bad: "Carta di credito 02189655",
    },
    // Tax or company register.
    Subject {
        words: &[
            "vat", "ust*", "uid", "mwst*", "steuer*", "tva", "iva", "piva", "siren", "siret",
            "naf", "ape", "cf", "fiscale", "fiscal", "tax", "ein", "tin", "nif", "cif", "nie",
            "dni", "rfc", "cuit", "cuil", "rut", "cnpj", "cpf", "kvk", "btw", "rsin", "ico",
            "ičo", "dic", "dič", "nip", "regon", "krs", "inn", "инн", "кпп", "огрн", "бик",
            "окпо", "gst*", "gstin", "tfn", "abn", "acn", "hrb", "hra", "rea", "sdi", "orgnr",
            "cvr", "momsnr", "crn",
        ],
        bad: "Partita IVA: 02189655",
    },
    // Person's papers.
    Subject {
        words: &[
            "ssn", "nino", "ni", "nhs", "bsn", "pesel", "снилс", "паспорт*", "passport",
            "passaporto", "ausweis*", "reisepass", "licence", "license", "aadhaar", "cedula",
            "cédula", "curp", "personnummer", "matricola", "matrikel*", "medicare", "insee",
        ],
        bad: "Passport no. 02189655",
    },
    // Publication.
    Subject {
        words: &[
            "isbn", "issn", "ismn", "isrc", "doi", "arxiv", "pmid", "pmcid", "orcid", "oclc",
            "lccn", "zbl", "bibcode",
        ],
        bad: "ISSN 0218-9655",
    },
    // Article or device.
    Subject {
        words: &[
            "ean", "gtin", "upc", "asin", "sku", "barcode", "mpn", "part", "parts", "article",
            "artikel*", "art", "articolo", "artículo", "item", "model*", "serial", "serie*",
            "seriennummer", "matricule", "lot", "lotto", "batch", "product", "prodotto", "pn",
            "sn", "lic", "imei", "imsi", "iccid", "eid", "vin", "chassis", "telaio", "cas",
            "артикул",
        ],
        bad: "Art. 02189655",
    },
    // Order or contract.
    Subject {
        words: &[
            "order", "po", "ordine", "bestell*", "auftrag*", "commande", "pedido*", "encomenda",
            "zamówienie", "заказ*", "invoice*", "fattur*", "rechnung*", "facture*", "factura*",
            "fatura*", "faktura*", "счет", "счёт", "receipt", "scontrino", "quittung", "quote",
            "preventivo", "angebot*", "contract", "contratto", "vertrag*", "policy", "polizza",
        ],
        bad: "fattura n. 02189655",
    },
    // Case, booking or login.
    Subject {
        words: &[
            "no", "nr", "num", "ticket*", "case", "ref", "reference", "referenz", "référence",
            "rif", "riferimento", "referencia", "aktenzeichen", "az", "pratica", "protocollo",
            "prot", "dossier", "docket", "confirmation", "pnr", "transaction", "transazione",
            "id", "ids", "uuid", "guid", "userid", "user_id", "pid", "uin", "icq", "qq",
            "customer_id", "kundennummer", "kundennr", "codice", "code", "código", "coupon",
            "voucher", "pin", "meeting", "zoom", "webinar", "passcode", "token", "matr",
            "номер_заказа",
        ],
        bad: "Rif. 02189655",
    },
    // Parcel.
    Subject {
        words: &[
            "tracking", "track", "sendung*", "sendungsnummer", "spedizione", "shipment", "awb",
            "parcel", "paket*", "colis", "collo", "waybill", "consignment", "container",
        ],
        bad: "Sendungsnummer 02189655",
    },
    // Software or network.
    Subject {
        words: &[
            "version", "versione", "ver", "build", "release", "rev", "revision", "kernel",
            "firmware", "driver", "commit", "changeset", "md5", "sha1", "sha256", "hash", "crc",
            "checksum", "port", "ip", "ping", "mac", "windows", "debian", "rfc", "cve", "bug",
            "issue", "vol", "kb",
        ],
        bad: "firmware 02189655",
    },
    // Page or paragraph.
    Subject {
        words: &[
            "page", "pages", "pp", "pag", "pagina", "pagine", "seite*", "página", "стр", "vol",
            "volume", "kapitel", "chapter", "paragraph", "bgb", "din", "iso", "verse", "folio",
        ],
        bad: "pagine 02189655",
    },
    // Postcode or place.
    Subject {
        words: &[
            "zip", "plz", "postcode", "postleitzahl", "cap", "cep", "postal", "postnr", "psč",
            "lat", "lon", "lng", "latitude", "longitude", "gps", "coordinates", "coordinate",
            "koordinaten", "epsg",
        ],
        bad: "CAP 02189655",
    },
    // Point in time.
    Subject {
        words: &[
            "timestamp", "ts", "unix", "epoch", "created_at", "updated_at", "expires", "exp",
            "uptime", "mtime", "ctime", "date", "data", "datum", "fecha", "geboren", "born",
            "nato", "nata", "dob",
        ],
        bad: "timestamp 02189655",
    },
    // Sum of money.
    Subject {
        words: &[
            "price", "prezzo", "preis*", "prix", "precio", "cost", "costo", "total", "totale",
            "gesamt", "summe", "amount", "importo", "betrag", "saldo", "budget", "sum", "цена",
            "сумма",
        ],
        bad: "importo 02189655",
    },
];

/// What is counted or measured.
pub const UNITS: &[&str] = &[
    "mm", "cm", "dm", "km", "km²", "mq", "m²", "m³", "sqm", "sqft", "ft", "inch", "inches", "kg",
    "mg", "lb", "lbs", "oz", "ml", "cl", "px", "em", "rem", "pt", "dpi", "kb", "mb", "gb", "tb",
    "kib", "mib", "gib", "bytes", "byte", "bit", "bits", "bps", "kbps", "mbps", "hz", "khz",
    "mhz", "ghz", "kw", "kwh", "mw", "mah", "ms", "µs", "rpm", "bar", "psi", "mph", "views",
    "view", "visits", "clicks", "users", "followers", "subscribers", "downloads", "likes",
    "votes", "people", "inhabitants", "einwohner", "abitanti", "habitants", "habitantes",
    "visualizzazioni", "aufrufe", "vues", "visitas", "items", "pieces", "pcs", "stück", "pezzi",
    "rows", "records", "words", "characters", "hits", "results", "risultati", "ergebnisse",
    "просмотров", "штук", "шт", "times", "volte", "mal", "million", "millions", "milioni",
    "millionen", "billion", "mio", "mrd", "mln", "percent", "prozent", "dollars", "dollar",
    "pounds",
];

/// Names of currencies that people write beside sums.
pub const CURRENCIES: &[&str] = &[
    "aed", "aud", "brl", "cad", "chf", "cny", "czk", "dkk", "eur", "euro", "euros", "ft", "gbp",
    "hkd", "huf", "inr", "jpy", "kr", "kč", "lei", "lire", "mxn", "nok", "nzd", "pln", "ron", "rs",
    "rub", "sek", "sgd", "tl", "try", "uah", "usd", "yen", "zar", "zł", "грн", "руб", "元", "円",
];

/// Words after the hours of a day and the days of a week.
pub const HOURS: &[&str] = &[
    "h", "j", "hrs", "hour", "hours", "ore", "uhr", "std", "stunden", "heures", "horas", "uur",
    "ч", "часов",
];

/// Words that announce an extension. A mark (`x`, `#`) may touch the number and the digits; a word
/// is parted from the number by something.
pub const EXTENSION: &[&str] = &[
    "anexo", "anknytning", "app", "apparat", "dahili", "durchwahl", "dw", "ext", "extensao",
    "extension", "extensión", "extensão", "extn", "int", "intern", "interno", "interní",
    "inwendig", "kl", "klappe", "linka", "lokaal", "mellék", "poste", "ramal", "toestel", "tst",
    "uitbreiding", "vnitřní", "wew", "wewn", "wewnętrzny", "εσωτ", "вн", "внутр", "внутренний",
    "доб", "добавочный",
];

/// The same in scripts that write no blanks between words.
pub const EXTENSION_UNSPACED: &[&str] = &["内線", "内线", "分机", "分機", "转", "내선"];
