"""The stock-flow model once more, slow and obvious: one future, one area and one sector at a time, in double precision."""

from samenhang.methods.stockflow import Futures, Inputs, names
from samenhang.methods.stockflow_kinds import LEVERS

Row = dict[str, float]


def twin(
    params: list[float], start: Inputs, years: int, levers: Row, shocks: list[float], newcomers: list[tuple] = ()
) -> list[Row]:
    """What `simulate` says about one future, year by year; areas under the key "areas".

    newcomers : (year, area, sector, jobs, beds) of each new business in this future
    """
    d = dict(zip(names(start.sectors), params, strict=True))
    do = dict.fromkeys(LEVERS, 0.0) | levers
    areas, sectors = range(len(start.start)), range(len(start.sectors))
    stay = {  # persons by phase, per area and sector
        "short": [[start.start[i, s] * d["start_short"] for s in sectors] for i in areas],
        "mid": [[start.start[i, s] * d["start_mid"] for s in sectors] for i in areas],
        "long": [[start.start[i, s] * (1 - d["start_short"] - d["start_mid"]) for s in sectors] for i in areas],
    }
    supply = [[start.supply[i, h] * d["supply_level"] for h in range(3)] for i in areas]
    extra = [[0.0 for _ in sectors] for _ in areas]
    size, worth = [1.0 for _ in sectors], 1.0
    pool = d["pool"] * float(start.start.sum())
    homes = _live(start, stay, supply, d)
    said = []
    for t in range(years):
        # work
        for year, i, s, amount in _events(start.plans):
            extra[i][s] += amount if year == t else 0.0
        for year, i, s, more, _beds in newcomers:
            extra[i][s] += more if year == t else 0.0
        economy = max(0.0, 1 + d["economy"] + d["volatility"] * shocks[t])
        for s, sector in enumerate(start.sectors):
            machines = min(1.0, d[f"automation.{sector}"] + do["automation_extra"])
            size[s] *= max(0.0, (economy + d[f"growth.{sector}"]) * (1 - machines))
        asked, free, gone = _grid(areas, sectors), _grid(areas, sectors), 0.0
        for i in areas:
            for s in sectors:
                portion = min(1.0, start.share[i, s] * (1 + start.ageing[i] * d["tightness"] * (t + 1)))
                asked[i][s] = max(0.0, start.jobs[i, s] * size[s] * portion + extra[i][s])
                short, mid, long = (stay[phase][i][s] for phase in ("short", "mid", "long"))
                before = short + mid + long
                short -= short * d["exit_short"] * (1 - do["steady_contracts"])
                mid -= mid * d["exit_mid"]
                long -= long * d["exit_long"]
                onward, settled = short * d["to_mid"], mid * d["to_long"]
                short, mid, long = short - onward, mid - settled + onward, long + settled
                over = max(0.0, short + mid + long - asked[i][s])
                free[i][s] = max(0.0, asked[i][s] - (short + mid + long))
                kept = []
                for people in (short, mid, long):  # short stay leaves first
                    cut = min(over, people)
                    over -= cut
                    kept.append(people - cut)
                stay["short"][i][s], stay["mid"][i][s], stay["long"][i][s] = kept
                gone += before - sum(kept)
        # arrivals
        rate = []
        for i in areas:
            near = sum(part * homes[j]["room"] for j, part in zip(start.neighbours[i], start.commute[i], strict=True))
            openness = d["openness"] * (1 - do["admission_cut"])
            rate.append(d["fill"] * openness * (1 - d["bed_limit"] * (1 - near)))
        wish = sum(rate[i] * sum(free[i]) for i in areas)
        here = pool * (1 + d["pool_trend"]) ** t
        scale = here / wish if wish > here else 1.0
        come = [sum(free[i]) * rate[i] * scale for i in areas]
        for i in areas:
            for s in sectors:
                stay["short"][i][s] += free[i][s] * rate[i] * scale
        # places
        for h, lever in enumerate(("extra_beds", "extra_units", "extra_dwellings")):
            total = sum(homes[i]["lack"][h] for i in areas)
            answer = min(
                1.0, min(1.0, d["permits"] + do["faster_permits"]) + (do[lever] / total if total > 1e-6 else 0)
            )
            done = d["pipeline_done"] + do["pipeline_boost"] * (1 - d["pipeline_done"])
            for i in areas:
                planned = sum(
                    amount for year, at, kind, amount in _events(start.pipeline) if (year, at, kind) == (t, i, h)
                )
                loss = d["quality_loss"] * (1 - do["quality_care"])
                places = supply[i][h] * (1 + d["build_rate"]) * (1 - loss) + planned * done
                supply[i][h] = max(0.0, places + answer * homes[i]["lack"][h])
                if h == 0:
                    supply[i][h] += do["own_housing"] * come[i]
                    supply[i][h] += sum(beds for year, at, _s, _jobs, beds in newcomers if (year, at) == (t, i))
        homes = _live(start, stay, supply, d)
        worth *= 1 + d["productivity"]
        said.append(_year(start, stay, supply, homes, d, do, asked, sum(come), gone, worth))
    return said


def _live(start, stay, supply, d):
    areas = range(len(start.start))
    homes = [dict.fromkeys(("short", "mid", "long"), 0.0) for _ in areas]
    for i in areas:
        for j, part in zip(start.neighbours[i], start.commute[i], strict=True):
            for phase in ("short", "mid", "long"):
                homes[j][phase] += part * sum(stay[phase][i])
    for i, home in enumerate(homes):
        home["family"] = home["mid"] * d["family_mid"] + home["long"] * d["family_long"]
        beds, units = home["short"] * d["short_in_bed"], home["mid"] * d["mid_in_unit"]
        living = home["short"] + home["mid"] + home["long"] + home["family"]
        home["need"] = [beds, units, living - beds - units]
        home["lack"] = [max(0.0, need - have) for need, have in zip(home["need"], supply[i], strict=True)]
        home["living"] = living
        home["room"] = 1 - sum(home["lack"]) / max(living, 1e-6)
    return homes


def _year(start, stay, supply, homes, d, do, asked, come, gone, worth):
    areas = range(len(start.start))
    phase = {name: sum(map(sum, stay[name])) for name in stay}
    workers = sum(phase.values())
    family, living = sum(home["family"] for home in homes), sum(home["living"] for home in homes)
    pressure = [1000 * sum(homes[i]["lack"]) / start.population[i] for i in areas]
    demand = sum(map(sum, asked))

    def reached(share, lever):
        return share + do[lever] * (1 - share)

    return phase | {
        "migrants": workers,
        "shortage": sum(sum(home["lack"]) for home in homes),
        "pressure": sum(pressure) / len(pressure),
        "pressure_top": max(pressure),
        "value_added": worth
        * sum(
            start.value[s] * sum(stay[name][i][s] for name in stay) for i in areas for s in range(len(start.sectors))
        ),
        "demand": demand,
        "arrivals": come,
        "departures": gone,
        "family": family,
        "residents": living,
        **{
            f"need_{kind}": sum(home["need"][h] for home in homes) for h, kind in enumerate(("bed", "unit", "dwelling"))
        },
        **{f"supply_{kind}": sum(row[h] for row in supply) for h, kind in enumerate(("bed", "unit", "dwelling"))},
        "registered": phase["short"] * reached(d["registered_short"], "registration")
        + phase["mid"] * reached(d["registered_mid"], "registration")
        + (phase["long"] + family) * reached(d["registered_long"], "registration"),
        "care": d["care"] * living,
        "school": d["school"] * family,
        "language": reached(d["language"], "language_offer") * (living - phase["short"]),
        "filled": workers / demand if demand > 1e-6 else 1.0,
        "cost": d["public_cost"] * living,
        "revenue": d["public_revenue"] * workers,
        "areas": [
            {
                "shortage": sum(home["lack"]),
                "residents": home["living"],
                "workers": sum(sum(stay[name][i]) for name in stay),
                "family": home["family"],
                "short_bed": home["lack"][0],
                "short_unit": home["lack"][1],
                "short_dwelling": home["lack"][2],
                "live_short": home["short"],
                "live_mid": home["mid"],
                "live_long": home["long"],
                "pressure": pressure[i],
            }
            for i, home in enumerate(homes)
        ],
    }


def _grid(rows, columns):
    return [[0.0 for _ in columns] for _ in rows]


def _events(events):
    return list(
        zip(events.year.tolist(), events.area.tolist(), events.kind.tolist(), events.amount.tolist(), strict=True)
    )


def totals(futures: Futures, future: int) -> list[Row]:
    return [
        dict(zip(futures.outcomes, map(float, futures.totals[future, t]), strict=True))
        for t in range(futures.totals.shape[1])
    ]
