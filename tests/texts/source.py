"""What a text of the source reads like: constants as they are, values as {names}, either-or as [one | other]."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPTH = 6
Function = ast.FunctionDef | ast.AsyncFunctionDef
Texts = tuple[str, ...]


@dataclass
class Module:
    """One file: its tree, and what its names stand for."""

    name: str
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Module:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = cls(name, ast.parse(path.read_text(encoding="utf-8")))
        for node in module.tree.body:
            for target, value in _assigned(node):
                module.constants[target] = value
        for each in ast.walk(module.tree):
            if isinstance(each, Function):
                module.functions.setdefault(each.name, each)
            elif isinstance(each, ast.ImportFrom) and each.module:
                for alias in each.names:
                    module.imported[alias.asname or alias.name] = (each.module, alias.name)
        return module

    @cached_property
    def _around(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def function_of(self, node: ast.AST) -> Function | None:
        while node in self._around:
            node = self._around[node]
            if isinstance(node, Function):
                return node
        return None


class Source:
    """All modules of the program."""

    def __init__(self) -> None:
        folders = (folder for name in ("meeting", "db", "pages") for folder in (ROOT / name).rglob("*.py"))
        self.modules = {
            each.name: each for each in map(Module.read, sorted([ROOT / "dashboard.py", *folders]))
        }

    def calls(self) -> Iterator[tuple[Module, ast.Call]]:
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call):
                    yield module, node

    def read(self, module: Module, node: ast.expr) -> Texts:
        """What the expression can be, each on its own; `{name}` where only the program knows."""
        return tuple(dict.fromkeys(Reading(self, module, {}, DEPTH).whole(node)))


@dataclass(frozen=True)
class Reading:
    """Follows names and functions of ours; `bound` are what a function was called with."""

    source: Source
    module: Module
    bound: Mapping[str, Texts]
    depth: int

    def whole(self, node: ast.expr) -> Texts:
        found: Texts = ()
        match node:
            case ast.Constant():
                found = (node.value if isinstance(node.value, str) else repr(node.value),)
            case ast.JoinedStr():
                found = ("".join(self._inside(part) for part in node.values),)
            case ast.BinOp(op=ast.Add()):
                found = (self._inside(node.left) + self._inside(node.right),)
            case ast.IfExp():
                found = self.whole(node.body) + self.whole(node.orelse)
            case ast.BoolOp():
                some = (each for each in node.values if getattr(each, "value", each) is not None)
                found = tuple(text for value in some for text in self.whole(value))
            case ast.Name():
                found = self._named(node)
            case ast.Subscript(value=ast.Name()):
                found = self._picked(node.value)
            case ast.Call():
                found = self._called(node)
        return found or (label(node),)

    def _inside(self, node: ast.expr) -> str:
        if isinstance(node, ast.FormattedValue):
            node = node.value
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if isinstance(node, ast.Call) and not (name.startswith("_") and name in self.module.functions):
                return label(node)
        found = tuple(dict.fromkeys(self.whole(node)))
        return found[0] if len(found) == 1 else f"[{' | '.join(each or '–' for each in found)}]"

    def _deeper(self, module: Module | None = None, bound: Mapping[str, Texts] | None = None) -> Reading:
        return Reading(
            self.source, module or self.module, self.bound if bound is None else bound, self.depth - 1
        )

    def _named(self, node: ast.Name) -> Texts:
        if node.id in self.bound or not self.depth:
            return self.bound.get(node.id, ())
        function, given = self.module.function_of(node), list[ast.expr]()
        if function is not None:
            given = [
                value
                for each in ast.walk(function)
                for name, value in [*_assigned(each), *self._looped(each)]
                if name == node.id
            ]
        if not given and node.id in self.module.constants:
            given = [self.module.constants[node.id]]
        if given:
            return tuple(text for each in given for text in self._deeper().whole(each))
        other, name = self.module.imported.get(node.id, ("", ""))
        module = self.source.modules.get(other)
        if module is not None and name in module.constants:
            return self._deeper(module, {}).whole(module.constants[name])
        return ()

    def _looped(self, node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
        """What a loop over rows that stand in the source gives each of its names."""
        if not isinstance(node, ast.For) or not isinstance(node.target, ast.Tuple):
            return
        rows = node.iter
        if isinstance(rows, ast.Name):
            rows = self.module.constants.get(rows.id, rows)
        for row in rows.elts if isinstance(rows, ast.Tuple | ast.List) else ():
            for name, value in zip(
                node.target.elts, row.elts if isinstance(row, ast.Tuple) else (), strict=False
            ):
                if isinstance(name, ast.Name):
                    yield name.id, value

    def _picked(self, name: ast.expr) -> Texts:
        held = self.module.constants.get(name.id) if isinstance(name, ast.Name) else None
        values = held.values if isinstance(held, ast.Dict) else ()
        return tuple(text for value in values for text in self._deeper().whole(value))

    def _called(self, node: ast.Call) -> Texts:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in ("plain", "str", "said", "words") and node.args:
            return self.whole(node.args[0])
        if name == "get" and isinstance(node.func, ast.Attribute):
            return self._picked(node.func.value) + tuple(
                text for each in node.args[1:] for text in self.whole(each)
            )
        other, imported = self.module.imported.get(name, (self.module.name, name))
        module = self.source.modules.get(other)
        function = module.functions.get(imported) if module and isinstance(node.func, ast.Name) else None
        if function is None or not self.depth or getattr(function.returns, "id", "") not in ("str", *ERRORS):
            return ()
        given = dict(zip([each.arg for each in function.args.args], node.args, strict=False))
        given |= {each.arg: each.value for each in node.keywords if each.arg}
        bound = {each: self.whole(value) for each, value in given.items() if isinstance(value, ast.Constant)}
        inner = self._deeper(module, bound)
        returned = (each.value for each in ast.walk(function) if isinstance(each, ast.Return) and each.value)
        return tuple(text for each in returned for text in inner.whole(each) if text)


ERRORS = frozenset({"MeetingError"})


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names that a statement gives a value, one by one where it unpacks."""
    if isinstance(node, ast.NamedExpr | ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if isinstance(target, ast.Name):
            yield target.id, node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for one, value in zip(target.elts, node.value.elts, strict=False):
                if isinstance(one, ast.Name):
                    yield one.id, value


def label(node: ast.expr) -> str:
    """A value by a name: `{customer}` for `plain(row.customer)`, `{number of rows}` for `counted(3, "row")`."""
    match node:
        case ast.Call(func=ast.Name(id="counted"), args=[_, ast.Constant() as noun, *_]):
            return f"{{number of {noun.value!s}s}}"
        case ast.Call(func=ast.Attribute(attr="strip" | "lower" | "rstrip" | "capitalize", value=inner)):
            found = label(inner)
        case ast.Call(args=[inner, *_]) | ast.Subscript(value=inner):
            found = label(inner)
        case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner) | ast.Call(func=inner):
            found = label(inner)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            found = f"{{{name.strip('_').lower()}}}"
        case _:
            found = "{…}"
    return found
