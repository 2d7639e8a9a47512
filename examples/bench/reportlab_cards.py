"""The cards of the benchmark by ReportLab and libqrencode: the same faces, texts, portraits and codes' lengths, without checks or signatures.

    python3 reportlab_cards.py CASES OUT.pdf
"""
import io
import os
import sys

import qrencode
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FACES = os.path.join(os.path.dirname(__file__), "..", "..", "fonts", "plex")
WIDTH, HEIGHT = 85.6, 53.98
PAGE = 210, 297


def records(path):
    """Reads the plain records that bench writes: scalars, at most two levels deep."""
    record, group = {}, ""
    for line in open(path, encoding="utf-8"):
        key, _, value = line.rstrip("\n").partition(":")
        if line.startswith("---"):
            if record:
                yield record
            record = {}
        elif not value.strip():
            group = key + "."
        else:
            name = group + key.strip() if line.startswith(" ") else key
            record[name] = value.strip().strip('"')
    yield record


def place(c, x, y, texts):
    for dx, dy, face, size, text in texts:
        c.setFont(face, size)
        c.drawString((x + dx) * mm, (PAGE[1] - y - dy) * mm, text)


def code(c, x, y, text, version, modules):
    # The picture of a code has a dot for each module.
    _, _, image = qrencode.encode(text, version=version, level=qrencode.QR_ECLEVEL_M)
    side = modules * 0.423
    c.drawImage(ImageReader(image.convert("1")), x * mm, (PAGE[1] - y - side) * mm, side * mm, side * mm)


def main(cases, out):
    for name, file in ("text", "IBMPlexSans-Regular.ttf"), ("bold", "IBMPlexSans-Bold.ttf"):
        pdfmetrics.registerFont(TTFont(name, os.path.join(FACES, file)))
    c = canvas.Canvas(out, pagesize=(PAGE[0] * mm, PAGE[1] * mm), pageCompression=1)
    all_records = list(records(os.path.join(cases, "cases.yaml")))
    for start in range(0, len(all_records), 10):
        sheet = list(enumerate(all_records[start:start + 10]))
        for side in "front", "back":
            for i, r in sheet:
                column = i % 2 if side == "front" else 1 - i % 2
                x, y = 14.4 + column * (WIDTH + 10), 7.55 + i // 2 * (HEIGHT + 3)
                number = "UTO%07d" % (start + i)
                title = [(4, 7, "bold", 9, "Utopia Migration Service")]
                if side == "front":
                    c.drawImage(os.path.join(cases, r["photo.file"]), (x + 4) * mm, (PAGE[1] - y - 44) * mm, 24 * mm, 32 * mm)
                    lines = [("Surname", r.get("holder.surname", "")), ("Given names", r.get("holder.given_names", "")),
                             ("Born", r["holder.birth_date"]), ("Nationality", r["holder.nationality"]), ("Number", number),
                             ("Expires", r["card.expires_on"])]
                    left, top = 31, 12
                    code(c, x + 66, y + 34, "HTTPS://U.EX/C/%026d" % (start + i), 3, 29)
                else:
                    lines = [("Case", r["case_number"]), ("Office", r["release.office_code"]), ("Order of", r["release.order_date"]),
                             ("Issued", r["card.issued_on"]), ("", "Scan the code, see v.utopia.example."),
                             ("", "Compare the face with the picture.")]
                    left, top = 36, 14
                    code(c, x + 4, y + 12, "HTTPS://V.UTOPIA.EXAMPLE/V/" + ("%011d" % (start + i + 10 ** 10)) * 28, 10, 57)
                for k, (label, value) in enumerate(lines):
                    title += [(left, top + 7 * k, "text", 5, label), (left, top + 3.5 + 7 * k, "text", 8, value)]
                place(c, x, y, title)
            c.showPage()
    c.save()


main(*sys.argv[1:])
