"""A catalogue of any size: made-up procedures of about 4 KB of Vietnamese guidance, and a tenth as much news.

The same seed gives the same files. ``ours`` writes the declarations that this project reads; the other styles
write the same guidance under the flat front matter that Pelican, Hugo and Eleventy read.
"""

from __future__ import annotations

import itertools
import random
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]

ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "h",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
RIMES = [
    "a",
    "ai",
    "an",
    "ang",
    "anh",
    "ao",
    "ay",
    "ăn",
    "ăng",
    "ân",
    "âu",
    "e",
    "em",
    "en",
    "eo",
    "ê",
    "êm",
    "ên",
    "i",
    "im",
    "in",
    "inh",
    "iu",
    "o",
    "oi",
    "on",
    "ong",
    "ô",
    "ôi",
    "ôn",
    "ông",
    "ơ",
    "ơi",
    "u",
    "ui",
    "un",
    "ung",
    "ư",
    "ưng",
    "ươi",
    "ương",
]
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
ACTS = [
    "Đăng ký",
    "Cấp mới",
    "Cấp lại",
    "Gia hạn",
    "Thu hồi",
    "Điều chỉnh",
    "Xác nhận",
    "Thông báo",
    "Công nhận",
    "Thẩm định",
    "Chuyển đổi",
    "Chấm dứt",
    "Bổ sung",
    "Đính chính",
    "Sửa đổi",
    "Phê duyệt",
    "Hỗ trợ",
    "Miễn giảm",
    "Khôi phục",
    "Tạm ngừng",
]
THINGS = [
    "kết hôn",
    "khai sinh",
    "khai tử",
    "thường trú",
    "tạm trú",
    "quyền sử dụng đất",
    "giấy phép xây dựng",
    "hộ kinh doanh",
    "doanh nghiệp tư nhân",
    "giấy phép lái xe",
    "hộ chiếu",
    "căn cước",
    "bảo hiểm y tế",
    "bảo hiểm xã hội",
    "trợ cấp thất nghiệp",
    "giấy phép bán rượu",
    "cơ sở mầm non",
    "chứng chỉ hành nghề y",
    "an toàn thực phẩm",
    "giấy phép môi trường",
    "khai thác khoáng sản",
    "phương tiện giao thông",
    "tàu cá",
    "lý lịch tư pháp",
    "nhãn hiệu",
    "lao động nước ngoài",
    "tổ chức hội",
    "quảng cáo",
    "giấy phép phòng cháy",
    "nuôi con nuôi",
    "giám hộ",
    "thừa kế",
    "công chứng",
    "chứng thực chữ ký",
    "nhà ở xã hội",
    "thuế thu nhập",
    "hóa đơn điện tử",
    "xuất khẩu gạo",
    "giống cây trồng",
    "thú y",
]
CASES = [
    "ở xã",
    "ở phường",
    "ở tỉnh",
    "có yếu tố nước ngoài",
    "cho người cao tuổi",
    "cho hộ nghèo",
    "cho người khuyết tật",
    "trực tuyến",
    "lưu động",
    "của tổ chức",
    "của cá nhân",
    "ở biên giới",
    "trong khu công nghiệp",
    "cho người có công",
    "theo ủy quyền",
    "ngoài giờ",
]
FIELDS = [
    "Hộ tịch",
    "Đất đai",
    "Xây dựng",
    "Kinh doanh",
    "Giao thông",
    "Xuất nhập cảnh",
    "Bảo hiểm",
    "Lao động",
    "Giáo dục",
    "Y tế",
    "Môi trường",
    "Khoáng sản",
    "Nông nghiệp",
    "Thủy sản",
    "Tư pháp",
    "Sở hữu trí tuệ",
    "Nội vụ",
    "Văn hóa",
    "Phòng cháy",
    "Chứng thực",
    "Nhà ở",
    "Thuế",
    "Công thương",
    "Thú y",
    "Cư trú",
]
PLACES = ["miền xuôi", "miền núi", "hải đảo", "thành phố", "ven biển", "biên giới", "đồng bằng", "trung du"]
PAPERS = [
    "Tờ khai theo mẫu",
    "Giấy tờ tùy thân",
    "Giấy chứng sinh",
    "Giấy xác nhận tình trạng hôn nhân",
    "Hợp đồng thuê địa điểm",
    "Bản vẽ thiết kế",
    "Giấy chứng nhận quyền sử dụng đất",
    "Văn bản ủy quyền",
    "Giấy khám sức khỏe",
    "Ảnh chân dung",
    "Biên lai",
    "Quyết định của cơ quan chủ quản",
]
PHRASES = [
    "người yêu cầu nộp hồ sơ tại bộ phận một cửa",
    "cán bộ tiếp nhận xem giấy tờ có đủ và hợp lệ không",
    "hồ sơ chưa hợp lệ thì được hướng dẫn bổ sung bằng văn bản",
    "cơ quan giải quyết thẩm tra và xác minh nội dung khai",
    "kết quả được trả qua bưu chính hoặc tài khoản định danh",
    "thời hạn tính từ ngày nhận đủ hồ sơ hợp lệ",
    "bạn tra cứu hồ sơ bằng mã biên nhận",
    "lệ phí được nộp trực tuyến",
    "bản sao điện tử đã chứng thực có giá trị như bản chính",
    "trường hợp từ chối phải nêu rõ lý do bằng văn bản",
    "người có công và hộ nghèo được miễn lệ phí",
    "việc kiểm tra thực địa diễn ra trong năm ngày làm việc",
]


@dataclass(frozen=True, slots=True)
class Item:
    """A procedure or a piece of news."""

    slug: str
    title: str
    field: str
    thing: str
    day: str
    summary: str
    body: str


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


class Writer:
    """Makes up text; everything comes from one seeded source of chance."""

    def __init__(self, seed: int = 20260101) -> None:
        self.chance = random.Random(seed)
        syllables = [
            unicodedata.normalize("NFC", onset + rime[0] + tone + rime[1:])
            for onset, rime, tone in itertools.product(ONSETS, RIMES, TONES)
        ]
        self.chance.shuffle(syllables)
        self.syllables = syllables
        self.weights = list(itertools.accumulate(1 / (n + 3) for n in range(len(syllables))))

    def sentence(self) -> str:
        words = self.chance.choices(self.syllables, cum_weights=self.weights, k=self.chance.randint(4, 9))
        law = f"Điều {self.chance.randint(1, 90)} Nghị định {self.chance.randint(1, 200)}/{self.chance.randint(2012, 2026)}/NĐ-CP"
        text = f"{self.chance.choice(PHRASES)} {' '.join(words)} theo {law}"
        return text[0].upper() + text[1:] + "."

    def paragraph(self, least: int, most: int) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randint(least, most)))

    def procedures(self, count: int) -> Iterator[Item]:
        titles = [" ".join(parts) for parts in itertools.product(ACTS, THINGS, CASES)]
        self.chance.shuffle(titles)
        for n in range(count):
            title = titles[n]
            thing = next(one for one in THINGS if one in title)
            yield Item(
                slug=slug(title),
                title=title,
                field=FIELDS[THINGS.index(thing) % len(FIELDS)],
                thing=thing,
                day=self._day(2019, 2025),
                summary=self.sentence()[:150],
                body=self._guidance(),
            )

    def news(self, count: int) -> Iterator[Item]:
        for n in range(count):
            thing, place = self.chance.choice(THINGS), self.chance.choice(PLACES)
            title = f"Vùng {place} làm thủ tục {thing}, đợt {n + 1}"
            rows = "\n".join(f"- {self.sentence()}" for _ in range(3))
            body = f"{self.paragraph(2, 3)}\n\n## Nội dung chính\n\n{rows}\n\n{self.paragraph(2, 3)}\n"
            yield Item(
                slug(title), title, "Tin tức", thing, self._day(2024, 2025), self.sentence()[:150], body
            )

    def _day(self, first: int, last: int) -> str:
        chance = self.chance
        return f"{chance.randint(first, last)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"

    def _guidance(self) -> str:
        chance, say = self.chance, self.sentence
        parts = [self.paragraph(1, 2), "", "## Trình tự thực hiện", ""]
        parts += [f"{k + 1}. **Bước {k + 1}.** {say()}" for k in range(chance.randint(3, 6))]
        parts += [
            "",
            "## Cách nộp",
            "",
            "| Cách nộp | Thời hạn | Lệ phí | Ghi chú |",
            "| --- | --- | ---: | --- |",
        ]
        for way in ("Trực tiếp", "Trực tuyến", "Bưu chính"):
            parts.append(
                f"| {way} | {chance.randint(1, 45)} ngày | {chance.randint(0, 50) * 10}.000 đồng | {chance.choice(PHRASES)} |"
            )
        parts += ["", "## Giấy tờ", "", "| Tên giấy tờ | Bản chính | Bản sao |", "| --- | :---: | :---: |"]
        for paper in chance.sample(PAPERS, chance.randint(3, 5)):
            parts.append(f"| {paper} | {chance.randint(0, 2)} | {chance.randint(0, 2)} |")
        parts += ["", "### Lưu ý", ""] + [f"- {say()}" for _ in range(chance.randint(2, 4))]
        parts += ["", "## Yêu cầu, điều kiện", "", self.paragraph(1, 2), "", f"> {say()}", ""]
        parts += [f"Xem thêm tại [cổng thông tin](https://example.org/{chance.randint(1, 9999)}).", ""]
        return "\n".join(parts)


def declaration(number: int, item: Item, chance: random.Random, *, online: bool = True) -> str:
    """Front matter of a procedure as this project declares it."""
    laws = [
        f"  - {{id: vb_{n}, name: Nghị định về {item.thing}, number: {chance.randint(1, 200)}/{chance.randint(2012, 2025)}/NĐ-CP, valid_from: {chance.randint(2012, 2025)}-01-01}}"
        for n in range(chance.randint(2, 4))
    ]
    papers = [
        f"  - {{id: giay_{n}, name: {name}, originals: {chance.randint(1, 2)}, copies: {chance.randint(0, 2)}, basis: vb_0}}"
        for n, name in enumerate(chance.sample(PAPERS, chance.randint(2, 4)))
    ]
    lines = [
        f'code: "{1 + number // 900000}.{100000 + number % 900000}"',
        f"title: {item.title}",
        f"field: {slug(item.field)}",
        "authority: ubnd_xa",
        f"summary: {item.summary}",
        f"time_limit: {chance.randint(1, 45)} working_days",
        "audience: [citizen]",
        f"keywords: [{item.thing}]",
        f"announcement: {{number: {chance.randint(1, 999)}/QĐ-UBND}}",
        f"valid_from: {item.day}",
        "output: {name: Giấy xác nhận, result_code: KQ.G15.000038}",
        *([] if online else ["online: none"]),
        "legal_basis:",
        *laws,
        "evidence:",
        *papers,
    ]
    return "---\n" + "\n".join(lines) + "\n---\n"


def news_of_ours(item: Item) -> str:
    """Front matter of news as this project reads it."""
    lines = [
        f"title: {item.title}",
        f"summary: {item.summary}",
        f"date: {item.day}",
        "category: tin",
        "by: Sở",
    ]
    return "---\n" + "\n".join(lines) + "\n---\n"


def flat(item: Item, style: str) -> str:
    """Front matter with one line a key."""
    tags = {
        "pelican": f"tags: {item.thing}",
        "hugo": f"tags: [{item.thing}]",
        "eleventy": f"subject: {item.thing}",
    }
    lines = [f"title: {item.title}", f"slug: {item.slug}", f"date: {item.day}", f"category: {item.field}"]
    return "---\n" + "\n".join([*lines, tags[style], f"summary: {item.summary}"]) + "\n---\n"


STYLES = ("ours", "ours, pages alone", "pelican", "hugo", "eleventy")
SECTION = "{id: tin, name: Tin tức, owner: ubnd_tinh, basis: NĐ 43/2011, holds: news, fresh_days: 3660}"


def write(folder: Path, count: int, style: str) -> None:
    """A content folder with ``count`` procedures and a tenth as much news, in one of :data:`STYLES`.

    ``ours, pages alone`` takes no application online, so that only pages come of it, as of the others.
    """
    writer = Writer()
    chance = random.Random(7)
    ours = style.startswith("ours")
    items = [("procedures", item) for item in writer.procedures(count)]
    items += [("news", item) for item in writer.news(count // 10)]
    for n, (kind, item) in enumerate(items):
        inside = slug(item.field) if ours and kind == "procedures" else ""
        path = folder / kind / inside / f"{item.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not ours:
            front = flat(item, style)
        elif kind == "news":
            front = news_of_ours(item)
        else:
            front = declaration(n, item, chance, online=style == "ours")
        path.write_text(front + item.body, encoding="utf-8")
    if ours:
        _reference(folder / "reference")


def _reference(folder: Path) -> None:
    shutil.copytree(ROOT / "content" / "reference", folder, dirs_exist_ok=True)
    rows = "".join(f"  - {{id: {slug(name)}, name: {name}}}\n" for name in [*FIELDS, "Nội bộ"])
    (folder / "sectors.yml").write_text("sectors:\n" + rows, encoding="utf-8")
    for name in ("front_page.yml", "life_events.yml", "targets.yml"):  # they point at real procedures
        (folder / name).unlink(missing_ok=True)
    (folder / "sections.yml").write_text(f"sections:\n  - {SECTION}\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else "ours")
