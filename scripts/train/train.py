"""Trains the built-in detector from scratch on samples of `prepare` and writes it as ONNX.

./scripts/train-detector train SAMPLES OUT.onnx   (Debian: python3-torch, python3-numpy)

One seed, one thread: the same samples on the same machine give the same weights.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from batches import start_batches
from network import SIDE, Exported, Network
from samples import load, see, targets, windows


def loss_of(chances, edges, wanted, counts, true_edges, weight):
    probability = torch.sigmoid(chances).clamp(1e-4, 1 - 1e-4)
    is_peak = (wanted >= 0.999).float()
    hit = -((1 - probability) ** 2) * torch.log(probability) * is_peak
    miss = -((1 - wanted) ** 4) * probability**2 * torch.log(1 - probability) * (1 - is_peak)
    objects = is_peak.sum().clamp(min=1)
    found = ((hit + miss) * counts).sum() / objects
    left, top, right, bottom = edges.unbind(1)
    a, b, c, d = true_edges.unbind(1)
    shared = (torch.minimum(left, a) + torch.minimum(right, c)) * (torch.minimum(top, b) + torch.minimum(bottom, d))
    either = (left + right) * (top + bottom) + (a + c) * (b + d) - shared
    around = (torch.maximum(left, a) + torch.maximum(right, c)) * (torch.maximum(top, b) + torch.maximum(bottom, d))
    giou = shared / either.clamp(min=1e-6) - (around - either) / around.clamp(min=1e-6)
    placed = ((1 - giou) * weight[:, 0]).sum() / weight.sum().clamp(min=1)
    return found, placed


def check(network, data, lines, title):
    """Of the objects in unvaried windows: share whose peak says their class, and how well their boxes fit; false peaks a sample."""
    network.eval()
    right = wrong = false = total = 0
    fits = []
    with torch.no_grad():
        for start in range(0, len(data), 256):
            planes = torch.from_numpy(data[start:start + 256].astype(np.float32)) / 255
            window = windows(len(planes), None, False)
            chances, edges = network(see(planes[:, :2], window))
            probability = torch.sigmoid(chances)
            wanted, counts, true_edges, weight = targets([l[1] for l in lines[start:start + 256]], window)
            best, answer = probability.max(1)
            peaks = (best == F.max_pool2d(best, 3, 1, 1)) & (best > 0.3) & (counts[:, 0] > 0)
            near = F.max_pool2d(wanted.max(1)[0].unsqueeze(1), 3, 1, 1)[:, 0] > 0.3
            false += int((peaks & ~near).sum())
            at = (wanted >= 0.999).nonzero()
            total += len(at)
            best_near = F.max_pool2d(probability, 3, 1, 1)
            for i, k, row, column in at.tolist():
                column_best = best_near[i, :, row, column]
                if column_best.max() < 0.3:
                    continue
                if int(column_best.argmax()) == k:
                    right += 1
                else:
                    wrong += 1
                p, t = edges[i, :, row, column], true_edges[i, :, row, column]
                shared = (min(p[0], t[0]) + min(p[2], t[2])) * (min(p[1], t[1]) + min(p[3], t[3]))
                fits.append(float(shared / ((p[0] + p[2]) * (p[1] + p[3]) + (t[0] + t[2]) * (t[1] + t[3]) - shared)))
    network.train()
    print(f"  {title}: {total} objects, found right {right / max(1, total):.3f}, as another {wrong / max(1, total):.3f}, "
          f"false {false / max(1, len(data)):.3f} a sample, overlap {np.mean(fits or [0]):.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--batch", type=int, default=96)
    options = parser.parse_args()
    torch.manual_seed(1)
    # One thread learns while another process makes the batches; more of either only wait for one another.
    torch.set_num_threads(1)

    street, street_labels = load(options.samples, "street-")
    kept = len(street) // 25
    tested = street[-kept:], street_labels[-kept:]
    street, street_labels = street[:-kept], street_labels[:-kept]
    close, close_labels = load(options.samples, "close-")
    stills, still_labels = load(options.samples, "stills")
    clips, clip_labels = load(options.samples, "clips")
    print(f"{len(street)} squares of streets, {len(close)} from near, {len(stills)} of stills, {len(clips)} of clips", flush=True)
    sets = [(street, street_labels), (close, close_labels), (stills, still_labels), (clips, clip_labels)]

    network = Network().to(memory_format=torch.channels_last)
    print(f"{sum(p.numel() for p in network.parameters())} parameters", flush=True)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, options.steps, pct_start=0.1)
    started = time.time()
    sums = np.zeros(2)
    for step, (planes, wanted) in enumerate(start_batches(sets, options.batch, options.steps), 1):
        chances, edges = network(torch.from_numpy(planes).contiguous(memory_format=torch.channels_last))
        found, placed = loss_of(chances, edges, *(torch.from_numpy(part) for part in wanted))
        optimizer.zero_grad()
        (found + 1.5 * placed).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        sums += (found.item(), placed.item())
        if step % 200 == 0:
            print(f"step {step} of {options.steps}: class {sums[0] / 200:.3f}, box {sums[1] / 200:.3f}, "
                  f"{time.time() - started:.0f} s", flush=True)
            sums[:] = 0
        if step % 1000 == 0 or step == options.steps:
            check(network, *tested, "streets")
            check(network, clips, clip_labels, "clips (learnt)")
            export(network, options.out)


def export(network, out):
    network.eval()
    torch.onnx.export(
        Exported(network), torch.zeros(1, 2, SIDE, SIDE), out, input_names=["planes"], output_names=["cells"],
        dynamic_axes={"planes": {0: "squares"}, "cells": {0: "squares"}}, opset_version=13,
    )
    network.train()


if __name__ == "__main__":
    main()
