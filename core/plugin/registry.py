"""Finding the plugins by entry point and loading each on its own: a fault in one never reaches another."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from core.errors import BrokenPlugin, UnknownJurisdiction
from core.near import near_matches
from core.plugin.jurisdiction import Jurisdiction, said

GROUP = "duheng.jurisdictions"


def installed() -> tuple[EntryPoint, ...]:
    """The entry points of every installed jurisdiction, by name."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))


class Registry:
    """The jurisdictions at hand. Each is loaded when first asked for, once; a fault is remembered and told again."""

    def __init__(self, points: Iterable[EntryPoint] | None = None) -> None:
        self._points: dict[str, list[EntryPoint]] = {}
        for point in installed() if points is None else points:
            same = self._points.setdefault(point.name, [])
            # The same module may be announced twice, by a wheel and by an editable install of it.
            if point.value not in [known.value for known in same]:
                same.append(point)
        self._loaded: dict[str, Jurisdiction | BrokenPlugin] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all jurisdictions, loadable or not, in order."""
        return tuple(sorted(self._points))

    def source_of(self, code: str) -> str:
        """The module a code is loaded from."""
        return "、".join(point.value for point in self._points[code])

    def get(self, code: str) -> Jurisdiction:
        """The jurisdiction with this code. Errors: UnknownJurisdiction with near matches; BrokenPlugin."""
        if code not in self._points:
            raise self._unknown(code)
        if code not in self._loaded:
            try:
                self._loaded[code] = Jurisdiction(code, self._import(code))
            except BrokenPlugin as error:
                self._loaded[code] = error
            except KeyboardInterrupt:
                raise
            # The checks name every fault we know of; one that we do not know stops the same tenants and no others.
            except BaseException as error:  # noqa: BLE001  # The boundary of plugin loading.
                problem = f"载入时出错（{said(error)}）"
                self._loaded[code] = BrokenPlugin(code, problem, "请联系插件作者，并附上这条信息", "plugin.fault")
        found = self._loaded[code]
        if isinstance(found, BrokenPlugin):
            raise found
        return found

    def _unknown(self, code: str) -> UnknownJurisdiction:
        # People type the name of the place; the answer says which code it has.
        named = [found.code for found in self.usable() if code and (code in found.facts.full_name or found.facts.name in code)]
        near = named or near_matches(code.lower(), self._points)
        hint = f"相近的有：{'、'.join(near)}" if near else f"现有辖区：{'、'.join(self.codes) or '（一个也没有安装）'}"
        return UnknownJurisdiction(f"没有名为 {code!r} 的辖区", hint)

    def _import(self, code: str) -> ModuleType:
        points = self._points[code]
        if len(points) > 1:
            problem = f"有 {len(points)} 个插件自称 {code}（{self.source_of(code)}）"
            raise BrokenPlugin(code, problem, "请卸载其中一个", "plugin.ambiguous")
        try:
            module = points[0].load()
        except KeyboardInterrupt:
            raise
        # Whatever a foreign module does while it is imported, even SystemExit, stops its own tenants only.
        except BaseException as error:
            problem = f"{points[0].value} 无法导入（{said(error)}）"
            raise BrokenPlugin(code, problem, "请检查插件是否完整安装，或修正其中的错误", "plugin.import") from error
        if not isinstance(module, ModuleType):
            problem = f"入口点 {points[0].value} 指向的不是模块"
            raise BrokenPlugin(code, problem, "入口点应写成 模块路径，不带冒号", "plugin.not_module")
        return module

    def usable(self) -> tuple[Jurisdiction, ...]:
        """Every jurisdiction whose plugin can be used, by code."""
        found = []
        for code in self.codes:
            try:
                found.append(self.get(code))
            except BrokenPlugin:
                continue
        return tuple(found)
