"""Family names of Chinese, Japanese and Korean, and what stands behind a person's name there.

What enters are runs of signs without spaces; what leaves says where a family name may begin. These are the commonest
names, as any reader of the language knows them; most are words as well, so that one alone is no proof of a name.
"""

from __future__ import annotations

import re

_JAPANESE = (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡邉 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 "
    "齋藤 斉藤 清水 山崎 池田 橋本 "
    "阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 "
    "金子 岡本 藤原 三浦 中野 中川 "
    "原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 "
    "今井 工藤 高田 増田 丸山 杉山 "
    "村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 菊地 菊池 "
    "市川 杉本 古川 大西 島田 水野 "
    "桜井 櫻井 高野 吉川 山内 西田 飯田 菊 小松 西川 北村 安田 五十嵐 川口 平田 関 中田 東 久保田 服部 川崎 "
    "岩田 土屋 福島 樋口 辻 荒木 本田 "
    "秋山 田口 永井 中西 川上 吉村 大久保 片山 荒井 川村 小池 広瀬 須藤 大島 栗原 松岡 浅野 萩原 熊谷 馬場 "
    "石原 松村 小田 浜田 濱田 大谷 "
    "望月 堀 本間 早川 大橋 吉岡 永田 星野 川島 栗田 西山 岡崎 矢野 桑原 小沢 小澤 内藤 松下 児玉 尾崎 片岡 "
    "白石 福井 大石 徳永 奥村 黒田 "
    "小野寺 長尾 宇野 岩本 富田 堀内 三宅 神田 古田 佐久間 桐生 速水 沢田 澤田 大森 成田 金井 野田 宮下 滝沢 "
    "松永 八木 関口 津田 "
    "榎本 森本 河合 村井 稲葉 坂口 平山 篠原 南 島村 根本 宮川 河村 渋谷 石橋 堀江 新田 黒木 小西 若林 長田 "
    "三上 相馬 武井 志村 竹田 岩井 "
    "真田 瀬戸 柳田 村松 一ノ瀬 日高 水谷 川端 塚本 植田 下田 金城 比嘉 大城 宮城 知念 新垣 玉城 島袋 上原 仲村 平良"
)
_CHINESE_TWO = (
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 轩辕 端木 "
    "南宫 宇文 長孫 长孙 独孤 拓跋 百里 西门 呼延 申屠"
)
_CHINESE_ONE = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖萧蕭田"
    "董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江"
    "尹薛闫段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬赖賴文施洪樊兰蘭殷颜顏倪柏柯"
    "翁温溫骆駱霍卓祝芦喻辛管凌裴聂聶岳欒齐齊梅庄莊涂"
)
_KOREAN_ONE = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염"
    "여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부"
)
_KOREAN_TWO = "남궁 황보 제갈 사공 선우 서문 독고 동방"

HAN_FAMILY = frozenset(_JAPANESE.split()) | frozenset(_CHINESE_TWO.split())
"""Family names of several Chinese signs."""
HAN_ONE = frozenset(_CHINESE_ONE)
HANGUL_FAMILY = frozenset(_KOREAN_ONE) | frozenset(_KOREAN_TWO.split())
HAN_LONGEST = 3

# Behind a Korean name: how it is addressed, and the particle of its place in the sentence.
_KOREAN_TAIL = re.compile(
    r"(?P<called>선생님|교수님|대표님|과장님|부장님|팀장님|사장님|원장님|씨|님|군|양)?"
    r"(?P<particle>은|는|이가|이|가|을|를|의|에게서|에게|한테|께서|께|와|과|도|만|랑|이랑|이는|이를|이도|아|야|입니다|이에요|예요|이라고|라고|인)?"
)
_NAME_MAX = 4


def hangul_of(word: str) -> tuple[str, str, str]:
    """A Korean word as the name it may be, how it is called, and the rest: the longest split whose name begins with a
    family name, or the word whole.

    >>> hangul_of("김민수씨는"), hangul_of("지하철")
    (('김민수', '씨', '는'), ('지하철', '', ''))
    """
    for length in (3, 2, 4):
        if length <= len(word) and length <= _NAME_MAX and (word[:1] in HANGUL_FAMILY or word[:2] in HANGUL_FAMILY):
            tail = _KOREAN_TAIL.fullmatch(word, length)
            if tail:
                return word[:length], tail["called"] or "", tail["particle"] or ""
    alone = _KOREAN_TAIL.fullmatch(word)
    if alone and alone["called"] and alone["particle"]:
        return "", alone["called"], alone["particle"]
    return word, "", ""


def eastern_tokens(words: list[str], starts: list[int]) -> tuple[list[str], list[int]]:
    """Tokens of single Chinese signs, those that make a family name of several drawn together; Korean words with a
    family name in front, the ending apart.

    >>> eastern_tokens(["小", "野", "寺", "、", "本", "김민수씨는"], [0, 1, 2, 3, 4, 5])
    (['小野寺', '、', '本', '김민수', '씨', '는'], [0, 3, 4, 5, 8, 9])
    """
    kept: list[str] = []
    begins: list[int] = []
    at, count = 0, len(words)
    while at < count:
        word, start, size = words[at], starts[at], 1
        if word[0] >= "\uac00":
            parts = hangul_of(word) if word[0] <= "\ud7a3" else (word,)
            for part in filter(None, parts):
                kept.append(part)
                begins.append(start)
                start += len(part)
        else:
            if len(word) == 1 and word > "\u3000":
                size = _family_at(words, starts, at)
            kept.append("".join(words[at : at + size]))
            begins.append(start)
        at += size
    return kept, begins


def _family_at(words: list[str], starts: list[int], at: int) -> int:
    """How many signs from here are one family name."""
    for size in range(min(HAN_LONGEST, len(words) - at), 1, -1):
        if starts[at + size - 1] == starts[at] + size - 1 and "".join(words[at : at + size]) in HAN_FAMILY:
            return size
    return 1
