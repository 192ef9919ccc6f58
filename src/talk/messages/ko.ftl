# 한국어. 해요체와 명사형.

## shared

# 수와 이름
count-tokens = 토큰 { $count }개
count-phones = 휴대폰 { $count }대
number-percent = { $number }%
number-bits = { $number }비트
number-one-in = { $number }분의 1
number-ms = { $number }ms
number-s = { $number }초
number-entries = { $number }개 항목

# 여러 위젯이 함께 쓰는 버튼과 이름
again = 다시
again-other-coins = 다른 동전으로 다시
close = 닫기
send = 보내기
send-again = 다시 보내기
show-all = 모두 보기
show-less = 줄여 보기
prepared-texts = 준비된 글
prompt = 프롬프트
context = 문맥
checkpoint = 체크포인트
temperature = 온도
vocabulary = 어휘
question = 질문
tokens = 토큰
the-rest = 나머지
the-model = 모델
room = 청중
search = 찾기

# 위젯의 상태
state-live = 실시간
state-recorded = 기록됨
state-waiting = 대기 중
state-interrupted = 중단됨
state-failed = 실패
asking-model = 모델에 묻는 중
asking-kernel = 커널에 묻는 중
no-model-here = 여기서 답하는 모델이 없고, 기록된 것도 아직 없어요
nothing-computed = 계산한 것이 없어요
loading-tokenizer = 토크나이저를 불러오는 중
broken = 받은 답이 이 위젯에 맞지 않아 보여 줄 수 없어요. 다른 것을 묻거나 계속 진행하세요. 발표의 나머지는 그대로예요.
alone-no-model = 여기에는 모델이 없어요. 준비된 예시가 모델의 답을 보여 줘요
notice-prepared = 준비됨: { $label }
notice-failed = 커널이 답하지 못했어요.
notice-failed-why = 커널이 답하지 못했어요 ({ $why }).
notice-interrupted = 답하는 도중에 커널이 끊겼어요. 그때까지 온 것은 남겨 두었어요.
notice-interrupted-tokens = 답하는 도중에 커널이 끊겼어요. 이 토큰은 이 브라우저가 계산했어요.
notice-vocabulary-away = { $name } 어휘에는 커널이 필요한데 지금 없어요. 다른 어휘나 준비된 글을 고르세요.
notice-vocabulary-lost = { $name } 어휘를 불러오지 못했어요. 네트워크를 확인하고 다시 입력하세요.
provenance-more = 출처
provenance-browser = 이 브라우저에서 계산
provenance-tokenizer = 토크나이저
provenance-checkpoint = 체크포인트 { $name }
provenance-vocabulary = 어휘 { $name }
provenance-seed = 시드 { $seed }
provenance-on = { $date }
provenance-queue = 대기열 { $place }번째
too-long = 글이 { $count }자예요. 최대 { $most }자까지 가능하니 줄여 주세요.
half-character = { $position }번째 자리에 반쪽 글자(짝 없는 서로게이트 U+{ $code })가 있어요. 지워 주세요.

# 말로 읽는 토큰
token-space = 공백
token-new-line = 줄 바꿈
token-return = 캐리지 리턴
token-tab = 탭
token-no-break = 줄 바꿈 없는 공백
token-zero-width = 너비 없는 공백
token-joiner = 너비 없는 연결자
token-mark = 바이트 순서 표시
token-wide = 전각 공백
token-nothing = 없음
token-bytes = 바이트 { $bytes }
token-times = { $word } { $count }개
token-special = 특수 토큰 { $token }
token-part = 글자의 일부
tokens-more = 그 밖에 보이지 않는 토큰 { $count }개

# 막대
bar-rank = { $rank }위
bar-answer-rank = 정답 · { $rank }위
bar-answer = 정답
bar-sampled = 뽑힘
bar-cut = 제외
bar-cut-away = 잘려 나감
column-expected = { $name }: { $count }, 기대값 { $expected }
axis-log = { $name } (로그 눈금)

# 투표
vote-answers = 답
vote-your-answer = 내 답
vote-your-number = 내 숫자
vote-your-words = 내 글
vote-ask = 청중에게 묻기
vote-close-and-show = 마감하고 보여 주기
vote-show = 결과 보이기
vote-hide = 결과 숨기기
vote-open-again = 다시 열기
vote-start-over = 처음부터
vote-name = 투표
vote-only-you = 보여 주기 전까지 숫자는 여기서만 보여요.
vote-not-open = 투표가 아직 열리지 않았어요.
vote-closed-hidden = 투표가 마감됐어요. 발표자가 보여 주면 결과가 나와요.
vote-closed = 투표가 마감됐어요.
vote-change = 답이 도착했어요. 마감 전까지 바꿀 수 있어요.
vote-sending = 보내는 중 …
vote-waiting = 연결이 끊겼어요. 다시 연결되면 답을 보낼게요.
vote-none = 아직 답한 사람이 없어요.
vote-no-room = 이 질문에는 청중이 휴대폰으로 답해요.
vote-self-test = 답을 고르면 정답을 알 수 있어요.
vote-right = 정답
vote-yours = 내 답
vote-bar = 화면에서 빼기
vote-admit = 다시 올리기
vote-up-to = { $most }개까지 고르세요.
vote-several = 원하는 만큼 고르세요.
vote-between = { $low }부터 { $high }까지.
vote-refused = 집계되지 않음: { $why }.
vote-median = 중앙값 { $value }
vote-right-value = 정답 { $value }
vote-mean = 평균 { $value }
vote-voted = 휴대폰 { $people }대가 답했어요
vote-voted-of = 휴대폰 { $following }대 중 { $people }대가 답했어요
vote-open-now = 투표 중이에요. 휴대폰으로 답하세요.

# 청중의 질문
questions = 청중의 질문
questions-none = 아직 질문이 없어요.
questions-answered = 답변함
questions-want = 이 질문의 답을 원해요
questions-wanted = { $people }명이 원해요
questions-about = “{ $slide }”에 대해
questions-later = 발표 중에 청중의 질문이 여기에 나와요.
questions-ask = 휴대폰으로 질문하세요.
questions-open = 열린 질문 { $open }개
questions-open-more = 열린 질문 { $open }개, 휴대폰에 { $more }개 더

# 받아들여지지 않은 까닭
refused-lost = 연결이 끊겼어요. 다시 연결되면 보내 주세요.
refused-too-many = 한꺼번에 너무 많거나 자리가 다 찼어요
refused-not-allowed = 여기서는 할 수 없거나 이미 끝났어요
refused-words = 이 글은 받을 수 없으니 다르게 써 주세요
refused-vote-closed = 투표가 끝났어요
refused-number-range = 숫자는 { $low }에서 { $high } 사이여야 해요
refused-text-empty = 내용이 비어 있어요. 몇 마디 적어 주세요
refused-asked-else = 지금은 다른 질문이 나와 있어요
refused-not-shown = 아직 보여 주지 않은 슬라이드예요
refused-no-prompts = 여기서는 청중의 프롬프트를 받지 않아요
refused-room-full = 자리가 가득 차서 더 받지 않아요
refused-questions-full = 발표 하나에 담을 수 있는 만큼 질문이 나왔어요
refused-questions-many = 휴대폰 하나로 질문을 { $count }개까지 할 수 있어요. 이제 다른 사람의 질문에 투표해 주세요
refused-questions-soon = 질문이 한꺼번에 너무 많아요. 몇 초 기다려 주세요
refused-prompts-full = 프롬프트 대기열이 가득 찼어요. 나중에 다시 시도해 주세요
refused-busy = 지금 많은 휴대폰이 묻고 있어요. 몇 초 뒤에 다시 시도해 주세요
refused-one-at-a-time = 한 번에 하나씩: 답을 기다리거나 멈춰 주세요
refused-too-soon = 한꺼번에 너무 많아요. 잠시 기다려 주세요
refused-not-here = 무대와 발표자 보기는 발표하는 컴퓨터에서만 열려요
refused-wrong-token = 주소의 키가 없거나 틀렸어요
refused-remote-ended = 발표자가 이 리모컨을 끝냈어요. 새 코드를 스캔하세요
refused-remote-forged = 명령이 거절됐어요. 새 코드를 스캔하세요
refused-remote-waits = 발표자가 먼저 이 휴대폰의 조종을 허용해야 해요
refused-remote-watches = 지금은 다른 휴대폰이 조종해요. 발표자에게 이 휴대폰의 조종을 요청하세요

# 페이지
slide-number = 슬라이드 { $number }
copied = 복사됨
copy-by-hand = 선택했으니 복사하세요
connection-connected = 연결됨
connection-reconnecting = 다시 연결 중 …
temperature-is = 온도 { $value }
token-forced = 강제됨
token-by-hand = 직접 씀

## kernel

# 모델에 보낸 요청이 실패한 까닭
refused-kernel-away = 커널이 연결되어 있지 않아요
refused-kernel-stopped = 끝나기 전에 커널이 멈췄어요
refused-kernel-fault = 커널에 오류가 났어요. 자세한 내용은 커널의 로그에 있어요
refused-kernel-memory = 커널의 메모리가 모자라요
refused-kernel-busy = 이미 요청 { $count }개가 기다리고 있어요. 잠시 뒤에 다시 시도해 주세요
refused-not-offered = { $name }에서는 할 수 없어요
refused-model-away = { $name } 모델은 여기서 답하지 않아요. 기록된 것만 볼 수 있어요
refused-no-checkpoint = 이 커널에는 { $name } 체크포인트가 없어요
refused-no-chat = 이 커널에는 대화를 배운 체크포인트가 없어요
refused-no-vocabulary = 이 커널에는 { $name } 어휘가 없어요
refused-vocabulary-damaged = { $name } 어휘의 파일이 없거나 손상됐어요
refused-no-documents = 찾아볼 문서가 없어요
refused-no-embedding = 이 커널에는 문서를 비교하는 체크포인트가 없어요
refused-no-tool = { $name } 도구가 없어요
refused-no-token = 모델에 그 토큰이 없어요
refused-prompt-empty = 프롬프트가 비어 있어요. 한 글자 이상 써 주세요
refused-prompt-long = 글은 { count-tokens }인데 모델은 { $most }개까지 읽어요. 줄여 주세요
refused-text-long = 글이 너무 길어요. 최대 { $most }자까지 가능해요
refused-text-short = 글은 { count-tokens }예요. 첫머리 뒤로 더 이어지는 글을 고르세요
refused-text-broken = 글에 반쪽 글자가 있어요. 지워 주세요
refused-word-tokens = “{ $word }”: { count-tokens }. 토큰 하나로 된 낱말을 고르세요
refused-tokens-many = 휴대폰은 한 번에 토큰을 { $most }개까지 받을 수 있어요
refused-server-away = 모델 서버가 응답하지 않아요. 아직 실행 중인지 확인해 주세요
refused-server-garbled = 모델 서버의 답을 이해할 수 없어요
refused-server-says = 모델 서버의 말: { $why }

## phone

phone-bar = 발표
phone-previous = 이전 슬라이드
phone-next = 다음 슬라이드
phone-following = 함께 보는 중 · { $slide }
phone-browsing = 따로 보는 중 · { $slide }
phone-back = 발표로 돌아가기 · { $slide }
phone-offline = 연결 없음, 계속 읽을 수 있어요
phone-turn-vote = 내 차례: 투표하기
phone-turn-answer = 내 차례: 답하기
phone-turn-rank = 내 차례: 답의 순서 정하기
phone-turn-flip = 내 차례: 동전 던지기
phone-room = 질문
phone-sheet = 나와 청중
phone-pace = 속도가 어떤가요?
phone-pace-fast = 너무 빨라요
phone-pace-fine = 좋아요
phone-pace-slow = 너무 느려요
phone-pace-sent = 발표자만 볼 수 있고 이름은 없어요. 3분이 지나면 사라져요.
phone-ask = 이 슬라이드에 대해 질문하기
phone-sent = 질문이 도착했어요.
phone-waits = 질문이 도착했어요. 발표자가 확인한 뒤에 보여요.
phone-prompt = 무대로 프롬프트 보내기
phone-prompt-sent = 프롬프트가 대기열에 있어요. 무엇을 보여 줄지는 발표자가 골라요.
phone-slides = 지금까지의 슬라이드
phone-search = 슬라이드에서 찾기
phone-nothing-found = 이 말이 들어 있는 슬라이드가 없어요.
phone-reading = 읽기
phone-text-size = 글자 크기
phone-smaller = 작게
phone-larger = 크게
phone-language = 버튼의 언어
phone-language-lost = 언어를 불러오지 못했어요. 연결된 뒤에 다시 해 보세요.
phone-take-home = 발표 가져가기
phone-take-home-is = 지금까지의 슬라이드를 내 질문과 답과 함께 한 페이지로.
phone-print = 인쇄 또는 저장
phone-back-from-home = 발표로 돌아가기
phone-your-questions = 내 질문
phone-none-asked = 한 질문이 없어요.
phone-turn-continue = 내 차례: 글 이어 쓰기
phone-colours = 색
phone-look-phone = 휴대폰처럼
phone-look-light = 밝게
phone-look-dark = 어둡게
phone-look-deck = 화면처럼
phone-now-listen = 듣기
phone-now-try = 해 보기
phone-now-vote = 투표
phone-now-rank = 순위
phone-now-done = 완료
phone-drawn = 이 슬라이드에 그린 것
phone-on-its-way = 슬라이드를 가져오고 있어요.

## join

join-label = 휴대폰으로 함께 보기
join-on-the-web = 웹에서 보는 이 발표
join-code = { $address } QR 코드
join-you = 참여했어요.
join-you-with = 다른 { $others }명과 함께 참여했어요.
join-nobody = 아직 참여한 사람이 없어요.
join-people = { $people }명이 참여했어요.

## page

contents = 차례
copy-code = 코드 복사
chart-numbers = 수치
film-runs = 영상은 프로젝터에서 재생됩니다.
sound-heard = 소리는 프로젝터에서 나옵니다.
phase-training = 학습
phase-inference = 추론
footnotes = 각주
footnote-number = 각주 { $number }
footnote-back = 본문으로 돌아가기
task-done = 완료
task-to-do = 할 일
publish-slides = 슬라이드
publish-slides-about = 화면에 비친 그대로. 화살표 키로 넘겨요
publish-article = 글
publish-article-about = 한 단으로 모두 읽기
publish-phone = 휴대폰
publish-phone-about = 한 장씩, 손안에서 보기
publish-pdf-about = 인쇄하거나 보관하기
publish-file = 파일 하나
publish-file-about = 모든 것이 담긴 슬라이드. 네트워크가 필요 없어요
publish-speaker = 발표자 보기
publish-speaker-about = 노트와 시계
publish-missing = 그런 페이지가 없어요
publish-not-here = 여기 없음: { $title }
publish-first-page = 첫 페이지로: { $title }
publish-where = “{ $title }”의 첫 페이지는 주소가 발표 폴더 뒤에서 끝나는 곳에 있어요.

widget-bpe-stepper = 바이트 쌍 인코딩
widget-chart = 차트
widget-checkpoint-slider = 체크포인트 슬라이더
widget-coin-flip = 동전 던지기
widget-compare = 비교
widget-data-pipeline = 데이터 파이프라인
widget-join = 참여
widget-knobs = 조절기
widget-pipeline-map = 단계 지도
widget-poll = 설문
widget-probability-map = 확률 지도
widget-questions = 질문
widget-quiz = 퀴즈
widget-retrieval = 문서 검색
widget-rlhf-ranking = 순위 매기기
widget-sample-grid = 표본 격자
widget-sampling-loop = 샘플링 루프
widget-scale-bars = 규모 막대
widget-sft-chat = 채팅
widget-tokenizer = 토크나이저
widget-tool-loop = 도구 루프
widget-training-step = 학습 단계
widget-transformer = 트랜스포머
widget-units = 단위
widget-windows = 텍스트 창
widget-tokens-cloud = 토큰 구름
widget-word-arithmetic = 낱말 계산
widget-resample = 줄마다 이어 쓰기
widget-guess-ahead = 앞서 짐작하기
widget-silent-head = 꺼진 헤드
widget-few-bits = 적은 비트
guide-previous = 이전
guide-next = 다음
guide-after = { $chapter } 다음
sources = 출처

## stage

stage-speaker-view = 발표자 보기
stage-problem-away = 알림 치우기
stage-not-joined = 이 화면은 청중과 연결되지 않았어요: { $why }. talk present가 알려 준 무대 주소를 여세요.
stage-overview = 모든 슬라이드 둘러보기: 고르기 전에는 아무도 따라오지 않아요
stage-escape = 열린 것에서 나가기, 없으면 모든 슬라이드
keys-past-steps = 단계 건너뛰기
keys-ends = 첫 슬라이드 또는 마지막 슬라이드
keys-full-screen = 전체 화면
keys-jump = 번호나 이름으로 슬라이드 가기
key-shift = Shift
keys-key = 키
keys-does = 하는 일

## presenter

all-slides = 모든 슬라이드
outside-run = 순서 밖
click-to-play = 눌러서 재생
problem-away = 치우기 (X)
keys = 단축키
keys-next = 다음
keys-previous = 이전
keys-all-slides = 모든 슬라이드
clicker-move = 어디서나 앞뒤로, 입력란에서도
clicker-cover = 검은 화면: 슬라이드를 가리거나 다시 보이기 (입력란에서는 Enter나 Escape로 먼저 나가기)
clicker-white = 흰 화면 또는 발표의 바탕: 슬라이드 가리기
clicker-begin = 시작: 슬라이드를 보이고 시계 시작, 무대에서는 전체 화면도
key-space = 스페이스
key-shift-space = Shift 스페이스
key-pages = Page Up, Page Down
key-escape = Escape

## speaker

speaker-view = 발표자 보기
connection-none = 연결 없음
notes = 노트
list = 목록
list-name = 모든 슬라이드 목록 (G)
list-filter = 낱말이나 번호로 찾기
list-filter-name = 슬라이드 거르기
list-nothing = 이 말이 들어 있는 슬라이드가 없어요.
back = 이전
on = 다음
move-back = 이전 (←)
move-on = 다음 (→ 또는 스페이스)
cover-black = 검은 화면
cover-name = 검은 화면: 슬라이드 가리기
cover-black-name = 검은 화면: 슬라이드 가리기 (B)
keys-name = 단축키 (?)
tool-laser = 레이저 포인터 (1)
tool-spotlight = 스포트라이트 (2)
tool-pen = 슬라이드에 그리기 (3)
tool-zoom = 한 곳 크게 보기 (4)
tool-erase = 그림 지우기 (Delete)
tool-freeze = 청중은 그대로 두고 다른 곳 보기 (F)
tool-remote = 리모컨: 휴대폰으로 조종 (M)
key-shift-arrows = Shift와 화살표
key-home = Home
key-end = End
key-delete = Delete
key-enter = Enter
key-shift-t = Shift T
keys-first = 첫 슬라이드
keys-last = 마지막 슬라이드
keys-larger-notes = 노트 크게
keys-smaller-notes = 노트 작게
keys-clock = 시계 시작 또는 일시정지
keys-clock-reset = 멈춘 시계를 0으로
keys-countdown = 남은 시간 또는 지난 시간
keys-problem = 알림 치우기
keys-questions = 청중의 질문
keys-laser = 슬라이드 위 레이저 포인터
keys-spotlight = 슬라이드 위 스포트라이트
keys-pen = 슬라이드에 그리기
keys-zoom = 한 곳 크게 보기: 클릭하거나 휠 돌리기
keys-tool-arrows = 도구 움직이기, Enter로 선을 시작하고 끝내거나 크게 보기
keys-erase-last = 마지막 선 지우기
keys-erase = 슬라이드의 그림 지우기
keys-freeze = 청중은 그대로 두고 다른 곳 보기, 돌아오기
keys-remote = 휴대폰으로 조종
keys-take-room = 고정 중: 청중을 여기로 데려오기
keys-escape = 도구, 목록, 고정에서 나가기
keys-help = 이 단축키
clock-start = 시작
clock-pause = 일시정지
clock-reset = 초기화
clock-start-name = 시계 시작 (T)
clock-pause-name = 시계 일시정지 (T)
clock-reset-name = 멈춘 시계 초기화 (Shift T)
clock-of = { $time } / { $total }
clock-over = { $total }에서 { $time } 초과
clock-left = { $total } 중 { $time } 남음
clock-scaled = 계획 { $time }, 줄임
clock-slide = 이 슬라이드 { $time }
clock-chapter = 장 { $time }
clock-armed = 시작 전
clock-armed-is = 처음 움직일 때 시계가 시작돼요.
clock-paused = 일시정지
clock-ready = 준비됨
pace-on-time = 제시간
pace-ahead = { $time } 빠름
pace-behind = { $time } 늦음
place = { $place } / { $slides }
place-outside = 순서 밖, { $slides } 중 { $place } 다음
place-step = 단계 { $step } / { $steps }
upcoming-steps = 먼저 { $left }단계 더, 그다음
upcoming-end = 끝
upcoming-next = 다음
upcoming-back = 다음, 순서로 복귀
people = { $following }명 따라옴 · { $joined }명 참여
covered-black = 화면이 검은색이에요. B나 다음 이동으로 풀려요.
covered-white = 화면이 흰색이에요. B나 다음 이동으로 풀려요.
covered-paper = 화면이 비어 있어요. B나 다음 이동으로 풀려요.
frozen = 청중은 “{ $slide }”에 있어요. F로 돌아가고 Enter로 청중을 여기로 데려와요.
kernel-unknown = 커널: 알 수 없음, 발표와 연결되지 않았어요
kernel-live = 커널 실시간
kernel-recorded = 커널 없음, 기록된 답
kernel-none = 커널 없음
kernel-work = { $running }개 실행, { $waiting }개 대기
kernel-restarts = { $count }번 다시 시작
queue-room = 청중
queue-label = 청중의 질문과 프롬프트 (Q)
queue-prompts = 무대로 온 프롬프트
queue-no-prompts = 기다리는 프롬프트가 없어요.
queue-accept = 보여 주기
queue-elsewhere = 그 슬라이드로
queue-reject = 거절
queue-questions = 질문
queue-moderate = 새 질문은 내가 확인한 뒤 보이기
queue-admit = 허용
queue-answered = 답변함
queue-hide = 숨기기
queue-merge = 합치기 …
queue-go-to = 슬라이드로 가기
queue-is-waiting = 확인 대기
queue-is-answered = 답변함
queue-is-hidden = 숨김
queue-is-merged = 합쳐짐
queue-pace = 속도: { $parts }
queue-pace-fast = 너무 빠름 { $people }
queue-pace-fine = 좋음 { $people }
queue-pace-slow = 너무 느림 { $people }
queue-count-questions = 질문 { $count }개
queue-count-prompts = 프롬프트 { $count }개
remote = 리모컨
remotes-how = 손에 든 휴대폰으로 스캔한 뒤 여기서 허용하세요. 이 코드는 다른 사람에게 보여 주지 마세요.
remotes-code = 리모컨 주소 QR 코드
remotes-asks = 휴대폰 { $phone } 조종 요청
remotes-drives = 휴대폰 { $phone } 조종 중
remotes-drives-away = 휴대폰 { $phone } 조종 중, 연결 안 됨
remotes-watches = 휴대폰 { $phone } 보는 중
remotes-watches-away = 휴대폰 { $phone } 보는 중, 연결 안 됨
remotes-accept = 조종 허용
remotes-no = 아니요
remotes-end = 끝내기
kernel-memory = { $mib } MiB 사용 중

## remote

remote-slide = 슬라이드, 손을 대면 레이저로 가리켜요
remote-clock = 시계 시작 또는 일시정지
remote-ask = 조종 요청
remote-ask-name = 이 휴대폰의 조종을 발표자에게 요청
remote-no-invitation = 주소가 완전하지 않아요. 발표자 보기의 리모컨(M)에 나오는 코드를 스캔하세요.
remote-offline = 연결 없음 …
remote-waiting = 발표자가 이 휴대폰을 허용하기를 기다려요.
remote-watches = 지금은 다른 휴대폰이 조종해요.
remote-asked = 요청했어요. 발표자의 허용을 기다려요.
remote-next = 다음: { $slide }
remote-steps-then = { $left }단계 더, 그다음 { $slide }
remote-pace-ahead = 빠름
remote-pace-behind = 늦음

## bpe_stepper

bpe = 바이트 쌍 인코딩 한 단계씩
bpe-pairs = 가장 잦은 쌍
bpe-learn = 이 글에서 배우기
bpe-back = 이전
bpe-merge = 합치기
bpe-merges-done = 합친 횟수
bpe-counted = 이웃한 쌍의 수
bpe-single = 낱낱의 바이트
bpe-merge-is = 합치기 { $step }: { $pair }
bpe-sizes = 조각 { $pieces }개, 항목 { $entries }개.
bpe-text-in = 글은 { $pieces }조각
bpe-list = 목록: 바이트 256개
bpe-list-and = 목록: 바이트 256개와{" "}
bpe-next = 다음에 합침
bpe-pair-times = { $pair }: { $count }번
bpe-entries = 목록의 항목
bpe-pieces = 글의 조각
bpe-merges = 합치기
bpe-summary = { $step }번 합친 뒤: 목록의 항목 { $entries }개, 글의 조각 { $pieces }개, 처음에는 { $first }개.
bpe-long = 글이 { $count }자예요. 여기서는 최대 { $most }자까지 배우니 줄여 주세요.

## chart

chart = 차트
chart-read = 곡선을 읽을 위치
chart-empty = 이 차트에는 계열이 없어요
chart-this-text = 이 글 { $loss }
chart-loss = 이 글의 손실: 토큰당 { $loss }나트.
chart-span = { $name }: { $from }에서 { $to }까지
chart-at = { $place }에서
chart-after = { $place } 뒤
chart-written-after = { $place } 뒤에 쓴 글
chart-own-loss = 직접 쓴 글에서의 손실

## checkpoint_slider

stops = 한 학습의 체크포인트
stops-prompts = 프롬프트

## coin_flip

flip = 동전 던지기
flip-contexts = 문맥
flip-model = 모델
flip-question = 다음에 무엇이 올까요? { $context }
flip-others = 그 밖의 모든 토큰
flip-others-short = 그 밖의 모두
flip-one-of-others = 그 밖의 토큰 하나
flip-computer = 이 프로그램이 던진 동전 { $count }개, 시드 { $seed }
flip-own = 내 동전 { $count }개
flip-ask = 청중이 던지기
flip-many = 여기서 { $count }개 던지기
flip-new-round = 새 판
flip-mine = 내 동전 던지기
flip-again = 다시 던지기
flip-none = 아직 동전 없음
flip-apart = 차이
flip-half-sum = 동전과 지도의 차이를 모두 더한 값의 절반이에요. 0이면 같아요.
flip-chance = 동전 { $count }개면 우연만으로도 약 { $distance }이에요. 차이를 모두 더한 값의 절반이고, 0이면 같아요.
flip-now = 청중이 던지고 있어요. 버튼을 누르세요.
flip-waits = 연결이 끊겼어요. 다시 연결되면 보낼게요.
flip-fell = 내 동전이 { $where }에 떨어졌어요.
flip-fell-at = 내 동전({ $coin })이 { $where }에 떨어졌어요.
flip-rows = 지도와 동전
flip-model-share = { $name }: 모델 { $share }
flip-coins-share = 동전 { $share }, { $total }개 중 { $count }개
flip-here = 내 동전이 떨어진 곳

## compare

compare = 비교
compare-prompts = 준비된 프롬프트
compare-columns = 여러 조건에서 같은 프롬프트
compare-seen = 모델이 보는 프롬프트
compare-message = 메시지
compare-run = 실행
compare-page = 페이지: { $page }
compare-first = 1위는 “{ $token }” { $probability }
compare-rank = “{ $token }” { $rank }위
compare-same = { $all }단어 중 { $same }단어가 그대로
compare-ended = 스스로 끝냄
compare-cut = { count-tokens }에서 끊음
compare-calls = 호출
compare-reads = 읽음

## data_pipeline

pipeline = 데이터 파이프라인
pipeline-pages = 페이지
pipeline-page = 이 페이지
pipeline-after = 어느 필터 뒤
pipeline-as-it-came = 그대로
pipeline-address = 주소
pipeline-text = 본문
pipeline-language = 언어
pipeline-quality = 품질
pipeline-copies = 중복
pipeline-privacy = 개인정보
pipeline-left = { $pages }페이지 중 { $left }페이지 남음
pipeline-dropped = 제외: { $why }
pipeline-dropped-by = 제외한 필터
pipeline-still-in = 남음
pipeline-english = 영어
pipeline-words = 단어
pipeline-tokens = 토큰

## knobs

knobs = 아주 작은 신경망
knobs-steps = 학습 { $steps }단계
knobs-again = 처음부터
knobs-loss = 손실 { $loss }
knobs-loss-after = 학습 { $steps }단계 뒤 손실 { $loss }
knobs-should-be = 목표
knobs-is = 출력
knobs-summary = x에 따른 신경망의 출력과 목표, 손실은 { $loss }

## pipeline_map

stages = 네 단계
stages-web = 날것의 웹
stages-web-is = 다듬고 정리한 페이지
stages-pretraining = 사전 학습
stages-pretraining-is = 몇 달
stages-base = 기본 모델
stages-base-is = 글을 이어 씀
stages-sft = 미세 조정
stages-sft-is = 몇 시간
stages-assistant = 도우미
stages-assistant-is = 대화로 답함
stages-rl = 연습과 순위
stages-rl-is = 며칠
stages-preferred = 선호되는 도우미
stages-preferred-is = 사람들이 좋아하게 답함
stages-then = 그다음
stages-here = 지금 여기

## probability_map

map = 다음 토큰의 확률
map-one = 한 문맥
map-other = 다른 문맥
map-find = 토큰 찾기
map-find-is = 어디에 있든 그 순위와 확률을 보여 줘요.
map-colour = 색 기준
map-position = 위치
map-probability = 확률
map-entropy = 엔트로피
map-undo = 마지막 토큰 지우기
map-contexts = 준비된 문맥
map-seen = 토큰으로 본 문맥
map-likely = 가장 그럴듯한 다음 토큰
map-temperature = 온도 { $value }
map-train = 한 단계 학습
map-train-on = { $token } 한 단계 학습
map-untrain = 학습 전으로
map-learns = 사본이 배우는 중 …
map-learnt = { $token } 한 단계: { $before } → { $after }, 손실 { $loss_before } → { $loss_after }. 사본이 배웠고, 표시는 막대가 있던 자리예요.
map-copy = 가중치 사본에서 전과 후.
map-look-up = 토큰을 찾으면 가중치 사본을 그 토큰으로 학습할 수 있어요.
map-trained = 학습함
map-was = 이전 { $share }
map-bits = 비트
map-bits-of = 비트의 엔트로피
map-no-entropy = 이 서버는 엔트로피를 알려 주지 않아요
map-sure = 거의 고를 것이 없음
map-unsure = 같은 후보 { $choices }개 사이만큼 불확실
map-found = “{ $token }” (ID { $id }): { $rank }위
map-surprise = 놀라움 { $bits }
map-most-likely = 가장 그럴듯한 것: { $token }, { $probability }.
map-entropy-is = 엔트로피 { $bits }.
map-after = “{ $context }” 다음
map-both = 두 문맥에서의 확률
map-unlikely = 상위 후보에 없음

## retrieval

retrieval = 문서 검색
retrieval-questions = 질문
retrieval-list = 비슷한 순서의 문서
retrieval-page = 처음 찾은 페이지
retrieval-answer = 문서 없이, 그리고 문서와 함께 답하기
retrieval-k = 프롬프트에 넣을 문서
retrieval-empty = 질문이 없어요. 하나 써 주세요.
retrieval-long = 질문이 { $most }자를 넘어요. 줄여 주세요.
retrieval-not-asked = 아직 묻지 않음
retrieval-said = 문서 없이: { $without }. 문서 { $count }개와: { $found }.
retrieval-nearest = 가장 가까운 것: { $title }, 유사도 { $similarity }.
retrieval-map = 문서 { $count }개와 질문의 지도, 가까우면 대개 방향이 비슷해요.
retrieval-used = 프롬프트에 있음
retrieval-used-name = 프롬프트에 들어감
retrieval-hit = { $place }. { $title }, 유사도 { $similarity }
retrieval-memory = 기억만으로
retrieval-with = 문서 { $count }개와 함께
retrieval-the-answer = 답
retrieval-yours = 내 질문
retrieval-fork = { $text } 다음 토큰
retrieval-fork-row = { $token }: 기억만으로 { $without }, 문서와 함께 { $found }
retrieval-below = { $share } 미만
retrieval-the-question = 질문
retrieval-quoted = “{ $text }”

## rlhf_ranking

rank = 답 순위 매기기
rank-name = 순위
rank-wins = 비교에서 이긴 비율
rank-reward-model = 보상 모델
rank-written-rule = 글로 쓴 규칙
rank-others = 다른 답
rank-ask = 청중이 순위 매기기
rank-again = 다시 순위 매기기
rank-pushed = 너무 멀리 밀기
rank-result = 결과
rank-score = 보상 모델에 묻기
rank-learn = 이 순위로 배우기
rank-before-after = 전과 후
rank-before = 전
rank-after = 후
rank-send = 내 순서 보내기
rank-not-accepted = 받아들여지지 않음: { $why }.
rank-how = 가장 좋은 답을 맨 위에 놓고 보내세요.
rank-changed = 순서가 바뀌었으니 다시 보내세요.
rank-waiting = 연결이 끊겼어요. 다시 연결되면 순서를 보낼게요.
rank-sent = 보냈어요. 바꿔서 다시 보내도 돼요.
rank-in = 내 순서가 도착했어요.
rank-people = { $people }명이 순위를 매겼어요.
rank-now = 청중이 순위를 매기는 중: { $people }
rank-yours-refused = 내 순서가 받아들여지지 않았어요: { $why }.
rank-agrees = 보상 모델은 쌍의 { $share }를 같은 순서로 놓아요. 동전은 절반을 맞혀요.
rank-agrees-updated = 새로 배운 보상 모델은 쌍의 { $share }를 같은 순서로 놓아요. 동전은 절반을 맞혀요.
rank-learns = 모델이 배우는 중: { $steps }단계 중 { $step }단계, 평균 점수 { $score }.
rank-scored = { $name }: 점수 { $score }
rank-too-few = 따로 남겨 둘 만큼 순위가 많지 않아요.
rank-kept-back = 따로 맞출 때 남겨 둔 { $pairs }쌍에서: { $after } ({ $level }: { $low }~{ $high }), 전에는 { $before }.
rank-how-far = 얼마나 멀리 밀었나
rank-gives = 보상 모델의 점수 { $score }.
rank-not-measured = 재지 않음
rank-write = 직접 써 보기
rank-done = 완료
rank-wrote = 쓰는 데 { $seconds }초 걸렸어요.
rank-ranked = 순위를 매기는 데 { $seconds }초 걸렸어요.
rank-judged = 평가된 답
rank-room = 청중: { $place }
rank-you = 나: { $place }
rank-answer = 답 { $letter }: { $text }
rank-wins-share = 비교의 { $share }를 이김
rank-reward = 보상 { $score }
rank-updated = 배운 뒤 { $score }
rank-for-model = 보상 모델에서 { $place }
rank-ordinal = { $place }위
rank-order = 내 순서, 좋은 답부터
rank-tie = 동점
rank-bad = 나쁨
rank-is-bad = 나쁨
rank-keys = { $letter }: { $place }. 화살표로 옮기고, T는 동점, X는 나쁨.
rank-better = { $letter } 위로
rank-worse = { $letter } 아래로
rank-tie-name = { $letter } 위와 동점
rank-bad-name = 나쁨: { $letter }
rank-place = { $places }개 중 { $place }위
rank-tied = { $others } 동점

## sample_grid

grid = 한 문제의 표본
grid-problems = 문제
grid-first = 첫 문제
grid-chosen = 고른 표본
grid-again = 다시 뽑기
grid-by = { $name }의 표본
grid-known = 알려진 답: { $answer }
grid-right = { $all }개 중 { $right }개 정답
grid-of-right = / { $all } 정답
grid-mean = 평균 토큰 { $count }개
grid-sample = 표본 { $number }
grid-is-right = 정답, { $answer }
grid-is-wrong = 오답, { $answer }
grid-is-silent = 답이 없음
grid-is-writing = 쓰는 중
grid-tile = 표본 { $number }: { $said }

## sampling_loop

loop = 샘플링 루프
loop-prompts = 준비된 프롬프트와 온도
loop-branch-a = 갈래 A
loop-branch-b = 갈래 B
loop-join = 다시 한 갈래로
loop-many = { $count }번 뽑기
loop-bars-after = 막대 기준
loop-temperature = 온도
loop-play = 재생
loop-pause = 일시정지
loop-step = 한 단계
loop-back = 이전
loop-rewind = 처음으로
loop-speed = 속도
loop-per-second = 초당 { $number }
loop-seed = 시드
loop-all = 전체
loop-next = 다음 토큰
loop-written = 지금까지 쓴 토큰, { $name }
loop-by-hand = 직접 고름
loop-picked = { $token } 직접 고름, 토큰 { $count }개 씀.
loop-sampled = { $token } 뽑힘, 토큰 { $count }개 씀.
loop-ended = 모델이 여기서 글을 끝냈어요.
loop-length = 토큰 { $count }개: 요청한 만큼.
loop-times = { $all } 중 { $times }
loop-coin = 동전이 { $coin }에 떨어졌어요.
loop-coin-is = 동전은 0에서 1 사이의 수예요. 떨어진 자리의 토큰이 뽑혀요.
loop-cut-was = 제외, 이전 { $share }
loop-was = 이전 { $share }
loop-blocked = 글자의 일부는 직접 고를 수 없어요

## scale_bars

scale = 규모
scale-log = 로그 눈금: 눈금마다 앞의 천 배예요.
scale-from = 막대는 { $value }에서 시작해요.

## sft_chat

chat = 채팅
chat-tokens-with = { $name }의 토큰
chat-with = 대화 상대: { $name }
chat-begin = 답의 시작
chat-go-on = 여기서 이어 쓰기
chat-leave = 그대로 두기
chat-yours = 내 메시지
chat-stop = 멈추기
chat-again = 다시 답하기
chat-new = 새 대화
chat-messages = 준비된 메시지
chat-message-long = 메시지가 { $most }자를 넘어요. 줄여 주세요.
chat-answer-long = 답이 { $most }자를 넘어요. 줄여 주세요.
chat-edit = 고치기
chat-edit-answer = 답 고치기
chat-role-user = 나
chat-role-assistant = 도우미
chat-role-system = 시스템
chat-scored = 학습에서 채점함
chat-not-scored = 채점 안 함

## tokenizer

tokenizer = 토크나이저
tokenizer-type = 글을 입력하세요
tokenizer-markers = 입력한 { $marker } 표시는
tokenizer-plain = 보통 글
tokenizer-special = 특수 토큰
tokenizer-bytes = 바이트
tokenizer-in = { $name }의 토큰
tokenizer-merges = 합치기
tokenizer-merges-of = { $word } 합치기
tokenizer-word-tokens = 토큰
tokenizer-word-characters = 글자
tokenizer-word-bytes = 바이트
tokenizer-per-token = 토큰당 바이트
tokenizer-is-special = 특수 토큰
tokenizer-token = 토큰 { $number } / { $all }
tokenizer-tap = 토큰을 누르면 바이트가 보여요.
tokenizer-tap-merges = 토큰을 누르면 바이트와 낱말이 합쳐진 과정이 보여요.
tokenizer-point = 토큰을 가리키면 바이트가 보여요.
tokenizer-point-merges = 토큰을 가리키면 바이트가, 클릭하면 낱말이 합쳐진 과정이 보여요.
tokenizer-long-word = 이 낱말은 { $most }자를 넘어 합치기를 보여 주지 않아요.
tokenizer-single = 낱낱의 바이트
tokenizer-merge = 합치기 { $number }, 순위 { $rank }

## tool_loop

tool = 도구 루프
tool-writes = 모델이 써요
tool-calls = 도구를 불러요
tool-result = 결과를 끼워 넣어요
tool-parts = 루프
tool-tools = 도구
tool-on = 켬
tool-off = 끔
tool-questions = 준비된 질문
tool-next = 다음
tool-end = 끝까지
tool-start = 처음부터
tool-change = 첫 결과 바꾸기
tool-go-on = 이것으로 계속
tool-needs-kernel = 커널이 없어요. 결과를 바꾸려면 커널이 필요해요.
tool-changed = 직접 바꿈
tool-refused = 도구가 거절함
tool-ran = 도구가 실행됨

## training_step

step = 학습 한 단계
step-examples = 예시
step-losses = 단계마다의 손실
step-bars = 전과 후의 확률
step-next = 실제로 온 것
step-make = 한 단계 학습
step-again = 한 번 더
step-shorten = 뒤에 온 것 중 첫 토큰만 세요. 줄여 주세요.
step-rule = 새 가중치 = 옛 가중치 − { $rate } × 손실의 기울기, 사본의 모든 가중치에. 학습률: { $rate }.
step-loss = 이 예시의 손실
step-at-first = 처음
step-number = { $number }단계
step-was = 이전 { $share }
step-answer = 정답
step-map-first = 학습 전의 지도
step-map = { $steps }단계 뒤의 지도, 표시는 마지막 단계 전 막대의 자리예요
step-said = { $steps }단계 뒤: { $token } { $before }에서 { $after }로, 손실 { $loss_before }에서 { $loss_after }로.

## transformer

net = 신경망과 어텐션
net-texts = 글
net-reads = 읽는 글
net-layer = 층
net-head = 헤드
net-heads = 이 층의 모든 헤드
net-head-number = 헤드 { $number }
net-tokens = 토큰, 바라보는 토큰을 고르세요
net-later = 나중
net-later-is = 나중에 와서 볼 수 없음
net-gets = { $share } 받음
net-looks = “{ $from }” 토큰은 “{ $to }” 토큰을 가장 많이 봐요: 층 { $layer }, 헤드 { $head }에서 어텐션의 { $share }.
net-diagram = 출력에서 입력까지의 신경망
net-probabilities = 확률 { $count }개
net-each-entry = 어휘 항목마다 하나
net-parameters = 매개변수 { $number }개
net-in-all = 모두 매개변수 { $number }개
net-one-layer = 한 층
net-embedding = 임베딩
net-ids = 토큰 ID
net-at-most = 최대 { $count }개
net-heads-look = 헤드 { $count }개: 토큰이 서로를 봄
net-by-itself = 토큰마다 따로
net-attention = 어텐션

## units

units = 네 가지 단위로 본 한 문장
units-lengths = 길이
units-type = 문장을 입력하세요
units-long = 최대 { $most }자까지 보여 줘요. 글을 줄여 주세요.
units-bits = 비트
units-bytes = 바이트
units-tokens = 토큰
units-words = 낱말
units-count-bits = { $count }비트
units-count-bytes = { $count }바이트
units-count-tokens = 토큰 { $count }개
units-count-words = 낱말 { $count }개
units-signs = 서로 다른 기호 { $count }개
units-vocabulary = 어휘만큼 많은 기호
units-endless = 끝없이 많은 기호

## windows

windows = 학습 예시
windows-texts = 글
windows-size = 창 안의 토큰
windows-window = 창
windows-next = 다음에 온 것
windows-head = 창
windows-next-head = 다음에 온 것
windows-row = 토큰 { $count }개 뒤: { $token }, ID { $id }
windows-said = 토큰 { $count }개의 창, 다음은 { $token }

## report

report = 보고서: { $title }
report-never = 발표가 첫 슬라이드를 넘어가지 않았어요.
report-of-planned = 계획 { $planned } 중 { $time }
report-people = 휴대폰으로 { $people }명
report-times = 시간
report-slide = 슬라이드
report-planned = 계획
report-shown = 실제
report-difference = 차이
report-votes = 투표
report-answered = { $people }명 답함
report-first = 1위로 꼽힌 횟수
report-bad = 나쁨: { $answers }
report-median = 중앙값 { $value }
report-no-votes = 물은 것이 없거나 답한 사람이 없어요.
report-questions = 질문
report-question = 질문
report-wanted = 원한 사람
report-state = 상태
report-no-questions = 질문한 사람이 없어요.
report-pace = 속도
report-fast = 너무 빠름
report-fine = 좋음
report-slow = 너무 느림
report-no-pace = 속도에 대해 말한 사람이 없어요.
report-kernel = 커널
report-after = 시점
report-before = 시작 전
report-detail = 내용
report-no-faults = 상태가 한 번도 바뀌지 않았어요.
report-is-open = 열림
report-is-waiting = 대기
report-is-answered = 답변함
report-is-hidden = 숨김
report-is-merged = 합쳐짐
report-is-live = 실시간
report-is-recorded = 기록됨
report-is-none = 없음
report-journal = 발표자 컴퓨터의 기록에서 만들었어요. 이름은 없고, `talk report --forget`으로 기록을 지워요.

## tokens_cloud

cloud-next = 다음에 올 것:
cloud-room = 이 자리의 청중
cloud-cut = { $vocabulary } 토큰으로 나눈 낱말.
cloud-rare = 드문 낱말은 세지만 보여 주지 않아요.

## word_arithmetic

sum = 낱말로 하는 계산
sum-word = 낱말
sum-minus = 빼기
sum-plus = 더하기
sum-compute = 계산
sum-examples = 준비된 계산
sum-nearest = 가장 가까운 토큰
sum-empty = 계산에는 낱말 세 개가 필요해요. 칸마다 하나씩 써 주세요.
sum-expected = 예상한 낱말 · { $rank }위
sum-is-expected = 예상한 낱말
sum-similarity = 유사도 { $similarity }
sum-said = 가장 가까운 것: { $token }
sum-left-out = 계산에 쓴 낱말이라 뺐어요: { $words }
sum-left-word = “{ $word }” { $similarity }

## resample

lines = 줄마다 이어 쓰기
lines-solutions = 풀이
lines-first = 첫 풀이
lines-another = 다른 풀이
lines-known = 알려진 답: { $answer }
lines-all = 한 줄씩 보는 풀이
lines-head = 여기서 이어 쓴 { $count }개 중 정답
lines-share = { $all }개 중 { $right }개
lines-nothing = 아직 쓴 것이 없음
lines-arrives = 정답에 이름
lines-fails = 정답에 이르지 못함
lines-decides = { $line }번째 줄이 결정해요. 그 앞에서는 { $before }, 뒤에서는 { $after }
lines-this-decides = 이 줄이 결정해요
lines-written = 거기서부터 쓴 것
lines-from-start = 처음부터:
lines-after = { $line }번째 줄 뒤:

## guess_ahead

ahead = 초안으로 쓴 글
ahead-ways = 추측하는 방법
ahead-watch = 한 번씩 보기
ahead-whole = 한꺼번에 보기
ahead-is-kept = 추측해서 남은 것
ahead-is-own = 네트워크가 뽑은 것
ahead-is-dropped = 빗나간 추측
ahead-passes-name = 네트워크 통과 횟수
ahead-one-by-one = 토큰 하나씩
ahead-with-drafts = 초안 사용
ahead-passes = { $count ->
   *[other] { $count }번
}
ahead-kept = 추측 { $drafted }개 중 { $kept }개 유지
ahead-same = { $count ->
   *[other] 같은 토큰 { $count }개
}
ahead-differs = 두 글이 서로 다릅니다
ahead-said = { $tokens }번 대신 { $passes }번.

## silent_head

silent = 어텐션 헤드 하나를 끈 네트워크
silent-run = 헤드를 하나씩 꺼 보기
silent-prompts = 프롬프트
silent-heads = 이 헤드 없이 정답이 나올 확률, 층별로
silent-head = { $layer }층 헤드 { $head }
silent-off = 꺼짐: { $layer }층 헤드 { $head }
silent-on = 모두 켬
silent-now = 이것만 끔
silent-ranked = 한 줄이 한 층입니다. 아래는 모든 헤드, 가장 아쉬운 것부터
silent-missed = 헤드 { $all }개 중 { $missed }개가 중요합니다. 그중 하나가 없으면 “{ $prompt }”의 확률이 10분의 1 넘게 줄어듭니다.

## few_bits

bits = 가중치마다 비트를 줄인 네트워크
bits-run = 가중치 반올림하기
bits-prompts = 프롬프트
bits-each = 가중치 하나
bits-loss = 한 쪽 글의 손실
bits-count = { $count ->
   *[other] { $count }비트
}
bits-size = { $size } MB
bits-said = { $bits }비트: 손실 { $loss }.
