# Deutsch. Infinitive oder Nomen; du, wo jemand gemeint ist.

## shared

# Zahlen mit ihren Wörtern
count-tokens = { $count ->
    [one] { $count } Token
   *[other] { $count } Tokens
}
count-phones = { $count ->
    [one] { $count } Handy
   *[other] { $count } Handys
}
number-percent = { $number } %
number-bits = { $number } Bit
number-one-in = 1 zu { $number }
number-ms = { $number } ms
number-s = { $number } s
number-entries = { $number } Einträge

# Knöpfe und Namen, die viele Widgets teilen
again = Noch einmal
again-other-coins = Noch einmal, andere Münzen
close = Schließen
send = Senden
send-again = Erneut senden
show-all = Alles zeigen
show-less = Weniger zeigen
prepared-texts = Vorbereitete Texte
prompt = Prompt
context = Kontext
checkpoint = Checkpoint
temperature = Temperatur
vocabulary = Vokabular
question = Frage
tokens = Tokens
the-rest = der Rest
the-model = das Modell
room = der Saal
search = Suchen

# Wie es um ein Widget steht
state-live = live
state-recorded = aufgezeichnet
state-waiting = wartet
state-interrupted = unterbrochen
state-failed = misslungen
asking-model = das Modell wird gefragt
asking-kernel = der Kernel wird gefragt
no-model-here = hier antwortet kein Modell, und dazu ist noch nichts aufgezeichnet
nothing-computed = nichts wurde berechnet
loading-tokenizer = der Tokenizer wird geladen
broken = Das lässt sich nicht zeigen: Die Antwort passt nicht zu diesem Widget. Etwas anderes fragen oder weitergehen; der Rest des Vortrags ist nicht betroffen.
alone-no-model = hier ist kein Modell; die vorbereiteten Beispiele zeigen, was es geantwortet hat
notice-prepared = Vorbereitet: { $label }
notice-failed = Der Kernel konnte darauf nicht antworten.
notice-failed-why = Der Kernel konnte darauf nicht antworten ({ $why }).
notice-interrupted = Der Kernel fiel mitten in der Antwort aus; was bis dahin kam, bleibt stehen.
notice-interrupted-tokens = Der Kernel fiel mitten in der Antwort aus; diese Tokens hat dieser Browser berechnet.
notice-vocabulary-away = Das Vokabular { $name } braucht den Kernel, und der ist nicht erreichbar: ein anderes oder einen vorbereiteten Text wählen.
notice-vocabulary-lost = Das Vokabular { $name } ließ sich nicht laden: das Netz prüfen und noch einmal tippen.
provenance-more = Woher das kommt
provenance-browser = in diesem Browser berechnet
provenance-tokenizer = Tokenizer
provenance-checkpoint = Checkpoint { $name }
provenance-vocabulary = Vokabular { $name }
provenance-seed = Seed { $seed }
provenance-on = am { $date }
provenance-queue = Platz { $place } in der Schlange
too-long = Der Text hat { $count } Zeichen; höchstens { $most } sind möglich: bitte kürzen.
half-character = Der Text enthält ein halbes Zeichen (ein einzelnes Surrogat, U+{ $code }) an Stelle { $position }: bitte entfernen.

# Tokens in Worten
token-space = Leerzeichen
token-new-line = neue Zeile
token-return = Wagenrücklauf
token-tab = Tabulator
token-no-break = geschütztes Leerzeichen
token-zero-width = breitenloses Leerzeichen
token-joiner = breitenloser Verbinder
token-mark = Byte-Reihenfolge-Marke
token-wide = breites Leerzeichen
token-nothing = nichts
token-bytes = Bytes { $bytes }
token-times = { $count } mal { $word }
token-special = Sondertoken { $token }
token-part = Teil eines Zeichens
tokens-more = und { $count } weitere Tokens, die nicht gezeigt werden

# Balken
bar-rank = Rang { $rank }
bar-answer-rank = Antwort · Rang { $rank }
bar-answer = die richtige Antwort
bar-sampled = gezogen
bar-cut = weg
bar-cut-away = abgeschnitten
column-expected = { $name }: { $count }, erwartet { $expected }
axis-log = { $name } (logarithmisch)

# Abstimmungen
vote-answers = Die Antworten
vote-your-answer = Deine Antwort
vote-your-number = Deine Zahl
vote-your-words = Deine Worte
vote-ask = Den Saal fragen
vote-close-and-show = Schließen und zeigen
vote-show = Ergebnis zeigen
vote-hide = Ergebnis verbergen
vote-open-again = Wieder öffnen
vote-start-over = Neu beginnen
vote-name = Die Abstimmung
vote-only-you = Die Zahlen sind nur hier zu sehen, bis sie gezeigt werden.
vote-not-open = Die Abstimmung ist noch nicht offen.
vote-closed-hidden = Die Abstimmung ist geschlossen. Das Ergebnis erscheint, sobald es vorne gezeigt wird.
vote-closed = Die Abstimmung ist geschlossen.
vote-change = Die Antwort ist da. Sie lässt sich ändern, bis die Abstimmung schließt.
vote-sending = Wird gesendet …
vote-waiting = Keine Verbindung: Die Antwort wird gesendet, sobald sie wieder da ist.
vote-none = Noch hat niemand geantwortet.
vote-no-room = Der Saal beantwortet diese Frage auf seinen Handys.
vote-self-test = Eine Antwort wählen, um die richtige zu sehen.
vote-right = richtig
vote-yours = deine Antwort
vote-bar = Nicht zeigen
vote-admit = Wieder zulassen
vote-up-to = { $most ->
    [one] Höchstens { $most } Antwort wählen.
   *[other] Bis zu { $most } Antworten wählen.
}
vote-several = Beliebig viele Antworten wählen.
vote-between = Von { $low } bis { $high }.
vote-refused = Nicht gezählt: { $why }.
vote-median = mittlere Antwort { $value }
vote-right-value = richtige Antwort { $value }
vote-mean = Mittelwert { $value }
vote-voted = { $people ->
    [one] { $people } Handy hat geantwortet
   *[other] { $people } Handys haben geantwortet
}
vote-voted-of = { $following ->
    [one] { $people } von { $following } Handy hat geantwortet
   *[other] { $people } von { $following } Handys haben geantwortet
}
vote-open-now = Die Abstimmung ist offen: auf dem Handy antworten.

# Fragen aus dem Saal
questions = Fragen aus dem Saal
questions-none = Noch keine Fragen.
questions-answered = beantwortet
questions-want = Das soll beantwortet werden
questions-wanted = { $people ->
    [one] von { $people } Person gewünscht
   *[other] von { $people } Personen gewünscht
}
questions-about = zu „{ $slide }“
questions-later = Hier stehen während des Vortrags die Fragen aus dem Saal.
questions-ask = Auf dem Handy fragen.
questions-open = { $open ->
    [one] { $open } offene Frage
   *[other] { $open } offene Fragen
}
questions-open-more = { $open ->
    [one] { $open } offene Frage, { $more } weitere auf den Handys
   *[other] { $open } offene Fragen, { $more } weitere auf den Handys
}

# Warum der Saal etwas nicht angenommen hat
refused-lost = Keine Verbindung: noch einmal senden, sobald sie wieder da ist.
refused-too-many = zu viel auf einmal, oder der Saal ist voll
refused-not-allowed = das geht hier nicht oder nicht mehr
refused-words = so lässt sich das nicht annehmen; bitte anders schreiben
refused-vote-closed = die Abstimmung ist geschlossen
refused-number-range = die Zahl muss zwischen { $low } und { $high } liegen
refused-text-empty = es steht nichts darin; schreib ein paar Wörter
refused-asked-else = der Saal wird inzwischen etwas anderes gefragt
refused-not-shown = diese Folie wurde noch nicht gezeigt
refused-no-prompts = hier wird kein Prompt aus dem Saal angenommen
refused-room-full = der Saal ist voll und nimmt nichts mehr an
refused-questions-full = der Saal hat so viel gefragt, wie in einen Vortrag passt
refused-questions-many = ein Handy darf { $count } Fragen stellen; stimm jetzt für die der anderen
refused-questions-soon = zu viele Fragen auf einmal; warte ein paar Sekunden
refused-prompts-full = die Schlange der Prompts ist voll; versuch es später noch einmal
refused-busy = gerade fragen viele Handys; versuch es in ein paar Sekunden noch einmal
refused-one-at-a-time = eins nach dem anderen: warte auf die Antwort oder halte sie an
refused-too-soon = zu viel auf einmal; warte eine Sekunde
refused-not-here = Bühne und Rednerpult öffnen sich nur auf dem Rechner, der den Vortrag zeigt
refused-wrong-token = der Schlüssel in der Adresse fehlt oder ist falsch
refused-remote-ended = diese Fernbedienung wurde beendet; scanne einen neuen Code
refused-remote-forged = der Befehl wurde abgelehnt; scanne einen neuen Code
refused-remote-waits = dieses Handy muss erst zum Steuern zugelassen werden
refused-remote-watches = jetzt steuert ein anderes Handy; bitte darum, dass dieses übernehmen darf

# Seiten
slide-number = Folie { $number }
copied = Kopiert
copy-by-hand = Ist markiert: jetzt kopieren
connection-connected = verbunden
connection-reconnecting = verbindet neu …
temperature-is = Temperatur { $value }
token-forced = vorgegeben
token-by-hand = von Hand geschrieben

## kernel

# Warum eine Anfrage an das Modell scheiterte
refused-kernel-away = der Kernel ist nicht erreichbar
refused-kernel-stopped = der Kernel hat aufgehört, bevor das fertig war
refused-kernel-fault = der Kernel hat einen Fehler; Näheres steht in seinem Protokoll
refused-kernel-memory = dafür fehlt dem Kernel der Speicher
refused-kernel-busy = es warten schon { $count } Anfragen; versuch es gleich noch einmal
refused-not-offered = { $name } bietet das nicht an
refused-model-away = das Modell { $name } antwortet hier nicht; zeigen lässt sich nur, was aufgezeichnet ist
refused-no-checkpoint = dieser Kernel hat keinen Checkpoint { $name }
refused-no-chat = kein Checkpoint dieses Kernels hat gelernt zu chatten
refused-no-vocabulary = dieser Kernel hat kein Vokabular { $name }
refused-vocabulary-damaged = die Dateien des Vokabulars { $name } fehlen oder sind beschädigt
refused-no-documents = es gibt keine Dokumente zum Durchsuchen
refused-no-embedding = dieser Kernel hat keinen Checkpoint, der Dokumente vergleicht
refused-no-tool = es gibt kein Werkzeug { $name }
refused-no-token = das verlangte Token hat das Modell nicht
refused-prompt-empty = der Prompt ist leer; schreib mindestens ein Zeichen
refused-prompt-long = der Text hat { count-tokens }, und das Modell liest { $most }; kürz ihn
refused-text-long = der Text ist zu lang; erlaubt sind höchstens { $most } Zeichen
refused-text-short = der Text hat { count-tokens }; nimm einen, der nach dem Anfang weitergeht
refused-text-broken = im Text steht ein halbes Zeichen; lösch es
refused-word-tokens = „{ $word }“ hat { count-tokens }; nimm ein Wort, das genau eines ist
refused-tokens-many = ein Handy bekommt höchstens { $most } Tokens auf einmal
refused-server-away = der Modellserver antwortet nicht; sieh nach, ob er noch läuft
refused-server-garbled = die Antwort des Modellservers war nicht zu verstehen
refused-server-says = der Modellserver meldet: { $why }

## phone

phone-bar = Vortrag
phone-previous = Vorige Folie
phone-next = Nächste Folie
phone-following = Folgt · { $slide }
phone-browsing = Blättert · { $slide }
phone-back = Zurück zum Vortrag · { $slide }
phone-offline = keine Verbindung; Weiterlesen geht
phone-turn-vote = Jetzt: abstimmen
phone-turn-answer = Jetzt: antworten
phone-turn-rank = Jetzt: die Antworten ordnen
phone-turn-flip = Jetzt: die Münze werfen
phone-room = Fragen
phone-sheet = Du und der Saal
phone-pace = Wie ist das Tempo für dich?
phone-pace-fast = zu schnell
phone-pace-fine = gut
phone-pace-slow = zu langsam
phone-pace-sent = Das ist nur vorne am Pult zu sehen, ohne Namen, und verblasst nach drei Minuten.
phone-ask = Zu dieser Folie fragen
phone-sent = Die Frage ist da.
phone-waits = Die Frage ist da; sie wird vorne erst freigegeben.
phone-prompt = Einen Prompt auf die Bühne senden
phone-prompt-sent = Der Prompt wartet in der Schlange. Vorne wird gewählt, was gezeigt wird.
phone-slides = Folien bisher
phone-search = Darin suchen
phone-nothing-found = Keine Folie enthält diese Worte.
phone-reading = Lesen
phone-text-size = Größe der Schrift
phone-smaller = Kleiner
phone-larger = Größer
phone-language = Sprache der Knöpfe
phone-language-lost = Die Sprache ließ sich nicht laden: mit Verbindung noch einmal versuchen.
phone-take-home = Vortrag mitnehmen
phone-take-home-is = Alle Folien bisher auf einer Seite, mit deinen Fragen und Antworten.
phone-print = Drucken oder sichern
phone-back-from-home = Zurück zum Vortrag
phone-your-questions = Deine Fragen
phone-none-asked = Keine Fragen gestellt.
phone-turn-continue = Jetzt: den Text fortsetzen
phone-colours = Farben
phone-look-phone = wie das Handy
phone-look-light = hell
phone-look-dark = dunkel
phone-look-deck = wie an der Wand
phone-now-listen = Zuhören
phone-now-try = Ausprobieren
phone-now-vote = Abstimmen
phone-now-rank = Ordnen
phone-now-done = Fertig
phone-drawn = Auf diese Folie gezeichnet
phone-on-its-way = Diese Folie ist unterwegs.

## join

join-label = Auf dem Handy folgen
join-on-the-web = Dieser Vortrag im Netz
join-code = QR-Code für { $address }
join-you = Verbunden.
join-you-with = { $others ->
    [one] Verbunden, mit { $others } anderen.
   *[other] Verbunden, mit { $others } anderen.
}
join-nobody = Noch ist niemand dabei.
join-people = { $people ->
    [one] { $people } Person ist dabei.
   *[other] { $people } Personen sind dabei.
}

## page

contents = Inhalt
copy-code = Code kopieren
chart-numbers = Die Zahlen
film-runs = Der Film läuft auf dem Projektor.
sound-heard = Zu hören ist es am Projektor.
phase-training = Training
phase-inference = Inferenz
footnotes = Fußnoten
footnote-number = Fußnote { $number }
footnote-back = Zurück zum Text
task-done = erledigt
task-to-do = offen
publish-slides = Folien
publish-slides-about = wie auf der Leinwand; Pfeiltasten blättern um
publish-article = Artikel
publish-article-about = alles in einer Spalte, zum Lesen
publish-phone = Handy
publish-phone-about = eine Folie nach der anderen, für die Hand
publish-pdf-about = zum Drucken oder Aufheben
publish-file = Eine Datei
publish-file-about = die Folien mit allem darin; braucht kein Netz
publish-speaker = Rednerpult
publish-speaker-about = die Notizen und eine Uhr
publish-missing = Diese Seite gibt es nicht
publish-not-here = Nicht hier: { $title }
publish-first-page = Zur ersten Seite: { $title }
publish-where = Die erste Seite von „{ $title }“ liegt dort, wo die Adresse nach dem Ordner des Vortrags endet.

widget-bpe-stepper = Bytepaar-Kodierung
widget-chart = Diagramm
widget-checkpoint-slider = Checkpoint-Regler
widget-coin-flip = Münzwurf
widget-compare = Vergleich
widget-data-pipeline = Datenaufbereitung
widget-join = Teilnahme
widget-knobs = Regler
widget-pipeline-map = Karte der Stufen
widget-poll = Umfrage
widget-probability-map = Wahrscheinlichkeiten
widget-questions = Fragen
widget-quiz = Quiz
widget-retrieval = Dokumentensuche
widget-rlhf-ranking = Rangfolge
widget-sample-grid = Stichproben
widget-sampling-loop = Sampling-Schleife
widget-scale-bars = Größenvergleich
widget-sft-chat = Chat
widget-tokenizer = Tokenizer
widget-tool-loop = Werkzeug-Schleife
widget-training-step = Trainingsschritt
widget-transformer = Transformer
widget-units = Einheiten
widget-windows = Textfenster
widget-tokens-cloud = Wortwolke aus Tokens
widget-word-arithmetic = Rechnen mit Wörtern
widget-resample = Fortsetzungen je Zeile
widget-guess-ahead = Vorausraten
widget-silent-head = stummer Kopf
widget-few-bits = wenige Bits
guide-previous = Zurück
guide-next = Weiter
guide-after = Nach { $chapter }
sources = Quellen

## stage

stage-speaker-view = Rednerpult
stage-problem-away = Meldung wegräumen
stage-not-joined = Dieser Bildschirm gehört nicht zum Saal: { $why }. Die Bühnenadresse öffnen, die talk present ausgegeben hat.
stage-overview = Alle Folien zum Umsehen: niemand folgt, bis eine gewählt ist
stage-escape = Offenes schließen; ist nichts offen, alle Folien
keys-past-steps = An den Schritten vorbei
keys-ends = Erste oder letzte Folie
keys-full-screen = Vollbild
keys-jump = Zu einer Folie nach Nummer oder Name
key-shift = Umschalt
keys-key = Taste
keys-does = Was sie tut

## presenter

all-slides = Alle Folien
outside-run = außerhalb des Ablaufs
click-to-play = Klicken zum Abspielen
problem-away = Wegräumen (X)
keys = Tasten
keys-next = weiter
keys-previous = zurück
keys-all-slides = alle Folien
clicker-move = weiter und zurück von überall, auch aus einem Textfeld
clicker-cover = schwarz: die projizierte Folie verdecken oder wieder zeigen (nicht im Textfeld: dieses mit Enter oder Escape verlassen)
clicker-white = weiß, oder das Papier des Vortrags: die projizierte Folie verdecken
clicker-begin = beginnen: die Folie zeigen und die Uhr starten; auf der Bühne auch Vollbild
key-space = Leertaste
key-shift-space = Umschalt Leertaste
key-pages = Bild auf, Bild ab
key-escape = Escape

## speaker

speaker-view = Rednerpult
connection-none = keine Verbindung
notes = Notizen
list = Liste
list-name = Liste aller Folien (G)
list-filter = Nach Worten oder Nummer filtern
list-filter-name = Folien filtern
list-nothing = Keine Folie enthält diese Worte.
back = Zurück
on = Weiter
move-back = Zurück (←)
move-on = Weiter (→ oder Leertaste)
cover-black = Schwarz
cover-name = Schwarz: die projizierte Folie verdecken
cover-black-name = Schwarz: die projizierte Folie verdecken (B)
keys-name = Tasten (?)
tool-laser = Laserpointer (1)
tool-spotlight = Scheinwerfer (2)
tool-pen = Auf die Folie zeichnen (3)
tool-zoom = Eine Stelle vergrößern (4)
tool-erase = Zeichnung löschen (Entf)
tool-freeze = Woanders nachsehen, der Saal bleibt (F)
tool-remote = Fernbedienung: vom Handy steuern (M)
key-shift-arrows = Umschalt und Pfeile
key-home = Pos1
key-end = Ende
key-delete = Entf
key-enter = Enter
key-shift-t = Umschalt T
keys-first = erste Folie
keys-last = letzte Folie
keys-larger-notes = Notizen größer
keys-smaller-notes = Notizen kleiner
keys-clock = die Uhr starten oder anhalten
keys-clock-reset = die angehaltene Uhr auf null
keys-countdown = restliche oder vergangene Zeit
keys-problem = die Meldung wegräumen
keys-questions = die Fragen des Saals
keys-laser = Laserpointer auf der Folie
keys-spotlight = Scheinwerfer auf der Folie
keys-pen = auf die Folie zeichnen
keys-zoom = eine Stelle vergrößern: klicken oder das Rad drehen
keys-tool-arrows = das Werkzeug bewegen; Enter beginnt und beendet eine Linie oder vergrößert
keys-erase-last = die letzte Linie löschen
keys-erase = die Zeichnung der Folie löschen
keys-freeze = woanders nachsehen, der Saal bleibt, und zurück
keys-remote = vom Handy steuern
keys-take-room = eingefroren: den Saal hierher holen
keys-escape = heraus aus Werkzeug, Liste, Einfrieren
keys-help = diese Tasten
clock-start = Start
clock-pause = Pause
clock-reset = Auf null
clock-start-name = Die Uhr starten (T)
clock-pause-name = Die Uhr anhalten (T)
clock-reset-name = Die angehaltene Uhr auf null setzen (Umschalt T)
clock-of = { $time } von { $total }
clock-over = { $time } über { $total }
clock-left = noch { $time } von { $total }
clock-scaled = Plan von { $time }, skaliert
clock-slide = diese Folie { $time }
clock-chapter = Kapitel { $time }
clock-armed = nicht gestartet
clock-armed-is = Die Uhr startet mit der ersten Bewegung.
clock-paused = angehalten
clock-ready = bereit
pace-on-time = im Plan
pace-ahead = { $time } voraus
pace-behind = { $time } zurück
place = { $place } von { $slides }
place-outside = außerhalb des Ablaufs, nach { $place } von { $slides }
place-step = Schritt { $step } von { $steps }
upcoming-steps = { $left ->
    [one] erst noch { $left } Schritt, dann
   *[other] erst noch { $left } Schritte, dann
}
upcoming-end = das Ende
upcoming-next = danach
upcoming-back = danach, zurück im Ablauf
people = { $following } folgen · { $joined } dabei
covered-black = Der Projektor ist schwarz. B oder die nächste Bewegung beendet das.
covered-white = Der Projektor ist weiß. B oder die nächste Bewegung beendet das.
covered-paper = Der Projektor ist leer. B oder die nächste Bewegung beendet das.
frozen = Der Saal bleibt bei „{ $slide }“. F geht dorthin zurück, Enter holt den Saal hierher.
kernel-unknown = Kernel: unbekannt, dieses Pult hat keine Verbindung zum Vortrag
kernel-live = Kernel live
kernel-recorded = Kernel aufgezeichnet
kernel-none = kein Kernel
kernel-work = { $running } in Arbeit, { $waiting } warten
kernel-restarts = { $count }× neu gestartet
queue-room = Saal
queue-label = Fragen und Prompts aus dem Saal (Q)
queue-prompts = Prompts für die Bühne
queue-no-prompts = Kein Prompt wartet.
queue-accept = Zeigen
queue-elsewhere = Zu seiner Folie
queue-reject = Ablehnen
queue-questions = Fragen
queue-moderate = Neue Fragen warten auf mich
queue-admit = Zulassen
queue-answered = Beantwortet
queue-hide = Verbergen
queue-merge = Zusammenlegen mit …
queue-go-to = Zur Folie
queue-is-waiting = wartet auf Freigabe
queue-is-answered = beantwortet
queue-is-hidden = verborgen
queue-is-merged = zusammengelegt
queue-pace = Tempo: { $parts }
queue-pace-fast = { $people } zu schnell
queue-pace-fine = { $people } gut
queue-pace-slow = { $people } zu langsam
queue-count-questions = { $count ->
    [one] { $count } Frage
   *[other] { $count } Fragen
}
queue-count-prompts = { $count ->
    [one] { $count } Prompt
   *[other] { $count } Prompts
}
remote = Fernbedienung
remotes-how = Mit dem Handy scannen und ihm dann hier die Steuerung geben. Den Code sonst niemandem zeigen.
remotes-code = QR-Code der Fernbedienung
remotes-asks = Handy { $phone } möchte steuern
remotes-drives = Handy { $phone } steuert den Vortrag
remotes-drives-away = Handy { $phone } steuert den Vortrag, nicht verbunden
remotes-watches = Handy { $phone } sieht zu
remotes-watches-away = Handy { $phone } sieht zu, nicht verbunden
remotes-accept = Steuern lassen
remotes-no = Nein
remotes-end = Beenden
kernel-memory = { $mib } MiB belegt

## remote

remote-slide = Die Folie; berühren zeigt mit dem Laser
remote-clock = Die Uhr starten oder anhalten
remote-ask = Steuern anfragen
remote-ask-name = Am Pult anfragen, ob dieses Handy steuern darf
remote-no-invitation = Diese Adresse ist unvollständig: den Code scannen, den das Rednerpult unter Fernbedienung (M) zeigt.
remote-offline = keine Verbindung …
remote-waiting = Wartet, bis das Pult dieses Handy zulässt.
remote-watches = Jetzt steuert ein anderes Handy.
remote-asked = Angefragt: wartet auf das Ja vom Pult.
remote-next = Danach: { $slide }
remote-steps-then = { $left ->
    [one] noch { $left } Schritt, dann { $slide }
   *[other] noch { $left } Schritte, dann { $slide }
}
remote-pace-ahead = voraus
remote-pace-behind = im Rückstand

## bpe_stepper

bpe = Bytepaar-Kodierung, Schritt für Schritt
bpe-pairs = Häufigste Paare
bpe-learn = Aus diesem Text lernen
bpe-back = Zurück
bpe-merge = Verschmelzen
bpe-merges-done = Verschmelzungen bisher
bpe-counted = Nachbarpaare, gezählt
bpe-single = Einzelne Bytes
bpe-merge-is = Verschmelzung { $step }: { $pair }
bpe-sizes = { $pieces ->
    [one] { $pieces } Stück, { $entries } Einträge.
   *[other] { $pieces } Stücke, { $entries } Einträge.
}
bpe-text-in = { $pieces ->
    [one] Der Text in { $pieces } Stück
   *[other] Der Text in { $pieces } Stücken
}
bpe-list = Die Liste: 256 Bytes
bpe-list-and = Die Liste: 256 Bytes und{" "}
bpe-next = als Nächstes
bpe-pair-times = { $pair }: { $count } mal
bpe-entries = Einträge in der Liste
bpe-pieces = Stücke im Text
bpe-merges = Verschmelzungen
bpe-summary = Nach { $step ->
    [one] { $step } Verschmelzung
   *[other] { $step } Verschmelzungen
}: { $entries } Einträge in der Liste, { $pieces } Stücke im Text; am Anfang { $first }.
bpe-long = Der Text hat { $count } Zeichen; gelernt wird hier aus höchstens { $most }: bitte kürzen.

## chart

chart = Diagramm
chart-read = Die Kurven ablesen bei
chart-empty = dieses Diagramm hat keine Reihe
chart-this-text = dieser Text { $loss }
chart-loss = Verlust dieses Textes: { $loss } Nat pro Token.
chart-span = { $name }: von { $from } bis { $to }
chart-at = bei { $place }
chart-after = nach { $place }
chart-written-after = geschrieben nach { $place }
chart-own-loss = Sein Verlust auf einem eigenen Text

## checkpoint_slider

stops = Checkpoints eines Trainings
stops-prompts = Prompts

## coin_flip

flip = Münzwurf
flip-contexts = Kontexte
flip-model = Modell
flip-question = Was kommt als Nächstes? { $context }
flip-others = alle anderen Tokens
flip-others-short = alle anderen
flip-one-of-others = eines der anderen Tokens
flip-computer = { $count } Münzen, von diesem Programm geworfen, Seed { $seed }
flip-own = { $count ->
    [one] { $count } eigene Münze
   *[other] { $count } eigene Münzen
}
flip-ask = Den Saal werfen lassen
flip-many = Hier { $count } werfen
flip-new-round = Neue Runde
flip-mine = Meine Münze werfen
flip-again = Noch einmal werfen
flip-none = noch keine Münze
flip-apart = Abstand
flip-half-sum = Die halbe Summe aller Unterschiede zwischen Münzen und Karte: 0 heißt gleich.
flip-chance = { $count ->
    [one] Zufall allein ergibt mit { $count } Münze etwa { $distance }. Die halbe Summe aller Unterschiede: 0 heißt gleich.
   *[other] Zufall allein ergibt mit { $count } Münzen etwa { $distance }. Die halbe Summe aller Unterschiede: 0 heißt gleich.
}
flip-now = Der Saal wirft: jetzt drücken.
flip-waits = Keine Verbindung: Sie wird gesendet, sobald sie wieder da ist.
flip-fell = Deine Münze fiel auf { $where }.
flip-fell-at = Deine Münze, { $coin }, fiel auf { $where }.
flip-rows = Die Karte und die Münzen
flip-model-share = { $name }: Modell { $share }
flip-coins-share = Münzen { $share }, { $count } von { $total }
flip-here = deine Münze fiel hierhin

## compare

compare = Vergleich
compare-prompts = Vorbereitete Prompts
compare-columns = Derselbe Prompt unter verschiedenen Bedingungen
compare-seen = Der Prompt, wie das Modell ihn sieht
compare-message = Nachricht
compare-run = Start
compare-page = Seite: { $page }
compare-first = vorn ist „{ $token }“ mit { $probability }
compare-rank = „{ $token }“ ist Nummer { $rank }
compare-same = { $same ->
    [one] { $same } Wort von { $all } wörtlich
   *[other] { $same } Wörter von { $all } wörtlich
}
compare-ended = von selbst beendet
compare-cut = nach { count-tokens } abgebrochen
compare-calls = ruft
compare-reads = liest

## data_pipeline

pipeline = Datenaufbereitung
pipeline-pages = Seiten
pipeline-page = Die Seite
pipeline-after = Nach welchem Filter
pipeline-as-it-came = wie sie kam
pipeline-address = Adresse
pipeline-text = Text
pipeline-language = Sprache
pipeline-quality = Güte
pipeline-copies = Kopien
pipeline-privacy = Privates
pipeline-left = { $pages ->
    [one] { $left } von { $pages } Seite noch dabei
   *[other] { $left } von { $pages } Seiten noch dabei
}
pipeline-dropped = Entfernt: { $why }
pipeline-dropped-by = entfernt durch
pipeline-still-in = noch dabei
pipeline-english = Englisch
pipeline-words = Wörter
pipeline-tokens = Tokens

## knobs

knobs = Ein winziges Netz
knobs-steps = { $steps ->
    [one] { $steps } Trainingsschritt
   *[other] { $steps } Trainingsschritte
}
knobs-again = Neu beginnen
knobs-loss = Verlust { $loss }
knobs-loss-after = { $steps ->
    [one] Verlust { $loss } nach { $steps } Trainingsschritt
   *[other] Verlust { $loss } nach { $steps } Trainingsschritten
}
knobs-should-be = soll
knobs-is = ist
knobs-summary = Die Ausgabe des Netzes über x neben dem, was sie sein soll; der Verlust ist { $loss }

## pipeline_map

stages = Die vier Stufen
stages-web = Rohes Web
stages-web-is = Seiten, gesäubert und sortiert
stages-pretraining = Vortraining
stages-pretraining-is = Monate
stages-base = Basismodell
stages-base-is = setzt Dokumente fort
stages-sft = Feinabstimmung
stages-sft-is = Stunden
stages-assistant = Assistent
stages-assistant-is = antwortet im Gespräch
stages-rl = Üben und Ordnen
stages-rl-is = Tage
stages-preferred = Bevorzugter Assistent
stages-preferred-is = antwortet, wie es gefällt
stages-then = dann
stages-here = hier sind wir

## probability_map

map = Wahrscheinlichkeiten des nächsten Tokens
map-one = Ein Kontext
map-other = Der andere Kontext
map-find = Ein Token suchen
map-find-is = Sein Rang und seine Wahrscheinlichkeit, wo immer es steht.
map-colour = Färben nach
map-position = Stelle
map-probability = Wahrscheinlichkeit
map-entropy = Entropie
map-undo = Letztes Token entfernen
map-contexts = Vorbereitete Kontexte
map-seen = Der Kontext als Tokens
map-likely = Wahrscheinlichste nächste Tokens
map-temperature = Temperatur { $value }
map-train = Einen Schritt trainieren
map-train-on = Einen Schritt auf { $token } trainieren
map-untrain = Zurück vor den Schritt
map-learns = Die Kopie lernt …
map-learnt = Ein Schritt auf { $token }: { $before } → { $after }, Verlust { $loss_before } → { $loss_after }. Gelernt hat es eine Kopie; die Kerbe zeigt, wo jeder Balken war.
map-copy = Auf einer Kopie der Gewichte: vorher und nachher.
map-look-up = Ein Token suchen, um eine Kopie der Gewichte darauf zu trainieren.
map-trained = trainiert
map-was = war { $share }
map-bits = Bit
map-bits-of = Bit Entropie
map-no-entropy = Dieser Server gibt keine Entropie an
map-sure = kaum eine Wahl
map-unsure = so unsicher wie zwischen { $choices } gleichen
map-found = „{ $token }“ (ID { $id }): Rang { $rank }
map-surprise = { $bits } Überraschung
map-most-likely = Am wahrscheinlichsten: { $token }, { $probability }.
map-entropy-is = Entropie { $bits }.
map-after = nach „{ $context }“
map-both = Wahrscheinlichkeiten in beiden Kontexten
map-unlikely = nicht unter den wahrscheinlichsten

## retrieval

retrieval = Dokumentensuche
retrieval-questions = Fragen
retrieval-list = Dokumente, die ähnlichsten zuerst
retrieval-page = Die zuerst gefundene Seite
retrieval-answer = Ohne und mit ihnen antworten
retrieval-k = Dokumente im Prompt
retrieval-empty = Es gibt keine Frage: bitte eine schreiben.
retrieval-long = Die Frage hat mehr als { $most } Zeichen: bitte kürzen.
retrieval-not-asked = noch nicht gefragt
retrieval-said = Ohne: { $without }. Mit { $count ->
    [one] { $count } Dokument
   *[other] { $count } Dokumenten
}: { $found }.
retrieval-nearest = Am nächsten: { $title }, Ähnlichkeit { $similarity }.
retrieval-map = Karte von { $count ->
    [one] { $count } Dokument
   *[other] { $count } Dokumenten
} und der Frage: Nähe heißt meist ähnliche Richtung.
retrieval-used = im Prompt
retrieval-used-name = kommt in den Prompt
retrieval-hit = { $place }. { $title }, Ähnlichkeit { $similarity }
retrieval-memory = Aus dem Gedächtnis
retrieval-with = { $count ->
    [one] Mit { $count } Dokument
   *[other] Mit { $count } Dokumenten
}
retrieval-the-answer = Die Antwort
retrieval-yours = deine Frage
retrieval-fork = Das nächste Token nach { $text }
retrieval-fork-row = { $token }: { $without } aus dem Gedächtnis, { $found } mit den Dokumenten
retrieval-below = unter { $share }
retrieval-the-question = der Frage
retrieval-quoted = „{ $text }“

## rlhf_ranking

rank = Rangfolge von Antworten
rank-name = Die Rangfolge
rank-wins = gewonnene Vergleiche
rank-reward-model = Belohnungsmodell
rank-written-rule = geschriebene Regel
rank-others = Andere Antworten
rank-ask = Den Saal ordnen lassen
rank-again = Noch einmal ordnen
rank-pushed = Zu weit getrieben
rank-result = Ergebnis
rank-score = Das Belohnungsmodell fragen
rank-learn = Aus diesen Rangfolgen lernen
rank-before-after = Vorher und nachher
rank-before = Vorher
rank-after = Nachher
rank-send = Meine Reihenfolge senden
rank-not-accepted = Nicht angenommen: { $why }.
rank-how = Die beste Antwort nach oben, dann senden.
rank-changed = Geändert: noch einmal senden.
rank-waiting = Keine Verbindung: Die Reihenfolge wird gesendet, sobald sie wieder da ist.
rank-sent = Gesendet. Ändern und noch einmal senden geht.
rank-in = Deine Reihenfolge ist da.
rank-people = { $people ->
    [one] { $people } Person hat geordnet.
   *[other] { $people } Personen haben geordnet.
}
rank-now = Der Saal ordnet: { $people }
rank-yours-refused = Die Reihenfolge wurde nicht angenommen: { $why }.
rank-agrees = Das Belohnungsmodell ordnet { $share } der Paare genauso; eine Münze träfe die Hälfte.
rank-agrees-updated = Das Belohnungsmodell ordnet nach dem Lernen { $share } der Paare genauso; eine Münze träfe die Hälfte.
rank-learns = Das Modell lernt: Schritt { $step } von { $steps }, mittlerer Wert { $score }.
rank-scored = { $name }: Wert { $score }
rank-too-few = Zu wenige Rangfolgen, um welche zurückzuhalten.
rank-kept-back = { $pairs ->
    [one] Bei { $pairs } zurückgehaltenen Paar mit eigener Anpassung: { $after } ({ $level }: { $low } bis { $high }), vorher { $before }.
   *[other] Bei { $pairs } zurückgehaltenen Paaren mit eigener Anpassung: { $after } ({ $level }: { $low } bis { $high }), vorher { $before }.
}
rank-how-far = Wie weit es getrieben wurde
rank-gives = Das Belohnungsmodell gibt hierfür { $score }.
rank-not-measured = nicht gemessen
rank-write = Selbst eine schreiben
rank-done = Fertig
rank-wrote = Eine zu schreiben dauerte { $seconds } s.
rank-ranked = Alle zu ordnen dauerte { $seconds } s.
rank-judged = Die Antworten, beurteilt
rank-room = Saal: { $place }
rank-you = Du: { $place }
rank-answer = Antwort { $letter }: { $text }
rank-wins-share = gewinnt { $share } ihrer Vergleiche
rank-reward = Belohnung { $score }
rank-updated = nach dem Lernen { $score }
rank-for-model = { $place } beim Belohnungsmodell
rank-ordinal = { $place }.
rank-order = Deine Reihenfolge, die beste zuerst
rank-tie = Gleich
rank-bad = Schlecht
rank-is-bad = schlecht
rank-keys = { $letter }: { $place }. Pfeiltasten verschieben, T setzt gleich, X heißt schlecht.
rank-better = { $letter } besser
rank-worse = { $letter } schlechter
rank-tie-name = { $letter } gleich wie darüber
rank-bad-name = Schlecht: { $letter }
rank-place = Platz { $place } von { $places }
rank-tied = gleich mit { $others }

## sample_grid

grid = Stichproben zu einer Aufgabe
grid-problems = Aufgaben
grid-first = Erste Aufgabe
grid-chosen = Die gewählte Stichprobe
grid-again = Neu ziehen
grid-by = Stichproben von { $name }
grid-known = Die bekannte Antwort: { $answer }
grid-right = { $right } von { $all } richtig
grid-of-right = von { $all } richtig
grid-mean = im Mittel { $count } Tokens lang
grid-sample = Stichprobe { $number }
grid-is-right = richtig, sie sagt { $answer }
grid-is-wrong = falsch, sie sagt { $answer }
grid-is-silent = sie gibt keine Antwort
grid-is-writing = schreibt noch
grid-tile = Stichprobe { $number }: { $said }

## sampling_loop

loop = Sampling-Schleife
loop-prompts = Vorbereitete Prompts und Temperaturen
loop-branch-a = Zweig A
loop-branch-b = Zweig B
loop-join = Wieder ein Zweig
loop-many = { $count } mal ziehen
loop-bars-after = Balken nach
loop-temperature = Temperatur
loop-play = Abspielen
loop-pause = Pause
loop-step = Schritt
loop-back = Zurück
loop-rewind = Zum Anfang
loop-speed = Tempo
loop-per-second = { $number }/s
loop-seed = Seed
loop-all = alle
loop-next = Nächstes Token
loop-written = Bisher geschriebene Tokens, { $name }
loop-by-hand = von Hand gewählt
loop-picked = { $count ->
    [one] { $token } wurde von Hand gewählt; { $count } Token geschrieben.
   *[other] { $token } wurde von Hand gewählt; { $count } Tokens geschrieben.
}
loop-sampled = { $count ->
    [one] { $token } wurde gezogen; { $count } Token geschrieben.
   *[other] { $token } wurde gezogen; { $count } Tokens geschrieben.
}
loop-ended = Hier beendete das Modell den Text.
loop-length = { $count ->
    [one] { $count } Token: so viele waren verlangt.
   *[other] { $count } Tokens: so viele waren verlangt.
}
loop-times = { $times } von { $all }
loop-coin = Die Münze fiel auf { $coin }.
loop-coin-is = Die Münze: eine Zahl von 0 bis 1; das Token, auf das sie fällt, wird gezogen.
loop-cut-was = weg; war { $share }
loop-was = war { $share }
loop-blocked = ein Teil eines Zeichens lässt sich nicht von Hand wählen

## scale_bars

scale = Größenvergleich
scale-log = Logarithmisch: jede Marke ist das Tausendfache der vorigen.
scale-from = Die Balken beginnen bei { $value }.

## sft_chat

chat = Chat
chat-tokens-with = Tokens mit { $name }
chat-with = Gespräch mit { $name }
chat-begin = So soll die Antwort beginnen
chat-go-on = Von hier weiter
chat-leave = So lassen
chat-yours = Deine Nachricht
chat-stop = Anhalten
chat-again = Neu antworten
chat-new = Neues Gespräch
chat-messages = Vorbereitete Nachrichten
chat-message-long = Die Nachricht hat mehr als { $most } Zeichen: bitte kürzen.
chat-answer-long = Die Antwort hat mehr als { $most } Zeichen: bitte kürzen.
chat-edit = Ändern
chat-edit-answer = Antwort ändern
chat-role-user = du
chat-role-assistant = Assistent
chat-role-system = System
chat-scored = im Training bewertet
chat-not-scored = nicht bewertet

## tokenizer

tokenizer = Tokenizer
tokenizer-type = Einen Text tippen
tokenizer-markers = Getippte { $marker } sind
tokenizer-plain = einfacher Text
tokenizer-special = Sondertokens
tokenizer-bytes = Bytes
tokenizer-in = Tokens in { $name }
tokenizer-merges = Verschmelzungen
tokenizer-merges-of = Verschmelzungen von { $word }
tokenizer-word-tokens = { $count ->
    [one] Token
   *[other] Tokens
}
tokenizer-word-characters = Zeichen
tokenizer-word-bytes = { $count ->
    [one] Byte
   *[other] Bytes
}
tokenizer-per-token = Bytes pro Token
tokenizer-is-special = Sondertoken
tokenizer-token = Token { $number } von { $all }
tokenizer-tap = Ein Token antippen zeigt seine Bytes.
tokenizer-tap-merges = Ein Token antippen zeigt seine Bytes und wie sein Wort verschmolz.
tokenizer-point = Auf ein Token zeigen: seine Bytes erscheinen.
tokenizer-point-merges = Auf ein Token zeigen: seine Bytes erscheinen; ein Klick zeigt, wie sein Wort verschmolz.
tokenizer-long-word = Dieses Wort hat mehr als { $most } Zeichen; seine Verschmelzungen werden nicht gezeigt.
tokenizer-single = einzelne Bytes
tokenizer-merge = Verschmelzung { $number }, Rang { $rank }

## tool_loop

tool = Werkzeug-Schleife
tool-writes = Das Modell schreibt
tool-calls = Es ruft ein Werkzeug auf
tool-result = Das Ergebnis wird eingesetzt
tool-parts = Die Schleife
tool-tools = Werkzeuge
tool-on = an
tool-off = aus
tool-questions = Vorbereitete Fragen
tool-next = Weiter
tool-end = Bis zum Ende
tool-start = Von vorn
tool-change = Das erste Ergebnis ändern
tool-go-on = Damit weiter
tool-needs-kernel = Der Kernel ist nicht da: ein geändertes Ergebnis braucht ihn.
tool-changed = von Hand geändert
tool-refused = das Werkzeug lehnte ab
tool-ran = das Werkzeug lief

## training_step

step = Ein Trainingsschritt
step-examples = Beispiele
step-losses = Verlust nach jedem Schritt
step-bars = Wahrscheinlichkeiten vorher und nachher
step-next = Was wirklich folgte
step-make = Einen Schritt machen
step-again = Noch einen
step-shorten = Nur das erste Token zählt: bitte kürzen.
step-rule = Neues Gewicht = altes Gewicht − { $rate } × Steigung des Verlusts, für jedes Gewicht einer Kopie. { $rate } ist die Lernrate.
step-loss = Verlust dieses Beispiels
step-at-first = am Anfang
step-number = Schritt { $number }
step-was = war { $share }
step-answer = Antwort
step-map-first = Die Karte vor dem ersten Schritt
step-map = { $steps ->
    [one] Die Karte nach { $steps } Schritt; die Kerbe zeigt, wo jeder Balken vor dem letzten war
   *[other] Die Karte nach { $steps } Schritten; die Kerbe zeigt, wo jeder Balken vor dem letzten war
}
step-said = { $steps ->
    [one] Nach { $steps } Schritt: { $token } von { $before } auf { $after }, Verlust von { $loss_before } auf { $loss_after }.
   *[other] Nach { $steps } Schritten: { $token } von { $before } auf { $after }, Verlust von { $loss_before } auf { $loss_after }.
}

## transformer

net = Das Netz und seine Aufmerksamkeit
net-texts = Texte
net-reads = Was es liest
net-layer = Schicht
net-head = Kopf
net-heads = Alle Köpfe dieser Schicht
net-head-number = Kopf { $number }
net-tokens = Tokens; das blickende wählen
net-later = später
net-later-is = kommt später, ist nicht zu sehen
net-gets = bekommt { $share }
net-looks = „{ $from }“ blickt am meisten auf „{ $to }“: { $share } seiner Aufmerksamkeit in Schicht { $layer }, Kopf { $head }.
net-diagram = Das Netz, von der Ausgabe hinab zur Eingabe
net-probabilities = { $count } Wahrscheinlichkeiten
net-each-entry = eine für jeden Eintrag des Vokabulars
net-parameters = { $number } Parameter
net-in-all = { $number } Parameter insgesamt
net-one-layer = Eine Schicht
net-embedding = Einbettung
net-ids = Token-IDs
net-at-most = höchstens { $count }
net-heads-look = { $count } Köpfe: Tokens blicken aufeinander
net-by-itself = jedes Token für sich
net-attention = Aufmerksamkeit

## units

units = Ein Satz in vier Einheiten
units-lengths = Längen
units-type = Einen Satz tippen
units-long = Die Zeilen zeigen höchstens { $most } Zeichen: bitte kürzen.
units-bits = Bits
units-bytes = Bytes
units-tokens = Tokens
units-words = Wörter
units-count-bits = { $count } Bits
units-count-bytes = { $count } Bytes
units-count-tokens = { $count } Tokens
units-count-words = { $count } Wörter
units-signs = { $count } verschiedene Zeichen
units-vocabulary = so viele Zeichen wie das Vokabular
units-endless = endlos viele Zeichen

## windows

windows = Trainingsbeispiele
windows-texts = Texte
windows-size = Tokens im Fenster
windows-window = Fenster
windows-next = Was folgte
windows-head = Fenster
windows-next-head = was folgte
windows-row = { $count ->
    [one] Nach { $count } Token: { $token }, ID { $id }
   *[other] Nach { $count } Tokens: { $token }, ID { $id }
}
windows-said = { $count ->
    [one] Fenster mit { $count } Token; danach { $token }
   *[other] Fenster mit { $count } Tokens; danach { $token }
}

## report

report = Bericht: { $title }
report-never = Der Vortrag hat seine erste Folie nie verlassen.
report-of-planned = { $time } von geplanten { $planned }
report-people = { $people ->
    [one] { $people } Person mit Handy
   *[other] { $people } Personen mit Handy
}
report-times = Zeiten
report-slide = Folie
report-planned = Geplant
report-shown = Gezeigt
report-difference = Unterschied
report-votes = Abstimmungen
report-answered = { $people } haben geantwortet
report-first = wie oft jede vorn stand
report-bad = schlecht: { $answers }
report-median = mittlere Antwort { $value }
report-no-votes = Niemand wurde gefragt, oder niemand hat geantwortet.
report-questions = Fragen
report-question = Frage
report-wanted = Gewünscht von
report-state = Stand
report-no-questions = Niemand hat gefragt.
report-pace = Tempo
report-fast = Zu schnell
report-fine = Gut
report-slow = Zu langsam
report-no-pace = Niemand hat etwas zum Tempo gesagt.
report-kernel = Kernel
report-after = Nach
report-before = vorher
report-detail = Näheres
report-no-faults = Sein Zustand hat sich nie geändert.
report-is-open = offen
report-is-waiting = wartet
report-is-answered = beantwortet
report-is-hidden = verborgen
report-is-merged = zusammengelegt
report-is-live = live
report-is-recorded = aufgezeichnet
report-is-none = keiner
report-journal = Aus dem Protokoll auf dem Rechner des Vortrags. Namen stehen hier keine; `talk report --forget` löscht das Protokoll.

## tokens_cloud

cloud-next = Was kommt als Nächstes:
cloud-room = dieser Saal
cloud-cut = Wörter, zerlegt in Tokens von { $vocabulary }.
cloud-rare = Seltenere Wörter zählen mit und werden nicht gezeigt.

## word_arithmetic

sum = Rechnen mit Wörtern
sum-word = Wort
sum-minus = minus
sum-plus = plus
sum-compute = Rechnen
sum-examples = Vorbereitete Summen
sum-nearest = Nächste Tokens
sum-empty = Eine Summe braucht drei Wörter: eins in jedem Feld.
sum-expected = erwartet · Rang { $rank }
sum-is-expected = das erwartete Wort
sum-similarity = Ähnlichkeit { $similarity }
sum-said = Am nächsten: { $token }
sum-left-out = Als Wörter der Summe weggelassen: { $words }
sum-left-word = „{ $word }“ { $similarity }

## resample

lines = Fortsetzungen nach jeder Zeile
lines-solutions = Lösungen
lines-first = Erste Lösung
lines-another = Eine andere Lösung
lines-known = Die bekannte Antwort: { $answer }
lines-all = Die Lösung, Zeile für Zeile
lines-head = Richtig, von { $count }, die hier weiterschreiben
lines-share = { $right } von { $all }
lines-nothing = Noch nichts geschrieben
lines-arrives = sie kommt an
lines-fails = sie kommt nicht an
lines-decides = Zeile { $line } entscheidet: { $before } vor ihr, { $after } nach ihr
lines-this-decides = diese Zeile entscheidet
lines-written = Was von dort an geschrieben wurde
lines-from-start = Von Anfang an:
lines-after = Nach Zeile { $line }:

## guess_ahead

ahead = Ein Text aus Entwürfen
ahead-ways = Wie geraten wird
ahead-watch = Durchgang für Durchgang
ahead-whole = Alles auf einmal
ahead-is-kept = geraten und behalten
ahead-is-own = vom Netz gezogen
ahead-is-dropped = umsonst geraten
ahead-passes-name = Durchgänge durch das Netz
ahead-one-by-one = Token für Token
ahead-with-drafts = Mit Entwürfen
ahead-passes = { $count ->
    [one] { $count } Durchgang
   *[other] { $count } Durchgänge
}
ahead-kept = { $kept } von { $drafted } geratenen behalten
ahead-same = { $count ->
    [one] Dasselbe Token
   *[other] Dieselben { $count } Tokens
}
ahead-differs = Die beiden Texte sind verschieden
ahead-said = { $passes } Durchgänge statt { $tokens }.

## silent_head

silent = Ein Netz, in dem ein Attention-Kopf ausgeschaltet ist
silent-run = Jeden Kopf einmal ausschalten
silent-prompts = Prompts
silent-heads = Wahrscheinlichkeit der Antwort ohne diesen Kopf, Schicht für Schicht
silent-head = Schicht { $layer }, Kopf { $head }
silent-off = Aus: Schicht { $layer }, Kopf { $head }
silent-on = alle Köpfe an
silent-now = dieser aus
silent-ranked = Eine Zeile ist eine Schicht. Darunter alle Köpfe: der am meisten fehlt zuerst
silent-missed = { $missed } von { $all } Köpfen zählen hier: Ohne einen davon verliert „{ $prompt }“ mehr als ein Zehntel.

## few_bits

bits = Ein Netz mit weniger Bits für jedes Gewicht
bits-run = Die Gewichte runden
bits-prompts = Prompts
bits-each = Jedes Gewicht
bits-loss = Verlust auf einer Seite
bits-count = { $count ->
    [one] { $count } Bit
   *[other] { $count } Bits
}
bits-size = { $size } MB
bits-said = { $bits } Bits: Verlust { $loss }.
