"""Encoder, index and search: the only home of numpy, faiss and onnxruntime."""
