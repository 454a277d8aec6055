"""A lexicon's YAML files, read with the line of each fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

Folder = Traversable | Path
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same reader in C where there is one: a twelfth of the time."""
_TEXT, _NOTHING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where; `line` from 1, 0: the file as a whole. The words that stand there are not repeated."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


class BadLexicon(ValueError):
    """A lexicon that cannot be used; all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"lexicon/{fault}" for fault in faults))
        self.faults = faults


class Reader:
    """Reads files of one folder and collects faults; `done` raises them. With `optional` a file need not be there."""

    def __init__(self, folder: Folder, *, optional: bool = False) -> None:
        self._folder, self._optional = folder, optional
        self.faults: list[Fault] = []

    def terms(self, file: str) -> dict[str, tuple[str, ...]]:
        """Name → list of words; an empty value is an empty list."""
        return {name: self._words(file, value) for name, value in self._entries(file)}

    def words(self, file: str, key: str) -> tuple[str, ...]:
        """One list of a file that holds other things, too."""
        return next((self._words(file, value) for name, value in self._entries(file) if name == key), ())

    def text(self, file: str, key: str) -> str:
        return next((str(value.value) for name, value in self._entries(file) if name == key), "")

    def all_terms(self, folder: str) -> dict[str, tuple[str, ...]]:
        """Those of all files of a sub-folder; a list that two of them have is a fault."""
        found: dict[str, tuple[str, ...]] = {}
        for file in self._files(folder):
            for name, value in self._entries(file):
                if name in found:
                    self.fault(file, value, f"{name} stands in another file")
                found[name] = self._words(file, value)
        return found

    def fault(self, file: str, node: yaml.Node | None, what: str) -> None:
        self.faults.append(Fault(file, node.start_mark.line + 1 if node else 0, what))

    def done(self) -> None:
        """Raises BadLexicon."""
        if self.faults:
            raise BadLexicon(sorted(dict.fromkeys(self.faults), key=lambda fault: (fault.file, fault.line)))

    def _files(self, folder: str) -> list[str]:
        inside = self._folder / folder
        if not inside.is_dir():
            return []
        return [f"{folder}/{name}" for name in sorted(file.name for file in inside.iterdir()) if name.endswith(".yaml")]

    def _entries(self, file: str) -> Iterator[tuple[str, yaml.Node]]:
        root = self._root(file)
        if root is None:
            return
        if not isinstance(root, yaml.MappingNode):
            self.fault(file, root, "names with lists are expected")
            return
        for key, value in root.value:
            if key.tag != _TEXT:
                self.fault(file, key, "a name is expected; put numbers, yes and no in quotes")
            else:
                yield key.value, value

    def _root(self, file: str) -> yaml.Node | None:
        path = self._folder / file
        if self._optional and not path.is_file():
            return None
        try:
            root: yaml.Node | None = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
        except yaml.MarkedYAMLError as wrong:
            mark: Any = wrong.problem_mark
            self.faults.append(Fault(file, mark.line + 1 if mark else 0, "not YAML"))
            return None
        except (yaml.YAMLError, UnicodeDecodeError):
            self.fault(file, None, "not YAML in UTF-8")
            return None
        except OSError:
            self.fault(file, None, "cannot be read")
            return None
        return root

    def _words(self, file: str, node: yaml.Node) -> tuple[str, ...]:
        if node.tag == _NOTHING:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.fault(file, node, "a list of words is expected")
            return ()
        return tuple(item.value for item in node.value if self._is_word(file, item))

    def _is_word(self, file: str, item: yaml.Node) -> bool:
        fine = item.tag == _TEXT and bool(item.value.strip())
        if not fine:
            self.fault(file, item, "a word is expected; put numbers, yes and no in quotes")
        return fine
