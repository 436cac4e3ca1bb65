"""Words with a fixed meaning, found in a message as the understanding part would find them.

A few of them are listed here, so that the tables of the tests hold whatever the word lists of the
training data become; `listed` reads those.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.services.choose_lines import Word
from bot.services.goods_names import fold, is_cjk

Lexicon = dict[str, tuple[str, str]]  # folded word -> kind, value

_FOLDER = Path(__file__).parents[2] / "data" / "nlu"

_FEW = {
    "en": """
        color/black: black; color/white: white; color/blue: blue; color/navy: navy, dark blue
        color/red: red; color/brown: brown; color/green: green; color/grey: grey, gray
        quantity/1: one, just one, only one; quantity/2: two, both; quantity/3: three, all three
        quantity/4: four
        quantity/all: all, all of it, all of them, everything, the whole order, the rest
        ordinal/1: first, the first; ordinal/2: second; ordinal/3: third; ordinal/last: last
        keep/keep: keep, keeping, stays, stay, except, except for, but not, without, not the
        resolution/exchange: exchange, swap; date/last_week: last week
        size/M: medium; size/L: large
        product/shoes: shoes, shoe; product/boots: boots; product/sneakers: sneakers, trainers
        product/shirt: shirt, shirts; product/t-shirt: t-shirt, tshirt, t-shirts, tee
        product/skirt: skirt; product/trousers: trousers, pants; product/belt: belt, belts
        product/headphones: headphones, earphones; product/charger: charger; product/lamp: lamp
        product/mug: mug, mugs, cups; product/pan: pan; product/scarf: scarf; product/hat: hat, hats
        product/dress: dress; product/jacket: jacket; product/coat: coat; product/socks: socks
        condition/worn: worn; condition/unused: never worn; condition/damaged: broken
    """,
    "de": """
        color/black: schwarz, schwarze, schwarzen, schwarzes; color/white: weiß, weiße, weißen, weißes
        color/blue: blau, blaue, blauer, blauen, blaues; color/navy: dunkelblau, dunkelblaue, dunkelblauen
        color/red: rot, rote, roter, roten, rotes; color/brown: braun, braune, braunen
        quantity/1: nur eins, eins, eine davon, einen davon, nur eine; quantity/2: zwei, beide, beiden
        quantity/3: drei, alle drei; quantity/all: alles, alle, die ganze bestellung, den rest
        ordinal/1: erste, ersten, das erste; ordinal/2: zweite, zweiten, das zweite
        ordinal/3: dritte, dritten; ordinal/last: letzte, letzten, das letzte
        keep/keep: behalte, behalte ich, behalten, bleibt, außer, ausser, bis auf, ohne den, ohne die
        resolution/exchange: umtauschen, tauschen; date/last_week: letzte woche
        product/shoes: schuhe, schuh; product/boots: stiefel; product/sneakers: sneaker, turnschuhe
        product/shirt: hemd, hemden; product/t-shirt: t-shirt, t-shirts; product/trousers: hose, hosen
        product/belt: gürtel; product/headphones: kopfhörer; product/charger: ladegerät, ladekabel
        product/lamp: lampe, lampen; product/mug: tasse, tassen, becher; product/pan: pfanne
        product/scarf: schal; product/hat: mütze, hut; product/dress: kleid; product/jacket: jacke
        condition/damaged: kaputt
    """,
    "zh": """
        color/black: 黑色, 黑色的, 黑的, 黑; color/white: 白色, 白色的, 白的; color/blue: 蓝色, 蓝色的, 蓝的, 藍色, 藍色的
        color/navy: 藏青色, 藏蓝色, 深蓝色; color/red: 红色, 红色的, 红的, 紅色; color/brown: 棕色, 棕色的
        quantity/1: 一个, 一件, 一條, 就一个, 只要一个; quantity/2: 两个, 两件, 两双, 兩件, 兩個, 都两个
        quantity/3: 三个, 三件, 三個; quantity/all: 全部, 都, 都退, 全退, 所有, 整单
        ordinal/1: 第一个, 第一件; ordinal/2: 第二个, 第二件, 第二個; ordinal/3: 第三个; ordinal/last: 最后一个
        keep/keep: 留, 留着, 留下, 不退, 除了, 保留, 留著
        date/last_week: 上周
        product/shoes: 鞋, 鞋子; product/boots: 靴子; product/sneakers: 运动鞋, 球鞋
        product/shirt: 衬衫, 衬衣, 襯衫; product/t-shirt: T恤; product/trousers: 裤子, 褲子
        product/belt: 腰带, 皮带, 腰帶; product/headphones: 耳机, 耳機, 蓝牙耳机, 藍牙耳機; product/charger: 充电器
        product/lamp: 灯, 台灯, 檯燈; product/mug: 杯子, 马克杯, 馬克杯; product/pan: 锅, 平底锅
        product/scarf: 围巾, 圍巾; product/hat: 帽子; product/dress: 裙子, 连衣裙
        condition/damaged: 坏了
    """,
}


def few(language: str) -> Lexicon:
    entries = _FEW[language].replace("\n", ";").split(";")
    return {
        fold(word.strip()): (kind, value)
        for entry in entries
        if ":" in entry
        for kind, value in [entry.split(":")[0].strip().split("/")]
        for word in entry.split(":")[1].split(",")
    }


def listed(language: str) -> Lexicon:
    """The word lists of the training data; empty where a language has none."""
    path = _FOLDER / language / "entities.yml"
    words: Lexicon = {}
    for block in yaml.safe_load(path.read_text())["nlu"] if path.exists() else ():
        kind, _, value = block.get("lookup", "").partition("/")
        for line in block["examples"].splitlines() if value else ():
            words.setdefault(fold(line.strip().removeprefix("-").strip()), (kind, value))
    return words


def find_words(text: str, lexicon: Lexicon) -> list[Word]:
    """Of those that overlap the longest; two kinds may share a span."""
    found = sorted(_matches(fold(text), lexicon), key=lambda w: (w.start - w.end, w.start))
    kept: list[Word] = []
    for word in found:
        over = [k for k in kept if word.start < k.end and k.start < word.end]
        if all(word.kind != k.kind and word.end - word.start == k.end - k.start for k in over):
            kept.append(word)
    return sorted((w for w in kept if w.kind != "date"), key=lambda w: w.start)


def _matches(folded: str, lexicon: Lexicon) -> Iterator[Word]:
    for listed_word, (kind, value) in lexicon.items():
        at = folded.find(listed_word) if listed_word else -1
        while at >= 0:
            end = at + len(listed_word)
            if is_cjk(listed_word[-1]) or not (_letter(folded, at - 1) or _letter(folded, end)):
                yield Word(kind, value, at, end, listed_word)
            at = folded.find(listed_word, at + 1)


def _letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalnum() and not is_cjk(text[at])
