"""Batches to learn from: random samples, seen in random windows, varied."""
import multiprocessing

import numpy as np
import torch
import torch.nn.functional as F

from network import SIDE
from samples import STORED, see, targets, windows
from silhouettes import silhouettes_of

# Of a batch: streets, the same from near, stills, clips.
SHARES = (0.4, 0.2, 0.3, 0.1)
# Batches that wait to be learnt from, at most.
AHEAD = 8
# The sets, shapes of drawn objects by answer, and the size of a batch; set once, before the process that makes them is forked off.
material = None


def vary(luma, change, mask, masked, others, rng):
    """Other places, light, sharpness and noise; and motion that is known less well."""
    count = len(luma)

    def pick(chance):
        return torch.from_numpy((rng.rand(count) < chance).astype(np.float32)).view(-1, 1, 1, 1)

    def between(low, high):
        return torch.from_numpy(rng.uniform(low, high, count).astype(np.float32)).view(-1, 1, 1, 1)

    # The shape of an object without its looks: what is drawn looks too much alike.
    dressed = pick(0.25) * masked * between(0.4, 1.0) * F.avg_pool2d(mask, 3, 1, 1)
    luma = dressed * others[torch.from_numpy(rng.permutation(count))] + (1 - dressed) * luma

    moved = pick(0.4) * masked
    soft = F.avg_pool2d(mask, 3, 1, 1)
    around = F.avg_pool2d(F.max_pool2d(mask, 5, 1, 2), 5, 1, 2)
    luma = moved * (soft * luma + (1 - soft) * others) + (1 - moved) * luma
    change = moved * around * torch.clamp(change + 0.1, 0, 1) + (1 - moved) * change
    # What is large in the picture is seen as sharply as it is; drawn from far its change is a smear with a shadow.
    sharp = pick(0.4) * masked
    change = sharp * torch.clamp(soft * between(0.3, 1.2), 0, 1) + (1 - sharp) * change

    negative = pick(0.05)
    luma = negative * (1 - luma) + (1 - negative) * luma
    luma = torch.clamp(luma, 0, 1) ** torch.exp(between(-0.45, 0.45))
    luma = (luma - 0.5) * between(0.55, 1.25) + 0.5 + between(-0.15, 0.15)
    blur = pick(0.35)
    luma = blur * F.interpolate(F.avg_pool2d(luma, 2), scale_factor=2.0, mode="bilinear") + (1 - blur) * luma
    blur = pick(0.25)
    luma = blur * F.avg_pool2d(F.pad(luma, (1, 1, 1, 1), mode="replicate"), 3, 1) + (1 - blur) * luma
    luma = luma + pick(0.6) * between(0, 0.05) * torch.from_numpy(rng.standard_normal(luma.shape).astype(np.float32))

    coarse = torch.from_numpy(rng.rand(count, 1, 6, 6).astype(np.float32))
    patches = F.interpolate(coarse, size=(SIDE, SIDE), mode="bilinear")
    holes = pick(0.35)
    change = change * (1 - holes * torch.clamp((patches - between(0.5, 0.8)) * 8, 0, 1))
    ghosts = pick(0.15)
    coarse = torch.from_numpy(rng.rand(count, 1, 5, 5).astype(np.float32))
    patches = F.interpolate(coarse, size=(SIDE, SIDE), mode="bilinear")
    change = torch.maximum(change, ghosts * torch.clamp((patches - between(0.6, 0.9)) * 4, 0, 1))
    change = change * between(0.6, 1.4)
    return torch.clamp(luma, 0, 1), torch.clamp(change, 0, 1)


def imagine_motion(planes, labels, shapes, rng):
    """Stills have no motion: some of their objects get what it would look like; the others stand still, and are none."""
    kept = []
    rows, columns = np.mgrid[0:STORED, 0:STORED] / STORED
    for i, boxes in enumerate(labels):
        change = np.abs(rng.normal(0, 0.04, (STORED, STORED))).astype(np.float32)
        mine = []
        for box in boxes:
            moves = rng.rand() < 0.8
            if not moves and box[0] >= 0:
                continue
            mine.append(box)
            if box[0] < 0:
                continue
            _, x, y, w, h = box
            if rng.rand() < 0.6:
                change = np.maximum(change, cast(shapes[int(box[0])], x, y, w, h, rng) * rng.uniform(0.35, 1))
                continue
            power = rng.uniform(2, 6)
            r = np.abs((columns - x - w / 2) / (w / 2)) ** power + np.abs((rows - y - h / 2) / (h / 2)) ** power
            change = np.maximum(change, np.clip((1.1 - r) * 3, 0, 1) * rng.uniform(0.35, 1))
        planes[i, 1] = change * 255
        kept.append(np.array(mine, np.float32).reshape(-1, 5))
    return planes, kept


def cast(shapes, x, y, w, h, rng):
    """The shape of some drawn object of the kind, in the box of a real one."""
    shape = shapes[rng.randint(0, len(shapes))]
    if rng.rand() < 0.5:
        shape = shape[:, ::-1]
    side = len(shape)
    middle = (np.arange(STORED) + 0.5) / STORED
    rows = np.floor((middle - y) / h * side).astype(int)
    columns = np.floor((middle - x) / w * side).astype(int)
    inside = ((rows >= 0) & (rows < side))[:, None] & ((columns >= 0) & (columns < side))[None, :]
    return inside * shape[np.clip(rows, 0, side - 1)[:, None], np.clip(columns, 0, side - 1)[None, :]]


def cut_off(planes, labels, rng):
    """Now and then the edge of the picture comes between: grey and unchanged beyond it, and boxes end there."""
    for i in np.nonzero(rng.rand(len(planes)) < 0.15)[0]:
        at, edge = rng.uniform(0.45, 0.85), rng.randint(0, 4)
        low, high = (0.0, at) if edge < 2 else (1 - at, 1.0)
        axis = edge % 2
        beyond = slice(int(high * STORED), None) if edge < 2 else slice(None, int(low * STORED))
        part = (i, slice(None), beyond) if axis == 0 else (i, slice(None), slice(None), beyond)
        planes[part] = 0
        planes[(i, 0) + part[2:]] = 127.5
        boxes = labels[i].copy()
        first, long = (2, 4) if axis == 0 else (1, 3)
        start = np.clip(boxes[:, first], low, high)
        rest = np.clip(boxes[:, first] + boxes[:, long], low, high) - start
        share = rest / np.maximum(boxes[:, long], 1e-6)
        boxes[:, first], boxes[:, long] = start, rest
        boxes[share < 0.35, 0] = -1
        labels[i] = boxes[rest > 0]
    return planes, labels


def preferred(lines, is_rare, chosen, rng):
    """Of two squares the rarer: on streets nearly everybody rides, and what is real shows mostly people, or nothing."""
    others = rng.randint(0, len(lines), len(chosen))
    pairs = zip(chosen, others)
    return np.array([b if is_rare(lines[b][1]) and not is_rare(lines[a][1]) else a for a, b in pairs], dtype=int)


def is_people_alone(boxes):
    answers = set(boxes[:, 0].tolist())
    return 0.0 in answers and answers <= {0.0, -1.0}


def has_vehicle(boxes):
    return 2.0 in boxes[:, 0]


def batch(step):
    """Every batch has dice of its own, so that it is the same whoever makes it."""
    sets, shapes, size = material
    rng = np.random.RandomState(step)
    streets, near, (backgrounds, _), _ = sets
    planes, labels, masked = [], [], []
    for (data, lines), share in zip(sets, SHARES):
        count = int(size * share)
        chosen = rng.randint(0, len(data), count)
        if data is streets[0]:
            chosen = preferred(lines, is_people_alone, chosen, rng)
        elif data is not near[0]:
            chosen = preferred(lines, has_vehicle, chosen, rng)
        some = data[chosen].astype(np.float32)
        mine = [lines[i][1] for i in chosen]
        if data is backgrounds:
            some, mine = imagine_motion(some, mine, shapes, rng)
        planes.append(some)
        labels += mine
        masked += [lines[i][0] for i in chosen]
    planes, labels = cut_off(np.concatenate(planes), labels, rng)
    planes = torch.from_numpy(planes) / 255
    window = windows(len(planes), rng, True)
    seen = see(planes, window)
    places = torch.from_numpy(backgrounds[rng.randint(0, len(backgrounds), len(planes)), :1].astype(np.float32)) / 255
    others = see(places, windows(len(planes), rng, True))
    is_masked = torch.tensor(masked, dtype=torch.float32).view(-1, 1, 1, 1)
    luma, change = vary(seen[:, :1], seen[:, 1:2], seen[:, 2:], is_masked, others, rng)
    return torch.cat([luma, change], 1).numpy(), [t.numpy() for t in targets(labels, window)]


def make_batches(queue, steps):
    for step in range(1, steps + 1):
        queue.put(batch(step))


def start_batches(sets, size, steps):
    global material
    material = sets, silhouettes_of(*sets[:2]), size
    context = multiprocessing.get_context("fork")
    queue = context.Queue(AHEAD)
    context.Process(target=make_batches, args=(queue, steps), daemon=True).start()
    for _ in range(steps):
        yield queue.get()
