#!/usr/bin/env python3
"""Citations of multi-hop questions: one pass, quoted at once, coarse-to-fine, and BM25 sentences, against the evidence.

    multihop.py LECTERN DEV.jsonl[.xz] [--limit N] [--jobs N]

Each question's paragraphs are one document. A citation counts by the sentences it covers; where the evidence names
paragraphs only (MuSiQue), by paragraphs. Recall, precision and their F1 are means over questions, from 0 to 100.
"""
import argparse, collections, concurrent.futures, json, lzma, math, os, pathlib, re, subprocess, tempfile


def words(text):
    return re.findall(r"\w+", text.lower())


def bm25(question, sentences, count):
    texts = [words(s) for s in sentences]
    frequency = collections.Counter(w for t in texts for w in set(t))
    mean = sum(map(len, texts)) / max(1, len(texts))
    scores = []
    for number, text in enumerate(texts):
        own = collections.Counter(text)
        score = 0
        for word in set(words(question)):
            if own[word]:
                idf = math.log(1 + (len(texts) - frequency[word] + 0.5) / (frequency[word] + 0.5))
                score += idf * own[word] * 2.2 / (own[word] + 1.2 * (0.25 + 0.75 * len(text) / mean))
        scores.append((-score, number))
    return [number for _, number in sorted(scores)[:count]]


def run(arguments, home):
    environment = dict(os.environ, LECTERN_HOME=home)
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return {}


def cited(answer):
    return [c["text"] for s in answer.get("statements", []) for c in s.get("citations", [])]


def judge(found, gold):
    """Recall and precision of a set of units."""
    if not gold:
        return None
    hits = len(found & gold)
    return hits / len(gold), hits / len(found) if found else 0.0


def measure(item, lectern):
    sentences, place = [], []
    for number, document in enumerate(item["docs"]):
        for index, sentence in enumerate(document["sents"]):
            sentences.append(sentence.strip())
            place.append((number, index))
    by_paragraph = len(item["evidence"][0]) == 1 if item["evidence"] else True
    unit = (lambda p: p[0]) if by_paragraph else (lambda p: tuple(p))
    gold = {unit(tuple(e)) for e in item["evidence"]}

    def units(texts):
        found = set()
        for text in texts:
            for sentence, where in zip(sentences, place):
                if sentence and (sentence in text or (len(text) > 20 and text in sentence)):
                    found.add(unit(where))
        return found

    with tempfile.TemporaryDirectory() as home:
        file = pathlib.Path(home) / "paragraphs.md"
        file.write_text("\n\n".join(f"# {d['title']}\n\n{' '.join(s.strip() for s in d['sents'])}" for d in item["docs"]))
        answer = pathlib.Path(home) / "answer.txt"
        answer.write_text(item["answers"][0] if item["answers"] else "")
        ask = [lectern, "ask", str(file), "-q", item["question"], "--json"]
        found = {
            "one pass": units(cited(run(ask, home))),
            "quoted": units(cited(run(ask + ["--quick"], home))),
            "coarse to fine": units(cited(run(
                [lectern, "cite", str(file), "--answer", str(answer), "-q", item["question"], "--json"], home))),
        }
    for count in (1, 2):
        found[f"BM25 {count}"] = {unit(place[n]) for n in bm25(item["question"], sentences, count)}
    return item["source"], {name: judge(f, gold) for name, f in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lectern")
    parser.add_argument("file")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    opener = lzma.open if options.file.endswith(".xz") else open
    with opener(options.file, "rt") as file:
        items = [json.loads(line) for line in file]
    items = [i for i in items if i.get("answerable", True) and i["evidence"]][: options.limit]
    table = collections.defaultdict(lambda: collections.defaultdict(list))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for source, results in pool.map(lambda i: measure(i, options.lectern), items):
            for name, result in results.items():
                if result:
                    table[source][name].append(result)
                    table["all"][name].append(result)
    for source, methods in table.items():
        for name, results in methods.items():
            recall = 100 * sum(r for r, _ in results) / len(results)
            precision = 100 * sum(p for _, p in results) / len(results)
            f1 = 100 * sum(2 * r * p / (r + p) if r + p else 0 for r, p in results) / len(results)
            print(f"{source:14} {len(results):4}  {name:15} recall {recall:5.1f}  precision {precision:5.1f}  F1 {f1:5.1f}")


if __name__ == "__main__":
    main()
