# Français. Vouvoiement, phrases courtes.

## shared

# Les nombres avec leurs noms
count-tokens = { $count ->
    [one] { $count } token
   *[other] { $count } tokens
}
count-phones = { $count ->
    [one] { $count } téléphone
   *[other] { $count } téléphones
}
number-percent = { $number } %
number-bits = { $number } bits
number-one-in = 1 sur { $number }
number-ms = { $number } ms
number-s = { $number } s
number-entries = { $number } entrées

# Boutons et noms communs à plusieurs widgets
again = Encore
again-other-coins = Encore, avec d’autres tirages
close = Fermer
send = Envoyer
send-again = Renvoyer
show-all = Tout afficher
show-less = Afficher moins
prepared-texts = Textes préparés
prompt = Prompt
context = Contexte
checkpoint = Checkpoint
temperature = Température
vocabulary = Vocabulaire
question = Question
tokens = Tokens
the-rest = le reste
the-model = le modèle
room = la salle
search = Rechercher

# L’état d’un widget
state-live = en direct
state-recorded = enregistré
state-waiting = en attente
state-interrupted = interrompu
state-failed = échoué
asking-model = question posée au modèle
asking-kernel = question posée au noyau
no-model-here = aucun modèle ne répond ici, et rien n’a encore été enregistré pour cela
nothing-computed = rien n’a été calculé
loading-tokenizer = chargement du tokenizer
broken = Ceci ne peut pas être affiché : la réponse ne convient pas à ce widget. Demandez autre chose ou continuez ; le reste de l’exposé n’est pas touché.
alone-no-model = il n’y a pas de modèle ici ; les exemples préparés montrent ce qu’il a répondu
notice-prepared = Préparé : { $label }
notice-failed = Le noyau n’a pas pu répondre.
notice-failed-why = Le noyau n’a pas pu répondre ({ $why }).
notice-interrupted = Le noyau s’est arrêté au milieu de la réponse ; ce qui était arrivé reste affiché.
notice-interrupted-tokens = Le noyau s’est arrêté au milieu de la réponse ; ces tokens ont été calculés dans ce navigateur.
notice-vocabulary-away = Le vocabulaire { $name } a besoin du noyau, qui est absent : choisissez-en un autre ou un texte préparé.
notice-vocabulary-lost = Le vocabulaire { $name } n’a pas pu être chargé : vérifiez le réseau et tapez de nouveau.
provenance-more = D’où cela vient
provenance-browser = calculé dans ce navigateur
provenance-tokenizer = tokenizer
provenance-checkpoint = checkpoint { $name }
provenance-vocabulary = vocabulaire { $name }
provenance-seed = graine { $seed }
provenance-on = le { $date }
provenance-queue = place { $place } dans la file
too-long = Le texte a { $count } caractères ; { $most } au plus sont acceptés : raccourcissez-le.
half-character = Le texte contient une moitié de caractère (un surrogate isolé, U+{ $code }) à la position { $position } : retirez-la.

# Les tokens en mots
token-space = espace
token-new-line = nouvelle ligne
token-return = retour chariot
token-tab = tabulation
token-no-break = espace insécable
token-zero-width = espace sans chasse
token-joiner = liant sans chasse
token-mark = marque d’ordre des octets
token-wide = espace large
token-nothing = rien
token-bytes = octets { $bytes }
token-times = { $count } fois { $word }
token-special = token spécial { $token }
token-part = partie d’un caractère
tokens-more = et { $count } autres tokens qui ne sont pas affichés

# Barres
bar-rank = rang { $rank }
bar-answer-rank = réponse · rang { $rank }
bar-answer = la bonne réponse
bar-sampled = tiré
bar-cut = coupé
bar-cut-away = écarté
column-expected = { $name } : { $count }, attendu { $expected }
axis-log = { $name } (échelle logarithmique)

# Votes
vote-answers = Les réponses
vote-your-answer = Votre réponse
vote-your-number = Votre nombre
vote-your-words = Vos mots
vote-ask = Demander à la salle
vote-close-and-show = Clore et montrer
vote-show = Montrer le résultat
vote-hide = Cacher le résultat
vote-open-again = Rouvrir
vote-start-over = Recommencer
vote-name = Le vote
vote-only-you = Vous seul voyez les chiffres tant que vous ne les montrez pas.
vote-not-open = Le vote n’est pas encore ouvert.
vote-closed-hidden = Le vote est clos. Le résultat s’affichera quand l’orateur le montrera.
vote-closed = Le vote est clos.
vote-change = Votre réponse est arrivée. Vous pouvez la changer jusqu’à la clôture.
vote-sending = Envoi …
vote-waiting = Pas de connexion : votre réponse partira dès son retour.
vote-none = Personne n’a encore répondu.
vote-no-room = La salle répond à cette question sur ses téléphones.
vote-self-test = Choisissez une réponse pour voir laquelle est juste.
vote-right = juste
vote-yours = votre réponse
vote-bar = Ne pas afficher
vote-admit = Admettre de nouveau
vote-up-to = { $most ->
    [one] Choisissez { $most } réponse au plus.
   *[other] Choisissez jusqu’à { $most } réponses.
}
vote-several = Choisissez autant de réponses que vous voulez.
vote-between = De { $low } à { $high }.
vote-refused = Non compté : { $why }.
vote-median = réponse médiane { $value }
vote-right-value = bonne réponse { $value }
vote-mean = Moyenne { $value }
vote-voted = { $people ->
    [one] { $people } téléphone a répondu
   *[other] { $people } téléphones ont répondu
}
vote-voted-of = { $following ->
    [one] { $people } téléphone sur { $following } a répondu
   *[other] { $people } téléphones sur { $following } ont répondu
}
vote-open-now = Le vote est ouvert : répondez sur votre téléphone.

# Questions de la salle
questions = Questions de la salle
questions-none = Pas encore de questions.
questions-answered = répondu
questions-want = Je veux une réponse à cela
questions-wanted = { $people ->
    [one] voulu par { $people } personne
   *[other] voulu par { $people } personnes
}
questions-about = sur « { $slide } »
questions-later = Les questions de la salle apparaissent ici pendant l’exposé.
questions-ask = Posez la vôtre sur votre téléphone.
questions-open = { $open ->
    [one] { $open } question ouverte
   *[other] { $open } questions ouvertes
}
questions-open-more = { $open ->
    [one] { $open } question ouverte, { $more } de plus sur les téléphones
   *[other] { $open } questions ouvertes, { $more } de plus sur les téléphones
}

# Pourquoi la salle n’a pas pris quelque chose
refused-lost = Pas de connexion : renvoyez dès son retour.
refused-too-many = trop à la fois, ou la salle est pleine
refused-not-allowed = ce n’est pas ou plus possible ici
refused-words = ce texte ne peut pas être pris ; écrivez-le autrement
refused-vote-closed = le vote est clos
refused-number-range = le nombre doit être compris entre { $low } et { $high }
refused-text-empty = il n’y a rien ; écrivez quelques mots
refused-asked-else = on demande maintenant autre chose à la salle
refused-not-shown = cette diapo n’a pas encore été montrée
refused-no-prompts = aucun prompt de la salle n’est pris ici
refused-room-full = la salle est pleine et ne prend plus rien
refused-questions-full = la salle a posé autant de questions qu’un exposé peut en contenir
refused-questions-many = un téléphone peut poser { $count } questions ; votez maintenant pour celles des autres
refused-questions-soon = trop de questions à la fois ; attendez quelques secondes
refused-prompts-full = la file des prompts est pleine ; réessayez plus tard
refused-busy = beaucoup de téléphones demandent en ce moment ; réessayez dans quelques secondes
refused-one-at-a-time = une chose à la fois : attendez la réponse ou arrêtez-la
refused-too-soon = trop à la fois ; attendez une seconde
refused-not-here = la scène et la vue de l’orateur ne s’ouvrent que sur la machine qui présente
refused-wrong-token = la clé de l’adresse manque ou est fausse
refused-remote-ended = l’orateur a mis fin à cette télécommande ; scannez un nouveau code
refused-remote-forged = la commande a été refusée ; scannez un nouveau code
refused-remote-waits = l’orateur doit d’abord admettre ce téléphone
refused-remote-watches = un autre téléphone pilote en ce moment ; demandez à l’orateur que celui-ci prenne le relais

# Pages
slide-number = Diapo { $number }
copied = Copié
copy-by-hand = C’est sélectionné : copiez-le
connection-connected = connecté
connection-reconnecting = reconnexion …
temperature-is = température { $value }
token-forced = imposé
token-by-hand = écrit à la main

## kernel

# Pourquoi une demande au modèle a échoué
refused-kernel-away = le noyau n’est pas là
refused-kernel-stopped = le noyau s’est arrêté avant la fin
refused-kernel-fault = le noyau a un défaut ; son journal en dit plus
refused-kernel-memory = le noyau n’a plus de mémoire pour cela
refused-kernel-busy = { $count } demandes attendent déjà ; réessayez dans un instant
refused-not-offered = { $name } n’offre pas cela
refused-model-away = le modèle { $name } ne répond pas ici ; seuls ses enregistrements peuvent être montrés
refused-no-checkpoint = ce noyau n’a pas de checkpoint { $name }
refused-no-chat = aucun checkpoint de ce noyau n’a appris à converser
refused-no-vocabulary = ce noyau n’a pas de vocabulaire { $name }
refused-vocabulary-damaged = les fichiers du vocabulaire { $name } manquent ou sont abîmés
refused-no-documents = il n’y a aucun document où chercher
refused-no-embedding = ce noyau n’a pas de checkpoint qui compare des documents
refused-no-tool = il n’y a pas d’outil { $name }
refused-no-token = le modèle n’a pas le token demandé
refused-prompt-empty = le prompt est vide ; écrivez au moins un caractère
refused-prompt-long = le texte compte { count-tokens } et le modèle en lit { $most } ; raccourcissez-le
refused-text-long = le texte est trop long ; { $most } caractères au plus sont acceptés
refused-text-short = le texte compte { count-tokens } ; prenez-en un qui continue après son début
refused-text-broken = le texte contient une moitié de caractère ; supprimez-la
refused-word-tokens = « { $word } » compte { count-tokens } ; choisissez un mot qui n’en fait qu’un
refused-tokens-many = un téléphone reçoit au plus { $most } tokens à la fois
refused-server-away = le serveur de modèles ne répond pas ; voyez s’il tourne encore
refused-server-garbled = la réponse du serveur de modèles n’a pas pu être comprise
refused-server-says = le serveur de modèles dit : { $why }

## phone

phone-bar = Exposé
phone-previous = Diapo précédente
phone-next = Diapo suivante
phone-following = Suivi · { $slide }
phone-browsing = Lecture libre · { $slide }
phone-back = Retour à l’exposé · { $slide }
phone-offline = pas de connexion ; vous pouvez lire
phone-turn-vote = À vous : votez
phone-turn-answer = À vous : répondez
phone-turn-rank = À vous : classez les réponses
phone-turn-flip = À vous : lancez la pièce
phone-room = Questions
phone-sheet = Vous et la salle
phone-pace = Le rythme vous convient-il ?
phone-pace-fast = trop rapide
phone-pace-fine = bien
phone-pace-slow = trop lent
phone-pace-sent = Seul l’orateur le voit, sans noms. Cela s’efface en trois minutes.
phone-ask = Une question sur cette diapo
phone-sent = Votre question est arrivée.
phone-waits = Votre question est arrivée ; l’orateur la valide d’abord.
phone-prompt = Envoyer un prompt à la scène
phone-prompt-sent = Votre prompt attend dans la file. L’orateur choisit ce qui est montré.
phone-slides = Diapos jusqu’ici
phone-search = Y chercher
phone-nothing-found = Aucune diapo ne contient ces mots.
phone-reading = Lecture
phone-text-size = Taille du texte
phone-smaller = Plus petit
phone-larger = Plus grand
phone-language = Langue des boutons
phone-language-lost = La langue n’a pas pu être chargée : réessayez avec une connexion.
phone-take-home = Emporter l’exposé
phone-take-home-is = Toutes les diapos jusqu’ici sur une page, avec vos questions et vos réponses.
phone-print = Imprimer ou enregistrer
phone-back-from-home = Retour à l’exposé
phone-your-questions = Vos questions
phone-none-asked = Vous n’avez rien demandé.
phone-turn-continue = À vous : continuez le texte
phone-colours = Couleurs
phone-look-phone = comme le téléphone
phone-look-light = clair
phone-look-dark = sombre
phone-look-deck = comme au mur
phone-now-listen = Écoutez
phone-now-try = Essayez
phone-now-vote = Votez
phone-now-rank = Classez
phone-now-done = Terminé
phone-drawn = Dessiné sur cette diapo
phone-on-its-way = Cette diapo arrive.

## join

join-label = Suivez sur votre téléphone
join-on-the-web = Cet exposé sur le web
join-code = Code QR pour { $address }
join-you = Vous êtes connecté.
join-you-with = { $others ->
    [one] Vous êtes connecté, avec { $others } autre personne.
   *[other] Vous êtes connecté, avec { $others } autres personnes.
}
join-nobody = Personne n’est encore connecté.
join-people = { $people ->
    [one] { $people } personne est connectée.
   *[other] { $people } personnes sont connectées.
}

## page

contents = Sommaire
copy-code = Copier le code
chart-numbers = Les chiffres
film-runs = Le film passe sur le projecteur.
sound-heard = Le son sort du projecteur.
phase-training = entraînement
phase-inference = inférence
footnotes = Notes
footnote-number = Note { $number }
footnote-back = Retour au texte
task-done = fait
task-to-do = à faire
publish-slides = Diapos
publish-slides-about = comme au projecteur ; les flèches tournent la page
publish-article = Article
publish-article-about = tout en une colonne, à lire
publish-phone = Téléphone
publish-phone-about = une diapo à la fois, faite pour la main
publish-pdf-about = à imprimer ou à garder
publish-file = Un seul fichier
publish-file-about = les diapos avec tout dedans ; sans réseau
publish-speaker = Vue de l’orateur
publish-speaker-about = les notes et une horloge
publish-missing = Cette page n’existe pas
publish-not-here = Pas ici : { $title }
publish-first-page = Vers la première page : { $title }
publish-where = La première page de « { $title } » se trouve là où l’adresse s’arrête après le dossier de l’exposé.

widget-bpe-stepper = encodage par paires d’octets
widget-chart = graphique
widget-checkpoint-slider = curseur de checkpoints
widget-coin-flip = pile ou face
widget-compare = comparaison
widget-data-pipeline = préparation des données
widget-join = participation
widget-knobs = réglages
widget-pipeline-map = carte des étapes
widget-poll = sondage
widget-probability-map = carte de probabilités
widget-questions = questions
widget-quiz = quiz
widget-retrieval = recherche de documents
widget-rlhf-ranking = classement
widget-sample-grid = grille d’échantillons
widget-sampling-loop = boucle d’échantillonnage
widget-scale-bars = barres d’échelle
widget-sft-chat = conversation
widget-tokenizer = tokenizer
widget-tool-loop = boucle d’outils
widget-training-step = pas d’entraînement
widget-transformer = transformer
widget-units = unités
widget-windows = fenêtres de texte
widget-tokens-cloud = nuage de tokens
widget-word-arithmetic = calcul sur les mots
widget-resample = suites de chaque ligne
widget-guess-ahead = deviner d’avance
widget-silent-head = tête muette
widget-few-bits = peu de bits
guide-previous = Précédent
guide-next = Suivant
guide-after = Après { $chapter }
sources = Sources

## stage

stage-speaker-view = Vue de l’orateur
stage-problem-away = Ranger le message
stage-not-joined = Cet écran n’est pas relié à la salle : { $why }. Ouvrez l’adresse de la scène affichée par talk present.
stage-overview = Toutes les diapos, pour regarder : personne ne suit avant votre choix
stage-escape = Sortir de ce qui est ouvert ; sinon, toutes les diapos
keys-past-steps = Sans passer par les étapes
keys-ends = Première ou dernière diapo
keys-full-screen = Plein écran
keys-jump = Aller à une diapo par numéro ou nom
key-shift = Maj
keys-key = Touche
keys-does = Ce qu’elle fait

## presenter

all-slides = Toutes les diapos
outside-run = hors du parcours
click-to-play = Cliquez pour lire
problem-away = Ranger (X)
keys = Touches
keys-next = suivant
keys-previous = retour
keys-all-slides = toutes les diapos
clicker-move = avancer et reculer de partout, même depuis un champ de texte
clicker-cover = noir : couvrir la diapo projetée ou la montrer de nouveau (pas dans un champ de texte : en sortir par Entrée ou Échap)
clicker-white = blanc, ou le papier de l’exposé : couvrir la diapo projetée
clicker-begin = commencer : montrer la diapo et lancer l’horloge ; sur la scène, aussi plein écran
key-space = Espace
key-shift-space = Maj Espace
key-pages = Page haut, Page bas
key-escape = Échap

## speaker

speaker-view = Vue de l’orateur
connection-none = pas de connexion
notes = Notes
list = Liste
list-name = Liste de toutes les diapos (G)
list-filter = Filtrer par mots ou numéro
list-filter-name = Filtrer les diapos
list-nothing = Aucune diapo ne contient ces mots.
back = Retour
on = Suivant
move-back = Retour (←)
move-on = Suivant (→ ou espace)
cover-black = Noir
cover-name = Noir : couvrir la diapo projetée
cover-black-name = Noir : couvrir la diapo projetée (B)
keys-name = Touches (?)
tool-laser = Pointeur laser (1)
tool-spotlight = Projecteur (2)
tool-pen = Dessiner sur la diapo (3)
tool-zoom = Agrandir un endroit (4)
tool-erase = Effacer le dessin (Suppr)
tool-freeze = Regarder ailleurs, la salle reste (F)
tool-remote = Télécommande : piloter du téléphone (M)
key-shift-arrows = Maj et flèches
key-home = Origine
key-end = Fin
key-delete = Suppr
key-enter = Entrée
key-shift-t = Maj T
keys-first = première diapo
keys-last = dernière diapo
keys-larger-notes = notes plus grandes
keys-smaller-notes = notes plus petites
keys-clock = lancer l’horloge ou la mettre en pause
keys-clock-reset = remettre à zéro l’horloge en pause
keys-countdown = temps restant ou temps écoulé
keys-problem = ranger le message
keys-questions = les questions de la salle
keys-laser = pointeur laser sur la diapo
keys-spotlight = projecteur sur la diapo
keys-pen = dessiner sur la diapo
keys-zoom = agrandir un endroit : cliquer ou tourner la molette
keys-tool-arrows = déplacer l’outil ; Entrée commence et finit un trait, ou agrandit
keys-erase-last = effacer le dernier trait
keys-erase = effacer le dessin de la diapo
keys-freeze = regarder ailleurs, la salle reste, puis revenir
keys-remote = piloter du téléphone
keys-take-room = figé : amener la salle ici
keys-escape = sortir d’un outil, d’une liste, d’une pause d’image
keys-help = ces touches
clock-start = Lancer
clock-pause = Pause
clock-reset = À zéro
clock-start-name = Lancer l’horloge (T)
clock-pause-name = Mettre l’horloge en pause (T)
clock-reset-name = Remettre à zéro l’horloge en pause (Maj T)
clock-of = { $time } sur { $total }
clock-over = { $time } de plus que { $total }
clock-left = encore { $time } sur { $total }
clock-scaled = plan de { $time }, réduit
clock-slide = cette diapo { $time }
clock-chapter = chapitre { $time }
clock-armed = pas lancée
clock-armed-is = L’horloge part au premier mouvement.
clock-paused = en pause
clock-ready = prête
pace-on-time = à l’heure
pace-ahead = { $time } d’avance
pace-behind = { $time } de retard
place = { $place } sur { $slides }
place-outside = hors du parcours, après { $place } sur { $slides }
place-step = étape { $step } sur { $steps }
upcoming-steps = { $left ->
    [one] encore { $left } étape, puis
   *[other] encore { $left } étapes, puis
}
upcoming-end = la fin
upcoming-next = ensuite
upcoming-back = ensuite, retour au parcours
people = { $following } suivent · { $joined } connectés
covered-black = Le projecteur est noir. B ou le prochain mouvement y met fin.
covered-white = Le projecteur est blanc. B ou le prochain mouvement y met fin.
covered-paper = Le projecteur est vide. B ou le prochain mouvement y met fin.
frozen = La salle reste sur « { $slide } ». F y retourne, Entrée amène la salle ici.
kernel-unknown = noyau : inconnu, cette vue n’est pas reliée à l’exposé
kernel-live = noyau en direct
kernel-recorded = noyau enregistré
kernel-none = pas de noyau
kernel-work = { $running } en cours, { $waiting } en attente
kernel-restarts = redémarré { $count }×
queue-room = Salle
queue-label = Questions et prompts de la salle (Q)
queue-prompts = Prompts pour la scène
queue-no-prompts = Aucun prompt n’attend.
queue-accept = Montrer
queue-elsewhere = Aller à sa diapo
queue-reject = Refuser
queue-questions = Questions
queue-moderate = Les nouvelles questions m’attendent
queue-admit = Admettre
queue-answered = Répondu
queue-hide = Cacher
queue-merge = Réunir avec …
queue-go-to = Aller à la diapo
queue-is-waiting = vous attend
queue-is-answered = répondu
queue-is-hidden = cachée
queue-is-merged = réunie
queue-pace = Rythme : { $parts }
queue-pace-fast = { $people } trop rapide
queue-pace-fine = { $people } bien
queue-pace-slow = { $people } trop lent
queue-count-questions = { $count ->
    [one] { $count } question
   *[other] { $count } questions
}
queue-count-prompts = { $count ->
    [one] { $count } prompt
   *[other] { $count } prompts
}
remote = Télécommande
remotes-how = Scannez ceci avec votre téléphone, puis laissez-le piloter ici. Ne montrez le code à personne d’autre.
remotes-code = Code QR de la télécommande
remotes-asks = Le téléphone { $phone } demande à piloter
remotes-drives = Le téléphone { $phone } pilote l’exposé
remotes-drives-away = Le téléphone { $phone } pilote l’exposé, non connecté
remotes-watches = Le téléphone { $phone } regarde
remotes-watches-away = Le téléphone { $phone } regarde, non connecté
remotes-accept = Le laisser piloter
remotes-no = Non
remotes-end = Terminer
kernel-memory = { $mib } Mio utilisés

## remote

remote-slide = La diapo ; touchez-la pour pointer au laser
remote-clock = Lancer l’horloge ou la mettre en pause
remote-ask = Demander à piloter
remote-ask-name = Demander à l’orateur que ce téléphone pilote
remote-no-invitation = Cette adresse est incomplète : scannez le code que la vue de l’orateur montre sous Télécommande (M).
remote-offline = pas de connexion …
remote-waiting = En attente : l’orateur doit admettre ce téléphone.
remote-watches = Un autre téléphone pilote maintenant.
remote-asked = Demande envoyée : en attente du oui de l’orateur.
remote-next = Ensuite : { $slide }
remote-steps-then = { $left ->
    [one] encore { $left } étape, puis { $slide }
   *[other] encore { $left } étapes, puis { $slide }
}
remote-pace-ahead = en avance
remote-pace-behind = en retard

## bpe_stepper

bpe = Encodage par paires d’octets, pas à pas
bpe-pairs = Paires les plus fréquentes
bpe-learn = Apprendre de ce texte
bpe-back = Retour
bpe-merge = Fusionner
bpe-merges-done = Fusions faites
bpe-counted = Paires voisines, comptées
bpe-single = Octets seuls
bpe-merge-is = Fusion { $step } : { $pair }
bpe-sizes = { $pieces ->
    [one] { $pieces } morceau, { $entries } entrées.
   *[other] { $pieces } morceaux, { $entries } entrées.
}
bpe-text-in = { $pieces ->
    [one] Le texte en { $pieces } morceau
   *[other] Le texte en { $pieces } morceaux
}
bpe-list = La liste : 256 octets
bpe-list-and = La liste : 256 octets et{" "}
bpe-next = fusionnée ensuite
bpe-pair-times = { $pair } : { $count } fois
bpe-entries = entrées dans la liste
bpe-pieces = morceaux dans le texte
bpe-merges = fusions
bpe-summary = Après { $step ->
    [one] { $step } fusion
   *[other] { $step } fusions
} : { $entries } entrées dans la liste, { $pieces } morceaux dans le texte ; { $first } au début.
bpe-long = Le texte a { $count } caractères ; on apprend ici de { $most } au plus : raccourcissez-le.

## chart

chart = Graphique
chart-read = Lire les courbes à
chart-empty = ce graphique n’a pas de série
chart-this-text = ce texte { $loss }
chart-loss = Perte de ce texte : { $loss } nats par token.
chart-span = { $name } : de { $from } à { $to }
chart-at = à { $place }
chart-after = après { $place }
chart-written-after = écrit après { $place }
chart-own-loss = Sa perte sur votre propre texte

## checkpoint_slider

stops = Checkpoints d’un entraînement
stops-prompts = Prompts

## coin_flip

flip = Pile ou face
flip-contexts = Contextes
flip-model = modèle
flip-question = Que vient-il ensuite ? { $context }
flip-others = tous les autres tokens
flip-others-short = tous les autres
flip-one-of-others = un des autres tokens
flip-computer = { $count } pièces lancées par ce programme, graine { $seed }
flip-own = { $count ->
    [one] { $count } pièce à vous
   *[other] { $count } pièces à vous
}
flip-ask = Faire lancer la salle
flip-many = En lancer { $count } ici
flip-new-round = Nouvelle manche
flip-mine = Lancer ma pièce
flip-again = Relancer
flip-none = pas encore de pièce
flip-apart = d’écart
flip-half-sum = La moitié de la somme des écarts entre pièces et carte : 0, c’est pareil.
flip-chance = { $count ->
    [one] Le hasard seul donne environ { $distance } avec { $count } pièce. La moitié de la somme des écarts : 0, c’est pareil.
   *[other] Le hasard seul donne environ { $distance } avec { $count } pièces. La moitié de la somme des écarts : 0, c’est pareil.
}
flip-now = La salle lance : appuyez sur le bouton.
flip-waits = Pas de connexion : elle partira dès son retour.
flip-fell = Votre pièce est tombée sur { $where }.
flip-fell-at = Votre pièce, { $coin }, est tombée sur { $where }.
flip-rows = La carte et les pièces
flip-model-share = { $name } : modèle { $share }
flip-coins-share = pièces { $share }, { $count } sur { $total }
flip-here = votre pièce est tombée ici

## compare

compare = Comparaison
compare-prompts = Prompts préparés
compare-columns = Le même prompt sous plusieurs conditions
compare-seen = Le prompt tel que le modèle le voit
compare-message = Message
compare-run = Lancer
compare-page = Page : { $page }
compare-first = en tête « { $token } » avec { $probability }
compare-rank = « { $token } » est numéro { $rank }
compare-same = { $same ->
    [one] { $same } mot sur { $all } mot pour mot
   *[other] { $same } mots sur { $all } mot pour mot
}
compare-ended = terminé de lui-même
compare-cut = coupé après { count-tokens }
compare-calls = appelle
compare-reads = lit

## data_pipeline

pipeline = Préparation des données
pipeline-pages = Pages
pipeline-page = La page
pipeline-after = Après quel filtre
pipeline-as-it-came = telle quelle
pipeline-address = adresse
pipeline-text = texte
pipeline-language = langue
pipeline-quality = qualité
pipeline-copies = copies
pipeline-privacy = vie privée
pipeline-left = { $pages ->
    [one] { $left } sur { $pages } page encore là
   *[other] { $left } sur { $pages } pages encore là
}
pipeline-dropped = Écartée : { $why }
pipeline-dropped-by = écartée par
pipeline-still-in = encore là
pipeline-english = anglais
pipeline-words = mots
pipeline-tokens = tokens

## knobs

knobs = Un tout petit réseau
knobs-steps = { $steps ->
    [one] { $steps } pas d’entraînement
   *[other] { $steps } pas d’entraînement
}
knobs-again = Recommencer
knobs-loss = Perte { $loss }
knobs-loss-after = Perte { $loss } après { $steps } pas d’entraînement
knobs-should-be = voulu
knobs-is = obtenu
knobs-summary = La sortie du réseau selon x, à côté de la valeur voulue ; la perte est { $loss }

## pipeline_map

stages = Les quatre étapes
stages-web = Web brut
stages-web-is = pages nettoyées et triées
stages-pretraining = pré-entraînement
stages-pretraining-is = des mois
stages-base = Modèle de base
stages-base-is = continue des documents
stages-sft = affinage
stages-sft-is = des heures
stages-assistant = Assistant
stages-assistant-is = répond tour à tour
stages-rl = exercice et classement
stages-rl-is = des jours
stages-preferred = Assistant préféré
stages-preferred-is = répond comme on aime
stages-then = puis
stages-here = nous sommes ici

## probability_map

map = Probabilités du token suivant
map-one = Un contexte
map-other = L’autre contexte
map-find = Chercher un token
map-find-is = Son rang et sa probabilité, où qu’il soit.
map-colour = Colorer par
map-position = position
map-probability = probabilité
map-entropy = entropie
map-undo = Retirer le dernier token
map-contexts = Contextes préparés
map-seen = Le contexte en tokens
map-likely = Tokens suivants les plus probables
map-temperature = Température { $value }
map-train = Entraîner d’un pas
map-train-on = Entraîner d’un pas sur { $token }
map-untrain = Revenir avant le pas
map-learns = La copie apprend …
map-learnt = Un pas sur { $token } : { $before } → { $after }, perte { $loss_before } → { $loss_after }. Une copie l’a appris ; l’encoche montre où était chaque barre.
map-copy = Sur une copie des poids : avant et après.
map-look-up = Cherchez un token pour entraîner une copie des poids dessus.
map-trained = entraîné
map-was = avant { $share }
map-bits = bits
map-bits-of = bits d’entropie
map-no-entropy = Ce serveur ne donne pas l’entropie
map-sure = presque aucun choix
map-unsure = aussi incertain qu’entre { $choices } choix égaux
map-found = « { $token } » (ID { $id }) : rang { $rank }
map-surprise = { $bits } de surprise
map-most-likely = Le plus probable : { $token }, { $probability }.
map-entropy-is = Entropie { $bits }.
map-after = après « { $context } »
map-both = Probabilités dans les deux contextes
map-unlikely = pas parmi les plus probables

## retrieval

retrieval = Recherche de documents
retrieval-questions = Questions
retrieval-list = Documents, les plus proches d’abord
retrieval-page = La page trouvée en premier
retrieval-answer = Répondre sans et avec eux
retrieval-k = Documents dans le prompt
retrieval-empty = Il n’y a pas de question : écrivez-en une.
retrieval-long = La question dépasse { $most } caractères : raccourcissez-la.
retrieval-not-asked = pas encore demandé
retrieval-said = Sans : { $without }. Avec { $count ->
    [one] { $count } document
   *[other] { $count } documents
} : { $found }.
retrieval-nearest = Le plus proche : { $title }, similarité { $similarity }.
retrieval-map = Carte de { $count ->
    [one] { $count } document
   *[other] { $count } documents
} et de la question : proche veut dire en général de même direction.
retrieval-used = dans le prompt
retrieval-used-name = entre dans le prompt
retrieval-hit = { $place }. { $title }, similarité { $similarity }
retrieval-memory = De mémoire
retrieval-with = { $count ->
    [one] Avec { $count } document
   *[other] Avec { $count } documents
}
retrieval-the-answer = La réponse
retrieval-yours = votre question
retrieval-fork = Le token suivant après { $text }
retrieval-fork-row = { $token } : { $without } de mémoire, { $found } avec les documents
retrieval-below = moins de { $share }
retrieval-the-question = la question
retrieval-quoted = « { $text } »

## rlhf_ranking

rank = Classement des réponses
rank-name = Le classement
rank-wins = comparaisons gagnées
rank-reward-model = modèle de récompense
rank-written-rule = règle écrite
rank-others = D’autres réponses
rank-ask = Faire classer la salle
rank-again = Classer de nouveau
rank-pushed = Poussé trop loin
rank-result = Résultat
rank-score = Demander au modèle de récompense
rank-learn = Apprendre de ces classements
rank-before-after = Avant et après
rank-before = Avant
rank-after = Après
rank-send = Envoyer mon ordre
rank-not-accepted = Non accepté : { $why }.
rank-how = Mettez la meilleure réponse en premier, puis envoyez.
rank-changed = Vous l’avez changé : renvoyez-le.
rank-waiting = Pas de connexion : votre ordre partira dès son retour.
rank-sent = Envoyé. Vous pouvez le changer et le renvoyer.
rank-in = Votre ordre est arrivé.
rank-people = { $people ->
    [one] { $people } personne a classé.
   *[other] { $people } personnes ont classé.
}
rank-now = La salle classe : { $people }
rank-yours-refused = Votre ordre n’a pas été accepté : { $why }.
rank-agrees = Le modèle de récompense range { $share } des paires de la même façon ; une pièce en aurait la moitié.
rank-agrees-updated = Le modèle de récompense, mis à jour, range { $share } des paires de la même façon ; une pièce en aurait la moitié.
rank-learns = Le modèle apprend : pas { $step } sur { $steps }, note moyenne { $score }.
rank-scored = { $name } : note { $score }
rank-too-few = Trop peu de classements pour en garder de côté.
rank-kept-back = { $pairs ->
    [one] Sur { $pairs } paire gardée hors d’un ajustement à part : { $after } ({ $level } : { $low } à { $high }), { $before } avant.
   *[other] Sur { $pairs } paires gardées hors d’un ajustement à part : { $after } ({ $level } : { $low } à { $high }), { $before } avant.
}
rank-how-far = Jusqu’où il a été poussé
rank-gives = Le modèle de récompense donne ici { $score }.
rank-not-measured = non mesuré
rank-write = Écrivez-en une vous-même
rank-done = Terminé
rank-wrote = En écrire une vous a pris { $seconds } s.
rank-ranked = Tout classer vous a pris { $seconds } s.
rank-judged = Les réponses, jugées
rank-room = Salle : { $place }
rank-you = Vous : { $place }
rank-answer = Réponse { $letter } : { $text }
rank-wins-share = gagne { $share } de ses comparaisons
rank-reward = récompense { $score }
rank-updated = après la mise à jour { $score }
rank-for-model = { $place } pour le modèle de récompense
rank-ordinal = { ORDINAL($place) ->
    [one] { $place }re
   *[other] { $place }e
}
rank-order = Votre ordre, la meilleure d’abord
rank-tie = Égal
rank-bad = Mauvais
rank-is-bad = mauvaise
rank-keys = { $letter } : { $place }. Les flèches la déplacent, T met à égalité, X la dit mauvaise.
rank-better = { $letter } meilleure
rank-worse = { $letter } moins bonne
rank-tie-name = Mettre { $letter } à égalité avec celle du dessus
rank-bad-name = Mauvaise : { $letter }
rank-place = place { $place } sur { $places }
rank-tied = à égalité avec { $others }

## sample_grid

grid = Échantillons d’un problème
grid-problems = Problèmes
grid-first = Premier problème
grid-chosen = L’échantillon choisi
grid-again = Échantillonner de nouveau
grid-by = Échantillons de { $name }
grid-known = La réponse connue : { $answer }
grid-right = { $right } justes sur { $all }
grid-of-right = justes sur { $all }
grid-mean = { $count } tokens en moyenne
grid-sample = échantillon { $number }
grid-is-right = juste, il dit { $answer }
grid-is-wrong = faux, il dit { $answer }
grid-is-silent = il ne donne pas de réponse
grid-is-writing = écrit encore
grid-tile = Échantillon { $number } : { $said }

## sampling_loop

loop = Boucle d’échantillonnage
loop-prompts = Prompts et températures préparés
loop-branch-a = Branche A
loop-branch-b = Branche B
loop-join = Une seule branche
loop-many = Tirer { $count } fois
loop-bars-after = Barres après
loop-temperature = température
loop-play = Lire
loop-pause = Pause
loop-step = Pas
loop-back = Retour
loop-rewind = Au début
loop-speed = Vitesse
loop-per-second = { $number }/s
loop-seed = Graine
loop-all = tous
loop-next = Token suivant
loop-written = Tokens écrits jusqu’ici, { $name }
loop-by-hand = choisi à la main
loop-picked = { $count ->
    [one] { $token } a été choisi à la main ; { $count } token écrit.
   *[other] { $token } a été choisi à la main ; { $count } tokens écrits.
}
loop-sampled = { $count ->
    [one] { $token } a été tiré ; { $count } token écrit.
   *[other] { $token } a été tiré ; { $count } tokens écrits.
}
loop-ended = Le modèle a fini le texte ici.
loop-length = { $count ->
    [one] { $count } token : le nombre demandé.
   *[other] { $count } tokens : le nombre demandé.
}
loop-times = { $times } sur { $all }
loop-coin = La pièce est tombée sur { $coin }.
loop-coin-is = La pièce : un nombre de 0 à 1 ; le token sur lequel elle tombe est tiré.
loop-cut-was = coupé ; était { $share }
loop-was = était { $share }
loop-blocked = une partie de caractère ne peut pas être choisie à la main

## scale_bars

scale = Échelle
scale-log = Échelle logarithmique : chaque marque vaut mille fois la précédente.
scale-from = Les barres commencent à { $value }.

## sft_chat

chat = Conversation
chat-tokens-with = Tokens avec { $name }
chat-with = Conversation avec { $name }
chat-begin = Le début voulu de la réponse
chat-go-on = Continuer d’ici
chat-leave = Laisser ainsi
chat-yours = Votre message
chat-stop = Arrêter
chat-again = Répondre de nouveau
chat-new = Nouvelle conversation
chat-messages = Messages préparés
chat-message-long = Le message dépasse { $most } caractères : raccourcissez-le.
chat-answer-long = La réponse dépasse { $most } caractères : raccourcissez-la.
chat-edit = Modifier
chat-edit-answer = Modifier la réponse
chat-role-user = vous
chat-role-assistant = assistant
chat-role-system = système
chat-scored = noté à l’entraînement
chat-not-scored = non noté

## tokenizer

tokenizer = Tokenizer
tokenizer-type = Tapez un texte
tokenizer-markers = Les { $marker } tapés sont
tokenizer-plain = du texte simple
tokenizer-special = des tokens spéciaux
tokenizer-bytes = Octets
tokenizer-in = Tokens en { $name }
tokenizer-merges = Fusions
tokenizer-merges-of = Fusions de { $word }
tokenizer-word-tokens = { $count ->
    [one] token
   *[other] tokens
}
tokenizer-word-characters = { $count ->
    [one] caractère
   *[other] caractères
}
tokenizer-word-bytes = { $count ->
    [one] octet
   *[other] octets
}
tokenizer-per-token = octets par token
tokenizer-is-special = token spécial
tokenizer-token = Token { $number } sur { $all }
tokenizer-tap = Touchez un token pour voir ses octets.
tokenizer-tap-merges = Touchez un token pour voir ses octets et la fusion de son mot.
tokenizer-point = Pointez un token pour voir ses octets.
tokenizer-point-merges = Pointez un token pour voir ses octets ; cliquez pour voir la fusion de son mot.
tokenizer-long-word = Ce mot dépasse { $most } caractères ; ses fusions ne sont pas montrées.
tokenizer-single = octets seuls
tokenizer-merge = fusion { $number }, rang { $rank }

## tool_loop

tool = Boucle d’outils
tool-writes = Le modèle écrit
tool-calls = Il appelle un outil
tool-result = Le résultat est imposé
tool-parts = La boucle
tool-tools = Outils
tool-on = oui
tool-off = non
tool-questions = Questions préparées
tool-next = Suivant
tool-end = Jusqu’à la fin
tool-start = Du début
tool-change = Changer le premier résultat
tool-go-on = Continuer avec
tool-needs-kernel = Le noyau est absent : un résultat changé en a besoin.
tool-changed = changé à la main
tool-refused = l’outil a refusé
tool-ran = l’outil a tourné

## training_step

step = Un pas d’entraînement
step-examples = Exemples
step-losses = Perte après chaque pas
step-bars = Probabilités avant et après
step-next = Ce qui a vraiment suivi
step-make = Faire un pas
step-again = Encore un pas
step-shorten = Seul le premier token de la suite compte : raccourcissez.
step-rule = Nouveau poids = ancien poids − { $rate } × pente de la perte, pour chaque poids d’une copie. { $rate } est le taux d’apprentissage.
step-loss = Perte de cet exemple
step-at-first = au début
step-number = pas { $number }
step-was = était { $share }
step-answer = réponse
step-map-first = La carte avant tout pas
step-map = La carte après { $steps } pas ; l’encoche montre où était chaque barre avant le dernier
step-said = Après { $steps } pas : { $token } de { $before } à { $after }, perte de { $loss_before } à { $loss_after }.

## transformer

net = Le réseau et son attention
net-texts = Textes
net-reads = Ce qu’il lit
net-layer = Couche
net-head = Tête
net-heads = Toutes les têtes de cette couche
net-head-number = tête { $number }
net-tokens = Tokens ; choisissez celui qui regarde
net-later = plus tard
net-later-is = vient plus tard, ne peut être regardé
net-gets = reçoit { $share }
net-looks = « { $from } » regarde surtout « { $to } » : { $share } de son attention, couche { $layer }, tête { $head }.
net-diagram = Le réseau, de sa sortie à son entrée
net-probabilities = { $count } probabilités
net-each-entry = une pour chaque entrée du vocabulaire
net-parameters = { $number } paramètres
net-in-all = { $number } paramètres en tout
net-one-layer = Une couche
net-embedding = Plongement
net-ids = Identifiants des tokens
net-at-most = { $count } au plus
net-heads-look = { $count } têtes : les tokens se regardent
net-by-itself = chaque token à part
net-attention = Attention

## units

units = Une phrase en quatre unités
units-lengths = Longueurs
units-type = Tapez une phrase
units-long = Les lignes s’affichent pour { $most } caractères au plus : raccourcissez le texte.
units-bits = bits
units-bytes = octets
units-tokens = tokens
units-words = mots
units-count-bits = { $count } bits
units-count-bytes = { $count } octets
units-count-tokens = { $count } tokens
units-count-words = { $count } mots
units-signs = { $count } signes différents
units-vocabulary = autant de signes que le vocabulaire
units-endless = des signes sans fin

## windows

windows = Exemples d’entraînement
windows-texts = Textes
windows-size = Tokens dans la fenêtre
windows-window = Fenêtre
windows-next = Ce qui a suivi
windows-head = fenêtre
windows-next-head = ce qui a suivi
windows-row = { $count ->
    [one] Après { $count } token : { $token }, ID { $id }
   *[other] Après { $count } tokens : { $token }, ID { $id }
}
windows-said = { $count ->
    [one] Fenêtre de { $count } token ; ensuite { $token }
   *[other] Fenêtre de { $count } tokens ; ensuite { $token }
}

## report

report = Rapport : { $title }
report-never = L’exposé n’a jamais quitté sa première diapo.
report-of-planned = { $time } sur { $planned } prévues
report-people = { $people ->
    [one] { $people } personne par téléphone
   *[other] { $people } personnes par téléphone
}
report-times = Durées
report-slide = Diapo
report-planned = Prévu
report-shown = Montré
report-difference = Écart
report-votes = Votes
report-answered = { $people } ont répondu
report-first = combien de fois chacune était en tête
report-bad = mauvaise : { $answers }
report-median = réponse médiane { $value }
report-no-votes = Personne n’a été interrogé, ou personne n’a répondu.
report-questions = Questions
report-question = Question
report-wanted = Voulu par
report-state = État
report-no-questions = Personne n’a posé de question.
report-pace = Rythme
report-fast = Trop rapide
report-fine = Bien
report-slow = Trop lent
report-no-pace = Personne n’a rien dit du rythme.
report-kernel = Noyau
report-after = Après
report-before = avant
report-detail = Détail
report-no-faults = Son état n’a jamais changé.
report-is-open = ouverte
report-is-waiting = en attente
report-is-answered = répondu
report-is-hidden = cachée
report-is-merged = réunie
report-is-live = en direct
report-is-recorded = enregistré
report-is-none = aucun
report-journal = D’après le journal sur la machine de l’orateur. Personne n’a de nom ici ; `talk report --forget` efface le journal.

## tokens_cloud

cloud-next = La suite selon :
cloud-room = cette salle
cloud-cut = Mots découpés en tokens de { $vocabulary }.
cloud-rare = Les mots plus rares sont comptés et non affichés.

## word_arithmetic

sum = Calcul avec des mots
sum-word = Mot
sum-minus = moins
sum-plus = plus
sum-compute = Calculer
sum-examples = Sommes préparées
sum-nearest = Tokens les plus proches
sum-empty = Une somme demande trois mots : un dans chaque champ.
sum-expected = attendu · rang { $rank }
sum-is-expected = le mot attendu
sum-similarity = similarité { $similarity }
sum-said = Le plus proche : { $token }
sum-left-out = Laissés de côté, car ce sont les mots de la somme : { $words }
sum-left-word = « { $word } » { $similarity }

## resample

lines = Suites après chaque ligne
lines-solutions = Solutions
lines-first = Première solution
lines-another = Une autre solution
lines-known = La réponse connue : { $answer }
lines-all = La solution, ligne par ligne
lines-head = Justes, sur { $count } qui continuent d’ici
lines-share = { $right } sur { $all }
lines-nothing = Rien n’est encore écrit
lines-arrives = elle aboutit
lines-fails = elle n’aboutit pas
lines-decides = La ligne { $line } décide : { $before } avant elle, { $after } après elle
lines-this-decides = cette ligne décide
lines-written = Ce qui a été écrit à partir de là
lines-from-start = Depuis le début :
lines-after = Après la ligne { $line } :

## guess_ahead

ahead = Un texte écrit par ébauches
ahead-ways = Façons de deviner
ahead-watch = Passe par passe
ahead-whole = Tout d’un coup
ahead-is-kept = deviné et gardé
ahead-is-own = tiré par le réseau
ahead-is-dropped = deviné en vain
ahead-passes-name = Passes du réseau
ahead-one-by-one = Token par token
ahead-with-drafts = Avec ébauches
ahead-passes = { $count ->
    [one] { $count } passe
   *[other] { $count } passes
}
ahead-kept = { $kept } devinés sur { $drafted } gardés
ahead-same = { $count ->
    [one] Le même token
   *[other] Les mêmes { $count } tokens
}
ahead-differs = Les deux textes diffèrent
ahead-said = { $passes } passes au lieu de { $tokens }.

## silent_head

silent = Un réseau dont une tête d’attention est éteinte
silent-run = Éteindre chaque tête à son tour
silent-prompts = Prompts
silent-heads = Probabilité de la réponse sans cette tête, couche par couche
silent-head = Couche { $layer }, tête { $head }
silent-off = Éteinte : couche { $layer }, tête { $head }
silent-on = toutes allumées
silent-now = celle-ci éteinte
silent-ranked = Une ligne est une couche. Dessous, toutes les têtes : d’abord celle qui manque le plus
silent-missed = { $missed } têtes sur { $all } comptent ici : sans l’une d’elles, « { $prompt } » perd plus d’un dixième.

## few_bits

bits = Un réseau avec moins de bits par poids
bits-run = Arrondir les poids
bits-prompts = Prompts
bits-each = Chaque poids
bits-loss = Perte sur une page
bits-count = { $count ->
    [one] { $count } bit
   *[other] { $count } bits
}
bits-size = { $size } Mo
bits-said = { $bits } bits : perte { $loss }.
