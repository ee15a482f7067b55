"""The network of the built-in detector."""
import torch
import torch.nn.functional as F
from torch import nn

# Pixels and cells of a square, across and down; and the labels, in the order of models/labels/street.json.
SIDE, CELLS = 64, 16
ANSWERS = ["human", "two-wheeler", "vehicle"]


def block(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Network(nn.Module):
    """Two planes of 64 × 64 → per cell of 16 × 16 the chance of each class and the distances to the box's four edges."""

    def __init__(self):
        super().__init__()
        self.stem = block(2, 24, 2)
        self.fine = nn.Sequential(block(24, 40, 2), block(40, 40))
        self.middle = nn.Sequential(block(40, 72, 2), block(72, 72))
        # The second lets every cell see the whole square: what fills it is one object, not its parts.
        self.coarse = nn.Sequential(block(72, 96, 2), block(96, 96))
        self.from_coarse = nn.Conv2d(96, 72, 1)
        self.from_middle = nn.Conv2d(72, 40, 1)
        self.head = block(40, 40)
        self.chances = nn.Conv2d(40, len(ANSWERS), 1)
        self.edges = nn.Conv2d(40, 4, 1)
        nn.init.constant_(self.chances.bias, -3.0)

    def see(self, planes):
        fine = self.fine(self.stem(planes))
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        middle = F.relu(middle + F.interpolate(self.from_coarse(coarse), scale_factor=2.0))
        fine = F.relu(fine + F.interpolate(self.from_middle(middle), scale_factor=2.0))
        return self.head(fine)

    def forward(self, planes):
        seen = self.see(planes)
        return self.chances(seen), F.softplus(self.edges(seen))


class Exported(nn.Module):
    """As the agent runs it: one output, chances as 0–1, edges in sides of the square."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        # softplus(x) is -log(sigmoid(-x)): one convolution and one sigmoid for both, and no softplus, which takes as long as four layers.
        answers = [(network.chances, 1), (network.edges, -1)]
        self.answer = nn.Conv2d(network.head[0].out_channels, len(ANSWERS) + 4, 1)
        self.answer.weight.data = torch.cat([sign * layer.weight.data for layer, sign in answers])
        self.answer.bias.data = torch.cat([sign * layer.bias.data for layer, sign in answers])

    def forward(self, planes):
        answer = torch.sigmoid(self.answer(self.network.see(planes)))
        return torch.cat([answer[:, : len(ANSWERS)], torch.log(answer[:, len(ANSWERS) :]) * (-1 / CELLS)], 1)
