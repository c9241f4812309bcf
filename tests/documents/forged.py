"""Files that somebody tampered with, each in one way that the check of signatures must see."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, FloatObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field


def repainted(pdf: bytes) -> bytes:
    """An incremental update after the signatures that paints over the page. The signed bytes stay as they were,
    so that viewers which compare only those call the signature valid."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    paint = b"q 1 1 1 rg 80 500 450 200 re f Q"
    stream = writer.add_object(StreamObject(stream_data=paint))
    old = page.raw_get("/Contents")
    page["/Contents"] = ArrayObject([old, stream])
    writer.update_container(page)
    return _written(writer)


def annotated(pdf: bytes) -> bytes:
    """A note laid over the page after signing."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Square"),
            pdf_name("/Rect"): ArrayObject(map(FloatObject, (80, 500, 530, 700))),
            pdf_name("/IC"): ArrayObject(map(FloatObject, (1, 1, 1))),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])
    return _written(writer)


def flipped(pdf: bytes) -> bytes:
    """One bit of the signed content turned round."""
    place = pdf.index(b"stream\n") + 20
    return pdf[:place] + bytes((pdf[place] ^ 1,)) + pdf[place + 1 :]


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_unsigned_field(pdf: bytes) -> bytes:
    """A signature field that nobody signed, with a picture that covers the page."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    form = StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): ArrayObject(map(FloatObject, (0, 0, 450, 200))),
        },
        stream_data=b"1 1 1 rg 0 0 450 200 re f",
    )
    append_signature_field(writer, SigFieldSpec("moi", box=(80, 500, 530, 700)))
    field = writer.root["/AcroForm"]["/Fields"][-1]
    field["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(form)})
    return _written(writer)
