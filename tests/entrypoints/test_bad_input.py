"""Whatever comes in: a clear answer in Vietnamese, nothing lost, nothing leaked, never a 500."""

from __future__ import annotations

import random
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.bootstrap import World
from tests.entrypoints.browsing import URLENCODED, Answer, Visitor, multipart
from tests.entrypoints.conftest import MAX_BODY
from tests.services.made import HOME, PDF, SLUG, typed

FORM = f"/nop/{SLUG}"


def clear(answer: Answer, *statuses: int) -> None:
    """The answer has one of these statuses, and words in it instead of a machine's insides."""
    assert answer.status in statuses, (answer.status, answer.words[:300])
    assert "Traceback" not in answer.text and "Internal server error" not in answer.text
    assert answer.words or answer.status in (301, 303)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"nguoi_nop.ho_ten=Nguy%E7n", URLENCODED),
        (b"nguoi_nop.ho_ten=\xe9", URLENCODED),
        (b"=&&&=;%", URLENCODED),
        (b"", URLENCODED),
        (b"x", "multipart/form-data"),
        (b"--ranh\r\nContent-Disposition: form-data; name=a\r\n\r\nx", "multipart/form-data; boundary=ranh"),
        (b"--ranh\r\n\r\nkhong ten\r\n--ranh--\r\n", "multipart/form-data; boundary=ranh"),
        (b"\0" * 1000, "multipart/form-data; boundary=\0"),
        (multipart({"a": ["b"]}, [])[0].replace(b'"a"', b'"\xe9\xff"'), "multipart/form-data; boundary=ranh"),
        (multipart({"a": ["b"]}, [])[0][:-6], "multipart/form-data; boundary=ranh"),
        (multipart({"a": ["b"]}, [])[0], "multipart/form-data; boundary=khac"),
    ],
)
def test_broken_bodies_get_words(visitor: Visitor, body: bytes, kind: str) -> None:
    clear(visitor.ask("POST", FORM, body, kind), 422)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "image/png", "x", "multipart/mixed; boundary=a"]
)
def test_other_kinds_of_content_are_refused_by_name(visitor: Visitor, kind: str) -> None:
    answer = visitor.ask("POST", FORM, b"ten=x", kind)
    clear(answer, 415)
    assert "biểu mẫu" in answer.words
    machine = visitor.ask("POST", FORM, b"x", kind, "application/json")
    assert machine.status == 415 and machine.headers["Content-Type"] == "application/problem+json"


def test_null_bytes_vanish_and_the_rest_stays(visitor: Visitor) -> None:
    page = visitor.post(
        FORM, typed(**{"nguoi_nop.ho_ten": "Nguyễn\0 Thị\0 Hà", "nguoi_nop.dien_thoai": "\0"})
    )
    clear(page, 422)
    assert page.value("nguoi_nop.ho_ten") == "Nguyễn Thị Hà" and b"\0" not in page.body


def test_inputs_that_no_question_has_change_nothing(visitor: Visitor) -> None:
    extra = {
        "la": "1",
        "nguoi_nop.la": "2",
        "nguoi_nop": "3",
        "nguoi_nop.ho_ten.la": "4",
        "_la": "5",
        "a.b.c.d.e": "6",
    }
    assert visitor.post(FORM, typed(**extra)).status == 303


def test_wrong_values_of_every_question_come_back_as_typed(visitor: Visitor) -> None:
    for value in ("", "-1", "9" * 400, "true", "2026-02-30", "‮abc", "{{7*7}}", "../../x", "💥" * 50):
        form = {name: [value] for name in typed()}
        page = visitor.post(FORM, form)
        clear(page, 422)
        assert "49" not in page.value("nguoi_nop.ho_ten")


def test_a_text_of_two_million_letters_is_refused_before_it_is_kept(visitor: Visitor) -> None:
    page = visitor.post(FORM, typed(**{"ho_kinh_doanh.nganh_nghe": "a" * (2 * 2**20 + 1)}))
    clear(page, 422)
    assert "Rút ngắn" in page.words


def test_a_body_over_the_limit_says_what_to_do_and_costs_nothing_saved(visitor: Visitor) -> None:
    token = visitor.post(FORM, typed(**{"nguoi_nop.dien_thoai": "1"})).value("_token")
    big = [("_paper.giay_de_nghi", "to.pdf", PDF + b"0" * MAX_BODY)]
    answer = visitor.upload(FORM, typed(_token=token), big)
    clear(answer, 413)
    assert "tệp nhỏ hơn" in answer.words and "vẫn còn" in answer.words
    machine = visitor.upload(FORM, typed(), big, accept="application/json")
    assert machine.status == 413 and machine.json["status"] == 413
    assert visitor.get(f"/ban-nhap/{token}").value("ho_kinh_doanh.ten") == "Hộ kinh doanh Cà phê Sông Trà"


@pytest.mark.parametrize("length", ["abc", "-5", "1e3", "9" * 30])
def test_a_length_that_is_none_is_refused(visitor: Visitor, length: str) -> None:
    import io

    seen: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": FORM,
        "CONTENT_LENGTH": length,
        "CONTENT_TYPE": URLENCODED,
        "wsgi.input": io.BytesIO(b""),
    }
    visitor.gateway(environ, lambda status, headers: seen.append(int(status[:3])))
    assert seen[0] in (400, 413)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "XYZ"])
def test_other_methods_are_refused_and_the_right_ones_named(visitor: Visitor, method: str) -> None:
    for path in (FORM, "/ho-so", "/ban-nhap/x/gui"):
        answer = visitor.ask(method, path)
        clear(answer, 405)
        assert "GET" in answer.headers["Allow"]


def test_head_answers_as_get_without_the_body(visitor: Visitor) -> None:
    answer = visitor.ask("HEAD", "/ho-so")
    assert answer.status == 200 and answer.body == b"" and int(answer.headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    "slug", ["khong-co", "..", "%00", "a" * 3000, "Đăng-ký", "<script>", "giao-nhiem-vu"]
)
def test_unknown_services_and_internal_ones_are_not_there(visitor: Visitor, slug: str) -> None:
    for answer in (visitor.post(f"/nop/{slug}", typed()), visitor.get(f"/nop/{slug}")):
        clear(answer, 404)
        assert "<script>" not in answer.text


@pytest.mark.parametrize("token", ["x", "%00", "..", "a.b.c", "W10.aaaa.bbbb", "0" * 5000, "é", "WyIxIl0"])
def test_tokens_that_are_none_open_nothing(visitor: Visitor, token: str) -> None:
    code = "H48.53-260609-0001"
    for path in (f"/ban-nhap/{token}", f"/ban-nhap/{token}/kiem-tra", f"/ho-so/{code}/{token}"):
        clear(visitor.get(path), 404)
    for path in (
        f"/ban-nhap/{token}",
        f"/ban-nhap/{token}/gui",
        f"/ho-so/{code}/{token}/bo-sung",
        f"/ho-so/{code}/{token}/rut",
    ):
        clear(visitor.post(path, typed()), 404)


def test_every_changed_letter_of_a_token_closes_it(visitor: Visitor) -> None:
    token = visitor.post(FORM, typed(**{"nguoi_nop.dien_thoai": "1"})).value("_token")
    dice = random.Random(7)
    for _n in range(60):
        place = dice.randrange(len(token) - 1)  # the last letter of base64 holds bits that count for nothing
        letter = dice.choice([one for one in string.ascii_letters if one != token[place]])
        clear(visitor.get(f"/ban-nhap/{token[:place]}{letter}{token[place + 1 :]}"), 404)


def test_a_draft_of_one_service_is_none_of_another(visitor: Visitor) -> None:
    token = visitor.post(FORM, typed(**{"nguoi_nop.dien_thoai": "1"})).value("_token")
    page = visitor.post("/nop/dang-ky-khai-sinh", {"_token": [token], "tre.ho_ten": ["Trần Minh An"]})
    clear(page, 422)
    assert page.value("_token") != token and page.value("tre.ho_ten") == "Trần Minh An"
    assert visitor.get(f"/ban-nhap/{token}").value("ho_kinh_doanh.ten") == "Hộ kinh doanh Cà phê Sông Trà"


def test_a_case_token_opens_no_draft_and_a_draft_token_no_case(visitor: Visitor, world: World) -> None:
    draft = world.submissions.save(SLUG, "", typed(), []).draft
    sent = world.submissions.send(draft.token)
    clear(visitor.get(f"/ban-nhap/{sent.token}"), 404)
    clear(visitor.get(f"/ho-so/{sent.code}/{draft.token}"), 404)


def test_a_thousand_rows_are_refused_and_kept(visitor: Visitor, world: World) -> None:
    slug, group, field = next(
        (slug, f"{section.id}.{one.id}", one.fields[0].id)
        for slug in world.catalogue.slugs()
        if world.catalogue.current(slug)[1].kind == "procedure"
        for section in world.catalogue.current(slug)[1].form
        for one in section.fields
        if one.kind == "group"
    )
    form = {f"{group}.{n}.{field}": [f"Nguyễn Văn {n}"] for n in range(1000)}
    page = visitor.post(f"/nop/{slug}", form)
    clear(page, 422)
    assert "Khai không quá" in page.words
    draft = world.drafts.open(page.value("_token"))
    assert draft.raw[f"{group}.999.{field}"] == ["Nguyễn Văn 999"]


def test_an_office_that_is_none_has_to_be_chosen(visitor: Visitor) -> None:
    for office in ("", "ubnd_xa:99999", "ubnd_tinh", "' or 1=1"):
        page = visitor.post(FORM, typed(_office=office))
        clear(page, 422)
        assert "Chọn nơi nộp hồ sơ" in page.words


def test_unknown_buttons_and_rows_do_no_harm(visitor: Visitor) -> None:
    for button in ("xoa:", "xoa:khac", "them:", "them:la.la", "them:chu_ho.nop_thay", "zzz", "a:b:c"):
        clear(visitor.post(FORM, typed(_do=button)), 303)
    token = visitor.post(FORM, typed(**{"nguoi_nop.dien_thoai": "1"})).value("_token")
    for query in ("them=la.la", "them=%00", "them=", "xoa=1", "x=y&them=a&them=b"):
        clear(visitor.get(f"/ban-nhap/{token}?{query}"), 200)


WEIRD: list[Any] = [
    {"unit": []},
    {"unit": {}, "street": 1},
    {"acting": True, "name": [], "citizen_id": {}, "relation": 1},
    [{}],
    [[]],
    [None],
    [{"la": 1}],
    [{"id": "x", "name": "y", "size": 1, "media_type": "z", "sha256": "q"}],
    1e308,
    10**30,
    "2026-13-45",
    ["a", "a"],
    {"": ""},
]
"""Values of the right outer shape whose insides are wrong."""


def test_values_that_look_nearly_right_are_refused_at_every_question(visitor: Visitor, world: World) -> None:
    for slug in world.catalogue.slugs():
        service = world.catalogue.current(slug)[1]
        if service.kind != "procedure":
            continue
        visitor.address = slug
        for section in service.form:
            for one in section.fields:
                inner = f"{section.id}.{one.id}.0.{one.fields[0].id}" if one.kind == "group" else "la"
                for value in (*WEIRD, [{inner: 5}], [{inner: [5]}]):
                    document = {"office": HOME, "answers": {section.id: {one.id: value}}}
                    answer = visitor.json(f"/nop/{slug}", document, idempotency_key="khoa-12345")
                    if answer.status == 429:
                        visitor.address += "+"
                        answer = visitor.json(f"/nop/{slug}", document, idempotency_key="khoa-12345")
                    assert answer.status in (404, 422), (slug, one.id, value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(data=st.data())
def test_any_json_in_any_place_gets_a_clear_answer(
    visitor: Visitor, world: World, data: st.DataObject
) -> None:
    slugs = [one for one in world.catalogue.slugs() if world.catalogue.current(one)[1].kind == "procedure"]
    slug = data.draw(st.sampled_from(slugs))
    form = world.catalogue.current(slug)[1].form
    answers = {
        section.id: {one.id: data.draw(json_values) for one in section.fields if one.asks} for section in form
    }
    visitor.address = str(data.draw(st.integers(0, 2**40)))
    answer = visitor.json(f"/nop/{slug}", {"office": HOME, "answers": answers}, idempotency_key="khoa-12345")
    assert answer.status in (404, 422), answer.text


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    body=st.binary(max_size=400),
    path=st.sampled_from([FORM, "/ban-nhap/x", "/ho-so/x/y/rut", "/ho-so/x/y/bo-sung"]),
)
def test_any_bytes_get_a_clear_answer(visitor: Visitor, body: bytes, path: str) -> None:
    visitor.address = str(hash(body))
    for kind in (URLENCODED, "multipart/form-data; boundary=ranh", "application/json"):
        assert visitor.ask("POST", path, body, kind).status in (303, 400, 404, 422)
