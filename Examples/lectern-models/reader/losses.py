"""What each task asks of the reader. Every loss is a mean over its examples."""

import torch
import torch.nn.functional as F

from model import sentence_means

SPAN, RELEVANCE, ANSWERABLE, SUPPORT = 1.0, 0.5, 0.5, 1.0
DISTANCE, CONTRAST, TEMPERATURE = 6.0, 0.25, 0.05


def span_scores(reader, x, batch):
    """Start and end logits (B, T) with everything masked but the window's sentences and [CLS], which means no answer."""
    start, end = reader.spans(x)
    allowed = batch.sentence_of >= 0
    allowed[:, 0] = True
    return start.masked_fill(~allowed, -1e4), end.masked_fill(~allowed, -1e4)


def relevance_scores(reader, x, batch):
    """(B, S + 1): logits of the sentences behind a fixed 0 for none of them; absent sentences masked."""
    count = batch.gold.shape[1]
    scores = reader.relevance(sentence_means(x, batch.sentence_of, count))
    scores = scores.masked_fill(torch.arange(count)[None, :] >= batch.sentences[:, None], -1e4)
    return torch.cat([torch.zeros(len(scores), 1), scores], 1)


def question_loss(reader, x, batch):
    start, end = span_scores(reader, x, batch)
    span = (F.cross_entropy(start, batch.start, reduction="none") + F.cross_entropy(end, batch.end, reduction="none")) / 2
    known = batch.has_span.float()
    span = (span * known).sum() / known.sum().clamp(min=1)
    answered = batch.gold.any(1)
    judged = batch.has_gold.float()
    scores = F.log_softmax(relevance_scores(reader, x, batch), 1)
    right = torch.cat([~answered[:, None], batch.gold], 1)
    relevance = -(scores.masked_fill(~right, -1e4).logsumexp(1) * judged).sum() / judged.sum().clamp(min=1)
    answerable = F.binary_cross_entropy_with_logits(reader.answerable(x), batch.answerable)
    total = SPAN * span + RELEVANCE * relevance + ANSWERABLE * answerable
    return total, {"span": span, "relevance": relevance, "answerable": answerable}


def support_loss(reader, x, labels):
    loss = F.cross_entropy(reader.support(x), labels)
    return SUPPORT * loss, {"support": loss}


def embedding_loss(questions, texts, teacher_questions, teacher_texts):
    """Unit vectors (N, H) of the reader and of the encoder it started from. Keeps them close to the teacher's, and draws
    a question to its own sentence among those of the batch."""
    distance = 2 - (questions * teacher_questions).sum(1).mean() - (texts * teacher_texts).sum(1).mean()
    contrast = F.cross_entropy(questions @ texts.T / TEMPERATURE, torch.arange(len(questions)))
    return DISTANCE * distance + CONTRAST * contrast, {"distance": distance, "contrast": contrast}
