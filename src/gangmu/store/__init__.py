"""A workspace on disk: what was imported and what was computed, each written whole or not at all."""

from gangmu.store.files import Files, atomic_write, sha256_of
from gangmu.store.snapshots import Draft, decode, encode
from gangmu.store.workspace import Workspace

__all__ = ["Draft", "Files", "Workspace", "atomic_write", "decode", "encode", "sha256_of"]
