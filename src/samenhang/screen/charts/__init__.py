"""Charts: one spec object makes the drawing, the table, the words for who cannot see it and the CSV; on screen and on paper."""

from samenhang.screen.charts.bordermap import Bordered, BorderMap
from samenhang.screen.charts.dotrange import DotRange, DotRow
from samenhang.screen.charts.fan import Fan, FanLine, FanYear
from samenhang.screen.charts.front import Front, FrontPoint
from samenhang.screen.charts.line import Break, Line, LineChart, LinePoint
from samenhang.screen.charts.load import Load, LoadCell, LoadRow
from samenhang.screen.charts.matrix import Matrix, MatrixCell
from samenhang.screen.charts.parts import Parts, PartsRow
from samenhang.screen.charts.rankbars import RankBars, RankRow
from samenhang.screen.charts.spec import Chart, Key
from samenhang.screen.charts.tilemap import Tile, TileMap
from samenhang.screen.charts.waterfall import Waterfall, WaterfallBar

__all__ = ["BorderMap", "Bordered", "Break", "Chart", "DotRange", "DotRow", "Fan", "FanLine", "FanYear", "Front",
           "FrontPoint", "Key", "Line", "LineChart", "LinePoint", "Load", "LoadCell", "LoadRow", "Matrix",
           "MatrixCell", "Parts", "PartsRow", "RankBars", "RankRow", "Tile", "TileMap", "Waterfall", "WaterfallBar"]  # fmt: skip
