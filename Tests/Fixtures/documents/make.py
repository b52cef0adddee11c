"""Small documents that need other programs to make, and texts in other encodings.

    python make.py        # with qpdf, pandoc, poppler-utils and libreoffice installed

- encrypted.pdf: one page of text behind the password "lantern" (AES-256).
- scanned.pdf: the same page as an image, through poppler's pdftoppm.
- report.md, written by hand; report.docx, report.odt, report.epub, report.html: the same through pandoc.
- stored.docx, stored.odt, stored.epub: the parts of those that hold the text, not compressed.
- writer.docx, writer.odt, writer.pdf: report.docx through LibreOffice.
- encodings.json: short texts, each with its bytes (base64) in several encodings.
- manifest.json: the versions of those programs.
"""

import base64
import json
import pathlib
import platform
import subprocess
import tempfile
import zipfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent

# From books whose authors died long ago: Hong lou meng and the Analects, Natsume, Proust, Kafka, Cervantes.
TEXTS = {
    "gb18030": "此开卷第一回也。作者自云：因曾历过一番梦幻之后，故将真事隐去，而借“通灵”之说，撰此《石头记》一书也。",
    "big5": "子曰：「學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍，不亦君子乎？」",
    "cp932": "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。",
    "cp1252": "Longtemps, je me suis couché de bonne heure. « Je m’endors. » Es war schön, für ein Gemüt.",
    "latin-1": "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, vivía un señor. ¿Qué más?",
}
SHOWN = {"gb18030": "GB18030", "big5": "Big5", "cp932": "Shift-JIS"}


def pdf(text):
    """A page with one line, written by hand."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return page(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode(), "/Font << /F1 5 0 R >>", font)


def scanned(source):
    """The first page of a PDF as an image of one bit a pixel, 200 to the inch."""
    picture = subprocess.run(["pdftoppm", "-mono", "-r", "200", source], check=True, capture_output=True).stdout
    _, size, bits = picture.split(b"\n", 2)
    width, height = size.split()
    bits = zlib.compress(bits, 9)
    head = "<< /Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0]"
    head += f" /Width {width.decode()} /Height {height.decode()} /Filter /FlateDecode /Length {len(bits)} >>"
    image = head.encode() + b"\nstream\n" + bits + b"\nendstream"
    return page(b"612 0 0 792 0 0 cm /Scan Do", "/XObject << /Scan 5 0 R >>", image)


def page(content, resources, fifth):
    """A PDF of one page; its fifth object is what the resources name."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << " + resources.encode() + b" >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        fifth,
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def encodings():
    cases = []
    for codec, text in TEXTS.items():
        name = SHOWN.get(codec, "Windows-1252")
        cases.append({"encoding": name, "text": text, "bytes": text.encode(codec), "marked": False})
    everything = "\n".join(TEXTS.values())
    for codec, name, mark in [
        ("utf-8-sig", "UTF-8", b""),
        ("utf-16-le", "UTF-16LE", b"\xff\xfe"),
        ("utf-16-be", "UTF-16BE", b"\xfe\xff"),
        ("utf-16-le", "UTF-16LE", b""),
        ("utf-16-be", "UTF-16BE", b""),
        ("utf-32-le", "UTF-32LE", b"\xff\xfe\x00\x00"),
        ("gb18030", "GB18030", b"\x84\x31\x95\x33"),
    ]:
        marked = bool(mark) or codec == "utf-8-sig"
        coded = mark + everything.encode(codec)
        cases.append({"encoding": name, "text": everything, "bytes": coded, "marked": marked})
    for case in cases:
        case["bytes"] = base64.b64encode(case["bytes"]).decode()
    (HERE / "encodings.json").write_text(json.dumps(cases, ensure_ascii=True, indent=1) + "\n")


def stored(name, wanted):
    """A container whose parts are not compressed, so that damage reaches what they say."""
    with zipfile.ZipFile(HERE / name) as source:
        names = [n for n in source.namelist() if wanted(n)]
        with zipfile.ZipFile(HERE / name.replace("report", "stored"), "w", zipfile.ZIP_STORED) as target:
            for part in names:
                target.writestr(zipfile.ZipInfo(part), source.read(part))


def run(*command, **options):
    command = [str(part) for part in command]
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder, "plain.pdf")
        plain.write_bytes(pdf("The secret is that the lamp was never lit."))
        (HERE / "scanned.pdf").write_bytes(scanned(plain))
        run("qpdf", "--encrypt", "lantern", "owner", "256", "--", plain, HERE / "encrypted.pdf")
        source = HERE / "report.md"
        for ending in ("docx", "odt", "epub", "html"):
            run("pandoc", "-s", source, "-o", HERE / f"report.{ending}")
        copy = pathlib.Path(folder, "writer.docx")
        copy.write_bytes((HERE / "report.docx").read_bytes())
        for ending in ("docx", "odt", "pdf"):
            out = pathlib.Path(folder, ending)
            run("soffice", "--headless", "--convert-to", ending, "--outdir", out, copy)
            (HERE / f"writer.{ending}").write_bytes((out / f"writer.{ending}").read_bytes())
    word = ["word/document.xml", "word/numbering.xml", "word/footnotes.xml"]
    word += ["docProps/core.xml", "_rels/.rels"]
    stored("report.docx", lambda name: name in word)
    text = ("mimetype", "content.xml", "meta.xml", "META-INF/manifest.xml")
    stored("report.odt", lambda name: name in text)
    stored("report.epub", lambda name: not name.endswith(".css"))
    encodings()
    versions = {
        "qpdf": run("qpdf", "--version").split("\n")[0],
        "pandoc": run("pandoc", "--version").split("\n")[0],
        "libreoffice": run("soffice", "--version").strip(),
        "python": platform.python_version(),
    }
    (HERE / "manifest.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    main()
