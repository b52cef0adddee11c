"""The reader: BERT's encoder with small heads, in plain PyTorch.

Shapes are in comments: B sequences, T tokens, S sentences, H hidden width. The trunk is the one of all-MiniLM-L6-v2
(BERT with learned positions, LayerNorm after each half of a layer, GELU by the error function); weights carry the
names of `transformers`' BertModel, so `load_trunk` reads the published file as it is.

A question on a window of a document is `[CLS] question [SEP] window [SEP]` with segment 1 from the window on; a
statement and its snippet likewise; a text to be embedded alone is `[CLS] text [SEP]`, all segment 0.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Config:
    vocab: int = 30522
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    feed_forward: int = 1536
    positions: int = 512
    segments: int = 2
    epsilon: float = 1e-12


def attention(q, k, v, mask):
    """Plain softmax attention. Written out because the fused one takes 2.4 times as long backwards in bf16 on a CPU."""
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    return torch.softmax(scores if mask is None else scores + mask, -1) @ v


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads = c.heads
        self.query, self.key, self.value = (nn.Linear(c.hidden, c.hidden) for _ in range(3))
        self.attention_output = nn.Linear(c.hidden, c.hidden)
        self.attention_norm = nn.LayerNorm(c.hidden, eps=c.epsilon)
        self.up, self.down = nn.Linear(c.hidden, c.feed_forward), nn.Linear(c.feed_forward, c.hidden)
        self.output_norm = nn.LayerNorm(c.hidden, eps=c.epsilon)

    def forward(self, x, mask, dropout):
        b, t, h = x.shape
        q, k, v = (f(x).view(b, t, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        attended = attention(q, k, v, mask).transpose(1, 2).reshape(b, t, h)
        x = self.attention_norm(x + F.dropout(self.attention_output(attended), dropout, self.training))
        inner = self.down(F.gelu(self.up(x)))
        return self.output_norm(x + F.dropout(inner, dropout, self.training))


class Trunk(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.words = nn.Embedding(c.vocab, c.hidden)
        self.positions = nn.Embedding(c.positions, c.hidden)
        self.segments = nn.Embedding(c.segments, c.hidden)
        self.norm = nn.LayerNorm(c.hidden, eps=c.epsilon)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.dropout = 0.0

    def forward(self, tokens, segments, lengths):
        """tokens, segments (B, T), lengths (B) -> hidden states (B, T, H); positions past a length mean nothing."""
        t = tokens.shape[1]
        place = torch.arange(t, device=tokens.device)
        x = self.words(tokens) + self.positions(place) + self.segments(segments)
        x = F.dropout(self.norm(x), self.dropout, self.training)
        mask = None
        if int(lengths.min()) < t:
            keep = place[None, :] < lengths[:, None]
            mask = torch.zeros(keep.shape, dtype=torch.float32).masked_fill(~keep, float("-inf"))[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask if mask is None else mask.to(x.dtype), self.dropout)
        return x


class Reader(nn.Module):
    """The trunk and its heads. A head is a row or a few of one small matrix over the trunk's last hidden states, so that
    any program can run it and the file can carry it as a list of numbers."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        self.trunk = Trunk(config)
        h = config.hidden
        self.span = nn.Linear(h, 2)              # start and end of the answer, of a token; at [CLS]: no answer
        self.relevance_head = nn.Linear(h, 1)    # of a sentence to the question, from the mean of its tokens
        self.answerable_head = nn.Linear(h, 1)   # does the window answer the question, from [CLS]
        self.support_head = nn.Linear(h, 3)      # none, partial, full, from [CLS]

    def hidden(self, tokens, segments, lengths):
        return self.trunk(tokens, segments, lengths)

    def spans(self, x):
        """(B, T, H) -> start and end logits (B, T) each."""
        start, end = self.span(x).float().unbind(-1)
        return start, end

    def relevance(self, means):
        """Mean hidden state of each sentence (..., H) -> logit (...)."""
        return self.relevance_head(means).squeeze(-1).float()

    def answerable(self, x):
        """(B, T, H) -> logit (B) that the window answers the question."""
        return self.answerable_head(x[:, 0]).squeeze(-1).float()

    def support(self, x):
        """(B, T, H) -> logits (B, 3) of none, partial, full."""
        return self.support_head(x[:, 0]).float()

    def embedding(self, x, lengths):
        """Mean over the tokens of a text, [CLS] and [SEP] included, at unit length: what sentence-transformers does."""
        keep = (torch.arange(x.shape[1])[None, :] < lengths[:, None]).to(x.dtype)[..., None]
        return F.normalize(((x * keep).sum(1) / keep.sum(1)).float(), dim=-1)


def sentence_means(x, sentence_of, count):
    """Mean hidden state per sentence. x (B, T, H); sentence_of (B, T) has the sentence of a token or -1 -> (B, S, H)."""
    index = torch.where(sentence_of < 0, count, sentence_of)
    member = F.one_hot(index, count + 1)[..., :count].to(x.dtype)                    # (B, T, S)
    return torch.einsum("bts,bth->bsh", member, x) / member.sum(1).clamp(min=1)[..., None]


def load_trunk(reader, path):
    """Reads the weights of a published BERT encoder (safetensors, names of `transformers`)."""
    from safetensors.torch import load_file
    theirs = load_file(path)
    names = {"words": "embeddings.word_embeddings", "positions": "embeddings.position_embeddings",
             "segments": "embeddings.token_type_embeddings", "norm": "embeddings.LayerNorm"}
    inside = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
              "attention_output": "attention.output.dense", "attention_norm": "attention.output.LayerNorm",
              "up": "intermediate.dense", "down": "output.dense", "output_norm": "output.LayerNorm"}
    state = {}
    for ours in reader.trunk.state_dict():
        module, _, leaf = ours.rpartition(".")
        if module.startswith("layers."):
            _, number, part = module.split(".")
            state[ours] = theirs["encoder.layer.%s.%s.%s" % (number, inside[part], leaf)]
        else:
            state[ours] = theirs[names[module] + "." + leaf]
    reader.trunk.load_state_dict(state)


def save(reader, path, **more):
    torch.save({"config": asdict(reader.config), "model": reader.state_dict(), **more}, path)


def load(path):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    reader = Reader(Config(**saved["config"]))
    reader.load_state_dict(saved["model"])
    return reader.eval(), saved
