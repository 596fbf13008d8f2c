"""Reads networks that Caffe saved: a .caffemodel with weights and a .prototxt with layers."""
