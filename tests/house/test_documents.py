"""What is written down is so: settings, commands, versions, methods, links, decisions and words."""

import ast
import doctest
import re
import subprocess
import sys
from importlib.metadata import version

import pytest
from tests.house.publiccode import parsed
from tests.house.tree import PACKAGE, ROOT, environment_names, newest_version, shown, text_of, tracked

NOT_FOR_PEOPLE = {"DJANGO_SETTINGS_MODULE"}
PAGES = [path for path in tracked() if path.suffix == ".md"]
FILES = {path.stem for path in (PACKAGE / "methods").glob("*.py")} - {
    "__init__",
    "compiled",
}  # how kernels are compiled is no method
# `smaa_kernels.py` is a part of the method `smaa.py`
METHODS = sorted(name for name in FILES if not any(name.startswith(f"{whole}_") for whole in FILES))


def test_every_setting_has_its_line():
    from samenhang.web import env, settings  # noqa: F401 - reading the settings declares them

    page = text_of(ROOT / "docs/how-to/dev/configuration.md")
    program = page.partition("## Variables of the program")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", program, re.MULTILINE))
    assert set(told) == set(environment_names()) - NOT_FOR_PEOPLE
    assert set(env.DECLARED) <= set(told)
    assert {name: told[name] for name in env.DECLARED} == {
        name: f"`{variable.default}`" if variable.default else "(empty)" for name, variable in env.DECLARED.items()
    }


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_command_exists(page):
    from samenhang.web.cli import parser

    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    verbs = set(parser()._subparsers._group_actions[0].choices)
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text_of(page), re.DOTALL))
    asked = set(re.findall(r"(?:^|`|\s)make ([a-z]+)\b(?!=)", code, re.MULTILINE))
    shell = set(re.findall(r"(?:^|`|/|\s)samenhang ([a-z]+)\b", code, re.MULTILINE))
    names = {"python3", "serve"}  # what follows `apt install make` and what stands in a list of verbs
    assert asked - targets - names == set()
    assert shell - verbs == set()


def test_the_two_commands_stand_in_the_readme():
    assert {"make run", "make test"} <= set(re.findall(r"^(make \w+)", text_of(ROOT / "README.md"), re.MULTILINE))


def test_one_version():
    assert version("samenhang") == newest_version(), (
        "run make once more: the package was installed with another version"
    )
    assert parsed(text_of(ROOT / "publiccode.yml"))["softwareVersion"] == newest_version()


def test_publiccode_describes_this():
    said = parsed(text_of(ROOT / "publiccode.yml"))
    assert said["publiccodeYmlVersion"].startswith("0.4")
    assert said["legal"] == {"license": "EUPL-1.2"}
    assert (said["name"], said["softwareType"], said["platforms"]) == ("Samenhang", "standalone/web", ["web"])
    assert said["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert said["localisation"] == {"localisationReady": "true", "availableLanguages": ["nl", "en"]}
    assert set(said["description"]) == {"nl", "en"}
    for text in said["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
    assert said["maintenance"]["type"] != "community" or said["maintenance"]["contacts"]
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text_of(ROOT / "LICENSE").upper().replace("V. 1.2", "v. 1.2")


@pytest.mark.parametrize("method", METHODS)
def test_a_method_is_explained_with_the_numbers_of_its_doctest(method):
    page = text_of(ROOT / f"docs/methods/{method}.md")
    assert page, f"docs/methods/{method}.md should explain the method in Dutch policy words"
    tree = ast.parse(text_of(PACKAGE / "methods" / f"{method}.py"))
    documented = [tree, *(node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))]
    examples = [
        example
        for node in documented
        for example in doctest.DocTestParser().get_examples(ast.get_docstring(node) or "")
    ]
    numbers = {float(text) for example in examples for text in re.findall(r"-?\d+\.\d+", example.want)}
    assert numbers, f"{method} has no doctest with numbers"
    assert [number for number in sorted(numbers) if not any(form in page for form in forms(number))] == []


def forms(number):
    """How a page may write a number: with a Dutch comma and points between thousands, or as a percentage."""
    percent = round(number * 100, 6)
    written = {
        f"{number:.10g}",
        f"{number:.2f}",
        f"{number:,.10g}",
        f"{number:,.2f}",
        f"{percent:.10g} %",
        f"{percent:.10g}%",
    }
    return {text.translate(str.maketrans(".,", ",.")) for text in written}


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_link_arrives(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs/adr").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_fits_one_page_and_admits_what_is_ugly(page):
    text = text_of(page)
    assert text.startswith(f"# {page.name[:4]} ")
    assert text.splitlines()[2].startswith("**Question.**")
    assert "**What is ugly.**" in text
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_each_concept_has_one_word():
    done = subprocess.run([sys.executable, "tools/glossary.py", "check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_first_page_explains_the_decorator():
    """The law's example is a signature that the decorator takes."""
    first = text_of(ROOT / "docs/house.md").partition("## 1.")[0]
    assert '@act("' in first
    from samenhang.ground.ledger.acts import Permission

    assert set(re.findall(r"Permission\.(\w+)", first)) <= {permission.name for permission in Permission}


def test_the_law_names_every_room():
    from tests.house.tree import room_name, rooms

    rows = set(re.findall(r"^\| ([a-z]+/[a-z]+) \|", text_of(ROOT / "docs/house.md"), re.MULTILINE))
    assert rows == {room_name(room) for room in rooms()}
