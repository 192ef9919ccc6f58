# العربية الفصحى، بجمل قصيرة.

## shared

# الأعداد مع معدوداتها
count-tokens = { $count ->
    [zero] لا رموز
    [one] رمز واحد
    [two] رمزان
    [few] { $count } رموز
    [many] { $count } رمزًا
   *[other] { $count } رمز
}
count-phones = { $count ->
    [zero] لا هواتف
    [one] هاتف واحد
    [two] هاتفان
    [few] { $count } هواتف
    [many] { $count } هاتفًا
   *[other] { $count } هاتف
}
number-percent = { $number }٪
number-bits = { $number } بت
number-one-in = 1 من { $number }
number-ms = { $number } م.ث
number-s = { $number } ث
number-entries = { $number } مدخل

# أزرار وأسماء تشترك فيها الأدوات
again = مرة أخرى
again-other-coins = مرة أخرى بقطع أخرى
close = إغلاق
send = إرسال
send-again = إعادة الإرسال
show-all = عرض الكل
show-less = عرض أقل
prepared-texts = نصوص جاهزة
prompt = المطالبة
context = السياق
checkpoint = نقطة الحفظ
temperature = الحرارة
vocabulary = المفردات
question = السؤال
tokens = الرموز
the-rest = الباقي
the-model = النموذج
room = القاعة
search = بحث

# حالة الأداة
state-live = مباشر
state-recorded = مسجَّل
state-waiting = قيد الانتظار
state-interrupted = انقطع
state-failed = فشل
asking-model = يُسأل النموذج الآن
asking-kernel = تُسأل النواة الآن
no-model-here = لا نموذج يجيب هنا، ولم يُسجَّل شيء لهذا بعد
nothing-computed = لم يُحسب شيء
loading-tokenizer = يُحمَّل المقطِّع
broken = تعذّر عرض هذا لأن ما وصل ليس مما تعرضه هذه الأداة. اطلب شيئًا آخر أو تابع؛ فبقية العرض لم تتأثر.
alone-no-model = لا نموذج هنا؛ الأمثلة الجاهزة تُظهر ما أجاب به
notice-prepared = جاهز: { $label }
notice-failed = لم تستطع النواة الإجابة عن هذا.
notice-failed-why = لم تستطع النواة الإجابة عن هذا ({ $why }).
notice-interrupted = انقطعت النواة أثناء الإجابة؛ بقي ما وصل حتى ذلك الحين.
notice-interrupted-tokens = انقطعت النواة أثناء الإجابة؛ هذه الرموز حسبها هذا المتصفح.
notice-vocabulary-away = المفردات { $name } تحتاج إلى النواة وهي غائبة: اختر غيرها أو نصًا جاهزًا.
notice-vocabulary-lost = تعذّر جلب المفردات { $name }: تحقّق من الشبكة ثم اكتب مجددًا.
provenance-more = مصدر هذا
provenance-browser = حُسب في هذا المتصفح
provenance-tokenizer = المقطِّع
provenance-checkpoint = نقطة الحفظ { $name }
provenance-vocabulary = المفردات { $name }
provenance-seed = البذرة { $seed }
provenance-on = بتاريخ { $date }
provenance-queue = الترتيب { $place } في الطابور
too-long = في النص { $count } محرفًا، والحد الأقصى { $most }: اختصره.
half-character = في النص نصف محرف (بديل منفرد U+{ $code }) عند الموضع { $position }: احذفه.

# الرموز منطوقة
token-space = مسافة
token-new-line = سطر جديد
token-return = رجوع إلى أول السطر
token-tab = جدولة
token-no-break = مسافة غير فاصلة
token-zero-width = مسافة بلا عرض
token-joiner = واصل بلا عرض
token-mark = علامة ترتيب البايتات
token-wide = مسافة عريضة
token-nothing = لا شيء
token-bytes = بايتات { $bytes }
token-times = { $word } × { $count }
token-special = رمز خاص { $token }
token-part = جزء من محرف
tokens-more = ورموز أخرى غير معروضة عددها { $count }

# الأشرطة
bar-rank = المرتبة { $rank }
bar-answer-rank = الجواب · المرتبة { $rank }
bar-answer = الجواب الصحيح
bar-sampled = اختير
bar-cut = مستبعد
bar-cut-away = مستبعد
column-expected = { $name }: { $count }، والمتوقع { $expected }
axis-log = { $name } (مقياس لوغاريتمي)

# التصويت
vote-answers = الأجوبة
vote-your-answer = جوابك
vote-your-number = رقمك
vote-your-words = كلماتك
vote-ask = اسأل القاعة
vote-close-and-show = أغلق واعرض
vote-show = عرض النتيجة
vote-hide = إخفاء النتيجة
vote-open-again = فتح من جديد
vote-start-over = البدء من جديد
vote-name = التصويت
vote-only-you = الأرقام تظهر لك وحدك حتى تعرضها.
vote-not-open = لم يُفتح التصويت بعد.
vote-closed-hidden = أُغلق التصويت. تظهر النتيجة حين يعرضها المتحدث.
vote-closed = أُغلق التصويت.
vote-change = وصل جوابك. يمكنك تغييره حتى يُغلق التصويت.
vote-sending = يُرسل …
vote-waiting = لا اتصال الآن: سيُرسل جوابك حين يعود.
vote-none = لم يجب أحد بعد.
vote-no-room = تجيب القاعة عن هذا السؤال بهواتفها.
vote-self-test = اختر جوابًا لترى أيها الصحيح.
vote-right = صحيح
vote-yours = جوابك
vote-bar = إخفاء من الشاشة
vote-admit = إظهار من جديد
vote-up-to = { $most ->
    [one] اختر جوابًا واحدًا.
    [two] اختر جوابين على الأكثر.
    [few] اختر { $most } أجوبة على الأكثر.
   *[other] اختر { $most } جوابًا على الأكثر.
}
vote-several = اختر ما شئت من الأجوبة.
vote-between = من { $low } إلى { $high }.
vote-refused = لم يُحتسب: { $why }.
vote-median = الجواب الأوسط { $value }
vote-right-value = الجواب الصحيح { $value }
vote-mean = المتوسط { $value }
vote-voted = { $people ->
    [zero] لم يجب أحد
    [one] أجاب هاتف واحد
    [two] أجاب هاتفان
    [few] أجابت { $people } هواتف
    [many] أجاب { $people } هاتفًا
   *[other] أجاب { $people } هاتف
}
vote-voted-of = { $following ->
    [few] أجاب { $people } من { $following } هواتف
    [many] أجاب { $people } من { $following } هاتفًا
   *[other] أجاب { $people } من { $following } هاتف
}
vote-open-now = التصويت مفتوح: أجب من هاتفك.

# أسئلة القاعة
questions = أسئلة القاعة
questions-none = لا أسئلة بعد.
questions-answered = أُجيب عنه
questions-want = أريد جوابًا عن هذا
questions-wanted = { $people ->
    [zero] لم يطلبه أحد
    [one] طلبه شخص واحد
    [two] طلبه شخصان
    [few] طلبه { $people } أشخاص
    [many] طلبه { $people } شخصًا
   *[other] طلبه { $people } شخص
}
questions-about = عن «{ $slide }»
questions-later = تظهر أسئلة القاعة هنا أثناء العرض.
questions-ask = اسأل من هاتفك.
questions-open = { $open ->
    [zero] لا أسئلة مفتوحة
    [one] سؤال مفتوح واحد
    [two] سؤالان مفتوحان
    [few] { $open } أسئلة مفتوحة
    [many] { $open } سؤالًا مفتوحًا
   *[other] { $open } سؤال مفتوح
}
questions-open-more = { $open ->
    [zero] لا أسئلة مفتوحة هنا، و{ $more } غيرها على الهواتف
    [one] سؤال مفتوح واحد، و{ $more } غيره على الهواتف
    [two] سؤالان مفتوحان، و{ $more } غيرهما على الهواتف
    [few] { $open } أسئلة مفتوحة، و{ $more } غيرها على الهواتف
    [many] { $open } سؤالًا مفتوحًا، و{ $more } غيرها على الهواتف
   *[other] { $open } سؤال مفتوح، و{ $more } غيرها على الهواتف
}

# سبب الرفض
refused-lost = لا اتصال الآن: أعد الإرسال حين يعود.
refused-too-many = طلبات كثيرة دفعة واحدة أو القاعة ممتلئة
refused-not-allowed = هذا غير ممكن هنا أو لم يعد ممكنًا
refused-words = تعذّر قبول هذا النص؛ اكتبه بصيغة أخرى
refused-vote-closed = أُغلق التصويت
refused-number-range = يجب أن يكون العدد بين { $low } و{ $high }
refused-text-empty = لا شيء مكتوب؛ اكتب بضع كلمات
refused-asked-else = تُسأل القاعة الآن عن شيء آخر
refused-not-shown = لم تُعرض هذه الشريحة بعد
refused-no-prompts = لا تُقبل هنا مطالبات من القاعة
refused-room-full = القاعة ممتلئة ولا تقبل المزيد
refused-questions-full = سألت القاعة بقدر ما تتسع له محاضرة
refused-questions-many = يمكن للهاتف الواحد أن يطرح { $count } سؤالًا؛ صوّت الآن لأسئلة غيرك
refused-questions-soon = أسئلة كثيرة دفعة واحدة؛ انتظر بضع ثوانٍ
refused-prompts-full = طابور المطالبات ممتلئ؛ حاول لاحقًا
refused-busy = هواتف كثيرة تسأل في هذه اللحظة؛ حاول بعد بضع ثوانٍ
refused-one-at-a-time = شيء واحد في كل مرة: انتظر الجواب أو أوقفه
refused-too-soon = كثير دفعة واحدة؛ انتظر ثانية
refused-not-here = المنصة وشاشة المتحدث لا تُفتحان إلا على الجهاز الذي يعرض
refused-wrong-token = المفتاح في العنوان مفقود أو خاطئ
refused-remote-ended = أنهى المتحدث جهاز التحكم هذا؛ امسح رمزًا جديدًا
refused-remote-forged = رُفض الأمر؛ امسح رمزًا جديدًا
refused-remote-waits = على المتحدث أن يسمح لهذا الهاتف أولًا
refused-remote-watches = هاتف آخر يقود الآن؛ اطلب من المتحدث أن يتولى هذا الهاتف

# الصفحات
slide-number = الشريحة { $number }
copied = تم النسخ
copy-by-hand = النص محدد: انسخه
connection-connected = متصل
connection-reconnecting = يُعاد الاتصال …
temperature-is = الحرارة { $value }
token-forced = مفروض
token-by-hand = كُتب باليد

## kernel

# لماذا لم يُجب النموذج
refused-kernel-away = النواة غير موجودة
refused-kernel-stopped = توقفت النواة قبل أن يتم ذلك
refused-kernel-fault = في النواة خلل؛ التفاصيل في سجلّها
refused-kernel-memory = لم تبقَ لدى النواة ذاكرة لهذا
refused-kernel-busy = عدد الطلبات المنتظرة { $count }؛ حاول بعد لحظة
refused-not-offered = { $name } لا يوفّر هذا
refused-model-away = النموذج { $name } لا يجيب هنا؛ لا يُعرض إلا ما سُجّل منه
refused-no-checkpoint = ليست لهذه النواة نقطة حفظ { $name }
refused-no-chat = لم تتعلم أي نقطة حفظ في هذه النواة المحادثة
refused-no-vocabulary = ليست لهذه النواة المفردات { $name }
refused-vocabulary-damaged = ملفات المفردات { $name } مفقودة أو تالفة
refused-no-documents = لا توجد وثائق للبحث فيها
refused-no-embedding = ليست لهذه النواة نقطة حفظ تقارن الوثائق
refused-no-tool = لا توجد أداة { $name }
refused-no-token = ليس للنموذج الرمز المطلوب
refused-prompt-empty = المطالبة فارغة؛ اكتب حرفًا واحدًا على الأقل
refused-prompt-long = في النص { count-tokens } والنموذج يقرأ { $most }؛ اختصره
refused-text-long = النص طويل جدًا؛ الحد الأقصى { $most } من الأحرف
refused-text-short = في النص { count-tokens }؛ اختر نصًا يستمر بعد بدايته
refused-text-broken = في النص نصف حرف؛ احذفه
refused-word-tokens = في «{ $word }» { count-tokens }؛ اختر كلمة من رمز واحد
refused-tokens-many = الحد الأقصى للهاتف دفعة واحدة { $most } من الرموز
refused-server-away = خادم النماذج لا يجيب؛ تحقّق من أنه ما زال يعمل
refused-server-garbled = تعذّر فهم جواب خادم النماذج
refused-server-says = يقول خادم النماذج: { $why }

## phone

phone-bar = العرض
phone-previous = الشريحة السابقة
phone-next = الشريحة التالية
phone-following = متابعة · { $slide }
phone-browsing = تصفّح · { $slide }
phone-back = العودة إلى العرض · { $slide }
phone-offline = لا اتصال؛ يمكنك متابعة القراءة
phone-turn-vote = دورك: صوّت
phone-turn-answer = دورك: أجب
phone-turn-rank = دورك: رتّب الأجوبة
phone-turn-flip = دورك: ارمِ القطعة
phone-room = اسأل
phone-sheet = أنت والقاعة
phone-pace = كيف تجد السرعة؟
phone-pace-fast = سريعة جدًا
phone-pace-fine = مناسبة
phone-pace-slow = بطيئة جدًا
phone-pace-sent = يراها المتحدث وحده بلا أسماء، وتزول خلال ثلاث دقائق.
phone-ask = اسأل عن هذه الشريحة
phone-sent = وصل سؤالك.
phone-waits = وصل سؤالك، ويظهر بعد أن يجيزه المتحدث.
phone-prompt = أرسل مطالبة إلى المنصة
phone-prompt-sent = مطالبتك في الطابور، والمتحدث يختار ما يُعرض.
phone-slides = الشرائح حتى الآن
phone-search = ابحث فيها
phone-nothing-found = لا شريحة فيها هذه الكلمات.
phone-reading = القراءة
phone-text-size = حجم النص
phone-smaller = أصغر
phone-larger = أكبر
phone-language = لغة الأزرار
phone-language-lost = تعذّر جلب اللغة: حاول مجددًا عند توفّر الاتصال.
phone-take-home = خذ العرض معك
phone-take-home-is = كل الشرائح حتى الآن في صفحة واحدة مع أسئلتك وأجوبتك.
phone-print = طباعة أو حفظ
phone-back-from-home = العودة إلى العرض
phone-your-questions = أسئلتك
phone-none-asked = لم تسأل شيئًا.
phone-turn-continue = دورك: أكمل النص
phone-colours = الألوان
phone-look-phone = كالهاتف
phone-look-light = فاتحة
phone-look-dark = داكنة
phone-look-deck = كما على الشاشة
phone-now-listen = استمع
phone-now-try = جرّب
phone-now-vote = صوّت
phone-now-rank = رتّب
phone-now-done = تم
phone-drawn = رُسم على هذه الشريحة
phone-on-its-way = هذه الشريحة في الطريق.

## join

join-label = تابع على هاتفك
join-on-the-web = هذا العرض على الويب
join-code = رمز QR للعنوان { $address }
join-you = انضممت.
join-you-with = { $others ->
    [zero] انضممت.
    [one] انضممت مع شخص آخر.
    [two] انضممت مع شخصين آخرين.
    [few] انضممت مع { $others } أشخاص آخرين.
    [many] انضممت مع { $others } شخصًا آخر.
   *[other] انضممت مع { $others } شخص آخر.
}
join-nobody = لم ينضم أحد بعد.
join-people = { $people ->
    [zero] لم ينضم أحد بعد.
    [one] انضم شخص واحد.
    [two] انضم شخصان.
    [few] انضم { $people } أشخاص.
    [many] انضم { $people } شخصًا.
   *[other] انضم { $people } شخص.
}

## page

contents = المحتويات
copy-code = نسخ الشيفرة
chart-numbers = الأرقام
film-runs = يُعرض الفيلم على جهاز العرض.
sound-heard = يُسمع الصوت من جهاز العرض.
phase-training = التدريب
phase-inference = الاستدلال
footnotes = الحواشي
footnote-number = الحاشية { $number }
footnote-back = العودة إلى النص
task-done = تم
task-to-do = للإنجاز
publish-slides = الشرائح
publish-slides-about = كما على الشاشة؛ مفاتيح الأسهم تقلب الصفحة
publish-article = مقال
publish-article-about = كل شيء في عمود واحد للقراءة
publish-phone = الهاتف
publish-phone-about = شريحة بعد شريحة، لليد
publish-pdf-about = للطباعة أو الحفظ
publish-file = ملف واحد
publish-file-about = الشرائح وكل ما فيها؛ لا تحتاج إلى شبكة
publish-speaker = شاشة المتحدث
publish-speaker-about = الملاحظات وساعة
publish-missing = لا توجد صفحة كهذه
publish-not-here = ليست هنا: { $title }
publish-first-page = إلى الصفحة الأولى: { $title }
publish-where = الصفحة الأولى من «{ $title }» حيث ينتهي العنوان بعد مجلد المحاضرة.

widget-bpe-stepper = ترميز أزواج البايتات
widget-chart = مخطط
widget-checkpoint-slider = شريط نقاط الحفظ
widget-coin-flip = رمي القطعة
widget-compare = مقارنة
widget-data-pipeline = تجهيز البيانات
widget-join = الانضمام
widget-knobs = مقابض
widget-pipeline-map = خريطة المراحل
widget-poll = استطلاع
widget-probability-map = خريطة الاحتمالات
widget-questions = أسئلة
widget-quiz = اختبار
widget-retrieval = البحث في الوثائق
widget-rlhf-ranking = ترتيب الأجوبة
widget-sample-grid = شبكة العينات
widget-sampling-loop = حلقة الاختيار
widget-scale-bars = أشرطة المقاييس
widget-sft-chat = محادثة
widget-tokenizer = المقطِّع
widget-tool-loop = حلقة الأدوات
widget-training-step = خطوة تدريب
widget-transformer = المحوّل
widget-units = وحدات
widget-windows = نوافذ النص
widget-tokens-cloud = سحابة الرموز
widget-word-arithmetic = حساب الكلمات
widget-resample = تكملات كل سطر
widget-guess-ahead = التخمين المسبق
widget-silent-head = الرأس المطفأ
widget-few-bits = بتات قليلة
guide-previous = السابق
guide-next = التالي
guide-after = بعد { $chapter }
sources = المصادر

## stage

stage-speaker-view = شاشة المتحدث
stage-problem-away = إخفاء التنبيه
stage-not-joined = هذه الشاشة غير مرتبطة بالقاعة: { $why }. افتح عنوان المنصة الذي أظهره talk present.
stage-overview = كل الشرائح للاطلاع: لا يتبعك أحد حتى تختار واحدة
stage-escape = الخروج مما هو مفتوح، وإلا فكل الشرائح
keys-past-steps = تجاوز الخطوات
keys-ends = الشريحة الأولى أو الأخيرة
keys-full-screen = ملء الشاشة
keys-jump = الانتقال إلى شريحة برقمها أو اسمها
key-shift = Shift
keys-key = المفتاح
keys-does = ما يفعله

## presenter

all-slides = كل الشرائح
outside-run = خارج المسار
click-to-play = انقر للتشغيل
problem-away = إخفاء (X)
keys = المفاتيح
keys-next = التالي
keys-previous = السابق
keys-all-slides = كل الشرائح
clicker-move = إلى الأمام والخلف من أي مكان، حتى من حقل نص
clicker-cover = أسود: تغطية الشريحة المعروضة أو إظهارها (ليس داخل حقل نص: اخرج منه بـ Enter أو Escape)
clicker-white = أبيض، أو ورق العرض: تغطية الشريحة المعروضة
clicker-begin = البدء: إظهار الشريحة وتشغيل الساعة، وعلى المنصة ملء الشاشة أيضًا
key-space = المسافة
key-shift-space = Shift والمسافة
key-pages = Page Up وPage Down
key-escape = Escape

## speaker

speaker-view = شاشة المتحدث
connection-none = لا اتصال
notes = الملاحظات
list = القائمة
list-name = قائمة كل الشرائح (G)
list-filter = التصفية بالكلمات أو الرقم
list-filter-name = تصفية الشرائح
list-nothing = لا شريحة فيها هذه الكلمات.
back = السابق
on = التالي
move-back = السابق (→)
move-on = التالي (← أو المسافة)
cover-black = أسود
cover-name = أسود: تغطية الشريحة المعروضة
cover-black-name = أسود: تغطية الشريحة المعروضة (B)
keys-name = المفاتيح (?)
tool-laser = مؤشر ليزر (1)
tool-spotlight = بقعة ضوء (2)
tool-pen = الرسم على الشريحة (3)
tool-zoom = تقريب موضع (4)
tool-erase = مسح الرسم (Delete)
tool-freeze = النظر في مكان آخر وبقاء القاعة (F)
tool-remote = جهاز التحكم: القيادة من هاتفك (M)
key-shift-arrows = Shift والأسهم
key-home = Home
key-end = End
key-delete = Delete
key-enter = Enter
key-shift-t = Shift T
keys-first = الشريحة الأولى
keys-last = الشريحة الأخيرة
keys-larger-notes = ملاحظات أكبر
keys-smaller-notes = ملاحظات أصغر
keys-clock = تشغيل الساعة أو إيقافها مؤقتًا
keys-clock-reset = تصفير الساعة المتوقفة
keys-countdown = الوقت المتبقي أو المنقضي
keys-problem = إخفاء التنبيه
keys-questions = أسئلة القاعة
keys-laser = مؤشر ليزر على الشريحة
keys-spotlight = بقعة ضوء على الشريحة
keys-pen = الرسم على الشريحة
keys-zoom = تقريب موضع: انقره أو أدر العجلة
keys-tool-arrows = تحريك الأداة؛ Enter يبدأ الخط وينهيه أو يقرّب
keys-erase-last = مسح آخر خط
keys-erase = مسح رسم الشريحة
keys-freeze = النظر في مكان آخر وبقاء القاعة، ثم العودة
keys-remote = القيادة من هاتفك
keys-take-room = عند التجميد: نقل القاعة إلى هنا
keys-escape = الخروج من أداة أو قائمة أو تجميد
keys-help = هذه المفاتيح
clock-start = تشغيل
clock-pause = إيقاف
clock-reset = تصفير
clock-start-name = تشغيل الساعة (T)
clock-pause-name = إيقاف الساعة مؤقتًا (T)
clock-reset-name = تصفير الساعة المتوقفة (Shift T)
clock-of = { $time } من { $total }
clock-over = { $time } زيادة على { $total }
clock-left = بقي { $time } من { $total }
clock-scaled = خطة { $time }، مقلَّصة
clock-slide = هذه الشريحة { $time }
clock-chapter = الفصل { $time }
clock-armed = لم تبدأ
clock-armed-is = تبدأ الساعة مع أول حركة.
clock-paused = متوقفة
clock-ready = جاهزة
pace-on-time = في الموعد
pace-ahead = متقدم { $time }
pace-behind = متأخر { $time }
place = { $place } من { $slides }
place-outside = خارج المسار، بعد { $place } من { $slides }
place-step = الخطوة { $step } من { $steps }
upcoming-steps = { $left ->
    [one] بقيت خطوة واحدة ثم
    [two] بقيت خطوتان ثم
    [few] بقيت { $left } خطوات ثم
   *[other] بقيت { $left } خطوة ثم
}
upcoming-end = النهاية
upcoming-next = التالي
upcoming-back = التالي، عودة إلى المسار
people = يتابع { $following } · انضم { $joined }
covered-black = شاشة العرض سوداء. B أو الحركة التالية ينهي ذلك.
covered-white = شاشة العرض بيضاء. B أو الحركة التالية ينهي ذلك.
covered-paper = شاشة العرض فارغة. B أو الحركة التالية ينهي ذلك.
frozen = القاعة باقية عند «{ $slide }». F يعود إليها، وEnter ينقل القاعة إلى هنا.
kernel-unknown = النواة: غير معروفة، لا اتصال لهذه الشاشة بالعرض
kernel-live = النواة مباشرة
kernel-recorded = النواة مسجَّلة
kernel-none = لا نواة
kernel-work = { $running } قيد التنفيذ، { $waiting } في الانتظار
kernel-restarts = أعيد التشغيل { $count }×
queue-room = القاعة
queue-label = أسئلة القاعة ومطالباتها (Q)
queue-prompts = مطالبات للمنصة
queue-no-prompts = لا مطالبة في الانتظار.
queue-accept = عرض
queue-elsewhere = إلى شريحتها
queue-reject = رفض
queue-questions = الأسئلة
queue-moderate = الأسئلة الجديدة تنتظر موافقتي
queue-admit = قبول
queue-answered = أُجيب عنه
queue-hide = إخفاء
queue-merge = دمج مع …
queue-go-to = إلى الشريحة
queue-is-waiting = ينتظر موافقتك
queue-is-answered = أُجيب عنه
queue-is-hidden = مخفي
queue-is-merged = مدمج
queue-pace = السرعة: { $parts }
queue-pace-fast = { $people } سريعة جدًا
queue-pace-fine = { $people } مناسبة
queue-pace-slow = { $people } بطيئة جدًا
queue-count-questions = { $count ->
    [zero] لا أسئلة
    [one] سؤال واحد
    [two] سؤالان
    [few] { $count } أسئلة
    [many] { $count } سؤالًا
   *[other] { $count } سؤال
}
queue-count-prompts = { $count ->
    [zero] لا مطالبات
    [one] مطالبة واحدة
    [two] مطالبتان
    [few] { $count } مطالبات
    [many] { $count } مطالبةً
   *[other] { $count } مطالبة
}
remote = جهاز التحكم
remotes-how = امسح هذا بهاتفك ثم اسمح له بالقيادة هنا. لا تُرِ الرمز لأحد غيرك.
remotes-code = رمز QR لعنوان جهاز التحكم
remotes-asks = الهاتف { $phone } يطلب القيادة
remotes-drives = الهاتف { $phone } يقود العرض
remotes-drives-away = الهاتف { $phone } يقود العرض، غير متصل
remotes-watches = الهاتف { $phone } يشاهد
remotes-watches-away = الهاتف { $phone } يشاهد، غير متصل
remotes-accept = السماح بالقيادة
remotes-no = لا
remotes-end = إنهاء
kernel-memory = { $mib } MiB مستخدمة

## remote

remote-slide = الشريحة؛ المسها للإشارة بالليزر
remote-clock = تشغيل الساعة أو إيقافها
remote-ask = طلب القيادة
remote-ask-name = اطلب من المتحدث أن يقود هذا الهاتف
remote-no-invitation = هذا العنوان ناقص: امسح الرمز الذي تعرضه شاشة المتحدث تحت جهاز التحكم (M).
remote-offline = لا اتصال …
remote-waiting = في انتظار أن يسمح المتحدث لهذا الهاتف.
remote-watches = هاتف آخر يقود الآن.
remote-asked = أُرسل الطلب: في انتظار موافقة المتحدث.
remote-next = التالي: { $slide }
remote-steps-then = { $left ->
    [one] خطوة واحدة ثم { $slide }
    [two] خطوتان ثم { $slide }
    [few] { $left } خطوات ثم { $slide }
   *[other] { $left } خطوة ثم { $slide }
}
remote-pace-ahead = متقدم
remote-pace-behind = متأخر

## bpe_stepper

bpe = ترميز أزواج البايتات خطوةً خطوة
bpe-pairs = أكثر الأزواج تكرارًا
bpe-learn = تعلّم من هذا النص
bpe-back = السابق
bpe-merge = دمج
bpe-merges-done = عدد عمليات الدمج
bpe-counted = الأزواج المتجاورة وعددها
bpe-single = بايتات مفردة
bpe-merge-is = الدمج { $step }: { $pair }
bpe-sizes = القطع: { $pieces }، المدخلات: { $entries }.
bpe-text-in = النص في { $pieces ->
    [one] قطعة واحدة
    [two] قطعتين
    [few] { $pieces } قطع
   *[other] { $pieces } قطعة
}
bpe-list = القائمة: 256 بايت
bpe-list-and = القائمة: 256 بايت و{" "}
bpe-next = يُدمج تاليًا
bpe-pair-times = { $pair }: { $count ->
    [one] مرة واحدة
    [two] مرتان
    [few] { $count } مرات
   *[other] { $count } مرة
}
bpe-entries = مدخلات القائمة
bpe-pieces = قطع النص
bpe-merges = عمليات الدمج
bpe-summary = بعد { $step ->
    [zero] لا دمج
    [one] دمج واحد
    [two] عمليتي دمج
    [few] { $step } عمليات دمج
   *[other] { $step } عملية دمج
}: مدخلات القائمة { $entries }، قطع النص { $pieces }؛ وفي البداية { $first }.
bpe-long = في النص { $count } محرفًا، ويُتعلم هنا من { $most } على الأكثر: اختصره.

## chart

chart = مخطط
chart-read = قراءة المنحنيات عند
chart-empty = لا سلسلة في هذا المخطط
chart-this-text = هذا النص { $loss }
chart-loss = خسارة هذا النص: { $loss } نات لكل رمز.
chart-span = { $name }: من { $from } إلى { $to }
chart-at = عند { $place }
chart-after = بعد { $place }
chart-written-after = كُتب بعد { $place }
chart-own-loss = خسارته في نص من عندك

## checkpoint_slider

stops = نقاط حفظ تدريب واحد
stops-prompts = مطالبات

## coin_flip

flip = رمي القطعة
flip-contexts = السياقات
flip-model = النموذج
flip-question = ماذا يأتي بعد ذلك؟ { $context }
flip-others = كل الرموز الأخرى
flip-others-short = كل ما عداها
flip-one-of-others = واحد من الرموز الأخرى
flip-computer = رمى هذا البرنامج { $count } قطعة، البذرة { $seed }
flip-own = { $count ->
    [zero] لا قطع لك
    [one] قطعة واحدة لك
    [two] قطعتان لك
    [few] { $count } قطع لك
   *[other] { $count } قطعة لك
}
flip-ask = لترمِ القاعة
flip-many = ارمِ { $count } هنا
flip-new-round = جولة جديدة
flip-mine = ارمِ قطعتي
flip-again = ارمِ مجددًا
flip-none = لا قطعة بعد
flip-apart = الفرق
flip-half-sum = نصف مجموع الفروق بين القطع والخريطة: الصفر يعني التطابق.
flip-chance = الصدفة وحدها تعطي نحو { $distance } مع { $count ->
    [one] قطعة واحدة
    [two] قطعتين
    [few] { $count } قطع
   *[other] { $count } قطعة
}. نصف مجموع الفروق: الصفر يعني التطابق.
flip-now = القاعة ترمي الآن: اضغط الزر.
flip-waits = لا اتصال الآن: ستُرسل حين يعود.
flip-fell = وقعت قطعتك على { $where }.
flip-fell-at = وقعت قطعتك، { $coin }، على { $where }.
flip-rows = الخريطة والقطع
flip-model-share = { $name }: النموذج { $share }
flip-coins-share = القطع { $share }، { $count } من { $total }
flip-here = هنا وقعت قطعتك

## compare

compare = مقارنة
compare-prompts = مطالبات جاهزة
compare-columns = المطالبة نفسها في ظروف مختلفة
compare-seen = المطالبة كما يراها النموذج
compare-message = الرسالة
compare-run = تشغيل
compare-page = الصفحة: { $page }
compare-first = والأول «{ $token }» باحتمال { $probability }
compare-rank = «{ $token }» ترتيبه { $rank }
compare-same = { $same } من { $all } كلمة مطابقة حرفيًا
compare-ended = انتهى من تلقاء نفسه
compare-cut = قُطع بعد { count-tokens }
compare-calls = يستدعي
compare-reads = يقرأ

## data_pipeline

pipeline = تجهيز البيانات
pipeline-pages = الصفحات
pipeline-page = الصفحة
pipeline-after = بعد أي مرشح
pipeline-as-it-came = كما وصلت
pipeline-address = العنوان
pipeline-text = النص
pipeline-language = اللغة
pipeline-quality = الجودة
pipeline-copies = النسخ
pipeline-privacy = الخصوصية
pipeline-left = بقيت { $left } من { $pages } صفحة
pipeline-dropped = استُبعدت: { $why }
pipeline-dropped-by = استبعدها
pipeline-still-in = ما زالت باقية
pipeline-english = الإنجليزية
pipeline-words = كلمات
pipeline-tokens = رموز

## knobs

knobs = شبكة صغيرة جدًا
knobs-steps = { $steps ->
    [one] خطوة تدريب واحدة
    [two] خطوتا تدريب
    [few] { $steps } خطوات تدريب
   *[other] { $steps } خطوة تدريب
}
knobs-again = البدء من جديد
knobs-loss = الخسارة { $loss }
knobs-loss-after = الخسارة { $loss } بعد { $steps ->
    [one] خطوة تدريب واحدة
    [two] خطوتي تدريب
    [few] { $steps } خطوات تدريب
   *[other] { $steps } خطوة تدريب
}
knobs-should-be = المطلوب
knobs-is = الناتج
knobs-summary = ناتج الشبكة بدلالة x إلى جانب المطلوب؛ الخسارة { $loss }

## pipeline_map

stages = المراحل الأربع
stages-web = الويب الخام
stages-web-is = صفحات منقّاة ومرتبة
stages-pretraining = التدريب المسبق
stages-pretraining-is = شهور
stages-base = النموذج الأساس
stages-base-is = يكمل الوثائق
stages-sft = الضبط الدقيق
stages-sft-is = ساعات
stages-assistant = المساعد
stages-assistant-is = يجيب في حوار
stages-rl = التمرين والترتيب
stages-rl-is = أيام
stages-preferred = المساعد المفضّل
stages-preferred-is = يجيب كما يحب الناس
stages-then = ثم
stages-here = نحن هنا

## probability_map

map = احتمالات الرمز التالي
map-one = سياق
map-other = السياق الآخر
map-find = ابحث عن رمز
map-find-is = مرتبته واحتماله أينما كان.
map-colour = التلوين بحسب
map-position = الموضع
map-probability = الاحتمال
map-entropy = الإنتروبيا
map-undo = حذف آخر رمز
map-contexts = سياقات جاهزة
map-seen = السياق رموزًا
map-likely = أرجح الرموز التالية
map-temperature = الحرارة { $value }
map-train = تدريب خطوة واحدة
map-train-on = تدريب خطوة على { $token }
map-untrain = العودة إلى ما قبل الخطوة
map-learns = النسخة تتعلم …
map-learnt = خطوة على { $token }: { $before } ← { $after }، الخسارة { $loss_before } ← { $loss_after }. تعلّمتها نسخة؛ والثلمة موضع كل شريط من قبل.
map-copy = على نسخة من الأوزان: قبل وبعد.
map-look-up = ابحث عن رمز لتدريب نسخة من الأوزان عليه.
map-trained = دُرِّب عليه
map-was = كان { $share }
map-bits = بت
map-bits-of = بت من الإنتروبيا
map-no-entropy = هذا الخادم لا يعطي الإنتروبيا
map-sure = لا يكاد يكون اختيار
map-unsure = حيرة كالحيرة بين { $choices } متساوية
map-found = «{ $token }» (ID { $id }): المرتبة { $rank }
map-surprise = { $bits } من المفاجأة
map-most-likely = الأرجح: { $token }، { $probability }.
map-entropy-is = الإنتروبيا { $bits }.
map-after = بعد «{ $context }»
map-both = الاحتمالات في السياقين
map-unlikely = ليس بين الأرجح

## retrieval

retrieval = البحث في الوثائق
retrieval-questions = أسئلة
retrieval-list = الوثائق، الأشبه أولًا
retrieval-page = أول صفحة وُجدت
retrieval-answer = الجواب من دونها ومعها
retrieval-k = الوثائق في المطالبة
retrieval-empty = لا سؤال: اكتب سؤالًا.
retrieval-long = السؤال أطول من { $most } محرف: اختصره.
retrieval-not-asked = لم يُسأل بعد
retrieval-said = من دونها: { $without }. مع { $count ->
    [one] وثيقة واحدة
    [two] وثيقتين
    [few] { $count } وثائق
   *[other] { $count } وثيقة
}: { $found }.
retrieval-nearest = الأقرب: { $title }، التشابه { $similarity }.
retrieval-map = خريطة السؤال و{ $count ->
    [one] وثيقة واحدة
    [two] وثيقتين
    [few] { $count } وثائق
   *[other] { $count } وثيقة
}: القرب فيها يعني غالبًا تشابه الاتجاه.
retrieval-used = في المطالبة
retrieval-used-name = تدخل في المطالبة
retrieval-hit = { $place }. { $title }، التشابه { $similarity }
retrieval-memory = من الذاكرة
retrieval-with = مع { $count ->
    [one] وثيقة واحدة
    [two] وثيقتين
    [few] { $count } وثائق
   *[other] { $count } وثيقة
}
retrieval-the-answer = الجواب
retrieval-yours = سؤالك
retrieval-fork = الرمز التالي بعد { $text }
retrieval-fork-row = { $token }: { $without } من الذاكرة، { $found } مع الوثائق
retrieval-below = أقل من { $share }
retrieval-the-question = السؤال
retrieval-quoted = «{ $text }»

## rlhf_ranking

rank = ترتيب الأجوبة
rank-name = الترتيب
rank-wins = ما كسبه من المقارنات
rank-reward-model = نموذج المكافأة
rank-written-rule = القاعدة المكتوبة
rank-others = أجوبة أخرى
rank-ask = لترتّب القاعة
rank-again = ترتيب من جديد
rank-pushed = دُفع بعيدًا جدًا
rank-result = النتيجة
rank-score = سؤال نموذج المكافأة
rank-learn = التعلّم من هذه الترتيبات
rank-before-after = قبل وبعد
rank-before = قبل
rank-after = بعد
rank-send = إرسال ترتيبي
rank-not-accepted = لم يُقبل: { $why }.
rank-how = ضع أفضل جواب أولًا ثم أرسل.
rank-changed = لقد غيّرته: أرسله من جديد.
rank-waiting = لا اتصال الآن: سيُرسل ترتيبك حين يعود.
rank-sent = أُرسل. يمكنك تغييره وإرساله من جديد.
rank-in = وصل ترتيبك.
rank-people = { $people ->
    [zero] لم يرتّب أحد.
    [one] رتّب شخص واحد.
    [two] رتّب شخصان.
    [few] رتّب { $people } أشخاص.
    [many] رتّب { $people } شخصًا.
   *[other] رتّب { $people } شخص.
}
rank-now = القاعة ترتّب: { $people }
rank-yours-refused = لم يُقبل ترتيبك: { $why }.
rank-agrees = يرتّب نموذج المكافأة { $share } من الأزواج بالترتيب نفسه؛ والقطعة تصيب النصف.
rank-agrees-updated = يرتّب نموذج المكافأة بعد تحديثه { $share } من الأزواج بالترتيب نفسه؛ والقطعة تصيب النصف.
rank-learns = النموذج يتعلم: الخطوة { $step } من { $steps }، متوسط الدرجة { $score }.
rank-scored = { $name }: الدرجة { $score }
rank-too-few = الترتيبات أقل من أن يُحتجز بعضها.
rank-kept-back = على { $pairs } من الأزواج المحتجزة عن ضبط مستقل: { $after } ({ $level }: من { $low } إلى { $high })، وقبله { $before }.
rank-how-far = مدى الدفع
rank-gives = يعطيه نموذج المكافأة { $score }.
rank-not-measured = لم يُقَس
rank-write = اكتب جوابًا بنفسك
rank-done = تم
rank-wrote = استغرقت الكتابة { $seconds } ث.
rank-ranked = استغرق الترتيب { $seconds } ث.
rank-judged = الأجوبة بعد الحكم
rank-room = القاعة: { $place }
rank-you = أنت: { $place }
rank-answer = الجواب { $letter }: { $text }
rank-wins-share = يكسب { $share } من مقارناته
rank-reward = المكافأة { $score }
rank-updated = بعد التحديث { $score }
rank-for-model = { $place } عند نموذج المكافأة
rank-ordinal = المرتبة { $place }
rank-order = ترتيبك، الأفضل أولًا
rank-tie = تعادل
rank-bad = سيئ
rank-is-bad = سيئ
rank-keys = { $letter }: { $place }. الأسهم تحركه، وT للتعادل، وX للسيئ.
rank-better = { $letter } أفضل
rank-worse = { $letter } أسوأ
rank-tie-name = تعادل { $letter } مع ما فوقه
rank-bad-name = سيئ: { $letter }
rank-place = المرتبة { $place } من { $places }
rank-tied = متعادل مع { $others }

## sample_grid

grid = عينات لمسألة واحدة
grid-problems = مسائل
grid-first = المسألة الأولى
grid-chosen = العينة المختارة
grid-again = سحب عينات جديدة
grid-by = عينات { $name }
grid-known = الجواب المعروف: { $answer }
grid-right = { $right } من { $all } صحيحة
grid-of-right = من { $all } صحيحة
grid-mean = متوسط الطول { $count } رمزًا
grid-sample = العينة { $number }
grid-is-right = صحيحة، تقول { $answer }
grid-is-wrong = خاطئة، تقول { $answer }
grid-is-silent = لا تعطي جوابًا
grid-is-writing = ما زالت تُكتب
grid-tile = العينة { $number }: { $said }

## sampling_loop

loop = حلقة الاختيار
loop-prompts = مطالبات ودرجات حرارة جاهزة
loop-branch-a = الفرع أ
loop-branch-b = الفرع ب
loop-join = فرع واحد من جديد
loop-many = اختيار { $count } مرة
loop-bars-after = الأشرطة بعد
loop-temperature = الحرارة
loop-play = تشغيل
loop-pause = إيقاف
loop-step = خطوة
loop-back = السابق
loop-rewind = إلى البداية
loop-speed = السرعة
loop-per-second = { $number }/ث
loop-seed = البذرة
loop-all = الكل
loop-next = الرمز التالي
loop-written = الرموز المكتوبة حتى الآن، { $name }
loop-by-hand = اختير باليد
loop-picked = اختير { $token } باليد؛ كُتب من الرموز { $count }.
loop-sampled = اختير { $token }؛ كُتب من الرموز { $count }.
loop-ended = أنهى النموذج النص هنا.
loop-length = عدد الرموز { $count }: كما طُلب.
loop-times = { $times } من { $all }
loop-coin = وقعت القطعة على { $coin }.
loop-coin-is = القطعة: عدد من 0 إلى 1؛ ويُختار الرمز الذي تقع عليه.
loop-cut-was = مستبعد؛ كان { $share }
loop-was = كان { $share }
loop-blocked = لا يمكن اختيار جزء من محرف باليد

## scale_bars

scale = المقياس
scale-log = مقياس لوغاريتمي: كل علامة ألف ضعف التي قبلها.
scale-from = تبدأ الأشرطة من { $value }.

## sft_chat

chat = محادثة
chat-tokens-with = الرموز مع { $name }
chat-with = محادثة مع { $name }
chat-begin = بداية الجواب المطلوبة
chat-go-on = المتابعة من هنا
chat-leave = اتركه كما هو
chat-yours = رسالتك
chat-stop = إيقاف
chat-again = جواب جديد
chat-new = محادثة جديدة
chat-messages = رسائل جاهزة
chat-message-long = الرسالة أطول من { $most } محرف: اختصرها.
chat-answer-long = الجواب أطول من { $most } محرف: اختصره.
chat-edit = تعديل
chat-edit-answer = تعديل الجواب
chat-role-user = أنت
chat-role-assistant = المساعد
chat-role-system = النظام
chat-scored = يُحتسب في التدريب
chat-not-scored = لا يُحتسب

## tokenizer

tokenizer = المقطِّع
tokenizer-type = اكتب نصًا
tokenizer-markers = ما يُكتب من { $marker } هو
tokenizer-plain = نص عادي
tokenizer-special = رموز خاصة
tokenizer-bytes = البايتات
tokenizer-in = الرموز في { $name }
tokenizer-merges = عمليات الدمج
tokenizer-merges-of = عمليات دمج { $word }
tokenizer-word-tokens = { $count ->
    [one] رمز
    [two] رمز
    [few] رموز
   *[other] رمزًا
}
tokenizer-word-characters = { $count ->
    [few] محارف
   *[other] محرفًا
}
tokenizer-word-bytes = بايت
tokenizer-per-token = بايت لكل رمز
tokenizer-is-special = رمز خاص
tokenizer-token = الرمز { $number } من { $all }
tokenizer-tap = المس رمزًا لترى بايتاته.
tokenizer-tap-merges = المس رمزًا لترى بايتاته وكيف دُمجت كلمته.
tokenizer-point = أشر إلى رمز لترى بايتاته.
tokenizer-point-merges = أشر إلى رمز لترى بايتاته؛ وانقره لترى كيف دُمجت كلمته.
tokenizer-long-word = هذه الكلمة أطول من { $most } محرف؛ لذا لا تُعرض عمليات دمجها.
tokenizer-single = بايتات مفردة
tokenizer-merge = الدمج { $number }، المرتبة { $rank }

## tool_loop

tool = حلقة الأدوات
tool-writes = النموذج يكتب
tool-calls = يستدعي أداة
tool-result = تُفرض النتيجة
tool-parts = الحلقة
tool-tools = الأدوات
tool-on = مفعّلة
tool-off = معطّلة
tool-questions = أسئلة جاهزة
tool-next = التالي
tool-end = حتى النهاية
tool-start = من البداية
tool-change = تغيير النتيجة الأولى
tool-go-on = المتابعة بها
tool-needs-kernel = النواة غائبة: النتيجة المغيّرة تحتاج إليها.
tool-changed = غُيِّرت باليد
tool-refused = رفضت الأداة
tool-ran = نُفِّذت الأداة

## training_step

step = خطوة تدريب واحدة
step-examples = أمثلة
step-losses = الخسارة بعد كل خطوة
step-bars = الاحتمالات قبل وبعد
step-next = ما جاء فعلًا
step-make = نفّذ خطوة
step-again = خطوة أخرى
step-shorten = لا يُحتسب مما جاء إلا الرمز الأول: اختصره.
step-rule = الوزن الجديد = الوزن القديم − { $rate } × ميل الخسارة، لكل وزن في نسخة. { $rate } هو معدل التعلّم.
step-loss = خسارة هذا المثال
step-at-first = في البداية
step-number = الخطوة { $number }
step-was = كان { $share }
step-answer = الجواب
step-map-first = الخريطة قبل أي خطوة
step-map = الخريطة بعد { $steps ->
    [one] خطوة واحدة
    [two] خطوتين
    [few] { $steps } خطوات
   *[other] { $steps } خطوة
}؛ والثلمة موضع كل شريط قبل آخر خطوة
step-said = بعد { $steps ->
    [one] خطوة واحدة
    [two] خطوتين
    [few] { $steps } خطوات
   *[other] { $steps } خطوة
}: { $token } من { $before } إلى { $after }، والخسارة من { $loss_before } إلى { $loss_after }.

## transformer

net = الشبكة وانتباهها
net-texts = نصوص
net-reads = ما تقرؤه
net-layer = الطبقة
net-head = الرأس
net-heads = كل رؤوس هذه الطبقة
net-head-number = الرأس { $number }
net-tokens = الرموز؛ اختر الناظر منها
net-later = لاحقًا
net-later-is = يأتي لاحقًا فلا يُنظر إليه
net-gets = ينال { $share }
net-looks = «{ $from }» ينظر أكثر ما ينظر إلى «{ $to }»: { $share } من انتباهه في الطبقة { $layer }، الرأس { $head }.
net-diagram = الشبكة من مخرجها إلى مدخلها
net-probabilities = { $count } احتمال
net-each-entry = واحد لكل مدخل في المفردات
net-parameters = { $number } معامل
net-in-all = { $number } معامل في المجموع
net-one-layer = طبقة واحدة
net-embedding = التضمين
net-ids = أرقام الرموز
net-at-most = { $count } على الأكثر
net-heads-look = { $count } رؤوس: الرموز ينظر بعضها إلى بعض
net-by-itself = كل رمز على حدة
net-attention = الانتباه

## units

units = جملة واحدة بأربع وحدات
units-lengths = الأطوال
units-type = اكتب جملة
units-long = تُعرض الصفوف لما لا يزيد على { $most } محرف: اختصر النص.
units-bits = بت
units-bytes = بايت
units-tokens = رموز
units-words = كلمات
units-count-bits = { $count } بت
units-count-bytes = { $count } بايت
units-count-tokens = { $count } من الرموز
units-count-words = { $count } من الكلمات
units-signs = { $count } من العلامات المختلفة
units-vocabulary = علامات بعدد المفردات
units-endless = علامات لا نهاية لها

## windows

windows = أمثلة التدريب
windows-texts = نصوص
windows-size = الرموز في النافذة
windows-window = النافذة
windows-next = ما جاء بعدها
windows-head = النافذة
windows-next-head = ما جاء بعدها
windows-row = { $count ->
    [one] بعد رمز واحد
    [two] بعد رمزين
    [few] بعد { $count } رموز
   *[other] بعد { $count } رمزًا
}: { $token }، ID { $id }
windows-said = { $count ->
    [one] نافذة من رمز واحد
    [two] نافذة من رمزين
    [few] نافذة من { $count } رموز
   *[other] نافذة من { $count } رمزًا
}؛ والتالي { $token }

## report

report = تقرير: { $title }
report-never = لم يغادر العرض شريحته الأولى.
report-of-planned = { $time } من أصل { $planned } مخططة
report-people = { $people ->
    [zero] لا أحد بالهاتف
    [one] شخص واحد بالهاتف
    [two] شخصان بالهاتف
    [few] { $people } أشخاص بالهاتف
    [many] { $people } شخصًا بالهاتف
   *[other] { $people } شخص بالهاتف
}
report-times = الأوقات
report-slide = الشريحة
report-planned = المخطط
report-shown = الفعلي
report-difference = الفرق
report-votes = التصويتات
report-answered = أجاب { $people }
report-first = كم مرة جاء كل منها أولًا
report-bad = سيئ: { $answers }
report-median = الجواب الأوسط { $value }
report-no-votes = لم يُسأل أحد، أو لم يجب أحد.
report-questions = الأسئلة
report-question = السؤال
report-wanted = عدد طالبيه
report-state = الحالة
report-no-questions = لم يسأل أحد.
report-pace = السرعة
report-fast = سريعة جدًا
report-fine = مناسبة
report-slow = بطيئة جدًا
report-no-pace = لم يقل أحد شيئًا عن السرعة.
report-kernel = النواة
report-after = بعد
report-before = قبل البدء
report-detail = التفاصيل
report-no-faults = لم تتغير حالتها قط.
report-is-open = مفتوح
report-is-waiting = في الانتظار
report-is-answered = أُجيب عنه
report-is-hidden = مخفي
report-is-merged = مدمج
report-is-live = مباشرة
report-is-recorded = مسجَّلة
report-is-none = لا شيء
report-journal = من سجل جهاز المتحدث. لا أسماء هنا؛ والأمر `talk report --forget` يحذف السجل.

## tokens_cloud

cloud-next = ما يأتي بعدها عند:
cloud-room = هذه القاعة
cloud-cut = كلمات مقطّعة إلى رموز { $vocabulary }.
cloud-rare = الكلمات الأندر محسوبة وغير معروضة.

## word_arithmetic

sum = حساب بالكلمات
sum-word = كلمة
sum-minus = ناقص
sum-plus = زائد
sum-compute = احسب
sum-examples = عمليات جاهزة
sum-nearest = أقرب الرموز
sum-empty = تحتاج العملية إلى ثلاث كلمات: واحدة في كل حقل.
sum-expected = متوقَّع · المرتبة { $rank }
sum-is-expected = الكلمة المتوقعة
sum-similarity = التشابه { $similarity }
sum-said = الأقرب: { $token }
sum-left-out = استُبعدت لأنها كلمات العملية: { $words }
sum-left-word = «{ $word }» { $similarity }

## resample

lines = تكملات بعد كل سطر
lines-solutions = حلول
lines-first = الحل الأول
lines-another = حل آخر
lines-known = الجواب المعروف: { $answer }
lines-all = الحل سطرًا سطرًا
lines-head = عدد الصحيح من { $count } أُكملت من هنا
lines-share = { $right } من { $all }
lines-nothing = لم يُكتب شيء بعد
lines-arrives = يصل
lines-fails = لا يصل
lines-decides = السطر { $line } يحسم: { $before } قبله و{ $after } بعده
lines-this-decides = هذا السطر يحسم
lines-written = ما كُتب من هناك
lines-from-start = من البداية:
lines-after = بعد السطر { $line }:

## guess_ahead

ahead = نص مكتوب بالمسودات
ahead-ways = طرق التخمين
ahead-watch = تمريرة بعد تمريرة
ahead-whole = كلها دفعة واحدة
ahead-is-kept = خُمِّن وبقي
ahead-is-own = اختارته الشبكة
ahead-is-dropped = خُمِّن عبثًا
ahead-passes-name = التمريرات عبر الشبكة
ahead-one-by-one = رمزًا رمزًا
ahead-with-drafts = مع مسودات
ahead-passes = { $count ->
    [zero] { $count } تمريرة
    [one] تمريرة واحدة
    [two] تمريرتان
    [few] { $count } تمريرات
    [many] { $count } تمريرة
   *[other] { $count } تمريرة
}
ahead-kept = بقي { $kept } من { $drafted } تخمينًا
ahead-same = { $count ->
    [zero] الرموز نفسها: { $count }
    [one] الرمز نفسه
    [two] الرمزان نفسهما
    [few] الرموز نفسها: { $count }
    [many] الرموز نفسها: { $count }
   *[other] الرموز نفسها: { $count }
}
ahead-differs = النصان مختلفان
ahead-said = { $passes } تمريرة بدلًا من { $tokens }.

## silent_head

silent = شبكة أُطفئ فيها رأس انتباه واحد
silent-run = أطفئ كل رأس بدوره
silent-prompts = المطالبات
silent-heads = احتمال الجواب من دون هذا الرأس، طبقة بعد طبقة
silent-head = الطبقة { $layer }، الرأس { $head }
silent-off = مُطفأ: الطبقة { $layer }، الرأس { $head }
silent-on = كلها تعمل
silent-now = هذا مُطفأ
silent-ranked = الصف طبقة. وتحته كل الرؤوس، وأولها أكثرها أثرًا
silent-missed = { $missed } من { $all } رأسًا لها أثر هنا: من دون واحد منها يفقد «{ $prompt }» أكثر من العُشر.

## few_bits

bits = شبكة ببتات أقل لكل وزن
bits-run = قرّب الأوزان
bits-prompts = المطالبات
bits-each = كل وزن
bits-loss = الخسارة على صفحة واحدة
bits-count = { $count ->
    [zero] { $count } بت
    [one] بت واحد
    [two] بتّان
    [few] { $count } بتات
    [many] { $count } بتًا
   *[other] { $count } بت
}
bits-size = { $size } م.ب
bits-said = { $bits } بت: الخسارة { $loss }.
