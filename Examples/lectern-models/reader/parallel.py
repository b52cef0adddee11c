"""Training on a few CPU cores: one process a core, each on whole micro-batches with one thread.

Two such processes get 1.4 times the tokens of one process with two threads (measured: 3,800 against 2,300 tokens a
second and pair of cores, bf16), and a core that another program takes away holds up one micro-batch only: whoever is
free takes the next. Parameters, gradients and AdamW's moments are flat vectors in shared memory; after the last
micro-batch of a step each process updates its own stretch of them.
"""

import math

import torch
import torch.multiprocessing as mp


class SharedState:
    """Flat vectors of n floats: parameters, a slower average of them, moments, and one gradient for each worker."""

    def __init__(self, count, workers):
        make = lambda: torch.zeros(count).share_memory_()
        self.parameters, self.average, self.first, self.second = make(), make(), make(), make()
        self.gradients = [make() for _ in range(workers)]
        self.norms = torch.zeros(workers, dtype=torch.float64).share_memory_()
        self.next = mp.Value("q", 0)
        self.barrier = mp.Barrier(workers)
        self.workers = workers

    def take(self, below):
        """Number of the next micro-batch nobody has taken, or None when the step has none left."""
        with self.next.get_lock():
            if self.next.value >= below:
                return None
            self.next.value += 1
            return self.next.value - 1


def trained(module):
    return [p for p in module.parameters() if p.requires_grad]


def attach(module, flat, gradient):
    """Makes the module's trained parameters, and their gradients, views into flat vectors."""
    place = 0
    for p in trained(module):
        n = p.numel()
        p.data = flat[place:place + n].view_as(p)
        p.grad = gradient[place:place + n].view_as(p)
        place += n


def fill(module, flat):
    """Copies the module's trained parameters into a flat vector."""
    flat.copy_(torch.cat([p.detach().reshape(-1) for p in trained(module)]))


def fill_from(module, flat):
    """The other way: a flat vector into the module's trained parameters."""
    place = 0
    with torch.no_grad():
        for p in trained(module):
            p.copy_(flat[place:place + p.numel()].view_as(p))
            place += p.numel()


def decayed(module):
    """One float a parameter: 1 where weight decay applies (matrices), 0 for vectors."""
    return torch.cat([torch.full((p.numel(),), float(p.dim() > 1)) for p in trained(module)])


def update(state, worker, step, rate, decay, decay_mask, clip=1.0, momentum=(0.9, 0.98), horizon=0.998):
    """AdamW on this worker's stretch, from the sum of all gradients; call between micro-batches of all workers."""
    state.barrier.wait()                                     # every gradient is there
    n = len(state.parameters)
    part = slice(n * worker // state.workers, n * (worker + 1) // state.workers)
    total = sum(g[part] for g in state.gradients)
    state.norms[worker] = float(total.double().pow(2).sum())
    state.barrier.wait()                                     # every norm is there
    norm = math.sqrt(float(state.norms.sum()))
    total *= min(1.0, clip / (norm + 1e-6))
    first, second, p = state.first[part], state.second[part], state.parameters[part]
    first.lerp_(total, 1 - momentum[0])
    second.mul_(momentum[1]).addcmul_(total, total, value=1 - momentum[1])
    scale = math.sqrt(1 - momentum[1] ** step) / (1 - momentum[0] ** step)
    p.mul_(1 - rate * decay * decay_mask[part])
    p.addcdiv_(first, second.sqrt().add_(1e-8), value=-rate * scale)
    state.average[part].lerp_(p, 1 - min(horizon, (1 + step) / (10 + step)))
    for g in state.gradients:
        g[part].zero_()
    state.barrier.wait()                                     # parameters are whole again
    return norm
