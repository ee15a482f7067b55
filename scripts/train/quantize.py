"""Writes a trained network with weights and activations of 8 bits: half the work of 32, where the processor has instructions for it.

./scripts/train-detector quantize FLOAT.onnx SAMPLES OUT.onnx   (Debian: python3-torch, python3-numpy, python3-onnx)

After training, by the ranges that activations have over the samples. The samples of `prepare` need not be all of them.
"""
import argparse

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from google.protobuf.message import DecodeError
from onnx import TensorProto, helper, numpy_helper

from samples import load, see, windows

# Weights of 7 bits: the products of two of 8 overflow the 16 that processors without VNNI add them up in, which would
# make another network of it there.
MOST = 63
# Squares of each set that ranges are taken from.
SQUARES = 1500
SETS = ("street-", "close-", "stills", "clips")


def squares_of(folder):
    rng = np.random.RandomState(1)
    parts = []
    for name in SETS:
        data, _ = load(folder, name)
        for picked in np.array_split(rng.permutation(len(data))[:SQUARES], 16):
            if len(picked) == 0:
                continue
            planes = torch.from_numpy(data[picked].astype(np.float32)) / 255
            parts.append(see(planes[:, :2], windows(len(planes), None, False)))
    if not parts:
        raise SystemExit(f"quantize: no samples in {folder}; make them with: ./scripts/train-detector prepare {folder}")
    return parts


def run(node, inputs):
    if node.op_type == "Conv":
        return F.conv2d(*inputs, stride=attributes_of(node)["strides"], padding=attributes_of(node)["pads"][:2])
    if node.op_type == "Resize":
        return F.interpolate(inputs[0], scale_factor=tuple(inputs[-1][2:].tolist()))
    if node.op_type == "Add":
        return inputs[0] + inputs[1]
    if node.op_type == "Relu":
        return F.relu(inputs[0])
    raise SystemExit(f"quantize: it has a {node.op_type}, as no network of train; give the file that train wrote")


def attributes_of(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def measure(nodes, constants, parts, input_name):
    """The least and the largest value of every activation, and 0."""
    ranges = {}
    for planes in parts:
        values = {name: torch.from_numpy(array.copy()) for name, array in constants.items()}
        values[input_name] = planes
        for node in nodes:
            out = run(node, [values[name] for name in node.input if name])
            values[node.output[0]] = out
            low, high = ranges.get(node.output[0], (0.0, 0.0))
            ranges[node.output[0]] = (min(low, float(out.min())), max(high, float(out.max())))
    return ranges


class Writer:
    """Nodes and constants of the graph that comes to be."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, array):
        if all(known.name != name for known in self.constants):
            self.constants.append(numpy_helper.from_array(array, name))
        return name

    def activation(self, name, low, high):
        """Rounds an activation to 8 bits; what stands for it from then on, and the step between two of its values."""
        scale = np.float32((high - low) / 255)
        zero = np.uint8(round(-low / scale))
        step = [self.constant(f"{name}/scale", np.array(scale)), self.constant(f"{name}/zero", np.array(zero))]
        self.nodes.append(helper.make_node("QuantizeLinear", [name, *step], [f"{name}/whole"]))
        self.nodes.append(helper.make_node("DequantizeLinear", [f"{name}/whole", *step], [f"{name}/rounded"]))
        return f"{name}/rounded", scale

    def weights(self, name, array, scale_in, bias_name, bias):
        """Rounds the weights of each channel by themselves, and the biases to what products of both are."""
        scale = np.maximum(np.abs(array).max((1, 2, 3)) / MOST, 1e-8).astype(np.float32)
        rounded = np.round(array / scale[:, None, None, None]).astype(np.int8)
        product = (scale * scale_in).astype(np.float32)
        for base, values, scales in [
            (name, rounded, scale),
            (bias_name, np.round(bias / product).astype(np.int32), product),
        ]:
            given = [
                self.constant(f"{base}/whole", values),
                self.constant(f"{base}/scale", scales),
                self.constant(f"{base}/zero", np.zeros(len(scales), values.dtype)),
            ]
            self.nodes.append(helper.make_node("DequantizeLinear", given, [f"{base}/rounded"], axis=0))
        return f"{name}/rounded", f"{bias_name}/rounded"


def quantize(model, parts):
    graph = model.graph
    constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(attributes_of(node)["value"])
    nodes = [n for n in graph.node if n.op_type != "Constant"]
    # The answer keeps 32 bits, from the last convolution on; so does the first one, which two planes make no faster in 8.
    convolutions = [i for i, n in enumerate(nodes) if n.op_type == "Conv"]
    body, answer = nodes[: convolutions[-1]], nodes[convolutions[-1] :]
    ranges = measure(body, constants, parts, graph.input[0].name)
    writer = Writer()
    # What stands for an activation that was rounded, and the step between two of its values.
    rounded = {}
    for node in nodes:
        inputs = [rounded[name][0] if name in rounded else name for name in node.input]
        if node.op_type == "Conv" and node in body and node.input[0] in rounded:
            weight, bias = node.input[1:]
            step = rounded[node.input[0]][1]
            inputs[1:] = writer.weights(weight, constants[weight], step, bias, constants[bias])
        else:
            for name in node.input:
                if name in constants:
                    writer.constant(name, constants[name])
        writer.nodes.append(helper.make_node(node.op_type, inputs, list(node.output), **attributes_of(node)))
        # What is below 0 before a ReLU is 0 after it: only that is rounded.
        if node in body and consumers(nodes, node) != {"Relu"}:
            rounded[node.output[0]] = writer.activation(node.output[0], *ranges[node.output[0]])
    done = helper.make_graph(writer.nodes, "street-64", list(graph.input), list(graph.output), writer.constants)
    return helper.make_model(done, opset_imports=model.opset_import, producer_name="watchpost", ir_version=model.ir_version)


def consumers(nodes, node):
    return {n.op_type for n in nodes if node.output[0] in n.input}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained")
    parser.add_argument("samples")
    parser.add_argument("out")
    options = parser.parse_args()
    try:
        trained = onnx.load(options.trained)
    except (OSError, DecodeError) as error:
        raise SystemExit(f"quantize: {options.trained} cannot be read as ONNX ({error}); give the file that train wrote")
    with torch.no_grad():
        model = quantize(trained, squares_of(options.samples))
    onnx.checker.check_model(model)
    onnx.save(model, options.out)
    print(f"{options.out}: {model.ByteSize()} bytes")


if __name__ == "__main__":
    main()
