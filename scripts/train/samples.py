"""Samples as `prepare` wrote them, the windows that the network sees of them, and what it should say there."""
import glob
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

from network import ANSWERS, CELLS, SIDE

# Pixels of a stored square, across and down.
STORED = 96
# Objects smaller than this, in pixels of the network's input, say neither yes nor no.
LEAST = 4.0
# Of an object's box, how much must lie in the window to be found in it, and below how much it is left to another window.
INSIDE, OUTSIDE = 0.6, 0.45


def load(folder, name):
    planes, labels = [], []
    for base in sorted(glob.glob(os.path.join(folder, name + "*.json"))):
        lines = json.load(open(base))
        data = np.fromfile(base[:-5] + ".bin", dtype=np.uint8).reshape(-1, 3, STORED, STORED)
        assert len(lines) == len(data), f"{base}: {len(lines)} labels of {len(data)} samples; prepare it again"
        planes.append(data)
        labels += [
            (
                line["masked"],
                np.array([[ANSWERS.index(l["answer"]) if l["answer"] in ANSWERS else -1, *l["box"]] for l in line["labels"]],
                         dtype=np.float32).reshape(-1, 5),
            )
            for line in lines
        ]
    return (np.concatenate(planes) if planes else np.zeros((0, 3, STORED, STORED), np.uint8)), labels


def windows(count, rng, training):
    """Which part of each stored square the network sees: side, left, top (0–1), mirrored or not."""
    if not training:
        side = np.full(count, SIDE / STORED)
        return side, (1 - side) / 2, (1 - side) / 2, np.zeros(count, bool)
    side = rng.uniform(0.5, 0.95, count)
    left = np.clip((1 - side) / 2 + rng.normal(0, 0.07, count), -0.1, 1.1 - side)
    top = np.clip((1 - side) / 2 + rng.normal(0, 0.07, count), -0.1, 1.1 - side)
    return side, left, top, rng.rand(count) < 0.5


def see(planes, window):
    side, left, top, mirrored = window
    scale = torch.zeros(len(planes), 2, 3)
    sign = np.where(mirrored, -1.0, 1.0)
    scale[:, 0, 0] = torch.from_numpy(side * sign)
    scale[:, 1, 1] = torch.from_numpy(side)
    scale[:, 0, 2] = torch.from_numpy((left + side / 2) * 2 - 1)
    scale[:, 1, 2] = torch.from_numpy((top + side / 2) * 2 - 1)
    grid = F.affine_grid(scale, (len(planes), planes.shape[1], SIDE, SIDE), align_corners=False)
    return F.grid_sample(planes, grid, mode="bilinear", padding_mode="border", align_corners=False)


def targets(labels, window):
    """Chances wanted, where they count, edges wanted and how much they count; in cells."""
    count = len(labels)
    wanted = np.zeros((count, len(ANSWERS), CELLS, CELLS), np.float32)
    counts = np.ones((count, 1, CELLS, CELLS), np.float32)
    edges = np.zeros((count, 4, CELLS, CELLS), np.float32)
    weight = np.zeros((count, 1, CELLS, CELLS), np.float32)
    sides, lefts, tops, mirrors = window
    middle = np.arange(CELLS) + 0.5
    for i, boxes in enumerate(labels):
        # Small ones last: where two overlap the smaller is the one in front, or lost.
        for answer, x, y, w, h in sorted(boxes.tolist(), key=lambda b: -b[3] * b[4]):
            x0, x1 = (x - lefts[i]) / sides[i], (x + w - lefts[i]) / sides[i]
            y0, y1 = (y - tops[i]) / sides[i], (y + h - tops[i]) / sides[i]
            if mirrors[i]:
                x0, x1 = 1 - x1, 1 - x0
            cx0, cx1, cy0, cy1 = max(0, x0), min(1, x1), max(0, y0), min(1, y1)
            if cx1 <= cx0 or cy1 <= cy0:
                continue
            inside = (cx1 - cx0) * (cy1 - cy0) / ((x1 - x0) * (y1 - y0))
            a, b, c, d = cx0 * CELLS, cx1 * CELLS, cy0 * CELLS, cy1 * CELLS
            if answer >= 0 and inside < OUTSIDE:
                continue
            if answer < 0 or inside < INSIDE or min(b - a, d - c) * SIDE / CELLS < LEAST:
                counts[i, 0, int(c):int(np.ceil(d)), int(a):int(np.ceil(b))] = 0
                continue
            mx, my = (a + b) / 2, (c + d) / 2
            sx, sy = max(0.45, 0.14 * (b - a)), max(0.45, 0.14 * (d - c))
            column, row = min(CELLS - 1, int(mx)), min(CELLS - 1, int(my))
            bell = np.exp(-((middle - mx) ** 2)[None, :] / (2 * sx * sx) - ((middle - my) ** 2)[:, None] / (2 * sy * sy))
            bell[row, column] = 1
            wanted[i, int(answer)] = np.maximum(wanted[i, int(answer)], bell)
            core = bell > 0.55
            counts[i, 0][core] = 1
            weight[i, 0][core] = 1.0 / core.sum()
            grid_x, grid_y = np.meshgrid(middle, middle)
            for k, distance in enumerate((grid_x - a, grid_y - c, b - grid_x, d - grid_y)):
                edges[i, k][core] = np.maximum(distance, 0.05)[core]
    return [torch.from_numpy(t) for t in (wanted, counts, edges, weight)]
