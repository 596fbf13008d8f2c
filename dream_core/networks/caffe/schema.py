"""What is read of Caffe's protocol buffers: the fields that any layer of ours needs.

Numbers and defaults are those of caffe.proto; fields that aren't here are skipped while reading.
"""

from collections.abc import Mapping
from functools import cache

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message

_Field = descriptor_pb2.FieldDescriptorProto
_PACKAGE = "puppyslug.caffe"

# Name: number, kind, default. A star is for what is repeated; a kind is a scalar, an enumeration,
# which belongs to the message that has it, or a message.
_Fields = Mapping[str, tuple[int, str] | tuple[int, str, str]]

_PARAMETERS: Mapping[str, tuple[int, int, str]] = {
    # Of each parameter: its number in a layer, in a layer of the first version, and its message.
    "concat_param": (104, 9, "Concat"),
    "convolution_param": (106, 10, "Convolution"),
    "eltwise_param": (110, 24, "Eltwise"),
    "inner_product_param": (117, 17, "InnerProduct"),
    "lrn_param": (118, 18, "LRN"),
    "pooling_param": (121, 19, "Pooling"),
    "relu_param": (123, 30, "ReLU"),
    "batch_norm_param": (139, 0, "BatchNorm"),
}
_ENUMS: Mapping[str, Mapping[str, int]] = {
    "Phase": {"TRAIN": 0, "TEST": 1},
    "Method": {"MAX": 0, "AVE": 1, "STOCHASTIC": 2},
    "Rounding": {"CEIL": 0, "FLOOR": 1},
    "Region": {"ACROSS_CHANNELS": 0, "WITHIN_CHANNEL": 1},
    "Operation": {"PROD": 0, "SUM": 1, "MAX": 2},
    "Type": {
        "NONE": 0,
        "ACCURACY": 1,
        "BNLL": 2,
        "CONCAT": 3,
        "CONVOLUTION": 4,
        "DATA": 5,
        "DROPOUT": 6,
        "EUCLIDEAN_LOSS": 7,
        "FLATTEN": 8,
        "HDF5_DATA": 9,
        "HDF5_OUTPUT": 10,
        "IM2COL": 11,
        "IMAGE_DATA": 12,
        "INFOGAIN_LOSS": 13,
        "INNER_PRODUCT": 14,
        "LRN": 15,
        "MULTINOMIAL_LOGISTIC_LOSS": 16,
        "POOLING": 17,
        "RELU": 18,
        "SIGMOID": 19,
        "SOFTMAX": 20,
        "SOFTMAX_LOSS": 21,
        "SPLIT": 22,
        "TANH": 23,
        "WINDOW_DATA": 24,
        "ELTWISE": 25,
        "POWER": 26,
        "SIGMOID_CROSS_ENTROPY_LOSS": 27,
        "HINGE_LOSS": 28,
        "MEMORY_DATA": 29,
        "ARGMAX": 30,
        "THRESHOLD": 31,
        "DUMMY_DATA": 32,
        "SLICE": 33,
        "MVN": 34,
        "ABSVAL": 35,
        "SILENCE": 36,
        "CONTRASTIVE_LOSS": 37,
        "EXP": 38,
        "DECONVOLUTION": 39,
    },
}
_WINDOW: _Fields = {
    "kernel_h": (11, "uint32"),
    "kernel_w": (12, "uint32"),
    "pad_h": (9, "uint32"),
    "pad_w": (10, "uint32"),
    "stride_h": (13, "uint32"),
    "stride_w": (14, "uint32"),
}
_MESSAGES: Mapping[str, _Fields] = {
    "Shape": {"dim": (1, "int64*")},
    # Packed floats are a row of bytes; read as such, they need no list of numbers in between.
    "Blob": {
        "num": (1, "int32"),
        "channels": (2, "int32"),
        "height": (3, "int32"),
        "width": (4, "int32"),
        "data": (5, "bytes"),
        "double_data": (8, "bytes"),
        "shape": (7, "Shape"),
    },
    "Rule": {"phase": (1, "Phase")},
    "Concat": {"axis": (2, "int32", "1"), "concat_dim": (1, "uint32", "1")},
    "Convolution": {
        "num_output": (1, "uint32"),
        "pad": (3, "uint32*"),
        "kernel_size": (4, "uint32*"),
        "group": (5, "uint32", "1"),
        "stride": (6, "uint32*"),
        "dilation": (18, "uint32*"),
        **_WINDOW,
    },
    "Eltwise": {"operation": (1, "Operation", "SUM"), "coeff": (2, "float*")},
    "InnerProduct": {
        "num_output": (1, "uint32"),
        "axis": (5, "int32", "1"),
        "transpose": (6, "bool", "false"),
    },
    "LRN": {
        "local_size": (1, "uint32", "5"),
        "alpha": (2, "float", "1"),
        "beta": (3, "float", "0.75"),
        "norm_region": (4, "Region", "ACROSS_CHANNELS"),
        "k": (5, "float", "1"),
    },
    "Pooling": {
        "pool": (1, "Method", "MAX"),
        "kernel_size": (2, "uint32"),
        "stride": (3, "uint32", "1"),
        "pad": (4, "uint32", "0"),
        "kernel_h": (5, "uint32"),
        "kernel_w": (6, "uint32"),
        "stride_h": (7, "uint32"),
        "stride_w": (8, "uint32"),
        "pad_h": (9, "uint32"),
        "pad_w": (10, "uint32"),
        "global_pooling": (12, "bool", "false"),
        "round_mode": (13, "Rounding", "CEIL"),
    },
    "ReLU": {"negative_slope": (1, "float", "0")},
    "BatchNorm": {"eps": (3, "float", "0.00001")},
    "Layer": {
        "name": (1, "string"),
        "type": (2, "string"),
        "bottom": (3, "string*"),
        "top": (4, "string*"),
        "blobs": (7, "Blob*"),
        "include": (8, "Rule*"),
        "exclude": (9, "Rule*"),
        **{name: (new, kind) for name, (new, _, kind) in _PARAMETERS.items()},
    },
    "V1Layer": {
        "bottom": (2, "string*"),
        "top": (3, "string*"),
        "name": (4, "string"),
        "type": (5, "Type"),
        "blobs": (6, "Blob*"),
        "include": (32, "Rule*"),
        "exclude": (33, "Rule*"),
        **{name: (old, kind) for name, (_, old, kind) in _PARAMETERS.items() if old},
    },
    "Net": {
        "name": (1, "string"),
        "layers": (2, "V1Layer*"),
        "input": (3, "string*"),
        "layer": (100, "Layer*"),
    },
}
_SCALARS = {
    "int32": _Field.TYPE_INT32,
    "int64": _Field.TYPE_INT64,
    "uint32": _Field.TYPE_UINT32,
    "float": _Field.TYPE_FLOAT,
    "bool": _Field.TYPE_BOOL,
    "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
}


@cache
def message_class(name: str) -> type[Message]:
    """The class of ``Net``, or of another of the messages above."""
    found = _pool().FindMessageTypeByName(f"{_PACKAGE}.{name}")
    return message_factory.GetMessageClass(found)


@cache
def _pool() -> descriptor_pool.DescriptorPool:
    file = descriptor_pb2.FileDescriptorProto(
        name="puppyslug_caffe.proto", package=_PACKAGE, syntax="proto2"
    )
    for name, fields in _MESSAGES.items():
        _describe_message(file.message_type.add(name=name), fields)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool


def _describe_message(message: descriptor_pb2.DescriptorProto, fields: _Fields) -> None:
    for name, (number, kind, *default) in fields.items():
        field = message.field.add(
            name=name,
            number=number,
            label=_Field.LABEL_REPEATED if kind.endswith("*") else _Field.LABEL_OPTIONAL,
            default_value=default[0] if default else None,
        )
        _describe_kind(message, field, kind.removesuffix("*"))


def _describe_kind(message: descriptor_pb2.DescriptorProto, field: _Field, kind: str) -> None:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    elif kind in _ENUMS:
        field.type = _Field.TYPE_ENUM
        field.type_name = f".{_PACKAGE}.{message.name}.{kind}"
        enum = message.enum_type.add(name=kind)
        for value, value_number in _ENUMS[kind].items():
            enum.value.add(name=value, number=value_number)
    else:
        field.type = _Field.TYPE_MESSAGE
        field.type_name = f".{_PACKAGE}.{kind}"
