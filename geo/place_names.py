"""Names of places as people write them: folded, and looked up through the official names and an alias table."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

_NAMES = ("name_fr", "name_ht", "name_en")
_SHORT = {"st": "saint", "ste": "sainte", "grd": "grand", "gd": "grand", "grde": "grande", "gde": "grande"}
_SHORT |= {"pte": "petite", "pt": "petit", "dept": "departement"}
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def fold_name(text: str) -> str:
    """Text without accents, case and punctuation, "St." and "Grd" written out: what two spellings share.

    ``"Cornillon/Grd Bois"`` and ``"Cornillon / Grand-Bois"`` both give ``"cornillon grand bois"``.
    """
    plain = unicodedata.normalize("NFKD", str(text).casefold().translate(_LETTERS))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.sub(r"[^a-z0-9]+", " ", letters).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def names_index(boundaries: pd.DataFrame, aliases: pd.DataFrame) -> pd.DataFrame:
    """Every folded name of every place.

    Parameters
    ----------
    boundaries
        `BOUNDARIES` frame: its French, Kreyòl and English names count.
    aliases
        `adm_pcode`, `alias`: other spellings. Aliases of places that `boundaries` lacks are left out.

    Returns
    -------
    index
        `folded`, `adm_pcode`, `adm_level`, each pair of name and place once.
    """
    levels = boundaries.set_index("adm_pcode")["adm_level"]
    own = [boundaries[["adm_pcode", name]].set_axis(["adm_pcode", "alias"], axis=1) for name in _NAMES]
    told = pd.concat([*own, aliases[["adm_pcode", "alias"]]], ignore_index=True).dropna()
    told = told[told["adm_pcode"].isin(levels.index)]
    index = pd.DataFrame(
        {
            "folded": told["alias"].map(fold_name).astype("str"),
            "adm_pcode": told["adm_pcode"],
            "adm_level": told["adm_pcode"].map(levels),
        }
    )
    return index[index["folded"] != ""].drop_duplicates(ignore_index=True)


def find_names(names: pd.Series, index: pd.DataFrame, *, level: str, within: pd.Series | None = None) -> pd.DataFrame:
    """Look names up at one level.

    Parameters
    ----------
    names
        Names as written; null or blank is no name.
    index
        From `names_index`.
    level
        Level of the places sought.
    within
        Department P-code of each row, null where unknown: of several places of one name it decides.

    Returns
    -------
    found
        On the index of `names`: `adm_pcode` (null where there is no name, it is unknown or ambiguous), `named`
        (there is a name), `several` (it means several places).
    """
    folded = names.map({name: fold_name(name) for name in names.dropna().unique()}).astype("str")
    named = folded.notna() & (folded != "")
    places = index.loc[index["adm_level"] == level, ["folded", "adm_pcode"]]
    asked = pd.DataFrame({"folded": folded.where(named), "row": range(len(names))}).dropna()
    pairs = asked.merge(places, on="folded")
    if within is not None:
        department = within.reset_index(drop=True).reindex(pairs["row"]).to_numpy()
        crowded = pairs["row"].duplicated(keep=False).to_numpy() & ~pd.isna(department)
        pairs = pairs[~crowded | (pairs["adm_pcode"].str[:4].to_numpy() == department)]
    several = pairs["row"].duplicated(keep=False)
    one = pairs[~several].set_index("row")["adm_pcode"].reindex(range(len(names)))
    doubt = pd.Series(range(len(names))).isin(pairs.loc[several, "row"])
    return pd.DataFrame(
        {"adm_pcode": one.to_numpy(), "named": named.to_numpy(), "several": doubt.to_numpy()}, index=names.index
    ).astype({"adm_pcode": "str"})
