"""The formulas of one row of the sheet *verdicts*, by kind of standard.

In a formula `J#` is column J of the row itself. A blank text is unknown. `OPEN` stands for a range without upper end.
"""

from __future__ import annotations

from collections.abc import Callable

from tools.worked_coverage.standards import Entry

COLUMNS = {
    "A": "site_id", "B": "standard", "C": "adm2", "D": "adm1", "E": "adm0", "F": "people", "G": "phase",
    "H": "threshold", "I": "asked", "J": "value", "K": "base", "L": "low", "M": "high", "N": "figure", "O": "least",
    "P": "most", "Q": "known", "R": "is_met", "S": "lacking", "T": "status", "U": "measured", "V": "gap",
    "W": "reason", "X": "measured_least", "Y": "measured_most", "Z": "said_on",
}  # fmt: skip
OPEN = "1E+300"
# Where a column of the answers lies, on the row of the site: name -> reference.
Where = Callable[[str], str]
_BOTH = 'AND(J#<>"",K#<>"")'
_TOO_MANY = "IF(J#=0,0,IF(H#=0,J#,MAX(0,J#-ROUNDDOWN(ROUND(H#*K#,9),0))))"
# Counted from people, who are unknown while the rest was told.
_NO_PEOPLE_BELOW = 'AND(K#="",J#<>"")'
_NO_PEOPLE_ABOVE = 'AND(J#="",K#<>"")'


def told(name: str, where: Where) -> str:
    """A formula that reads an answer; blank where it is unknown."""
    return f"={where(name)}" if name else '=""'


def formulas(entry: Entry, where: Where) -> dict[str, str]:
    """Columns J to S, and `vain` and `people`: why an answer that was given does not decide."""
    return {"L": '=""', "M": '=""', "vain": '""', "people": "FALSE", **_KINDS[entry.kind](entry, where)}


def _ratio(entry: Entry, where: Where) -> dict[str, str]:
    return _most_each(entry, where) if entry.direction == "max" else _least_each(entry, where)


def _most_each(entry: Entry, where: Where) -> dict[str, str]:
    """So many persons a unit at most: the units must serve everybody, and units are whole."""
    return _figure_only({
        "J": told(entry.value, where),
        "K": told(entry.base, where),
        "N": f'=IF({_BOTH},IF(K#>0,J#/K#,""),"")',
        "Q": f"={_BOTH}",
        "R": "=IF(Q#,J#<=H#*K#,FALSE)",
        "S": '=IF(Q#,MAX(0,ROUNDUP(J#/H#,0)-K#),"")',
        "people": _NO_PEOPLE_ABOVE if entry.value == "people" else "FALSE",
    })  # fmt: skip


def _least_each(entry: Entry, where: Where) -> dict[str, str]:
    """So much a person or unit at least, and `least` in any case: fewer than that is short whatever the base."""
    asked = f"MAX({entry.least},ROUND(H#*K#,9))"
    wanted = f"ROUNDUP({asked},0)" if entry.whole else asked
    none = f'AND(J#<{entry.least},J#<>"")'
    return _figure_only({
        "J": told(entry.value, where),
        "K": told(entry.base, where),
        "N": f'=IF({_BOTH},IF(MAX(K#,{entry.least}/H#)>0,J#/MAX(K#,{entry.least}/H#),""),"")',
        "Q": f"=OR({_BOTH},{none})",
        "R": f"=IF({_BOTH},J#>={wanted},FALSE)",
        "S": f'=IF({_BOTH},MAX(0,{wanted}-J#),IF({none},{entry.least}-J#,""))',
        "people": _NO_PEOPLE_BELOW if entry.base == "people" else "FALSE",
    })  # fmt: skip


def _share_of(entry: Entry, where: Where) -> dict[str, str]:
    """How many of the base have it; a share told stands in for counts.

    None that lack it is met whatever the base; where none may lack it, one that does is short whatever the base.
    """
    counted = _BOTH if entry.direction == "min" else f'OR({_BOTH},AND(J#<>"",OR(J#=0,H#=0)))'
    if entry.direction == "min":
        met, lacking = "J#>=ROUND(H#*K#,9)", "MAX(0,ROUNDUP(ROUND(H#*K#,9),0)-J#)"
    else:
        met, lacking = "IF(J#=0,TRUE,IF(H#=0,FALSE,J#<=ROUND(H#*K#,9)))", _TOO_MANY
    share = told(entry.instead, where)
    figure = f'IF({_BOTH},IF(K#>0,J#/K#,""),"")'
    beyond = 'IF(K#="","",ROUNDUP(ROUND(MAX(0,L#-H#)*K#,9),0))'
    return _figure_only({
        "J": told(entry.value, where),
        "K": told(entry.base, where),
        "L": share,
        "N": f"=IF({counted},{figure},L#)",
        "Q": f'=OR({counted},L#<>"")',
        "R": f'=IF({counted},{met},IF(L#<>"",L#<=H#,FALSE))',
        "S": f'=IF({counted},{lacking},IF(L#<>"",{beyond},""))',
    })  # fmt: skip


def _compound(entry: Entry, where: Where) -> dict[str, str]:
    """Taps, hand pumps and wells serve together; what is known may be enough, and only all of it may be too little."""
    kinds = {name: where(name) for name in ("taps", "hand_pumps", "open_wells")}
    by = {"taps": "served_by_tap", "hand_pumps": "served_by_pump", "open_wells": "served_by_well"}
    served = "+".join(f"N({cell})*{by[name]}" for name, cell in kinds.items())
    count = f"COUNT({','.join(kinds.values())})"
    return _figure_only({
        "J": told(entry.value, where),
        "K": f'=IF({count}=0,"",({served})/served_by_tap)',
        "N": f'=IF({_BOTH},IF(K#>0,J#/K#,""),"")',
        "Q": f"=IF({_BOTH},OR(R#,{count}=3),FALSE)",
        "R": f"=IF({_BOTH},J#<=K#*H#,FALSE)",
        "S": f'=IF({_BOTH},MAX(0,ROUNDUP(ROUND((J#-K#*H#)/H#,9),0)),"")',
        "people": f'AND(J#="",{count}=3)',
    })  # fmt: skip


def _figure_only(columns: dict[str, str]) -> dict[str, str]:
    return {**columns, "O": "=N#", "P": "=N#"}


def _level(entry: Entry, where: Where) -> dict[str, str]:
    """A figure or a range against a bound. A range holds its upper end, not its lower one."""
    columns = _value(entry, where)
    open_below = 'N#=""'
    if entry.direction == "min":
        met, short = "O#>=H#", "P#<H#"
        if entry.upper is not None:
            met = f"AND({met},P#<={entry.upper})"
            short = f"OR({short},O#>{entry.upper},AND({open_below},O#>={entry.upper}))"
    else:
        met, short = "P#<=H#", f"OR(O#>H#,AND({open_below},O#>=H#))"
    said = f'IF(O#="",FALSE,OR({met},{short}))'
    absent = f'AND({where(entry.requires)}<>"",{where(entry.requires)}=0)' if entry.requires else "FALSE"
    lacking = 'IF(K#="","",K#*MAX(0,H#-P#))' if entry.kind == "rate" else "1"
    return {
        "K": '=""',
        **columns,
        "Q": f"=OR({said},{absent})",
        "R": f'=IF(O#="",FALSE,{met})',
        "S": f'=IF(Q#,IF(R#,0,{lacking}),"")',
    }


def _value(entry: Entry, where: Where) -> dict[str, str]:
    """The figure (N) and the range (O, P) that an answer tells."""
    if entry.kind == "test":
        day = where(entry.tested)
        counts = f'IF({day}="",FALSE,AND(as_of-{day}>=0,as_of-{day}<={entry.valid_days}))'
        return _figure_only({
            "J": told(entry.value, where),
            "N": f'=IF(J#="","",IF({counts},J#,""))',
            "vain": 'IF(AND(J#<>"",N#=""),"old_test","")',
        })  # fmt: skip
    if entry.kind == "age":
        return _figure_only({"J": told(entry.value, where), "N": '=IF(J#="","",IF(as_of-J#>=0,as_of-J#,""))'})
    if not entry.low:
        return _figure_only({"J": told(entry.value, where), "N": "=J#"})
    return _banded(entry, where)


def _banded(entry: Entry, where: Where) -> dict[str, str]:
    times = f"*{entry.factor}" if entry.factor else ""
    low, high = (f'=IF({where(name)}="","",{where(name)}{times})' for name in (entry.low, entry.high))
    ranged = 'AND(OR(L#<>"",M#<>""),NOT(IF(OR(L#="",M#=""),FALSE,L#>M#)))'
    return {
        "J": told(entry.value, where),
        "K": told(entry.base, where),
        "L": low,
        "M": high,
        "N": '=IF(J#<>"",J#,IF(OR(L#="",M#=""),"",IF(L#=M#,L#,"")))',
        "O": f'=IF(N#<>"",N#,IF({ranged},IF(L#="",0,L#),""))',
        "P": f'=IF(N#<>"",N#,IF({ranged},IF(M#="",{OPEN},M#),""))',
        "vain": 'IF(AND(N#="",O#<>""),"band","")',
    }


def verdict(row: int, site: int, vain: str, people: str) -> dict[str, str]:
    """Columns T to Z: the verdict, from what was made of the answers. `site` is the row on the sheet *sites*."""
    stated = f'IF(sites!$J{site}=0,"not_visited",now!$B{site})'
    lacking = f'IF(AND(I#="unknown",Q#),"class_unknown",IF({people},"people_unknown","not_asked"))'
    vain_or = f'IF(AND(NOT(Q#),{vain}<>""),{vain},IF({stated}<>"",{stated},{lacking}))'
    said = 'OR(T#="met",T#="short")'
    ranged = f'OR({said},W#="band")'
    columns = {
        "T": f'=IF(NOT(sites!$K{site}),"left_out",IF(I#="no","not_applicable",'
             'IF(AND(Q#,I#="yes"),IF(R#,"met","short"),"not_assessed")))',
        "U": f'=IF({said},N#,"")',
        "V": '=IF(T#="met",0,IF(T#="short",S#,""))',
        "W": f'=IF(T#="not_assessed",{vain_or},"")',
        "X": f'=IF({ranged},O#,"")',
        "Y": f'=IF({ranged},P#,"")',
        "Z": f'=IF({said},sites!$I{site},"")',
    }  # fmt: skip
    return {letter: text.replace("#", str(row)) for letter, text in columns.items()}


_KINDS: dict[str, Callable[[Entry, Where], dict[str, str]]] = {
    "ratio": _ratio,
    "share_of": _share_of,
    "compound": _compound,
    **dict.fromkeys(("rate", "amount", "share", "yes_no", "test", "age"), _level),
}
