"""What labels say of their values: one table of six languages and some more.

What enters is nothing; what leaves is a dictionary from the words of a label to what it means. A line names a type, the
shape that its value must have, how sure the label alone makes it, and the labels. Phrases after `+` say it only where
the label also says that a number follows (`policy number`, never `policy`).

Sources of the names of numbers: Presidio's recognizers and their context words
(https://microsoft.github.io/presidio/supported_entities/), the European Commission's list of tax numbers
(https://taxation-customs.ec.europa.eu/online-services/online-services-and-databases-taxation/tin-check_en), HIPAA's
eighteen identifiers (45 CFR 164.514(b)(2)), the field names of HL7 FHIR's Patient (https://hl7.org/fhir/patient.html)
and of schema.org's Person (https://schema.org/Person), autofill's names (https://html.spec.whatwg.org/#autofill).
"""

from __future__ import annotations

from typing import NamedTuple

from guards.pii.labels.naming import name_of, plain


class Meaning(NamedTuple):
    """What a label says of its value."""

    type: str
    shape: str
    base: float
    """The score of a value of this shape under this label alone."""
    numbered: bool
    """True where the label must also say that a number follows."""


# Type, shape, score; then labels, `+` before those that need a word for a number.
_LINES = """
PERSON name .75: first name | given name | forename | last name | family name | surname | middle name | full name
  | maiden name | birth name | legal name | preferred name | nickname | patient name | customer name | client name
  | employee name | member name | contact name | cardholder name | account holder | card holder | cardholder
  | beneficiary name | subscriber name | insured name | applicant name | student name | guardian name | parent name
  | mother name | father name | mothers maiden name | spouse name | nominee | nominee name | emergency contact name
  | emergency contact | next of kin | claimant name | tenant name | passenger name | guest name | driver name
  | author name | doctor name | physician name | provider name | recipient name | sender name | name on card
  | name on account | signatory | person name | real name | fname | lname | owner name | manager name | caller name
  | callers name | vorname | nachname | familienname | zuname | rufname | geburtsname | madchenname | versicherter
  | versicherte | kontoinhaber | karteninhaber | ansprechpartner | notfallkontakt | patientenname | kundenname
  | vor und nachname | prenom | nom famille | nom jeune fille | nom naissance | nom usage | nom prenom | nom complet
  | nom patient | nombre completo | apellido | apellidos | primer apellido | segundo apellido | nombre apellidos
  | nombre pila | nombre paciente | nombre titular | titular cuenta | contacto emergencia | cognome | nome cognome
  | nome completo | nome paziente | intestatario | nome nubile | sobrenome | apelido | nome mae | nome pai
  | nome titular | nome paciente | primeiro nome | ultimo nome | voornaam | achternaam | tussenvoegsel | roepnaam
  | meisjesnaam | volledige naam | imie | nazwisko | imie nazwisko | fornavn | etternavn | fornamn | efternamn | 氏名
  | お名前 | 名前 | 姓名 | 이름 | 성명 | 성함
PERSON named .5: patient | keeper | registered keeper | signature | signed | policy owner | betrifft | pt
  | contact person | customer | client | employee | insured | policyholder | policy holder | claimant | applicant
  | beneficiary | guardian | spouse | passenger | tenant | landlord | lessee | attending | physician
  | attending physician | referring physician | primary care physician | gp | surgeon | witness | victim | defendant
  | plaintiff | caller | sender | recipient | signed by | prepared by | reported by | requested by | cc to
  | approved by | account owner | kin | mother | father | student | resident | ship to | bill to | attn | attention
  | nurse | supervisor | line manager | manager | employee of record | guest | consignee | payee | subscriber
  | patientin | kunde | kundin | mieter | vermieter | antragsteller | antragstellerin | arzt | hausarzt | absender
  | empfanger | sachbearbeiter | sachbearbeiterin | zeuge | mitarbeiter | mitarbeiterin | versicherungsnehmer | assure
  | assuree | locataire | medecin traitant | medecin | expediteur | destinataire | titulaire | paciente | cliente
  | empleado | titular | asegurado | inquilino | medico | solicitante | remitente | destinatario | paziente
  | assistito | assicurato | mittente | medico curante | richiedente | dipendente | segurado | utente | requerente
  | remetente | beneficiario | huurder | verzekerde | huisarts | klant | pacjent
PERSON bare .2: name | nom | nombre | nome | naam | names | contact | contacto | kontakt | contatto | contato | nazwa
  | person | holder | inhaber | owner | author | user | assignee | first | last | family | given | display name
DATE_OF_BIRTH date .9: date of birth | dob | birth date | birthdate | birthday | born on | born | bday | birth
  | geburtsdatum | geburtstag | geb | geboren | geb datum | geb dat | geburts datum | date de naissance | naissance
  | ne le | nee le | ne | nee | date naiss | fecha de nacimiento | fecha nac | nacimiento | nacido | nacida | nacio
  | f nac | fnac | data di nascita | nascita | nato | nata | data nascita | data de nascimento | nascimento | nascido
  | nascida | dt nascimento | data nasc | dt nasc | geboortedatum | geboren op | data urodzenia | urodzony | urodzona
  | fodselsdato | fodelsedatum | fodt | fodd | date and place of birth | datum narozeni | datum a misto narozeni
  | narozen | narozena | nar | syntymaaika | syntynyt | dogum tarihi | dogum | szuletett | szuletesi datum
  | data nasterii | nascut | nascuta | datum rodenja | roden | rodena | дата рождения | родился | родилась
  | дата народження | народився | народилася | ημερομηνια γεννησης | γεννηθηκε | תאריך לידה
  | 生年月日 | 出生日期 | 생년월일 | 誕生日
PERSONAL_DATE date .55: admission date | 入院日期 | 出院日期 | 入院日 | 退院日 | 입원일 | 퇴원일 | 입사일 | 入职日期
  | date of admission | admitted | admitted on | admission | adm | admit date | discharge date | date of discharge
  | discharged | discharge | dc | hospitalized | hospitalised | date of service | dos | surgery date | date of surgery
  | date of injury | injury date | date of visit | visit date | appointment date | date of marriage | wedding date
  | hire date | hired | date of hire | termination date | date of procedure | date of diagnosis | diagnosis date
  | diagnosed | dismissed | aufnahmedatum | aufnahme | aufgenommen | entlassung | entlassungsdatum | entlassen
  | eintritt | austritt | eintrittsdatum | austrittsdatum | operiert | operationsdatum | unfalldatum | date admission
  | hospitalise | hospitalisee | admis | admise | date sortie | sortie | opere | operee | fecha ingreso | ingreso
  | ingresado | ingresada | fecha alta | alta | operado | operada | data ricovero | ricovero | ricoverato | ricoverata
  | data dimissione | dimissione | dimesso | dimessa | data internacao | internado | internada | data admissao
  | data alta | opnamedatum | opgenomen | ontslagdatum | ontslagen
PERSONAL_DATE date .45: date of death | deceased | dod | death date | died | passed away | sterbedatum | verstorben
  | todestag | date deces | decede | decedee | fecha defuncion | fallecio | fallecido | fallecida | data decesso
  | deceduto | deceduta | data obito | faleceu | falecido | overleden | overlijdensdatum
LOCATION address .7: street | street address | address line | home address | mailing address | postal address
  | billing address | shipping address | residential address | residence | permanent address | delivery address
  | current address | patient address | customer address | property address | strasse | strasse hausnummer | anschrift
  | adresse | wohnanschrift | lieferadresse | rechnungsadresse | wohnhaft | rue | voie | adresse postale | domicile
  | calle | direccion | domicilio | direccion postal | indirizzo | residenza | endereco | morada | logradouro | rua
  | straat | adres | woonadres | 住所 | 地址 | 주소
LOCATION street .4: address | addr
LOCATION place .3: city | town | place of birth | birthplace | county | ort | wohnort | geburtsort | stadt | ville
  | lieu naissance | ciudad | localidad | lugar nacimiento | poblacion | citta | comune | luogo nascita | cidade
  | bairro | localidade | naturalidade | woonplaats | geboorteplaats
LOCATION postcode .3: zip | zip code | postcode | postal code | plz | postleitzahl | code postal | codigo postal | cp
  | cap | cep
PHONE_NUMBER phone .7: phone | 連絡先 | 联系电话 | 手机号 | 연락처 | 携帯 | 電話番号 | telephone | tel | mobile | cell
  | cell phone | mobile phone | home phone | work phone | phone number | fax | contact number | whatsapp | msisdn
  | callback | ph | phone no | telefon | mobil | handy | telefonnummer | mobilnummer | rufnummer | festnetz | telefax
  | portable | telefono | movil | celular | cellulare | telefone | telemovel | telefoon | mobiel | 電話 | 电话 | 手机
  | 전화 | 전화번호 | 휴대폰
EMAIL_ADDRESS mail .7: email | e mail | mail | email address | mail address | correo | correo electronico | courriel
  | posta elettronica | e mail adresse
US_SSN ssn .9: ssn | social security | soc sec | social sec | ss# | social | ssn last | us ssn
US_ITIN id .9: itin
CA_SIN id .6: social insurance | + sin
UK_NINO id .9: nino | national insurance | nat ins | + ni
UK_NHS nhs .9: nhs
ES_NIF id .9: dni | nif | documento nacional de identidad | documento de identidad
ES_NIE id .9: nie
FR_NIR nir .9: nir | securite sociale | insee | numero secu | secu | nss
DE_TAX_ID id .9: + steuer | steueridentifikations | steuer identifikations | steuerliche identifikations | idnr
  | steuerid
DE_SOCIAL_SECURITY id .9: rentenversicherungs | sozialversicherungs | rvnr | svnr | + sv
DE_HEALTH_INSURANCE id .9: krankenversicherten | krankenversicherungs | kvnr | versicherten | krankenkassen
DE_ID_CARD id .8: personalausweis | + ausweis
BR_CPF id .9: cpf
BR_RG id .6: + rg | registro geral
PT_NIF id .8: contribuinte | numero utente | niss | cartao cidadao | + sns
IN_AADHAAR id .9: aadhaar | aadhar | uidai
IN_PAN pan .9: pan | permanent account | pan card
IT_FISCAL_CODE cf .9: codice fiscale | cod fiscale | cod fisc | cf | c f
NL_BSN id .9: bsn | burgerservice | sofi
BE_NATIONAL_NUMBER id .9: rijksregister | registre national | nationaal
PL_PESEL id .9: pesel
SE_PERSONNUMMER id .9: samordnings
NO_FODSELSNUMMER id .9: fodsels
DK_CPR id .9: cpr
FI_PERSONAL_IDENTITY_CODE id .9: hetu | henkilotunnus | henkilotunnukseni | henkilotunnuksesi | henkilotunnuksen
CH_AHV ahv .9: ahv | avs | sozialversicherungsnummer ahv
TR_NATIONAL_ID id .9: tckn | tc kimlik | kimlik
KR_RRN id .9: rrn | resident registration | 주민등록번호 | 주민번호
CN_ID_CARD id .9: 身份证号 | 身份证号码 | 身份证
JP_MY_NUMBER id .9: マイナンバー | 個人番号
SG_NRIC_FIN id .9: nric
AU_TFN id .9: tfn | tax file
AU_MEDICARE id .9: medicare | mbi | medicare beneficiary
LATIN_AMERICAN_ID rfc .8: rfc
LATIN_AMERICAN_ID id .9: curp | cuil | cuit | rut | cedula
ID id .85: rodne cislo | + birth | αφμ | αμκα | инн | снилс | рнокпп | תעודת זהות | เลขบัตรประชาชน
  | maticni broj | oib | cnp | szemelyi szam | egn | jmbg
ID id .7: national id | seguridad social | previdencia social | sicurezza sociale | national identity
  | national identification | citizen id | identity card | + national | + identity | + identification
  | + tax | taxpayer | + tin | fiscal | identificacion fiscal | + identite | carte identite | carta identita
  | documento identita | cedula identidad | + identidad | + fiscale | numero fiscal | + permit | residence permit
  | + visa | green card | alien registration | alien | aufenthaltstitel | krankenkasse | carte vitale
  | tessera sanitaria | tarjeta sanitaria | cartao saude | medicaid | hicn | health card | ohip | health insurance
  | health plan | health id
ID idno .55: + policy | + carteirinha | carteirinha | 사번 | 工号 | 社員番号 | 被保険者番号 | 保険証記号番号 | 证件号
  | 회원번호 | + document | + documento | + dokument | + booking | + reservation | + chip | upn | + member
  | + membership | + subscriber | + insurance | + insurance policy | + insured | + claim | + case | + customer
  | + client | + account holder | + employee | + staff | + personnel | + worker | + payroll | + student | + pupil
  | + patient | + person | + participant | + beneficiary | + enrollee | + loyalty | + frequent flyer
  | + frequent traveler | + library card | + badge | + prisoner | + inmate | + matter | + docket | + crime
  | + police report | + applicant | + candidate | + tenancy | pnr | + prescription | + rx | + referral
  | + prior authorization | + voter | + military | microchip | + loan | + mortgage | + licence | + license
  | aktenzeichen | + az | + policen | + police | + versicherungs | + versicherungsschein | + mitglieds | + kunden
  | + vertrags | + schaden | + schadens | + fall | + akten | + personal | + patienten | + matrikel | + vorgangs
  | + mandats | + adherent | + assure | + contrat | + dossier | + sinistre | + allocataire | + etudiant | + salarie
  | + police assurance | matricule | + abonne | + poliza | + afiliado | + afiliacion | + cliente | + expediente
  | + siniestro | + asegurado | + socio | + empleado | + contrato | + historia clinica | historia clinica | poliza
  | + polizza | polizza | + tessera | + pratica | + sinistro | + assicurato | matricola | + apolice | apolice
  | + beneficiario | + processo | + utente | + segurado | + klant | + polis | + lid | + relatie | klant | polis
  | 会員番号 | 고객번호 | 客户编号
ID idno .3: + group | + application | + incident | + file | + registration | + contract | + booking | + subject
  | + reservation | + certificate | + enrolment | + enrollment | + chip | + meter | + authorization | + service
  | + user | + profile
MEDICAL_RECORD_NUMBER idno .85: mrn | + cartella clinica | cartella clinica | 病案号 | 住院号 | 病历号 | 診察券番号
  | カルテ番号 | 등록번호 | 환자번호 | medical record | medical records | + chart | hospital | hospital no | + hosp
  | + hospital | medrec | + health record | urn | emr | ehr | nhc | numero historia | aktennummer patient | ipp | kis
PASSPORT id .85: passport | паспорт | διαβατηριο | דרכון | pasaport
  | passeport | pasaporte | passaporto | passaporte | reisepass | paspoort | paszport | + pass
  | + reisepass | travel document | 护照 | 护照号 | パスポート | 여권번호
DRIVER_LICENSE id .85: drivers license | oln | operator license | driver license | drivers licence | driver licence
  | driving licence | + dl | driving license | + drivers | fuhrerschein | fuhrerscheins | permis conduire
  | permiso conducir | carnet conducir | licencia conducir | patente guida | patente | carta conducao | cnh
  | carteira motorista | rijbewijs
LICENSE_PLATE plate .8: vehicle reg | + reg | immatricule | immatriculee | matricula | license plate | licence plate
  | number plate | plate | vehicle registration | + vehicle | vrm | vrn | reg plate | registration plate
  | + car registration | kennzeichen | kfz kennzeichen | kfz | amtliches kennzeichen | immatriculation
  | plaque immatriculation | plaque | matricula vehiculo | targa | placa | kenteken
VIN vin .9: vin | vehicle identification | chassis | fahrgestell | fin | numero chasis | numero telaio | telaio
IMEI id .85: imei | meid | iccid | imsi
US_NPI npi .8: npi | national provider
US_MEDICAL_LICENSE id .8: dea | + dea | medical license | medical licence
ABA_ROUTING_NUMBER aba .8: aba | routing | aba routing | bank routing | + transit | rtn
US_BANK_NUMBER id .7: bank account | + account | + acct | + bank | + checking | + savings | sort code | konto
  | + konto | kontonummer | blz | bankleitzahl | + compte | cuenta bancaria | + cuenta | conto | + conto | + conta
  | conta bancaria | rekening | + rekening
IBAN_CODE iban .8: iban
CREDIT_CARD card .7: card number | credit card | debit card | card | cc | pan number | kreditkarte | carte bancaire
  | carte credit | tarjeta | tarjeta credito | carta credito | cartao | cartao credito | + kreditkarten
CARD_EXPIRY expiry .3: expiry | exp | exp date | expiry date | expiration | expiration date | valid thru | valid until
  | gultig bis | scadenza | caducidad | validade | date expiration
CARD_SECURITY_CODE cvv .8: cvv | cvc | cvv2 | cvc2 | csc | card security | security code | prufziffer | cryptogramme
"""


_UNMISTAKABLE = 0.9


def _read(lines: str) -> tuple[dict[str, Meaning], dict[str, Meaning]]:
    """What labels mean, and what they mean where they say that a number follows."""
    alone: dict[str, Meaning] = {}
    numbered: dict[str, Meaning] = {}
    for entry in lines.strip().replace("\n  ", " ").split("\n"):
        head, _, phrases = entry.partition(": ")
        kind, shape, base = head.split()
        for phrase in map(str.strip, phrases.split("|")):
            said = phrase.removeprefix("+ ")
            words, counted = name_of(said)
            # In one word too, as keys are often written; and with its fillers, `dateofbirth`.
            for key in {" ".join(words), *_in_one(words, said, said != phrase)} - {""}:
                # `health id` says nothing of `health`.
                needs_number = said != phrase or (counted and key == " ".join(words))
                table = numbered if needs_number else alone
                table.setdefault(key, Meaning(kind, shape, float(base), needs_number))
    return alone, numbered


def _in_one(words: tuple[str, ...], said: str, numbered: bool) -> set[str]:
    return set() if numbered or len(words) < 2 else {"".join(words), plain(said).replace(" ", "")}


TABLE, NUMBERED = _read(_LINES)
"""From the words of labels to what they mean; `NUMBERED` where a word says that a number follows (`policy number`)."""
MEANINGS = (*TABLE.values(), *NUMBERED.values())
KEYS = frozenset(TABLE) | frozenset(NUMBERED)
WORDS_MAX = max(key.count(" ") + 1 for key in KEYS)
NATIONAL = frozenset(
    {meaning.type for meaning in MEANINGS if meaning.base >= _UNMISTAKABLE}
    - {"PERSON", "DATE_OF_BIRTH", "VIN", "ID", "IMEI"}
)
"""Types of numbers that a state gives, under labels that mean nothing else."""
TYPES = frozenset(meaning.type for meaning in MEANINGS)
"""Every type that a label can give a value."""
_PERSONAL_ROLES_WORDS = (
    "patient customer client employee member contact user insured person applicant student guardian "
    "parent mother father spouse claimant tenant passenger payee nominee guest driver owner author doctor physician "
    "provider recipient sender caller payer beneficiary subscriber holder kin staff worker child resident "
    "candidate profile people users customers patients employees members contacts clients participants "
    "attendees passengers billing shipping kunde mitarbeiter cliente paciente paziente client patientin "
    "assure empleado dipendente"
)
PERSONAL_ROLES = frozenset(_PERSONAL_ROLES_WORDS.split())
"""Words of keys that hold a person: what is called `name` beneath them is one's."""
_MECHANICAL_WORDS = (
    "company organisation organization employer bank plan school hospital clinic insurer carrier brand vendor supplier "
    "merchant store shop course program project app application domain host user login screen event drug test site "
    "firma empresa societe azienda ecole banque banca banco ente produit producto produkt prodotto produto fichier "
    "version image kind type path file url uri port ports host size price sku namespace column columns "
    "default required description command license dependencies repository schema table package container "
    "module class function method label labels tag tags metadata build branch commit repo test suite step "
    "job pipeline stage plugin parameters properties values enum units unit format status state level "
    "logger thread stdout exit duration latency ms bytes service cluster node pod resource region zone "
    "bucket queue topic partition offset field index key value model retention iam network security "
    "backup ingress egress session request trace span event order invoice product item cache scope runs "
    "on uses with env script template icon color width height currency quantity"
)
MECHANICAL = frozenset(_MECHANICAL_WORDS.split())
"""Words of labels that machines and wares have, and people do not."""
_HINT_WORDS = (
    "age gender sex salary nationality occupation profession marital married religion ethnicity citizenship diagnosis "
    "allergies allergy medication ward blood height weight insurer insurance physician title salutation role position "
    "department grade hired email phone alter geschlecht beruf familienstand anrede edad sexo genero cargo profesion "
    "sexe profession eta sesso professione idade genero ssn dob address birth"
)
HINTS = frozenset(_HINT_WORDS.split())
"""Words of labels that people have, and whose values are no matter of ours."""
