"""Small documents that need other programs to make.

    python make.py        # with qpdf installed

encrypted.pdf: one page of text behind the password "lantern" (AES-256).
"""

import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def pdf(text):
    """A page with one line, written by hand."""
    content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{o:010d} 00000 n \n" for o in offsets)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"


def main():
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder, "plain.pdf")
        plain.write_text(pdf("The secret is that the lamp was never lit."))
        subprocess.run(
            ["qpdf", "--encrypt", "lantern", "owner", "256", "--", plain, HERE / "encrypted.pdf"], check=True)


if __name__ == "__main__":
    main()
