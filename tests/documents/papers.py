"""A return with long words in three scripts, and ways to look at what was printed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from bot.documents.parties import Address, DropOff, Shipment
from bot.returns.cases import Case, CaseLine, CaseState, Remedy
from bot.returns.money import Money
from bot.returns.orders import Order, OrderLine, Payment
from bot.returns.reasons import Condition, Reason

PRINTER = 203  # dots per inch
GERMANY = Address("Boomerang Demo GmbH – Retouren", ("Große Elbstraße 145", "22767 Hamburg"), "DE")
CHINA = Address(
    "回旋镖示范（上海）电子商务有限公司退货仓库",
    ("上海市浦东新区外高桥保税区富特西一路477号3号楼2层", "200131 上海"),
    "CN",
)
BRITAIN = Address("Boomerang Demo Ltd, Returns", ("Unit 12, Riverside", "Leeds LS10 1AB"), "GB")

SHIPMENT = Shipment(
    carrier="DHL",
    service="Retoure International",
    tracking="RMDEMO0012345DE",
    grams=5000,
    paperless=True,
    drop_offs=(
        DropOff("Postfiliale 512", "Sonnenstraße 26, 80331 München", "Mo–Fr 9–18 Uhr"),
        DropOff("北京国贸邮局", "北京市朝阳区建国门外大街1号国贸商城一层B105室", "9:00–18:00"),
    ),
)


def euro(cents: int) -> Money:
    return Money(cents, "EUR")


def _line(number: int, title: dict[str, str], quantity: int = 1, tags: str = "") -> OrderLine:
    return OrderLine(
        id=str(number),
        sku=f"SKU-{number}",
        product_id=f"p{number}",
        title=title,
        quantity=quantity,
        unit_price=euro(4999),
        discount=euro(0),
        tax=euro(0),
        options={"Color": "Blue", "Size": "38"},
        tags=frozenset(tags.split()),
        shipped=quantity,
    )


CARDIGAN = {
    "en": "Merino cardigan with horn buttons",
    "de": "Damen-Strickjacke aus Merinowolle mit Hornknöpfen, tailliert geschnitten",
    "zh": "女士美利奴羊毛牛角扣修身针织开衫（春秋款）",
}
HEADPHONES = {
    "en": "Noise-cancelling headphones QuietBeat 700",
    "de": "Kabellose Kopfhörer QuietBeat 700 mit aktiver Geräuschunterdrückung",
    "zh": "主动降噪无线头戴式耳机",
}

ORDER = Order(
    number="GL-204817",
    email="anna@example.com",
    postcode="80331",
    country="DE",
    currency="EUR",
    placed_at=datetime(2026, 5, 1, tzinfo=UTC),
    lines=(_line(1, CARDIGAN, 2), _line(2, HEADPHONES, tags="battery")),
    payments=(Payment("card", euro(14997)),),
    customer_name="Anna-Katharina Freifrau von Hohenstein-Wallersberg",
)

CASE = Case(
    number="RMA-7K3QXW",
    order_number=ORDER.number,
    thread_id="t1",
    state=CaseState.LABELLED,
    remedy=Remedy.REFUND,
    reason=Reason.CHANGED_MIND,
    condition=Condition.OPENED,
    lines=(CaseLine("1", 2, euro(9998)), CaseLine("2", 1, euro(4999))),
    refund=euro(14502),
    return_cost=euro(495),
    opened_at=datetime(2026, 5, 20, 10, 0, tzinfo=UTC),
    send_by=datetime(2026, 6, 3, 10, 0, tzinfo=UTC),
    tracking=SHIPMENT.tracking,
)


def large(lines: int) -> tuple[Case, Order]:
    """The same return with that many different items of long names, all with a battery."""
    bought = tuple(_line(i, HEADPHONES, tags="battery hygiene") for i in range(lines))
    parts = tuple(CaseLine(line.id, 1, euro(4999)) for line in bought)
    refund = euro(4999 * lines - 495)
    return replace(CASE, lines=parts, refund=refund), replace(ORDER, lines=bought)


def picture(pdf: bytes, dots: int = PRINTER) -> Image.Image:
    document = pdfium.PdfDocument(pdf)
    image: Image.Image = document[0].render(scale=dots / 72).to_pil()
    document.close()
    return image


def read_codes(image: Image.Image) -> dict[str, str]:
    """What a scanner reads: kind of code -> its text."""
    found = zxingcpp.read_barcodes(image)
    return {code.format.name: code.text for code in found}


def pages(pdf: bytes) -> int:
    document = pdfium.PdfDocument(pdf)
    count = len(document)
    document.close()
    return count


def words(pdf: bytes) -> str:
    """All text, its line breaks taken out; in Chinese they stand within words."""
    document = pdfium.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s+", "", text)


def boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of each run of text on the first page, in millimetres."""
    document = pdfium.PdfDocument(pdf)
    text = document[0].get_textpage()
    found = [text.get_rect(i) for i in range(text.count_rects())]
    document.close()
    left, bottom, right, top = ([box[side] * 25.4 / 72 for box in found] for side in range(4))
    return list(zip(left, bottom, right, top, strict=True))


def overlapping(pdf: bytes) -> list[tuple[int, int]]:
    """Pairs of runs that lie on one another. Neighbours in a line may share a millimetre."""
    runs = boxes(pdf)
    return [
        (i, j)
        for i, a in enumerate(runs)
        for j, b in enumerate(runs[:i])
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5
    ]
