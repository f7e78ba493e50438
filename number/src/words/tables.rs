//! The words beside digits, a table a subject. A new word is one more in its row, behind a blank: a
//! text each, because the places and lengths of two thousand texts weigh as much as the words.
//!
//! All in lower case; `stem*` stands for the words that begin so, `*stem*` for those that hold it,
//! `*end` for compounds that end so.

// One word a line would make ten pages of this; the tables are read as tables.
#![cfg_attr(rustfmt, rustfmt_skip)]

/// Words for something that is no phone, by what it is.
pub struct Subject {
    /// Its words.
    pub words: &'static str,
    /// A text of this subject, for the tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "the example is the tests'"))]
    pub bad: &'static str,
}

/// Words for phones, in the languages of the web's larger half.
pub const PHONE: &str = "\
    tel* tél* τηλ* τηλέφων* тел* phone* fon fono fone foon ph mob mobil* móvil* movil* моб* cel \
    cell* celular* handy* gsm sms whatsapp viber telegram call* dial dialling ring chiam* anruf* \
    ruf* appel* llam* llám* ligue ligar zadzwoń volejte bel bellen звон* дзвон* helpline helpdesk \
    infoline infolinia hotline* centralino zentrale switchboard växel* sentralbord omstilling \
    vaihde verde landline pbx voip freephone freecall tollfree lada conmutador centralita standard \
    portable natel kom komórka stacjonarny puh puhelin* matkapuhelin tlf tfn tlph tālr* tālrunis \
    sími símanúmer gsímanúmer κιν* κινητό telp hp ponsel điện đt dt sđt hotlines simu nomor \
    telefono* هاتف الهاتف اتصل اتصال جوال الجوال موبايل محمول متحرك تليفون تلفون تلفن موبایل همراه \
    فون טלפון נייד טל פלאפון फ़ोन फोन मोबाइल मोबाईल दूरभाष ফোন মোবাইল தொலைபேசி โทร โทรศัพท์ มือถือ \
    *hotline* *telefon* *phone* *rufnummer* *mobilnummer *mobilnr *handynummer *電話番号 *电话号码 *电话 *電話 \
    *電話號碼 *手机号 *手机号码 *手機號碼 *热线 *熱線 *전화번호 *휴대폰번호 *전화 *servicenummer *gratisnummer *telnr *durchwahl* \
    *puhelin*";

/// Words for phones that nobody answers by voice.
pub const FAX: &str = "\
    fax* telefax* télécopi* telefaks* faks* faxnummer факс* телефакс* φαξ فاكس פקס फैक्स แฟกซ์";

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

/// Words that tie a name to what is numbered, so that "order no. of the customer" is still an order.
/// Any other word between ends what the name says: "account manager", "ticket office".
pub const TIES: &str = "\
    no nr nro num number numbers numer numero numéro número nummer numărul number číslo č broj \
    номер αριθμός αρ numara numarası sayı szám numurs numeris n nº n° id ids code codice código kod \
    kód код of is the your my our for di de del della des du do da dos la le el il su vostro tuo \
    votre ihre ihr ihrer der die das den dem van het uw din ditt twój nasz ваш мой an a and e und \
    et y или и reg registration register exp due from to ending in at on it was has value new old \
    full total رقم הספר מספר số mã nomor";

/// Words for whoever has a number with us; with one of [`NUMBERED`] beside them it is that number.
pub const CUSTOMERS: &str = "\
    client* cliente* kunde* kunden* klant* klient* zákazn* ügyfél* müşteri* asiakas* customer* \
    клиент* клієнт* абонент* πελάτ* reservation* réservation* reserva* reservierung* prenotazion* \
    buchung* booking* boeking* rezerv* order* ordin* bestell* commande* pedido* zamów* objednáv* \
    member* supplier* fornitor* vendor* lieferant* patient* paziente student* employee*";

/// Words that say that a name is a number's.
pub const NUMBERED: &str = "\
    no nr nro num number numer numero numéro número nummer číslo číslem broj номер αριθμός numara \
    numarası n nº id code codice código kod kód код رقم מספר số mã nomor";

/// Words for whose phone it is: "our number", "contact number".
pub const OWNERS: &str = "\
    office contact* kontakt* contatt* contatt* emergenc* emergenz* notfall* urgenc* urgence* home \
    house work business daytime evening direct* direkt* dirett* reception main free toll gratis* \
    gratuit* service* servizi* support* assisten* atención information* info sales unsere* deine \
    meine seine notre mon nostro nuestro nosso new neue nuovo nouveau nuevo novo nowy nové \
    following folgende* seguente siguiente suivant local national single einheitliche unico único \
    unique same right this diese questo este cette reach* erreich* unter besoin via personal \
    private privat landline general switch";

/// Words between the numbers of a list.
pub const AND_OR: &str = "\
    and or e o ed und oder et ou y en of i lub a nebo и или og eller och ve veya fax tel mob cell \
    mobile";

/// Signs for a postcode, a paragraph, a number of something.
pub const OTHER_SIGNS: [char; 5] = ['〒', '§', '№', '¶', '#'];

/// What numbers are when they are no phone's.
pub const OTHER: &[Subject] = &[
    // Bank account.
    Subject {
        words: "\
            iban bic swift konto* kto blz account acct a/c routing sort aba bsb ifsc micr conto \
            cuenta compte abi cab clabe giro rib bankgiro plusgiro bankkonto kontonr kontonummer \
            rekening rekeningnummer účet účtu ú числа р счета számlaszám számla hesap cbu cvu nib \
            nuban agencia agência conta utr vpa mandat* sepa kid ocr viitenumero tilinumero \
            rachunk* cont сметка рахунок* λογαριασμ* حساب חשבון",
        bad: "Konto 02189655",
    },
    // Payment card.
    Subject {
        words: "\
            card cards karte* carta carte tarjeta visa mastercard amex maestro cvv cvc tarjetas \
            cartão kort kortnummer karta karty карт* kart credito crédito kreditkarte debit \
            girocard",
        bad: "Carta di credito 02189655",
    },
    // Tax or company register.
    Subject {
        words: "\
            vat ust* uid mwst* steuer* tva iva piva siren siret naf ape cf fiscale fiscal tax ein \
            tin nif cif nie dni rfc cuit cuil rut cnpj cpf kvk btw rsin ico ičo dic dič nip regon \
            krs inn инн кпп огрн бик окпо gst* gstin tfn abn acn hrb hra rea sdi orgnr cvr momsnr \
            crn org organisationsnummer organisasjonsnummer kommanditregister tunnus rcs ricevente \
            cig cup fn che uen ssm roc crn cuit cui oib pib пиб еик булстат єдрпоу іпн едрпоу \
            огрнип окато октмо αφμ δου adószám* cégjegyzékszám vergi mersis nit ruc rfc ntn npwp \
            mst thuế ein utr vies tvr kmkr kmkr registrikood reģ įmonės kodas pvm mwst momsreg* \
            company charity contribuinte inscrição matrícula الضريبي السجل التجاري ח פ עוסק ת ז \
            *steuernummer *handelsregister* npi dea faa fei registro registre imprese",
        bad: "Partita IVA: 02189655",
    },
    // Person's papers.
    Subject {
        words: "\
            ssn nino ni nhs bsn pesel снилс паспорт* passport passaporto ausweis* reisepass licence \
            license aadhaar cedula cédula curp personnummer matricola matrikel* medicare insee \
            sozialversicherung* sécurité seguridad social personalausweis führerschein* permis \
            permiso pasaporte passeport paszport* pas kimlik nik ktp cnp cpr personnr fødselsnummer \
            henkilötunnus isikukood rodné rodné egn егн jmbg tckn amka αμκα member membership \
            mitglied* tessera socio adhérent lidnummer student studente personal matricule \
            национальн* удостоверен* הזהות הויה sanitaria immatricol* immatricul* badge mrn \
            identifi* zulassung*",
        bad: "Passport no. 02189655",
    },
    // Publication.
    Subject {
        words: "\
            isbn issn ismn isrc doi arxiv pmid pmcid orcid oclc lccn zbl bibcode",
        bad: "ISSN 0218-9655",
    },
    // Article or device.
    Subject {
        words: "\
            ean gtin upc asin sku barcode mpn part parts article artikel* art articolo artículo \
            item model* serial serie* seriennummer matricule lot lotto batch product prodotto pn sn \
            lic imei imsi iccid eid vin chassis telaio cas артикул pzn refs modell* modèle modelo \
            modello série serial seri serijski zähler* meter contatore compteur contador inventar* \
            inventario inventaire asset tag fin fahrgestell* charge* los lote šarže partija партия \
            серийный модель modely varenr varenummer tuote* cikkszám katalog* catalog* catalogue \
            matnr teile* teilenr jan gsin hsn sac zboží produkt* produit producto produto barre \
            barras barcodes rezept* ricetta receta ordonnance",
        bad: "Art. 02189655",
    },
    // Order or contract.
    Subject {
        words: "\
            order po ordine bestell* auftrag* commande pedido* encomenda zamówienie заказ* invoice* \
            fattur* rechnung* facture* factura* fatura* faktura* счет счёт receipt scontrino \
            quittung quote preventivo angebot* contract contratto vertrag* policy polizza ordre \
            bestelling* bestil* objednáv* zakázk* zakázky zamów* rendelés* comanda comenzi sipariş* \
            παραγγελί* τιμολογί* замовлен* поръчк* фактур* рахун* договор* договір contrat* \
            contratto contrato* smlouv* umow* szerződés* sözleşme* kontrakt* avtal* aftale* \
            sopimus* tilaus* lasku* laskun polis* pólizas póliza poliza polic polise apólice police \
            versicherung* assicurazione assurance pesanan đơn hàng faktur facturas bolla ddt \
            lieferschein* gutschein* abonnement* abonnent* proforma bon nota notafiscal encomendas \
            طلب الطلب فاتورة الفاتورة הזמנה חשבונית סדר bills bill billing purchase quittance \
            boleto recibo paragon* albarán квитанц* receipts devis",
        bad: "fattura n. 02189655",
    },
    // Case, booking or login.
    Subject {
        words: "\
            no nr num ticket* case ref reference referenz référence rif riferimento referencia \
            aktenzeichen az pratica protocollo prot dossier docket confirmation pnr transaction \
            transazione id ids uuid guid userid user_id pid uin icq qq customer_id kundennummer \
            kundennr codice code código coupon voucher pin meeting zoom webinar passcode token matr \
            номер_заказа réf réfs références refnr rifnr sak sag saksnr sagsnr diarienr ärende* dnr \
            vorgang* vorgangsnummer fall dossiers expediente* exp processo proceso procès protocolo \
            protokol* folio delibera decreto determina verbale seguimiento spis zn jid sygn \
            sygnatura дело дела справа заявк* обращени* kd buchungsnr bilet* билет* billet* \
            biglietto passnr login user username utente utilisateur usuario benutzer* konferenz* \
            conference room roomid kimliği anydesk teamviewer skypeid steam discord tweet status \
            post posts thread topic planning application applicationid grid lizenz* licens* lisens* \
            licenza licencia licença licencja лиценз* *aktenzeichen *kennung *nummer *nummern *nr \
            *numero *nro *numrō *szám *sayısı *tunnus *kod *code *番号 *号 *號 *号码 *號碼 *编号 *編號 *번호 vs n \
            nº claim claims group aktenz localizador localizzatore rezervac*",
        bad: "Rif. 02189655",
    },
    // Parcel.
    Subject {
        words: "\
            tracking track sendung* sendungsnummer spedizione shipment awb parcel paket* colis \
            collo waybill consignment container suivi przesyłk* zásilk* küldemény* kargo colete \
            envío envio pacco pakket* zending* pakke* paketti* lähetys* посылк* отправлен* трек* \
            накладн* dpd dhl ups gls usps fedex hermes brt bartolini sda postnl inpost bluedart \
            delhivery cargo lading bol seal courier",
        bad: "Sendungsnummer 02189655",
    },
    // Software or network.
    Subject {
        words: "\
            version versione ver build release rev revision kernel firmware driver commit changeset \
            md5 sha1 sha256 hash crc checksum port ip ping mac windows debian rfc cve bug issue vol \
            kb imap snmp vlan asn ticketid job jobid process pids tid exit errno error fehler* \
            erreur errore seed offset addr address0x versión versão versie wersja verze версия \
            sürüm block nonce tx txid checksums fingerprint token key",
        bad: "firmware 02189655",
    },
    // Page or paragraph.
    Subject {
        words: "\
            page pages pp pag pagina pagine seite* página стр vol volume kapitel chapter paragraph \
            bgb din iso verse folio sida sidor strona str strana oldal sayfa página páginas artigo \
            artículo articolo absatz ziffer kap capitolo chapitre capítulo legge gesetz* loi ley \
            lei décret directive verordnung* regulation statute rule fig figure table tabelle tab \
            eq psalm stück",
        bad: "pagine 02189655",
    },
    // Postcode or place.
    Subject {
        words: "\
            zip plz postcode postleitzahl cap cep postal postnr psč lat lon lng latitude longitude \
            gps coordinates coordinate koordinaten epsg pincode eircode poštovní postinumero posta \
            index индекс індекс easting northing utm mgrs os gridref breite länge széle широта \
            долгота parcel particella foglio flur flurstück",
        bad: "CAP 02189655",
    },
    // Point in time.
    Subject {
        words: "\
            timestamp ts unix epoch created_at updated_at expires exp uptime mtime ctime date data \
            datum fecha geboren born nato nata dob dato päivä dátum datums datë tarih tarihi дата \
            дати рожд* naissance née nacimiento nascimento ur fødselsdato nar timestamps heure \
            uhrzeit modified created published updated posted iat nbf",
        bad: "timestamp 02189655",
    },
    // Sum of money.
    Subject {
        words: "\
            price prezzo preis* prix precio cost costo total totale gesamt summe amount importo \
            betrag saldo budget sum цена сумма prices kosten kostet costs sumę kwota kwotę cena \
            ceny ár fiyat tutar valor valore montant importe cantidad netto brutto subtotal revenue \
            umsatz* fatturato сумме стоимост* ціна сума populat*",
        bad: "importo 02189655",
    },
];

/// What is counted or measured.
pub const UNITS: &str = "\
    mm cm dm km km² mq m² m³ sqm sqft ft inch inches kg mg lb lbs oz ml cl px em rem pt dpi kb mb \
    gb tb kib mib gib bytes byte bit bits bps kbps mbps hz khz mhz ghz kw kwh mw mah ms µs rpm bar \
    psi mph views view visits clicks users followers subscribers downloads likes votes people \
    inhabitants einwohner abitanti habitants habitantes visualizzazioni aufrufe vues visitas items \
    pieces pcs stück pezzi rows records words characters hits results risultati ergebnisse \
    просмотров штук шт times volte mal million millions milioni millionen billion mio mrd mln \
    percent prozent dollars dollar pounds vyznání zobrazení wyświetleń visningar visninger \
    weergaven näyttökertaa görüntüleme abonnés followers volgers mieszkańców obyvatel lakosa \
    asukasta invånare inbyggere indbyggere inwoners nüfus жителей человек подписчиков штуки тыс млн \
    млрд stk szt ks kpl db adet hectares hectare acres acre miles mile meters metres metri litri \
    liter litres tons tonnes kcal joule volt watt kgs usd eur stimmen voti votos seats shares \
    aktien azioni copies copie kopien";

/// Names of currencies that people write beside sums.
pub const CURRENCIES: &str = "\
    aed aud brl cad chf cny czk dkk eur euro euros ft gbp hkd huf inr jpy kr kč lei lire mxn nok \
    nzd pln ron rs rub sek sgd tl try uah usd yen zar zł грн руб 元 円 ils aed sar thb idr vnd krw \
    twd php egp mad ngn kes cop clp ars pen uyu isk bgn hrk rsd kzt gel btc eth zloty złotych \
    koruna kronor kroner forint lira lirası рублей рубля гривень лв reais pesos rupees dollars \
    pounds francs franken 원 ₫";

/// Words after the hours of a day and the days of a week.
pub const HOURS: &str = "\
    h j hrs hour hours ore uhr std stunden heures horas uur ч часов";

/// Words that announce an extension. A mark (`x`, `#`) may touch the number and the digits; a word
/// is parted from the number by something.
pub const EXTENSION: &str = "\
    alanumero alaliittymä anexo anknytning ankn anknytn anschluss app apparat appr dahili durchwahl \
    dw dwl ext extensao extension extensión extensão extensie extensia extn exten xtn int interior \
    intern interno interní internă inwendig kl klapka klappe kucni kućni lokal lokaal lok linka \
    línea local lokalnummer mellék nebenstelle nst post poste ramal sisä sisenumber tilaaja toestel \
    tst uitbreiding vnitřní vnútorná klapa wew wewn wewnętrzny dahilî máy nhánh samb εσωτ εσωτερικό \
    вн внутр внутренний внутрішній доб добавочный дод додатковий вътр вътрешен лок локал תחויה \
    שלוחה تحويلة داخلی داخلي ต่อ";

/// The same in scripts that write no blanks between words.
pub const EXTENSION_UNSPACED: &[&str] = &["内線", "内线", "分机", "分機", "转", "내선"];
