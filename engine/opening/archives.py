"""Zip archives, in which PyTorch and numpy both keep tensors: what a member takes is known before it is unpacked."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from engine.learning.tasks.sequence import InputProblem
from engine.opening.stored import MAX_TENSORS, check_count, check_size, quoted

ENTRY = b"PK\x01\x02"  # what every entry of an archive's directory begins with
BESIDE = 64  # members that are no tensors
ENCRYPTED = 1  # a flag of a member


class Archive:
    """The members of a zip archive, none of which is larger than its directory says.

    Raises:
        InputProblem: too many members, too large together, or packed as neither PyTorch nor numpy packs.
        Exception: whatever `zipfile` raises for bytes that are no archive.
    """

    def __init__(self, data: bytes) -> None:
        # counted before the directory is gone through, which takes a second for every hundred thousand
        if (entries := data.count(ENTRY)) > MAX_TENSORS + BESIDE:
            check_count(entries)
        self._file = ZipFile(BytesIO(data))
        self._members = {member.filename: member for member in self._file.infolist()}
        check_size(sum(member.file_size for member in self._members.values()))
        for member in self._members.values():
            _check(member)

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the archive's order."""
        return tuple(self._members)

    def size(self, name: str) -> int:
        """How many bytes a member has, unpacked."""
        return self._members[name].file_size

    def read(self, name: str) -> bytes:
        """A member, unpacked; no more of it than the directory says."""
        return self._file.read(self._members[name])


def _check(member: ZipInfo) -> None:
    # other methods than these unpack without asking how much
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or member.flag_bits & ENCRYPTED:
        raise InputProblem(
            "“{name}” in this archive is encrypted, or packed in a way that neither PyTorch nor NumPy uses: please "
            "save the file with one of them.",
            name=quoted(member.filename),
        )
