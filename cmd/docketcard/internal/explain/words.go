package explain

// words are all that Write says in a language.
type words struct {
	page        string // %s is a file, %d a page
	holderCode  string // titles of codes
	officerCode string
	oneCode     string
	otherCode   string // %s is the name of its format
	unread      string
	link        string // %s is the link
	linkMeans   string // %s is the host
	oneMeans    string // what a phone and an officer do with the one code
	says        string
	signature   string // %s is the id of the key
	unsigned    string
	unverified  string

	items  map[string]string // by the name of a seal.Field
	unlike string            // an item that has no word here; %s is its own label

	sexes    map[string]string // by M, F, X
	marital  map[string]string // by 1, 2, 3
	lastDay  string            // %s is a date
	picture  string            // %d bytes
	status   string            // %s is the list, %d the entry
	specimen string

	absent string
	// What is missing from the codes: what stands for each name, and what no code can hold.
	things map[string]string
	never  []string
	only   string

	corrections       string
	correctionsIssuer string // %s is the id of the issuer
	office            string // %s is an office
	telephone         string // %s is a number
}

// Languages are those that Write knows.
var Languages = []string{"en", "es", "fr", "ht", "pt"}

var languages = map[string]*words{
	"en": {
		page:        "%s, page %d",
		holderCode:  "The code for you",
		officerCode: "The code for officers",
		oneCode:     "The code for you and for officers",
		otherCode:   "A code of another kind (%s)",
		unread:      "This code cannot be read here, so nothing can be said of what is in it.",
		link:        "It is a link: %s",
		linkMeans: "It opens your case at %s. The letters and digits after /C/ are random: they say nothing about you, and nobody can sign in with them. " +
			"There is nothing else in this code.",
		oneMeans: "A phone opens the link and does not send what comes after the # sign. An officer's reader reads what comes after it:",
		says:     "It says:",
		signature: "There is also a signature, and the number of the key that made it (%s). They show that the office wrote these words. " +
			"They say nothing about you.",
		unsigned:   "There is no signature in it that names a key.",
		unverified: "This only shows what is in the codes. It does not check that the signature is genuine.",
		items: map[string]string{
			"issuer": "Issued by", "expires": "Expires", "not_before": "Valid from", "issued_at": "Issued on",
			"id": "Document number", "version": "Version", "language": "Language", "full_name": "Full name", "given_names": "Given names",
			"middle_names": "Middle names", "surname": "Surname", "birth_date": "Date of birth", "sex": "Sex", "address": "Address",
			"email": "E-mail", "phone": "Telephone", "nationality": "Nationality", "marital_status": "Marital status", "guardian": "Guardian",
			"photo": "Picture", "photo_format": "Kind of picture", "native_name": "Name in another language", "native_language": "That language",
			"office": "Office", "legal_status": "Legal status", "issuing_country": "Issuing country", "case_number": "Case number", "form": "Form",
			"order_date": "Date of the form", "replaces": "Replaces the card", "status_list": "Place on the status list", "specimen": "Specimen",
		},
		unlike:   "An item that has no name here (%s)",
		sexes:    map[string]string{"M": "male", "F": "female", "X": "other or not stated"},
		marital:  map[string]string{"1": "single", "2": "married", "3": "divorced"},
		lastDay:  "%s is the last day",
		picture:  "a small picture of your face (%d bytes)",
		status:   "entry %[2]d of %[1]s. It lets an officer see whether the card still counts. There are no names on the list.",
		specimen: "yes: this is a sample and not a real card",
		absent:   "Not in the codes:",
		things: map[string]string{
			"photo": "your picture", "address": "your address", "phone": "your telephone number", "email": "your e-mail address",
			"legal_status": "your legal status", "case_number": "your case number", "guardian": "your guardian", "marital_status": "whether you are married",
		},
		never:             []string{"your fingerprints", "your health", "your religion", "what you told the office", "where the card was checked"},
		only:              "There is nothing in the codes but what is listed above.",
		corrections:       "If something here is wrong, ask for a correction and a new card:",
		correctionsIssuer: "the office that gave you the card (issuer %s)",
		office:            "office %s",
		telephone:         "telephone %s",
	},
	"es": {
		page:        "%s, página %d",
		holderCode:  "El código para usted",
		officerCode: "El código para los agentes",
		oneCode:     "El código para usted y para los agentes",
		otherCode:   "Un código de otro tipo (%s)",
		unread:      "Este código no se puede leer aquí, así que no se puede decir qué contiene.",
		link:        "Es un enlace: %s",
		linkMeans: "Abre su caso en %s. Las letras y cifras después de /C/ se eligieron al azar: no dicen nada de usted y con ellas nadie puede entrar en su cuenta. " +
			"En este código no hay nada más.",
		oneMeans: "Un teléfono abre el enlace y no envía lo que va después del signo #. El lector de un agente lee lo que va después:",
		says:     "Dice:",
		signature: "También hay una firma y el número de la clave con que se hizo (%s). Demuestran que la oficina escribió estos datos. " +
			"No dicen nada de usted.",
		unsigned:   "No tiene ninguna firma que indique una clave.",
		unverified: "Aquí solo se muestra lo que contienen los códigos. No se comprueba si la firma es auténtica.",
		items: map[string]string{
			"issuer": "Emitido por", "expires": "Vence", "not_before": "Válido desde", "issued_at": "Emitido el",
			"id": "Número de documento", "version": "Versión", "language": "Idioma", "full_name": "Nombre completo", "given_names": "Nombres",
			"middle_names": "Otros nombres", "surname": "Apellidos", "birth_date": "Fecha de nacimiento", "sex": "Sexo", "address": "Dirección",
			"email": "Correo electrónico", "phone": "Teléfono", "nationality": "Nacionalidad", "marital_status": "Estado civil", "guardian": "Tutor",
			"photo": "Fotografía", "photo_format": "Tipo de fotografía", "native_name": "Nombre en otro idioma", "native_language": "Ese idioma",
			"office": "Oficina", "legal_status": "Situación legal", "issuing_country": "País emisor", "case_number": "Número de caso", "form": "Formulario",
			"order_date": "Fecha del formulario", "replaces": "Sustituye a la tarjeta", "status_list": "Lugar en la lista de estado", "specimen": "Muestra",
		},
		unlike:   "Un dato que aquí no tiene nombre (%s)",
		sexes:    map[string]string{"M": "masculino", "F": "femenino", "X": "otro o no indicado"},
		marital:  map[string]string{"1": "soltero o soltera", "2": "casado o casada", "3": "divorciado o divorciada"},
		lastDay:  "el último día es el %s",
		picture:  "una fotografía pequeña de su cara (%d bytes)",
		status:   "posición %[2]d de %[1]s. Permite que un agente vea si la tarjeta sigue siendo válida. En la lista no hay nombres.",
		specimen: "sí: es una muestra y no una tarjeta de verdad",
		absent:   "No están en los códigos:",
		things: map[string]string{
			"photo": "su fotografía", "address": "su dirección", "phone": "su número de teléfono", "email": "su correo electrónico",
			"legal_status": "su situación legal", "case_number": "su número de caso", "guardian": "su tutor", "marital_status": "su estado civil",
		},
		never:             []string{"sus huellas dactilares", "su salud", "su religión", "lo que usted contó en la oficina", "dónde se revisó la tarjeta"},
		only:              "En los códigos no hay nada más que lo que aparece arriba.",
		corrections:       "Si algo de esto está mal, pida que lo corrijan y le den una tarjeta nueva:",
		correctionsIssuer: "la oficina que le dio la tarjeta (emisor %s)",
		office:            "oficina %s",
		telephone:         "teléfono %s",
	},
	"fr": {
		page:        "%s, page %d",
		holderCode:  "Le code qui est pour vous",
		officerCode: "Le code destiné aux agents",
		oneCode:     "Le code pour vous et pour les agents",
		otherCode:   "Un code d'un autre type (%s)",
		unread:      "Ce code ne peut pas être lu ici ; on ne peut donc pas dire ce qu'il contient.",
		link:        "C'est un lien : %s",
		linkMeans: "Il ouvre votre dossier sur %s. Les lettres et les chiffres après /C/ sont tirés au hasard : ils ne disent rien de vous et ne permettent à personne de se connecter à votre compte. " +
			"Ce code ne contient rien d'autre.",
		oneMeans: "Un téléphone ouvre le lien et n'envoie pas ce qui suit le signe #. Le lecteur d'un agent lit ce qui suit :",
		says:     "Il dit :",
		signature: "Il y a aussi une signature et le numéro de la clé qui l'a faite (%s). Elles montrent que le bureau a écrit ces données. " +
			"Elles ne disent rien de vous.",
		unsigned:   "Il ne contient aucune signature qui nomme une clé.",
		unverified: "On montre ici seulement ce que contiennent les codes, sans vérifier si la signature est authentique.",
		items: map[string]string{
			"issuer": "Délivré par", "expires": "Expire", "not_before": "Valable à partir du", "issued_at": "Délivré le",
			"id": "Numéro du document", "version": "Version", "language": "Langue", "full_name": "Nom complet", "given_names": "Prénoms",
			"middle_names": "Autres prénoms", "surname": "Nom de famille", "birth_date": "Date de naissance", "sex": "Sexe", "address": "Adresse",
			"email": "Adresse électronique", "phone": "Téléphone", "nationality": "Nationalité", "marital_status": "État civil", "guardian": "Tuteur",
			"photo": "Photo", "photo_format": "Type de photo", "native_name": "Nom dans une autre langue", "native_language": "Cette langue",
			"office": "Bureau", "legal_status": "Situation légale", "issuing_country": "Pays de délivrance", "case_number": "Numéro de dossier", "form": "Formulaire",
			"order_date": "Date du formulaire", "replaces": "Remplace la carte", "status_list": "Place sur la liste d'état", "specimen": "Spécimen",
		},
		unlike:   "Une donnée qui n'a pas de nom ici (%s)",
		sexes:    map[string]string{"M": "masculin", "F": "féminin", "X": "autre ou non précisé"},
		marital:  map[string]string{"1": "célibataire", "2": "marié ou mariée", "3": "divorcé ou divorcée"},
		lastDay:  "le dernier jour est le %s",
		picture:  "une petite photo de votre visage (%d octets)",
		status:   "position %[2]d de %[1]s. Elle permet à un agent de voir si la carte est toujours bonne. La liste ne contient aucun nom.",
		specimen: "oui : c'est un modèle et non une vraie carte",
		absent:   "Ne sont pas dans les codes :",
		things: map[string]string{
			"photo": "votre photo", "address": "votre adresse", "phone": "votre numéro de téléphone", "email": "votre adresse électronique",
			"legal_status": "votre situation légale", "case_number": "votre numéro de dossier", "guardian": "votre tuteur", "marital_status": "votre état civil",
		},
		never:             []string{"vos empreintes digitales", "votre santé", "votre religion", "ce que vous avez dit au bureau", "les endroits où la carte a été contrôlée"},
		only:              "Les codes ne contiennent rien d'autre que ce qui figure ci-dessus.",
		corrections:       "Si quelque chose est faux, demandez une correction et une nouvelle carte :",
		correctionsIssuer: "au bureau qui vous a remis la carte (émetteur %s)",
		office:            "bureau %s",
		telephone:         "téléphone %s",
	},
	"ht": {
		page:        "%s, paj %d",
		holderCode:  "Kòd ki pou ou a",
		officerCode: "Kòd ki pou ajan yo",
		oneCode:     "Kòd ki pou ni ou menm ni ajan yo",
		otherCode:   "Yon lòt kalite kòd (%s)",
		unread:      "Nou pa ka li kòd sa a isit la, kidonk nou pa ka di sa ki ladan l.",
		link:        "Se yon lyen: %s",
		linkMeans: "Li louvri dosye w sou %s. Lèt ak chif ki vini apre /C/ yo soti pa aza: yo pa di anyen sou ou, epi pèsonn pa ka konekte sou kont ou avèk yo. " +
			"Pa gen anyen ankò nan kòd sa a.",
		oneMeans: "Yon telefòn louvri lyen an, li pa voye sa ki vini apre siy # la. Aparèy ajan an li sa ki vini apre a:",
		says:     "Men sa li di:",
		signature: "Genyen tou yon siyati ak nimewo kle ki fè siyati a (%s). Yo montre se biwo a ki te ekri enfòmasyon sa yo. " +
			"Yo pa di anyen sou ou.",
		unsigned:   "Pa gen okenn siyati ladan l ki nonmen yon kle.",
		unverified: "Isit la nou montre sèlman sa ki nan kòd yo. Nou pa verifye si siyati a bon.",
		items: map[string]string{
			"issuer": "Moun ki bay kat la", "expires": "Dat li ekspire", "not_before": "Li bon apati", "issued_at": "Dat yo bay li",
			"id": "Nimewo dokiman an", "version": "Vèsyon", "language": "Lang", "full_name": "Non konplè", "given_names": "Prenon",
			"middle_names": "Lòt prenon", "surname": "Siyati (non fanmi)", "birth_date": "Dat nesans", "sex": "Sèks", "address": "Adrès",
			"email": "Imèl", "phone": "Telefòn", "nationality": "Nasyonalite", "marital_status": "Eta sivil", "guardian": "Gadyen legal",
			"photo": "Foto", "photo_format": "Kalite foto", "native_name": "Non nan yon lòt lang", "native_language": "Lòt lang sa a",
			"office": "Biwo", "legal_status": "Sitiyasyon legal", "issuing_country": "Peyi ki bay kat la", "case_number": "Nimewo dosye a", "form": "Fòm",
			"order_date": "Dat fòm nan", "replaces": "Li ranplase kat", "status_list": "Plas sou lis eta kat yo", "specimen": "Echantiyon",
		},
		unlike:   "Yon enfòmasyon ki pa gen non isit la (%s)",
		sexes:    map[string]string{"M": "gason", "F": "fi", "X": "lòt oswa pa presize"},
		marital:  map[string]string{"1": "selibatè", "2": "marye", "3": "divòse"},
		lastDay:  "dènye jou a se %s",
		picture:  "yon ti foto figi w (%d oktè)",
		status:   "plas %[2]d nan %[1]s. Li pèmèt yon ajan wè si kat la toujou bon. Pa gen non moun sou lis la.",
		specimen: "wi: se yon echantiyon, se pa yon vrè kat",
		absent:   "Sa ki pa nan kòd yo:",
		things: map[string]string{
			"photo": "foto w", "address": "adrès ou", "phone": "nimewo telefòn ou", "email": "imèl ou",
			"legal_status": "sitiyasyon legal ou", "case_number": "nimewo dosye w", "guardian": "gadyen legal ou", "marital_status": "si ou marye",
		},
		never:             []string{"anprent dwèt ou", "sante w", "relijyon w", "sa ou te di nan biwo a", "kote yo te kontwole kat la"},
		only:              "Pa gen anyen nan kòd yo apa sa ki ekri pi wo a.",
		corrections:       "Si gen yon bagay ki pa bon, mande yo korije l epi ba ou yon lòt kat:",
		correctionsIssuer: "biwo ki te ba ou kat la (%s)",
		office:            "biwo %s",
		telephone:         "telefòn %s",
	},
	"pt": {
		page:        "%s, página %d",
		holderCode:  "O código para você",
		officerCode: "O código para os agentes",
		oneCode:     "O código para você e para os agentes",
		otherCode:   "Um código de outro tipo (%s)",
		unread:      "Este código não pode ser lido aqui, por isso não se pode dizer o que ele contém.",
		link:        "É um link: %s",
		linkMeans: "Ele abre o seu processo em %s. As letras e os números depois de /C/ são aleatórios: não dizem nada sobre você e ninguém consegue entrar na sua conta com eles. " +
			"Não há mais nada neste código.",
		oneMeans: "Um telefone abre o link e não envia o que vem depois do sinal #. O leitor de um agente lê o que vem depois:",
		says:     "Ele diz:",
		signature: "Há também uma assinatura e o número da chave com que foi feita (%s). Elas mostram que o escritório escreveu estes dados. " +
			"Não dizem nada sobre você.",
		unsigned:   "Não há nele nenhuma assinatura que indique uma chave.",
		unverified: "Aqui só se mostra o que os códigos contêm. Não se verifica se a assinatura é autêntica.",
		items: map[string]string{
			"issuer": "Emitido por", "expires": "Vence", "not_before": "Válido a partir de", "issued_at": "Emitido em",
			"id": "Número do documento", "version": "Versão", "language": "Idioma", "full_name": "Nome completo", "given_names": "Nomes próprios",
			"middle_names": "Outros nomes", "surname": "Sobrenome", "birth_date": "Data de nascimento", "sex": "Sexo", "address": "Endereço",
			"email": "E-mail", "phone": "Telefone", "nationality": "Nacionalidade", "marital_status": "Estado civil", "guardian": "Responsável legal",
			"photo": "Foto", "photo_format": "Tipo de foto", "native_name": "Nome em outro idioma", "native_language": "Esse idioma",
			"office": "Escritório", "legal_status": "Situação legal", "issuing_country": "País emissor", "case_number": "Número do processo", "form": "Formulário",
			"order_date": "Data do formulário", "replaces": "Substitui o cartão", "status_list": "Lugar na lista de situação", "specimen": "Amostra",
		},
		unlike:   "Um dado que não tem nome aqui (%s)",
		sexes:    map[string]string{"M": "masculino", "F": "feminino", "X": "outro ou não informado"},
		marital:  map[string]string{"1": "solteiro ou solteira", "2": "casado ou casada", "3": "divorciado ou divorciada"},
		lastDay:  "o último dia é %s",
		picture:  "uma pequena foto do seu rosto (%d bytes)",
		status:   "posição %[2]d de %[1]s. Permite que um agente veja se o cartão ainda vale. Não há nomes na lista.",
		specimen: "sim: é uma amostra e não um cartão de verdade",
		absent:   "Não estão nos códigos:",
		things: map[string]string{
			"photo": "a sua foto", "address": "o seu endereço", "phone": "o seu número de telefone", "email": "o seu e-mail",
			"legal_status": "a sua situação legal", "case_number": "o número do seu processo", "guardian": "o seu responsável legal", "marital_status": "o seu estado civil",
		},
		never:             []string{"as suas impressões digitais", "a sua saúde", "a sua religião", "o que você contou no escritório", "onde o cartão foi verificado"},
		only:              "Não há nada nos códigos além do que está listado acima.",
		corrections:       "Se algo estiver errado, peça a correção e um cartão novo:",
		correctionsIssuer: "ao escritório que lhe deu o cartão (emissor %s)",
		office:            "escritório %s",
		telephone:         "telefone %s",
	},
}

// creoleCountries are names of countries in Haitian Creole, which the names of render/locale do not have. Those of other countries are told in French, which
// readers of Creole know them by.
var creoleCountries = map[string]string{
	"ARG": "Ajantin", "BHS": "Bahamas", "BLZ": "Beliz", "BOL": "Bolivi", "BRA": "Brezil", "CAN": "Kanada", "CHL": "Chili", "CHN": "Lachin", "COL": "Kolonbi",
	"CRI": "Kosta Rika", "CUB": "Kiba", "DEU": "Almay", "DOM": "Repiblik Dominikèn", "ECU": "Ekwatè", "ESP": "Espay", "FRA": "Lafrans", "GBR": "Wayòm Ini",
	"GTM": "Gwatemala", "GUY": "Giyàn", "HND": "Ondiras", "HTI": "Ayiti", "IND": "Lend", "ITA": "Itali", "JAM": "Jamayik", "JPN": "Japon", "MEX": "Meksik",
	"NGA": "Nijerya", "NIC": "Nikaragwa", "PAN": "Panama", "PER": "Pewou", "PRT": "Pòtigal", "PRY": "Paragwe", "PRI": "Pòtoriko", "RUS": "Larisi",
	"SEN": "Senegal", "SLV": "Salvadò", "SUR": "Sirinam", "TTO": "Trinidad ak Tobago", "TUR": "Tiki", "UKR": "Ikrèn", "URY": "Irigwe", "USA": "Etazini",
	"VEN": "Venezyela", "VNM": "Vyetnam", "AFG": "Afganistan", "AGO": "Angola", "CMR": "Kamewoun", "COD": "Repiblik Demokratik Kongo", "COG": "Kongo",
	"EGY": "Ejip", "ETH": "Etyopi", "GHA": "Gana", "GIN": "Gine", "IRN": "Iran", "IRQ": "Irak", "ISR": "Izrayèl", "MAR": "Mawòk", "PAK": "Pakistan", "PHL": "Filipin",
	"POL": "Polòy", "SOM": "Somali", "SYR": "Siri", "ZAF": "Afrik di Sid",
}
