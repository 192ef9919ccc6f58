# Español. Tratamiento neutro o de usted.

## shared

# Números con sus nombres
count-tokens = { $count ->
    [one] { $count } token
   *[other] { $count } tokens
}
count-phones = { $count ->
    [one] { $count } teléfono
   *[other] { $count } teléfonos
}
number-percent = { $number } %
number-bits = { $number } bits
number-one-in = 1 de { $number }
number-ms = { $number } ms
number-s = { $number } s
number-entries = { $number } entradas

# Botones y nombres comunes a varios widgets
again = Otra vez
again-other-coins = Otra vez, con otras monedas
close = Cerrar
send = Enviar
send-again = Reenviar
show-all = Mostrar todo
show-less = Mostrar menos
prepared-texts = Textos preparados
prompt = Prompt
context = Contexto
checkpoint = Checkpoint
temperature = Temperatura
vocabulary = Vocabulario
question = Pregunta
tokens = Tokens
the-rest = el resto
the-model = el modelo
room = la sala
search = Buscar

# El estado de un widget
state-live = en vivo
state-recorded = grabado
state-waiting = en espera
state-interrupted = interrumpido
state-failed = fallido
asking-model = preguntando al modelo
asking-kernel = preguntando al kernel
no-model-here = aquí no responde ningún modelo y aún no hay nada grabado para esto
nothing-computed = no se calculó nada
loading-tokenizer = cargando el tokenizador
broken = Esto no se puede mostrar: la respuesta no es la que este widget muestra. Pida otra cosa o siga; el resto de la charla no se ve afectado.
alone-no-model = aquí no hay modelo; los ejemplos preparados muestran lo que respondió
notice-prepared = Preparado: { $label }
notice-failed = El kernel no pudo responder.
notice-failed-why = El kernel no pudo responder ({ $why }).
notice-interrupted = El kernel se cayó a mitad de la respuesta; se conserva lo que había llegado.
notice-interrupted-tokens = El kernel se cayó a mitad de la respuesta; estos tokens se calcularon en este navegador.
notice-vocabulary-away = El vocabulario { $name } necesita el kernel, que no está: elija otro o un texto preparado.
notice-vocabulary-lost = No se pudo cargar el vocabulario { $name }: revise la red y vuelva a escribir.
provenance-more = De dónde viene esto
provenance-browser = calculado en este navegador
provenance-tokenizer = tokenizador
provenance-checkpoint = checkpoint { $name }
provenance-vocabulary = vocabulario { $name }
provenance-seed = semilla { $seed }
provenance-on = el { $date }
provenance-queue = puesto { $place } en la cola
too-long = El texto tiene { $count } caracteres; se aceptan { $most } como máximo: acórtelo.
half-character = El texto tiene medio carácter (un sustituto suelto, U+{ $code }) en la posición { $position }: quítelo.

# Los tokens en palabras
token-space = espacio
token-new-line = línea nueva
token-return = retorno de carro
token-tab = tabulador
token-no-break = espacio duro
token-zero-width = espacio de ancho cero
token-joiner = unión de ancho cero
token-mark = marca de orden de bytes
token-wide = espacio ancho
token-nothing = nada
token-bytes = bytes { $bytes }
token-times = { $count } veces { $word }
token-special = token especial { $token }
token-part = parte de un carácter
tokens-more = y { $count } tokens más que no se muestran

# Barras
bar-rank = puesto { $rank }
bar-answer-rank = respuesta · puesto { $rank }
bar-answer = la respuesta correcta
bar-sampled = sorteado
bar-cut = cortado
bar-cut-away = descartado
column-expected = { $name }: { $count }, esperado { $expected }
axis-log = { $name } (escala logarítmica)

# Votaciones
vote-answers = Las respuestas
vote-your-answer = Su respuesta
vote-your-number = Su número
vote-your-words = Sus palabras
vote-ask = Preguntar a la sala
vote-close-and-show = Cerrar y mostrar
vote-show = Mostrar el resultado
vote-hide = Ocultar el resultado
vote-open-again = Abrir de nuevo
vote-start-over = Empezar de nuevo
vote-name = La votación
vote-only-you = Los números se ven solo aquí hasta que se muestren.
vote-not-open = La votación aún no está abierta.
vote-closed-hidden = La votación está cerrada. El resultado aparecerá cuando se muestre en la sala.
vote-closed = La votación está cerrada.
vote-change = Su respuesta ha llegado. Puede cambiarla hasta que se cierre la votación.
vote-sending = Enviando …
vote-waiting = No hay conexión: su respuesta se enviará cuando vuelva.
vote-none = Nadie ha respondido todavía.
vote-no-room = La sala responde a esta pregunta en sus teléfonos.
vote-self-test = Elija una respuesta para ver cuál es la correcta.
vote-right = correcta
vote-yours = su respuesta
vote-bar = No mostrar
vote-admit = Admitir de nuevo
vote-up-to = { $most ->
    [one] Elija { $most } respuesta como máximo.
   *[other] Elija hasta { $most } respuestas.
}
vote-several = Elija cuantas quiera.
vote-between = De { $low } a { $high }.
vote-refused = No se contó: { $why }.
vote-median = respuesta mediana { $value }
vote-right-value = respuesta correcta { $value }
vote-mean = Media { $value }
vote-voted = { $people ->
    [one] { $people } teléfono ha respondido
   *[other] { $people } teléfonos han respondido
}
vote-voted-of = { $following ->
    [one] { $people } de { $following } teléfono ha respondido
   *[other] { $people } de { $following } teléfonos han respondido
}
vote-open-now = La votación está abierta: responda en su teléfono.

# Preguntas de la sala
questions = Preguntas de la sala
questions-none = Aún no hay preguntas.
questions-answered = respondida
questions-want = Quiero que se responda
questions-wanted = { $people ->
    [one] la quiere { $people } persona
   *[other] la quieren { $people } personas
}
questions-about = sobre «{ $slide }»
questions-later = Las preguntas de la sala aparecen aquí durante la charla.
questions-ask = Pregunte desde su teléfono.
questions-open = { $open ->
    [one] { $open } pregunta abierta
   *[other] { $open } preguntas abiertas
}
questions-open-more = { $open ->
    [one] { $open } pregunta abierta, { $more } más en los teléfonos
   *[other] { $open } preguntas abiertas, { $more } más en los teléfonos
}

# Por qué la sala no aceptó algo
refused-lost = No hay conexión: envíelo otra vez cuando vuelva.
refused-too-many = es demasiado a la vez o la sala está llena
refused-not-allowed = aquí no se puede o ya no se puede
refused-words = ese texto no se puede aceptar; escríbalo de otra forma
refused-vote-closed = la votación está cerrada
refused-number-range = el número debe estar entre { $low } y { $high }
refused-text-empty = no hay nada escrito; escriba unas palabras
refused-asked-else = ahora se pregunta otra cosa a la sala
refused-not-shown = esta diapositiva aún no se ha mostrado
refused-no-prompts = aquí no se aceptan prompts de la sala
refused-room-full = la sala está llena y no acepta más
refused-questions-full = la sala ha preguntado todo lo que cabe en una charla
refused-questions-many = un teléfono puede hacer { $count } preguntas; vote ahora por las de otros
refused-questions-soon = demasiadas preguntas a la vez; espere unos segundos
refused-prompts-full = la cola de prompts está llena; inténtelo más tarde
refused-busy = muchos teléfonos preguntan en este momento; inténtelo en unos segundos
refused-one-at-a-time = una cosa a la vez: espere la respuesta o deténgala
refused-too-soon = demasiado a la vez; espere un segundo
refused-not-here = el escenario y la vista del orador solo se abren en el equipo que presenta
refused-wrong-token = la clave de la dirección falta o es incorrecta
refused-remote-ended = se ha terminado este mando; escanee un código nuevo
refused-remote-forged = la orden fue rechazada; escanee un código nuevo
refused-remote-waits = el orador debe admitir antes este teléfono
refused-remote-watches = ahora conduce otro teléfono; pida al orador que este tome el relevo

# Páginas
slide-number = Diapositiva { $number }
copied = Copiado
copy-by-hand = Está seleccionado: cópielo
connection-connected = conectado
connection-reconnecting = reconectando …
temperature-is = temperatura { $value }
token-forced = forzado
token-by-hand = escrito a mano

## kernel

# Por qué falló una petición al modelo
refused-kernel-away = el kernel no está
refused-kernel-stopped = el kernel se detuvo antes de terminar
refused-kernel-fault = el kernel tiene un fallo; su registro da los detalles
refused-kernel-memory = al kernel no le queda memoria para esto
refused-kernel-busy = ya esperan { $count } peticiones; inténtelo de nuevo en un momento
refused-not-offered = { $name } no ofrece esto
refused-model-away = el modelo { $name } no responde aquí; solo se puede mostrar lo que se grabó
refused-no-checkpoint = este kernel no tiene el checkpoint { $name }
refused-no-chat = ningún checkpoint de este kernel ha aprendido a conversar
refused-no-vocabulary = este kernel no tiene el vocabulario { $name }
refused-vocabulary-damaged = los archivos del vocabulario { $name } faltan o están dañados
refused-no-documents = no hay documentos en los que buscar
refused-no-embedding = este kernel no tiene un checkpoint que compare documentos
refused-no-tool = no existe la herramienta { $name }
refused-no-token = el modelo no tiene el token que se pide
refused-prompt-empty = el prompt está vacío; escriba al menos un carácter
refused-prompt-long = el texto tiene { count-tokens } y el modelo lee { $most }; acórtelo
refused-text-long = el texto es demasiado largo; se aceptan como máximo { $most } caracteres
refused-text-short = el texto tiene { count-tokens }; elija uno que siga después del comienzo
refused-text-broken = el texto contiene medio carácter; quítelo
refused-word-tokens = «{ $word }» tiene { count-tokens }; elija una palabra que sea uno solo
refused-tokens-many = un teléfono recibe como máximo { $most } tokens a la vez
refused-server-away = el servidor de modelos no responde; mire si sigue en marcha
refused-server-garbled = no se pudo entender la respuesta del servidor de modelos
refused-server-says = el servidor de modelos dice: { $why }

## phone

phone-bar = Charla
phone-previous = Diapositiva anterior
phone-next = Diapositiva siguiente
phone-following = Siguiendo · { $slide }
phone-browsing = Por su cuenta · { $slide }
phone-back = Volver a la charla · { $slide }
phone-offline = sin conexión; puede seguir leyendo
phone-turn-vote = Su turno: vote
phone-turn-answer = Su turno: responda
phone-turn-rank = Su turno: ordene las respuestas
phone-turn-flip = Su turno: lance la moneda
phone-room = Preguntar
phone-sheet = Usted y la sala
phone-pace = ¿Qué tal el ritmo?
phone-pace-fast = muy rápido
phone-pace-fine = bien
phone-pace-slow = muy lento
phone-pace-sent = Solo lo ve quien habla, sin nombres. Desaparece en tres minutos.
phone-ask = Preguntar sobre esta diapositiva
phone-sent = Su pregunta ha llegado.
phone-waits = Su pregunta ha llegado; antes de mostrarse se revisa.
phone-prompt = Enviar un prompt al escenario
phone-prompt-sent = Su prompt espera en la cola. Quien habla elige qué se muestra.
phone-slides = Diapositivas hasta ahora
phone-search = Buscar en ellas
phone-nothing-found = Ninguna diapositiva tiene esas palabras.
phone-reading = Lectura
phone-text-size = Tamaño del texto
phone-smaller = Más pequeño
phone-larger = Más grande
phone-language = Idioma de los botones
phone-language-lost = No se pudo cargar el idioma: inténtelo de nuevo con conexión.
phone-take-home = Llevarse la charla
phone-take-home-is = Todas las diapositivas hasta ahora en una página, con sus preguntas y respuestas.
phone-print = Imprimir o guardar
phone-back-from-home = Volver a la charla
phone-your-questions = Sus preguntas
phone-none-asked = No ha preguntado nada.
phone-turn-continue = Su turno: siga el texto
phone-colours = Colores
phone-look-phone = como el teléfono
phone-look-light = claro
phone-look-dark = oscuro
phone-look-deck = como en la pared
phone-now-listen = Escuche
phone-now-try = Pruebe
phone-now-vote = Vote
phone-now-rank = Ordene
phone-now-done = Listo
phone-drawn = Dibujado sobre esta diapositiva
phone-on-its-way = Esta diapositiva está en camino.

## join

join-label = Siga la charla en su teléfono
join-on-the-web = Esta charla en la web
join-code = Código QR de { $address }
join-you = Ya está conectado.
join-you-with = { $others ->
    [one] Ya está conectado, con { $others } persona más.
   *[other] Ya está conectado, con { $others } personas más.
}
join-nobody = Aún no se ha conectado nadie.
join-people = { $people ->
    [one] { $people } persona conectada.
   *[other] { $people } personas conectadas.
}

## page

contents = Contenido
copy-code = Copiar el código
chart-numbers = Los números
film-runs = La película se ve en el proyector.
sound-heard = Se oye en el proyector.
phase-training = entrenamiento
phase-inference = inferencia
footnotes = Notas
footnote-number = Nota { $number }
footnote-back = Volver al texto
task-done = hecho
task-to-do = pendiente
publish-slides = Diapositivas
publish-slides-about = como en la pantalla; las flechas pasan página
publish-article = Artículo
publish-article-about = todo en una columna, para leer
publish-phone = Teléfono
publish-phone-about = una diapositiva a la vez, para la mano
publish-pdf-about = para imprimir o guardar
publish-file = Un solo archivo
publish-file-about = las diapositivas con todo dentro; sin red
publish-speaker = Vista del orador
publish-speaker-about = las notas y un reloj
publish-missing = Esta página no existe
publish-not-here = Aquí no: { $title }
publish-first-page = A la primera página: { $title }
publish-where = La primera página de «{ $title }» está donde la dirección termina tras la carpeta de la charla.

widget-bpe-stepper = codificación por pares de bytes
widget-chart = gráfico
widget-checkpoint-slider = control de checkpoints
widget-coin-flip = moneda al aire
widget-compare = comparación
widget-data-pipeline = preparación de datos
widget-join = participación
widget-knobs = ajustes
widget-pipeline-map = mapa de etapas
widget-poll = encuesta
widget-probability-map = mapa de probabilidades
widget-questions = preguntas
widget-quiz = cuestionario
widget-retrieval = búsqueda de documentos
widget-rlhf-ranking = clasificación
widget-sample-grid = cuadrícula de muestras
widget-sampling-loop = bucle de muestreo
widget-scale-bars = barras de escala
widget-sft-chat = conversación
widget-tokenizer = tokenizador
widget-tool-loop = bucle de herramientas
widget-training-step = paso de entrenamiento
widget-transformer = transformer
widget-units = unidades
widget-windows = ventanas de texto
widget-tokens-cloud = nube de tokens
widget-word-arithmetic = cálculo con palabras
widget-resample = continuaciones de cada línea
widget-guess-ahead = adivinar por adelantado
widget-silent-head = cabeza apagada
widget-few-bits = pocos bits
guide-previous = Anterior
guide-next = Siguiente
guide-after = Tras { $chapter }
sources = Fuentes

## stage

stage-speaker-view = Vista del orador
stage-problem-away = Quitar el aviso
stage-not-joined = Esta pantalla no está unida a la sala: { $why }. Abra la dirección del escenario que mostró talk present.
stage-overview = Todas las diapositivas, para mirar: nadie sigue hasta que elija una
stage-escape = Salir de lo que esté abierto; si no hay nada, todas las diapositivas
keys-past-steps = Sin pasar por los pasos
keys-ends = Primera o última diapositiva
keys-full-screen = Pantalla completa
keys-jump = Ir a una diapositiva por número o nombre
key-shift = Mayús
keys-key = Tecla
keys-does = Qué hace

## presenter

all-slides = Todas las diapositivas
outside-run = fuera del recorrido
click-to-play = Haga clic para reproducir
problem-away = Quitar (X)
keys = Teclas
keys-next = adelante
keys-previous = atrás
keys-all-slides = todas las diapositivas
clicker-move = adelante y atrás desde cualquier parte, también desde un campo de texto
clicker-cover = negro: tapar la diapositiva proyectada o mostrarla otra vez (no en un campo de texto: salga con Intro o Escape)
clicker-white = blanco, o el papel de la charla: tapar la diapositiva proyectada
clicker-begin = empezar: mostrar la diapositiva y arrancar el reloj; en el escenario, también pantalla completa
key-space = Espacio
key-shift-space = Mayús Espacio
key-pages = Re Pág, Av Pág
key-escape = Escape

## speaker

speaker-view = Vista del orador
connection-none = sin conexión
notes = Notas
list = Lista
list-name = Lista de todas las diapositivas (G)
list-filter = Filtrar por palabras o número
list-filter-name = Filtrar las diapositivas
list-nothing = Ninguna diapositiva tiene esas palabras.
back = Atrás
on = Adelante
move-back = Atrás (←)
move-on = Adelante (→ o espacio)
cover-black = Negro
cover-name = Negro: tapar la diapositiva proyectada
cover-black-name = Negro: tapar la diapositiva proyectada (B)
keys-name = Teclas (?)
tool-laser = Puntero láser (1)
tool-spotlight = Foco (2)
tool-pen = Dibujar sobre la diapositiva (3)
tool-zoom = Acercar un punto (4)
tool-erase = Borrar el dibujo (Supr)
tool-freeze = Mirar otra cosa; la sala se queda (F)
tool-remote = Mando: conducir desde el teléfono (M)
key-shift-arrows = Mayús y flechas
key-home = Inicio
key-end = Fin
key-delete = Supr
key-enter = Intro
key-shift-t = Mayús T
keys-first = primera diapositiva
keys-last = última diapositiva
keys-larger-notes = notas más grandes
keys-smaller-notes = notas más pequeñas
keys-clock = arrancar o parar el reloj
keys-clock-reset = poner a cero el reloj parado
keys-countdown = tiempo restante o transcurrido
keys-problem = quitar el aviso
keys-questions = las preguntas de la sala
keys-laser = puntero láser sobre la diapositiva
keys-spotlight = foco sobre la diapositiva
keys-pen = dibujar sobre la diapositiva
keys-zoom = acercar un punto: pulse o gire la rueda
keys-tool-arrows = mover la herramienta; Intro empieza y acaba una línea, o acerca
keys-erase-last = borrar la última línea
keys-erase = borrar el dibujo de la diapositiva
keys-freeze = mirar otra cosa mientras la sala se queda, y volver
keys-remote = conducir desde el teléfono
keys-take-room = congelado: traer la sala aquí
keys-escape = salir de una herramienta, una lista o lo congelado
keys-help = estas teclas
clock-start = Iniciar
clock-pause = Pausa
clock-reset = A cero
clock-start-name = Arrancar el reloj (T)
clock-pause-name = Parar el reloj (T)
clock-reset-name = Poner a cero el reloj parado (Mayús T)
clock-of = { $time } de { $total }
clock-over = { $time } más de { $total }
clock-left = quedan { $time } de { $total }
clock-scaled = plan de { $time }, reducido
clock-slide = esta diapositiva { $time }
clock-chapter = capítulo { $time }
clock-armed = sin empezar
clock-armed-is = El reloj arranca con el primer movimiento.
clock-paused = en pausa
clock-ready = listo
pace-on-time = a tiempo
pace-ahead = { $time } de ventaja
pace-behind = { $time } de retraso
place = { $place } de { $slides }
place-outside = fuera del recorrido, tras { $place } de { $slides }
place-step = paso { $step } de { $steps }
upcoming-steps = { $left ->
    [one] primero { $left } paso más, luego
   *[other] primero { $left } pasos más, luego
}
upcoming-end = el final
upcoming-next = después
upcoming-back = después, de vuelta al recorrido
people = { $following } siguen · { $joined } conectados
covered-black = El proyector está en negro. B o el próximo movimiento lo quita.
covered-white = El proyector está en blanco. B o el próximo movimiento lo quita.
covered-paper = El proyector está vacío. B o el próximo movimiento lo quita.
frozen = La sala sigue en «{ $slide }». F vuelve allí, Intro trae la sala aquí.
kernel-unknown = kernel: desconocido, esta vista no tiene conexión con la charla
kernel-live = kernel en vivo
kernel-recorded = kernel grabado
kernel-none = sin kernel
kernel-work = { $running } en marcha, { $waiting } en espera
kernel-restarts = reiniciado { $count }×
queue-room = Sala
queue-label = Preguntas y prompts de la sala (Q)
queue-prompts = Prompts para el escenario
queue-no-prompts = No espera ningún prompt.
queue-accept = Mostrar
queue-elsewhere = Ir a su diapositiva
queue-reject = Rechazar
queue-questions = Preguntas
queue-moderate = Las preguntas nuevas esperan mi visto bueno
queue-admit = Admitir
queue-answered = Respondida
queue-hide = Ocultar
queue-merge = Unir con …
queue-go-to = Ir a la diapositiva
queue-is-waiting = espera su visto bueno
queue-is-answered = respondida
queue-is-hidden = oculta
queue-is-merged = unida
queue-pace = Ritmo: { $parts }
queue-pace-fast = { $people } muy rápido
queue-pace-fine = { $people } bien
queue-pace-slow = { $people } muy lento
queue-count-questions = { $count ->
    [one] { $count } pregunta
   *[other] { $count } preguntas
}
queue-count-prompts = { $count ->
    [one] { $count } prompt
   *[other] { $count } prompts
}
remote = Mando
remotes-how = Escanee esto con su teléfono y permítale conducir aquí. No muestre el código a nadie más.
remotes-code = Código QR del mando
remotes-asks = El teléfono { $phone } pide conducir
remotes-drives = El teléfono { $phone } conduce la charla
remotes-drives-away = El teléfono { $phone } conduce la charla, sin conexión
remotes-watches = El teléfono { $phone } mira
remotes-watches-away = El teléfono { $phone } mira, sin conexión
remotes-accept = Dejarlo conducir
remotes-no = No
remotes-end = Terminar
kernel-memory = { $mib } MiB en uso

## remote

remote-slide = La diapositiva; tóquela para señalar con el láser
remote-clock = Arrancar o parar el reloj
remote-ask = Pedir conducir
remote-ask-name = Pedir al orador que este teléfono conduzca
remote-no-invitation = Esta dirección no está completa: escanee el código que la vista del orador muestra en Mando (M).
remote-offline = sin conexión …
remote-waiting = Esperando a que el orador admita este teléfono.
remote-watches = Ahora conduce otro teléfono.
remote-asked = Pedido: esperando el sí del orador.
remote-next = Después: { $slide }
remote-steps-then = { $left ->
    [one] { $left } paso más, luego { $slide }
   *[other] { $left } pasos más, luego { $slide }
}
remote-pace-ahead = con ventaja
remote-pace-behind = con retraso

## bpe_stepper

bpe = Codificación por pares de bytes, paso a paso
bpe-pairs = Pares más frecuentes
bpe-learn = Aprender de este texto
bpe-back = Atrás
bpe-merge = Unir
bpe-merges-done = Uniones hechas
bpe-counted = Pares vecinos, contados
bpe-single = Bytes sueltos
bpe-merge-is = Unión { $step }: { $pair }
bpe-sizes = { $pieces ->
    [one] { $pieces } trozo, { $entries } entradas.
   *[other] { $pieces } trozos, { $entries } entradas.
}
bpe-text-in = { $pieces ->
    [one] El texto en { $pieces } trozo
   *[other] El texto en { $pieces } trozos
}
bpe-list = La lista: 256 bytes
bpe-list-and = La lista: 256 bytes y{" "}
bpe-next = se une después
bpe-pair-times = { $count ->
    [one] { $pair }: { $count } vez
   *[other] { $pair }: { $count } veces
}
bpe-entries = entradas en la lista
bpe-pieces = trozos en el texto
bpe-merges = uniones
bpe-summary = Tras { $step ->
    [one] { $step } unión
   *[other] { $step } uniones
}: { $entries } entradas en la lista, { $pieces } trozos en el texto; { $first } al principio.
bpe-long = El texto tiene { $count } caracteres; aquí se aprende de { $most } como máximo: acórtelo.

## chart

chart = Gráfico
chart-read = Leer las curvas en
chart-empty = este gráfico no tiene series
chart-this-text = este texto { $loss }
chart-loss = Pérdida de este texto: { $loss } nats por token.
chart-span = { $name }: de { $from } a { $to }
chart-at = en { $place }
chart-after = tras { $place }
chart-written-after = escrito tras { $place }
chart-own-loss = Su pérdida en un texto propio

## checkpoint_slider

stops = Checkpoints de un entrenamiento
stops-prompts = Prompts

## coin_flip

flip = Moneda al aire
flip-contexts = Contextos
flip-model = modelo
flip-question = ¿Qué viene después? { $context }
flip-others = todos los demás tokens
flip-others-short = todos los demás
flip-one-of-others = uno de los demás tokens
flip-computer = { $count } monedas lanzadas por este programa, semilla { $seed }
flip-own = { $count ->
    [one] { $count } moneda suya
   *[other] { $count } monedas suyas
}
flip-ask = Que lance la sala
flip-many = Lanzar { $count } aquí
flip-new-round = Nueva ronda
flip-mine = Lanzar mi moneda
flip-again = Lanzar otra vez
flip-none = aún sin monedas
flip-apart = de diferencia
flip-half-sum = La mitad de la suma de las diferencias entre monedas y mapa: 0 es igual.
flip-chance = { $count ->
    [one] El azar solo da unos { $distance } con { $count } moneda. La mitad de la suma de las diferencias: 0 es igual.
   *[other] El azar solo da unos { $distance } con { $count } monedas. La mitad de la suma de las diferencias: 0 es igual.
}
flip-now = La sala está lanzando: pulse el botón.
flip-waits = No hay conexión: se enviará cuando vuelva.
flip-fell = Su moneda cayó en { $where }.
flip-fell-at = Su moneda, { $coin }, cayó en { $where }.
flip-rows = El mapa y las monedas
flip-model-share = { $name }: modelo { $share }
flip-coins-share = monedas { $share }, { $count } de { $total }
flip-here = su moneda cayó aquí

## compare

compare = Comparación
compare-prompts = Prompts preparados
compare-columns = El mismo prompt en varias condiciones
compare-seen = El prompt tal como lo ve el modelo
compare-message = Mensaje
compare-run = Ejecutar
compare-page = Página: { $page }
compare-first = primero va «{ $token }» con { $probability }
compare-rank = «{ $token }» es el número { $rank }
compare-same = { $same ->
    [one] { $same } palabra de { $all } al pie de la letra
   *[other] { $same } palabras de { $all } al pie de la letra
}
compare-ended = terminó por sí solo
compare-cut = cortado tras { count-tokens }
compare-calls = llama
compare-reads = lee

## data_pipeline

pipeline = Preparación de los datos
pipeline-pages = Páginas
pipeline-page = La página
pipeline-after = Tras qué filtro
pipeline-as-it-came = tal como llegó
pipeline-address = dirección
pipeline-text = texto
pipeline-language = idioma
pipeline-quality = calidad
pipeline-copies = copias
pipeline-privacy = privacidad
pipeline-left = { $pages ->
    [one] { $left } de { $pages } página sigue
   *[other] { $left } de { $pages } páginas siguen
}
pipeline-dropped = Descartada: { $why }
pipeline-dropped-by = descartada por
pipeline-still-in = sigue dentro
pipeline-english = inglés
pipeline-words = palabras
pipeline-tokens = tokens

## knobs

knobs = Una red diminuta
knobs-steps = { $steps ->
    [one] { $steps } paso de entrenamiento
   *[other] { $steps } pasos de entrenamiento
}
knobs-again = Empezar de nuevo
knobs-loss = Pérdida { $loss }
knobs-loss-after = { $steps ->
    [one] Pérdida { $loss } tras { $steps } paso de entrenamiento
   *[other] Pérdida { $loss } tras { $steps } pasos de entrenamiento
}
knobs-should-be = debe ser
knobs-is = es
knobs-summary = La salida de la red según x, junto a lo que debe ser; la pérdida es { $loss }

## pipeline_map

stages = Las cuatro etapas
stages-web = Web en bruto
stages-web-is = páginas, limpias y ordenadas
stages-pretraining = preentrenamiento
stages-pretraining-is = meses
stages-base = Modelo base
stages-base-is = continúa documentos
stages-sft = ajuste fino
stages-sft-is = horas
stages-assistant = Asistente
stages-assistant-is = responde por turnos
stages-rl = práctica y clasificación
stages-rl-is = días
stages-preferred = Asistente preferido
stages-preferred-is = responde como gusta
stages-then = luego
stages-here = estamos aquí

## probability_map

map = Probabilidades del token siguiente
map-one = Un contexto
map-other = El otro contexto
map-find = Buscar un token
map-find-is = Su puesto y su probabilidad, esté donde esté.
map-colour = Colorear por
map-position = posición
map-probability = probabilidad
map-entropy = entropía
map-undo = Quitar el último token
map-contexts = Contextos preparados
map-seen = El contexto en tokens
map-likely = Tokens siguientes más probables
map-temperature = Temperatura { $value }
map-train = Entrenar un paso
map-train-on = Entrenar un paso con { $token }
map-untrain = Volver a antes del paso
map-learns = La copia aprende …
map-learnt = Un paso con { $token }: { $before } → { $after }, pérdida { $loss_before } → { $loss_after }. Lo aprendió una copia; la muesca marca dónde estaba cada barra.
map-copy = Sobre una copia de los pesos: antes y después.
map-look-up = Busque un token para entrenar con él una copia de los pesos.
map-trained = entrenado
map-was = antes { $share }
map-bits = bits
map-bits-of = bits de entropía
map-no-entropy = Este servidor no da la entropía
map-sure = casi sin elección
map-unsure = tan inseguro como entre { $choices } iguales
map-found = «{ $token }» (ID { $id }): puesto { $rank }
map-surprise = { $bits } de sorpresa
map-most-likely = El más probable: { $token }, { $probability }.
map-entropy-is = Entropía { $bits }.
map-after = tras «{ $context }»
map-both = Probabilidades en ambos contextos
map-unlikely = no está entre los más probables

## retrieval

retrieval = Búsqueda de documentos
retrieval-questions = Preguntas
retrieval-list = Documentos, los más parecidos primero
retrieval-page = La primera página hallada
retrieval-answer = Responder sin ellos y con ellos
retrieval-k = Documentos en el prompt
retrieval-empty = No hay pregunta: escriba una.
retrieval-long = La pregunta pasa de { $most } caracteres: acórtela.
retrieval-not-asked = aún sin preguntar
retrieval-said = Sin: { $without }. Con { $count ->
    [one] { $count } documento
   *[other] { $count } documentos
}: { $found }.
retrieval-nearest = El más cercano: { $title }, similitud { $similarity }.
retrieval-map = Mapa de { $count ->
    [one] { $count } documento
   *[other] { $count } documentos
} y la pregunta: cerca suele significar de dirección parecida.
retrieval-used = en el prompt
retrieval-used-name = entra en el prompt
retrieval-hit = { $place }. { $title }, similitud { $similarity }
retrieval-memory = De memoria
retrieval-with = { $count ->
    [one] Con { $count } documento
   *[other] Con { $count } documentos
}
retrieval-the-answer = La respuesta
retrieval-yours = su pregunta
retrieval-fork = El token que sigue a { $text }
retrieval-fork-row = { $token }: { $without } de memoria, { $found } con los documentos
retrieval-below = menos de { $share }
retrieval-the-question = la pregunta
retrieval-quoted = «{ $text }»

## rlhf_ranking

rank = Clasificación de respuestas
rank-name = La clasificación
rank-wins = comparaciones ganadas
rank-reward-model = modelo de recompensa
rank-written-rule = regla escrita
rank-others = Otras respuestas
rank-ask = Que ordene la sala
rank-again = Ordenar otra vez
rank-pushed = Llevado demasiado lejos
rank-result = Resultado
rank-score = Preguntar al modelo de recompensa
rank-learn = Aprender de estas clasificaciones
rank-before-after = Antes y después
rank-before = Antes
rank-after = Después
rank-send = Enviar mi orden
rank-not-accepted = No se aceptó: { $why }.
rank-how = Ponga primero la mejor respuesta y envíe.
rank-changed = Lo ha cambiado: envíelo otra vez.
rank-waiting = No hay conexión: su orden se enviará cuando vuelva.
rank-sent = Enviado. Puede cambiarlo y enviarlo otra vez.
rank-in = Su orden ha llegado.
rank-people = { $people ->
    [one] { $people } persona ha ordenado.
   *[other] { $people } personas han ordenado.
}
rank-now = La sala está ordenando: { $people }
rank-yours-refused = Su orden no se aceptó: { $why }.
rank-agrees = El modelo de recompensa ordena igual { $share } de los pares; una moneda acertaría la mitad.
rank-agrees-updated = El modelo de recompensa, actualizado, ordena igual { $share } de los pares; una moneda acertaría la mitad.
rank-learns = El modelo aprende: paso { $step } de { $steps }, nota media { $score }.
rank-scored = { $name }: nota { $score }
rank-too-few = Muy pocas clasificaciones para reservar algunas.
rank-kept-back = { $pairs ->
    [one] En { $pairs } par reservado, con un ajuste propio: { $after } ({ $level }: { $low } a { $high }), antes { $before }.
   *[other] En { $pairs } pares reservados, con un ajuste propio: { $after } ({ $level }: { $low } a { $high }), antes { $before }.
}
rank-how-far = Hasta dónde se llevó
rank-gives = El modelo de recompensa da a esta { $score }.
rank-not-measured = sin medir
rank-write = Escriba una usted
rank-done = Listo
rank-wrote = Escribir una le llevó { $seconds } s.
rank-ranked = Ordenarlas todas le llevó { $seconds } s.
rank-judged = Las respuestas, juzgadas
rank-room = Sala: { $place }
rank-you = Usted: { $place }
rank-answer = Respuesta { $letter }: { $text }
rank-wins-share = gana { $share } de sus comparaciones
rank-reward = recompensa { $score }
rank-updated = tras actualizar { $score }
rank-for-model = { $place } para el modelo de recompensa
rank-ordinal = { $place }.ª
rank-order = Su orden, la mejor primero
rank-tie = Empate
rank-bad = Mala
rank-is-bad = mala
rank-keys = { $letter }: { $place }. Las flechas la mueven, T empata, X es mala.
rank-better = { $letter } mejor
rank-worse = { $letter } peor
rank-tie-name = Empatar { $letter } con la de arriba
rank-bad-name = Mala: { $letter }
rank-place = puesto { $place } de { $places }
rank-tied = empatada con { $others }

## sample_grid

grid = Muestras de un problema
grid-problems = Problemas
grid-first = Primer problema
grid-chosen = La muestra elegida
grid-again = Muestrear otra vez
grid-by = Muestras de { $name }
grid-known = La respuesta conocida: { $answer }
grid-right = { $right } de { $all } correctas
grid-of-right = de { $all } correctas
grid-mean = { $count } tokens de media
grid-sample = muestra { $number }
grid-is-right = correcta, dice { $answer }
grid-is-wrong = incorrecta, dice { $answer }
grid-is-silent = no da respuesta
grid-is-writing = aún escribe
grid-tile = Muestra { $number }: { $said }

## sampling_loop

loop = Bucle de muestreo
loop-prompts = Prompts y temperaturas preparados
loop-branch-a = Rama A
loop-branch-b = Rama B
loop-join = Una sola rama
loop-many = Sortear { $count } veces
loop-bars-after = Barras tras
loop-temperature = temperatura
loop-play = Reproducir
loop-pause = Pausa
loop-step = Paso
loop-back = Atrás
loop-rewind = Al principio
loop-speed = Velocidad
loop-per-second = { $number }/s
loop-seed = Semilla
loop-all = todos
loop-next = Token siguiente
loop-written = Tokens escritos hasta ahora, { $name }
loop-by-hand = elegido a mano
loop-picked = { $count ->
    [one] { $token } se eligió a mano; { $count } token escrito.
   *[other] { $token } se eligió a mano; { $count } tokens escritos.
}
loop-sampled = { $count ->
    [one] { $token } salió sorteado; { $count } token escrito.
   *[other] { $token } salió sorteado; { $count } tokens escritos.
}
loop-ended = El modelo terminó aquí el texto.
loop-length = { $count ->
    [one] { $count } token: los que se pidieron.
   *[other] { $count } tokens: los que se pidieron.
}
loop-times = { $times } de { $all }
loop-coin = La moneda cayó en { $coin }.
loop-coin-is = La moneda: un número de 0 a 1; se sortea el token en el que cae.
loop-cut-was = cortado; era { $share }
loop-was = era { $share }
loop-blocked = una parte de un carácter no se puede elegir a mano

## scale_bars

scale = Escala
scale-log = Escala logarítmica: cada marca es mil veces la anterior.
scale-from = Las barras empiezan en { $value }.

## sft_chat

chat = Conversación
chat-tokens-with = Tokens con { $name }
chat-with = Conversación con { $name }
chat-begin = Cómo debe empezar la respuesta
chat-go-on = Seguir desde aquí
chat-leave = Dejarlo así
chat-yours = Su mensaje
chat-stop = Detener
chat-again = Responder otra vez
chat-new = Conversación nueva
chat-messages = Mensajes preparados
chat-message-long = El mensaje pasa de { $most } caracteres: acórtelo.
chat-answer-long = La respuesta pasa de { $most } caracteres: acórtela.
chat-edit = Editar
chat-edit-answer = Editar la respuesta
chat-role-user = usted
chat-role-assistant = asistente
chat-role-system = sistema
chat-scored = puntúa en el entrenamiento
chat-not-scored = no puntúa

## tokenizer

tokenizer = Tokenizador
tokenizer-type = Escriba un texto
tokenizer-markers = Los { $marker } escritos son
tokenizer-plain = texto simple
tokenizer-special = tokens especiales
tokenizer-bytes = Bytes
tokenizer-in = Tokens en { $name }
tokenizer-merges = Uniones
tokenizer-merges-of = Uniones de { $word }
tokenizer-word-tokens = { $count ->
    [one] token
   *[other] tokens
}
tokenizer-word-characters = { $count ->
    [one] carácter
   *[other] caracteres
}
tokenizer-word-bytes = { $count ->
    [one] byte
   *[other] bytes
}
tokenizer-per-token = bytes por token
tokenizer-is-special = token especial
tokenizer-token = Token { $number } de { $all }
tokenizer-tap = Toque un token para ver sus bytes.
tokenizer-tap-merges = Toque un token para ver sus bytes y cómo se unió su palabra.
tokenizer-point = Señale un token para ver sus bytes.
tokenizer-point-merges = Señale un token para ver sus bytes; pulse para ver cómo se unió su palabra.
tokenizer-long-word = Esta palabra pasa de { $most } caracteres; sus uniones no se muestran.
tokenizer-single = bytes sueltos
tokenizer-merge = unión { $number }, puesto { $rank }

## tool_loop

tool = Bucle de herramientas
tool-writes = El modelo escribe
tool-calls = Llama a una herramienta
tool-result = Se inserta el resultado
tool-parts = El bucle
tool-tools = Herramientas
tool-on = sí
tool-off = no
tool-questions = Preguntas preparadas
tool-next = Siguiente
tool-end = Hasta el final
tool-start = Desde el principio
tool-change = Cambiar el primer resultado
tool-go-on = Seguir con él
tool-needs-kernel = El kernel no está: un resultado cambiado lo necesita.
tool-changed = cambiado a mano
tool-refused = la herramienta se negó
tool-ran = la herramienta se ejecutó

## training_step

step = Un paso de entrenamiento
step-examples = Ejemplos
step-losses = Pérdida tras cada paso
step-bars = Probabilidades antes y después
step-next = Lo que vino de verdad
step-make = Dar un paso
step-again = Otro paso
step-shorten = Solo cuenta el primer token de lo que vino: acórtelo.
step-rule = Peso nuevo = peso viejo − { $rate } × pendiente de la pérdida, para cada peso de una copia. { $rate } es la tasa de aprendizaje.
step-loss = Pérdida de este ejemplo
step-at-first = al principio
step-number = paso { $number }
step-was = era { $share }
step-answer = respuesta
step-map-first = El mapa antes de todo paso
step-map = { $steps ->
    [one] El mapa tras { $steps } paso; la muesca marca dónde estaba cada barra antes del último
   *[other] El mapa tras { $steps } pasos; la muesca marca dónde estaba cada barra antes del último
}
step-said = { $steps ->
    [one] Tras { $steps } paso: { $token } de { $before } a { $after }, pérdida de { $loss_before } a { $loss_after }.
   *[other] Tras { $steps } pasos: { $token } de { $before } a { $after }, pérdida de { $loss_before } a { $loss_after }.
}

## transformer

net = La red y su atención
net-texts = Textos
net-reads = Lo que lee
net-layer = Capa
net-head = Cabeza
net-heads = Todas las cabezas de esta capa
net-head-number = cabeza { $number }
net-tokens = Tokens; elija el que mira
net-later = después
net-later-is = viene después, no se puede mirar
net-gets = recibe { $share }
net-looks = «{ $from }» mira sobre todo a «{ $to }»: { $share } de su atención en la capa { $layer }, cabeza { $head }.
net-diagram = La red, de su salida a su entrada
net-probabilities = { $count } probabilidades
net-each-entry = una por cada entrada del vocabulario
net-parameters = { $number } parámetros
net-in-all = { $number } parámetros en total
net-one-layer = Una capa
net-embedding = Incrustación
net-ids = ID de los tokens
net-at-most = { $count } como máximo
net-heads-look = { $count } cabezas: los tokens se miran entre sí
net-by-itself = cada token por su cuenta
net-attention = Atención

## units

units = Una frase en cuatro unidades
units-lengths = Longitudes
units-type = Escriba una frase
units-long = Las filas se muestran hasta { $most } caracteres: acorte el texto.
units-bits = bits
units-bytes = bytes
units-tokens = tokens
units-words = palabras
units-count-bits = { $count } bits
units-count-bytes = { $count } bytes
units-count-tokens = { $count } tokens
units-count-words = { $count } palabras
units-signs = { $count } signos distintos
units-vocabulary = tantos signos como el vocabulario
units-endless = signos sin fin

## windows

windows = Ejemplos de entrenamiento
windows-texts = Textos
windows-size = Tokens en la ventana
windows-window = Ventana
windows-next = Lo que vino después
windows-head = ventana
windows-next-head = lo que vino después
windows-row = { $count ->
    [one] Tras { $count } token: { $token }, ID { $id }
   *[other] Tras { $count } tokens: { $token }, ID { $id }
}
windows-said = { $count ->
    [one] Ventana de { $count } token; sigue { $token }
   *[other] Ventana de { $count } tokens; sigue { $token }
}

## report

report = Informe: { $title }
report-never = La charla nunca dejó su primera diapositiva.
report-of-planned = { $time } de { $planned } previstos
report-people = { $people ->
    [one] { $people } persona por teléfono
   *[other] { $people } personas por teléfono
}
report-times = Tiempos
report-slide = Diapositiva
report-planned = Previsto
report-shown = Mostrado
report-difference = Diferencia
report-votes = Votaciones
report-answered = respondieron { $people }
report-first = cuántas veces quedó primera cada una
report-bad = mala: { $answers }
report-median = respuesta mediana { $value }
report-no-votes = No se preguntó a nadie, o nadie respondió.
report-questions = Preguntas
report-question = Pregunta
report-wanted = La quieren
report-state = Estado
report-no-questions = Nadie preguntó.
report-pace = Ritmo
report-fast = Muy rápido
report-fine = Bien
report-slow = Muy lento
report-no-pace = Nadie dijo nada del ritmo.
report-kernel = Kernel
report-after = Tras
report-before = antes
report-detail = Detalle
report-no-faults = Su estado no cambió nunca.
report-is-open = abierta
report-is-waiting = en espera
report-is-answered = respondida
report-is-hidden = oculta
report-is-merged = unida
report-is-live = en vivo
report-is-recorded = grabado
report-is-none = ninguno
report-journal = Del registro en el equipo del orador. Aquí no hay nombres; `talk report --forget` borra el registro.

## tokens_cloud

cloud-next = Qué viene después según:
cloud-room = esta sala
cloud-cut = Palabras cortadas en tokens de { $vocabulary }.
cloud-rare = Las palabras más raras se cuentan y no se muestran.

## word_arithmetic

sum = Cálculo con palabras
sum-word = Palabra
sum-minus = menos
sum-plus = más
sum-compute = Calcular
sum-examples = Sumas preparadas
sum-nearest = Tokens más cercanos
sum-empty = Una suma necesita tres palabras: una en cada campo.
sum-expected = esperado · puesto { $rank }
sum-is-expected = la palabra esperada
sum-similarity = similitud { $similarity }
sum-said = El más cercano: { $token }
sum-left-out = Se omiten por ser palabras de la suma: { $words }
sum-left-word = «{ $word }» { $similarity }

## resample

lines = Continuaciones tras cada línea
lines-solutions = Soluciones
lines-first = Primera solución
lines-another = Otra solución
lines-known = La respuesta conocida: { $answer }
lines-all = La solución, línea a línea
lines-head = Correctas, de { $count } que siguen desde aquí
lines-share = { $right } de { $all }
lines-nothing = Aún no hay nada escrito
lines-arrives = llega
lines-fails = no llega
lines-decides = La línea { $line } decide: { $before } antes de ella, { $after } después
lines-this-decides = esta línea decide
lines-written = Lo que se escribió desde ahí
lines-from-start = Desde el principio:
lines-after = Tras la línea { $line }:

## guess_ahead

ahead = Un texto escrito con borradores
ahead-ways = Formas de adivinar
ahead-watch = Pasada a pasada
ahead-whole = Todo de una vez
ahead-is-kept = adivinado y conservado
ahead-is-own = elegido por la red
ahead-is-dropped = adivinado en vano
ahead-passes-name = Pasadas por la red
ahead-one-by-one = Token a token
ahead-with-drafts = Con borradores
ahead-passes = { $count ->
    [one] { $count } pasada
   *[other] { $count } pasadas
}
ahead-kept = { $kept } de { $drafted } adivinados se conservan
ahead-same = { $count ->
    [one] El mismo token
   *[other] Los mismos { $count } tokens
}
ahead-differs = Los dos textos difieren
ahead-said = { $passes } pasadas en lugar de { $tokens }.

## silent_head

silent = Una red con una cabeza de atención apagada
silent-run = Apagar cada cabeza por turno
silent-prompts = Prompts
silent-heads = Probabilidad de la respuesta sin esta cabeza, capa por capa
silent-head = Capa { $layer }, cabeza { $head }
silent-off = Apagada: capa { $layer }, cabeza { $head }
silent-on = todas encendidas
silent-now = esta apagada
silent-ranked = Una fila es una capa. Debajo, todas las cabezas: primero la que más falta hace
silent-missed = { $missed } de { $all } cabezas importan aquí: sin una de ellas, «{ $prompt }» pierde más de una décima parte.

## few_bits

bits = Una red con menos bits por peso
bits-run = Redondear los pesos
bits-prompts = Prompts
bits-each = Cada peso
bits-loss = Pérdida en una página
bits-count = { $count ->
    [one] { $count } bit
   *[other] { $count } bits
}
bits-size = { $size } MB
bits-said = { $bits } bits: pérdida { $loss }.
