"""Shapes of drawn objects, for real ones of which only the box is known."""
import numpy as np

from network import ANSWERS
from samples import STORED

# Pixels of a shape, across and down.
SHAPE = 48
# Of each answer, at most.
MOST = 1500


def silhouettes_of(*sets):
    """Per answer the shapes 0–1 of objects that are alone and whole in their square, stretched to the same size."""
    shapes = [[] for _ in ANSWERS]
    for data, lines in sets:
        for planes, (masked, boxes) in zip(data, lines):
            if not masked or len(boxes) != 1 or boxes[0, 0] < 0:
                continue
            answer, x, y, w, h = boxes[0]
            is_whole = min(x, y) > 0.02 and max(x + w, y + h) < 0.98 and max(w, h) > 0.3
            if not is_whole or len(shapes[int(answer)]) >= MOST:
                continue
            rows = ((y + (np.arange(SHAPE) + 0.5) / SHAPE * h) * STORED).astype(int)
            columns = ((x + (np.arange(SHAPE) + 0.5) / SHAPE * w) * STORED).astype(int)
            shapes[int(answer)].append(planes[2][rows[:, None], columns[None, :]].astype(np.float32) / 255)
    return shapes
